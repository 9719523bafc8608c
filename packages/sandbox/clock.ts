// The sandbox's clock: real time moved by an offset that is kept in the data folder. It jumps
// forward on request, runs in real time after that, and never goes back.
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { VisibleError } from '#kernel/errors'
import { type Clock, type Instant, instant } from '#kernel/time'
import { writeWhole } from './data-folder.ts'

/** What the clock shows on the very first start: 9 o'clock in Paris. */
export const firstStartAt = instant(Date.parse('2026-11-30T09:00:00+01:00'))

export type SandboxClock = {
  now: Clock
  /** Milliseconds that the clock is ahead of real time. */
  offsetMs(): number
  /** Jumps to an instant, unless it has passed by itself in the meantime. */
  reach(to: Instant): void
  /** Calls at once and after each jump; answers with a function that ends it. */
  onOffset(listener: (offsetMs: number) => void): () => void
  /** Keeps the time as last seen, so that a later start can't fall behind it. */
  keep(): void
}

const Kept = z.object({ offsetMs: z.number(), lastSeenAt: z.iso.datetime() })

export function openClock(options: { file: string; realNow: Clock }): SandboxClock {
  const { file, realNow } = options
  const kept = readKept(file)
  const listeners = new Set<(offsetMs: number) => void>()
  let offsetMs = kept?.offsetMs ?? Date.parse(firstStartAt) - realNow().getTime()
  let lastMs = kept ? Date.parse(kept.lastSeenAt) : Date.parse(firstStartAt)
  // The machine's own clock was set back since: go on from where we were.
  if (realNow().getTime() + offsetMs < lastMs) offsetMs = lastMs - realNow().getTime()

  const now: Clock = () => {
    lastMs = Math.max(lastMs, realNow().getTime() + offsetMs)
    return new Date(lastMs)
  }
  const keep = () => writeWhole(file, JSON.stringify({ offsetMs, lastSeenAt: instant(now()) }))
  keep()
  return {
    now,
    offsetMs: () => offsetMs,
    reach(to) {
      if (Date.parse(to) <= now().getTime()) return
      offsetMs = Date.parse(to) - realNow().getTime()
      keep()
      for (const listener of listeners) listener(offsetMs)
    },
    onOffset(listener) {
      listeners.add(listener)
      listener(offsetMs)
      return () => listeners.delete(listener)
    },
    keep,
  }
}

/** The refusal to move the clock back, in words. */
export function goesBack(to: Instant, now: Instant): VisibleError {
  return new VisibleError('invalid', {
    fr: `L’horloge ne recule jamais : il est déjà ${now}, choisissez un instant plus tard que ${to}. Pour repartir de zéro, effacez les données (« kiosque sandbox reset »).`,
    en: `The clock never goes back: it is ${now} already, pick an instant later than ${to}. To start over, clear the data (“kiosque sandbox reset”).`,
  })
}

function readKept(file: string): z.infer<typeof Kept> | undefined {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new VisibleError(
      'invalid',
      {
        fr: `Le fichier ${file} est abîmé : l’heure du bac à sable y est perdue. Retirez-le pour repartir du 30 novembre 2026, ou remettez-le d’une copie. Les données restent.`,
        en: `The file ${file} is broken: the sandbox’s time in it is lost. Remove it to go on from 30 November 2026, or put a copy back. The data stay.`,
      },
      { cause: error },
    )
  }
}
