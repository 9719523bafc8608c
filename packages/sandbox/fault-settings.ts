// What can be set about SES from outside: its limits and what goes wrong with it.
import * as z from 'zod'
import type { Cloud } from './cloud.ts'
import { noFaults } from './ses-faults.ts'
import { defaultLimits } from './ses-meter.ts'
import { noEventFaults } from './ses-publisher.ts'

const Share = z.number().min(0).max(1)

export const FaultSettings = z.strictObject({
  perSecond: z.number().min(0.1).max(1_000_000),
  perDay: z.number().int().min(-1).max(1_000_000_000),
  throttleShare: Share,
  serverErrorShare: Share,
  resetAfterAcceptShare: Share,
  timeoutAfterAcceptShare: Share,
  silenceMs: z.number().int().min(0).max(600_000),
  paused: z.boolean(),
  eventDelayShare: Share,
  eventDelaySeconds: z
    .number()
    .int()
    .min(0)
    .max(14 * 24 * 3_600),
  eventRepeatShare: Share,
  eventDropShare: Share,
  eventShuffle: z.boolean(),
  bounceShare: Share,
  softBounceShare: Share,
  complaintShare: Share,
  deferShare: Share,
  fateAt: z.string().max(254),
})
export type FaultSettings = z.infer<typeof FaultSettings>

/** How SES behaves after a start. */
export const settingsAtStart: FaultSettings = { ...noFaults, ...noEventFaults, ...defaultLimits }

export function faultSettings(cloud: Cloud): FaultSettings {
  return { ...cloud.faults.get(), ...cloud.ses.limits(), ...cloud.events.faults() }
}

/** Changes what is named, keeps the rest. */
export function setFaults(
  cloud: Cloud,
  changes: { [Name in keyof FaultSettings]?: FaultSettings[Name] | undefined },
): void {
  const settings = { ...faultSettings(cloud), ...withoutGaps(changes) }
  const { perSecond, perDay } = settings
  cloud.ses.setLimits({ perSecond, perDay })
  cloud.events.setFaults(pick(settings, noEventFaults))
  cloud.faults.set(pick(settings, noFaults))
}

/** The settings that `like` has. */
function pick<T extends object>(settings: T, like: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name in like)) as Partial<T>
}

/** Only what was given. */
export function withoutGaps<T extends object>(
  changes: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
