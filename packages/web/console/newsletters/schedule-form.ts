// The schedule form as text: what its fields hold at first, what was typed, and what it asks for.
import type { Departure } from '#delivery/mailing'
import type { ScheduleOptions } from '#delivery/schedule-options'
import type { Publication } from '#publication/schema'

/** All fields as they stand in the form; `share` in percent, waits in minutes. */
export type ScheduleTyped = {
  date: string
  time: string
  zone: string
  departure: string
  minutes: string
  perDay: string
  seeds: string
  seedWait: string
  subjectB: string
  share: string
  testWait: string
  measure: string
}
export type ScheduleField = keyof ScheduleTyped

/** What the form proposes: simple, with the publication's own seeds. */
export function proposed(
  { zone, sending }: Pick<Publication, 'zone' | 'sending'>,
  date: string,
): ScheduleTyped {
  return {
    date,
    time: '08:30',
    zone,
    departure: 'atOnce',
    minutes: '60',
    perDay: '',
    seeds: sending.seeds.join('\n'),
    seedWait: String(sending.seedWaitMinutes),
    subjectB: '',
    share: '20',
    testWait: '240',
    measure: 'opened',
  }
}

/** Reads the posted fields; an absent one asks for nothing. */
export function readTyped(body: Record<string, unknown>): ScheduleTyped {
  const text = (name: ScheduleField) => {
    const value = body[name]
    return typeof value === 'string' ? value.slice(0, 10_000).trim() : ''
  }
  return {
    date: text('date'),
    time: text('time').slice(0, 5),
    zone: text('zone'),
    departure: text('departure') || 'atOnce',
    minutes: text('minutes'),
    perDay: text('perDay'),
    seeds: text('seeds').replace(/\r\n?/g, '\n'),
    seedWait: text('seedWait'),
    subjectB: text('subjectB'),
    share: text('share'),
    testWait: text('testWait'),
    measure: text('measure'),
  }
}

/** What was typed, as the use case takes it; it refuses what can't be, number by number. */
export function optionsOf(typed: ScheduleTyped): ScheduleOptions {
  const emails = typed.seeds.split(/[\s,;]+/).filter(Boolean)
  const departure = departureOf(typed)
  return {
    ...(departure ? { departure } : {}),
    ...(emails.length > 0 ? { seeds: { emails, waitMinutes: whole(typed.seedWait) } } : {}),
    ...(typed.subjectB
      ? {
          test: {
            subjectB: typed.subjectB,
            share: whole(typed.share) / 100,
            waitMinutes: whole(typed.testWait),
            measure: typed.measure === 'clicked' ? ('clicked' as const) : ('opened' as const),
          },
        }
      : {}),
  }
}

function departureOf({ departure, minutes, perDay }: ScheduleTyped): Departure | undefined {
  switch (departure) {
    case 'spread':
      return { kind: 'spread', minutes: whole(minutes) }
    case 'localHour':
      return { kind: 'localHour' }
    case 'warmUp':
      return {
        kind: 'warmUp',
        perDay: perDay
          .split(/[,;\n]+/)
          .map((one) => one.trim())
          .filter(Boolean)
          .map(whole),
      }
    default:
      return undefined
  }
}

/** A whole number, spaces between its digits allowed; NaN, which every limit refuses, otherwise. */
function whole(text: string): number {
  const digits = text.replace(/\s/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN
}
