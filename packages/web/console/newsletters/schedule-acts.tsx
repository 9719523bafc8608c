// Scheduling: the page, and what becomes of the form it sends.
import { audienceCount } from '#delivery/audience-count'
import { foreseeMailing } from '#delivery/foresee-mailing'
import type { Mailing } from '#delivery/mailing'
import { readTime, type ScheduleOutcome, scheduleNewsletter } from '#delivery/schedule-newsletter'
import { type OptionFields, readOptions } from '#delivery/schedule-options'
import { getCheck, getMailing } from '#delivery/store'
import type { Newsletter } from '#editorial/newsletter'
import { unreachable } from '#kernel/errors'
import { dayMs, type Instant, instant, wallClockOf } from '#kernel/time'
import { getSegment } from '#readers/store-segments'
import { listStaff } from '#staff/store'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { nameBehind } from '../staff-name.tsx'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'
import { optionsOf, proposed, readTyped, type ScheduleTyped } from './schedule-form.ts'
import { SchedulePage, type ScheduleProps } from './schedule-page.tsx'

type Deps = ConsoleDeps

type Said = Partial<Pick<ScheduleProps, 'typed' | 'error' | 'twice'>>

export async function showSchedule(deps: Deps, c: ConsoleContext, said: Said = {}) {
  const newsletter = await newsletterIn(deps, c)
  const { publication, now } = c.get('view')
  const [audience, check, mailing, segment, staff] = await Promise.all([
    audienceCount(deps, { newsletterId: newsletter.id }),
    getCheck(deps.table, newsletter.id, newsletter.version),
    scheduledMailing(deps, newsletter),
    newsletter.segmentId && getSegment(deps.table, newsletter.segmentId),
    listStaff(deps),
  ])
  const tomorrow = wallClockOf(instant(now.getTime() + dayMs), publication.zone).slice(0, 10)
  const typed = said.typed ?? proposed(publication, tomorrow)
  const chosen = readable(typed, newsletter)
  const outlook =
    audience &&
    (await foreseeMailing(deps, {
      audienceCount: audience.count,
      sendAt: timeOf(typed, now),
      departure: chosen.departure,
      mailing,
    }))
  const failed = check?.findings.some(({ level }) => level === 'error')
  return c.html(
    <SchedulePage
      c={c}
      newsletter={newsletter}
      audience={audience}
      outlook={outlook}
      check={check ? (failed ? 'failed' : 'passed') : 'missing'}
      mailing={mailing}
      nameOf={(id) => nameBehind(staff, id, c.get('locale'))}
      segment={segment || undefined}
      typed={typed}
      chosen={chosen}
      error={said.error}
      twice={said.twice}
    />,
  )
}

/** The typed time as far as it can be read; the forecast is for now otherwise. */
function timeOf({ date, time, zone }: ScheduleTyped, now: Date): Instant | undefined {
  const read = readTime({ wallClock: `${date}T${time}`, zone, choice: 'first' }, now)
  return read.kind === 'instant' ? read.at : undefined
}

/** Each option by itself, as far as it can be read: one that is wrong hides no other. */
function readable(typed: ScheduleTyped, { subject }: Newsletter): OptionFields {
  const { departure, seeds, test } = optionsOf(typed)
  const fields = [departure && { departure }, seeds && { seeds }, test && { test }].map((one) => {
    const read = readOptions(one ?? {}, { subject })
    return read.kind === 'read' ? read.fields : {}
  })
  return Object.assign({}, ...fields)
}

/** The mailing that has not begun to call anybody, if the newsletter is scheduled. */
async function scheduledMailing(
  deps: Pick<Deps, 'table'>,
  newsletter: Newsletter,
): Promise<Mailing | undefined> {
  const last = newsletter.mailingIds.at(-1)
  const mailing = last && (await getMailing(deps.table, last))
  if (!mailing) return undefined
  const isPaused = mailing.status === 'paused' && mailing.pausedFrom === 'scheduled'
  return mailing.status === 'scheduled' || isPaused ? mailing : undefined
}

export async function schedule(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const typed = readTyped(body)
  // Two buttons only look: nothing is scheduled, what was typed stays.
  if (body['do'] === 'look') return await showSchedule(deps, c, { typed })
  if (body['do'] === 'warmUp') return await takeWarmUp(deps, c, typed)
  const { choice } = body
  const outcome = await scheduleNewsletter(deps, {
    newsletterId: newsletter.id,
    wallClock: `${typed.date}T${typed.time}`,
    zone: typed.zone,
    ...(choice === 'first' || choice === 'second' ? { choice } : {}),
    ...optionsOf(typed),
    by: c.get('staff').id,
  })
  if (outcome.kind === 'scheduled') {
    await recordAct(deps, c, {
      act: 'newsletter.scheduled',
      id: newsletter.id,
      data: { sendAt: outcome.mailing.sendAt, mailing: outcome.mailing.id },
    })
    return c.redirect(
      `${newsletterPath(newsletter.id, 'schedule')}?done=${outcome.mayReachNobody ? 'maybe-nobody' : 'scheduled'}`,
      303,
    )
  }
  if (outcome.kind === 'alreadyScheduled' && (await isDoneAlready(deps, c, typed)))
    return c.redirect(`${newsletterPath(newsletter.id, 'schedule')}?done=scheduled`, 303)
  if (outcome.kind === 'notFound') throw notFound()
  c.status(outcome.kind === 'changed' || outcome.kind === 'alreadyScheduled' ? 409 : 422)
  if (outcome.kind === 'repeatedHour')
    return await showSchedule(deps, c, { typed, twice: { ...outcome } })
  return await showSchedule(deps, c, { typed, error: refusal(outcome, typed.zone) })
}

/** Writes the proposed plan into the form. */
async function takeWarmUp(deps: Deps, c: ConsoleContext, typed: ScheduleTyped) {
  const newsletter = await newsletterIn(deps, c)
  const audience = await audienceCount(deps, { newsletterId: newsletter.id })
  const { warmUp } = await foreseeMailing(deps, {
    audienceCount: audience?.count ?? 0,
    sendAt: timeOf(typed, deps.clock()),
  })
  const taken = warmUp ? { departure: 'warmUp', perDay: warmUp.perDay.join(', ') } : {}
  return await showSchedule(deps, c, { typed: { ...typed, ...taken } })
}

/** The same person has scheduled it for the same time: the button was pressed twice. */
async function isDoneAlready(
  deps: Deps,
  c: ConsoleContext,
  typed: { date: string; time: string; zone: string },
): Promise<boolean> {
  const waiting = await scheduledMailing(deps, await newsletterIn(deps, c))
  return (
    waiting?.createdBy === c.get('staff').id &&
    waiting.wallClock === `${typed.date}T${typed.time}` &&
    waiting.zone === typed.zone
  )
}

function refusal(
  refused: Exclude<ScheduleOutcome, { kind: 'scheduled' }>,
  zone: string,
): ScheduleProps['error'] {
  const local = (at: Instant) => wallClockOf(at, zone).slice(11)
  const at = (field: 'date' | 'time' | 'zone' | 'form', fr: string, en: string) => ({
    field,
    sentence: { fr, en },
  })
  switch (refused.kind) {
    case 'past':
      return at(
        'date',
        'Ce moment est passé. Choisissez-en un à venir.',
        'This time has passed. Choose one to come.',
      )
    case 'tooFar':
      return at(
        'date',
        'C’est dans plus d’un an. Choisissez une date plus proche.',
        'This is more than a year ahead. Choose a nearer date.',
      )
    case 'malformed':
      return at(
        'date',
        'Choisissez un jour et une heure qui existent, par exemple 2026-12-01 et 08:30.',
        'Choose a day and a time that exist, such as 2026-12-01 and 08:30.',
      )
    case 'unknownZone':
      return at(
        'zone',
        'Ce fuseau n’existe pas. Écrivez par exemple Europe/Paris.',
        'There is no such zone. Write Europe/Paris, for example.',
      )
    case 'skippedHour':
      return at(
        'date',
        `Cette nuit-là, les horloges avancent\u202f: cette heure n’existe pas. Choisissez une heure plus tôt ou plus tard (${local(refused.before)} ou ${local(refused.after)}).`,
        `That night the clocks go forward: this time does not exist. Choose an earlier or a later one (${local(refused.before)} or ${local(refused.after)}).`,
      )
    case 'noSegment':
      return at(
        'form',
        'Le segment de cette lettre a été supprimé. Choisissez-en un autre, ou aucun, puis programmez.',
        'The segment of this newsletter was deleted. Choose another, or none, then schedule.',
      )
    case 'option':
      return refused
    case 'nobody':
      return at(
        'form',
        `Personne n’est dans le segment «\u202f${refused.segment}\u202f» et ces thèmes aujourd’hui. Choisissez-en un autre, ou aucun, puis programmez.`,
        `Nobody is in the segment “${refused.segment}” and these topics today. Choose another, or none, then schedule.`,
      )
    case 'localHourPast':
      return at(
        'date',
        `Quelque part sur terre, cette heure est déjà passée. La première possible\u202f: ${refused.earliest.replace('T', ' ')}.`,
        `Somewhere on earth that time has passed already. The first that works: ${refused.earliest.replace('T', ' ')}.`,
      )
    case 'noBlockSegment':
      return at(
        'form',
        'Un bloc est pour un segment qui a été supprimé. Choisissez-en un autre, ou remettez-le pour tous, puis programmez.',
        'A block is for a segment that was deleted. Choose another, or set it back to everyone, then schedule.',
      )
    case 'notChecked':
      return at(
        'form',
        'Cette version n’est pas contrôlée. Lancez le contrôle, puis programmez.',
        'This version is not checked. Run the check, then schedule.',
      )
    case 'checkFailed':
      return at(
        'form',
        `Le contrôle a trouvé ${refused.findings.length} points à corriger. Corrigez-les, contrôlez à nouveau, puis programmez.`,
        `The check found ${refused.findings.length} things to put right. Put them right, check again, then schedule.`,
      )
    case 'alreadyScheduled':
      return at(
        'form',
        'Quelqu’un l’a déjà programmée. Rechargez la page pour voir quand.',
        'Somebody has scheduled it already. Reload the page to see when.',
      )
    case 'alreadySent':
      return at(
        'form',
        'Elle est déjà partie. Copiez-la pour en envoyer une autre.',
        'It has gone out already. Copy it to send another.',
      )
    case 'changed':
      return at(
        'form',
        'Quelqu’un vient de la modifier. Relisez-la, contrôlez-la à nouveau, puis programmez.',
        'Somebody has just changed it. Read it, check it again, then schedule.',
      )
    case 'repeatedHour':
    case 'notFound':
      return undefined
    default:
      return unreachable(refused)
  }
}
