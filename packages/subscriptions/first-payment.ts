// What a contract's first payment sets going, beside its issues: the recipient of a gift is told on the
// day that the giver chose; the subscription that it replaces is ended. Pure.
import type { Intent } from '#kernel/intents'
import { dateOf, type Instant, readWallClock } from '#kernel/time'
import type { Order } from './order.ts'

/** The hour at which a gift is told on a later day. */
const tellingHour = '08:00'

/** For the item of the new subscription; `id` names the mail or the step. */
export function firstPaymentIntent(
  order: Pick<Order, 'gift' | 'replaces'>,
  { id, zone, now }: { id: string; zone: string; now: Instant },
): Intent | undefined {
  const opened = { id, createdAt: now, attempts: 0, data: {} }
  if (order.replaces !== undefined) return { kind: 'order.replace', ...opened, dueAt: now }
  const { gift } = order
  if (gift?.recipientEmail === undefined) return undefined
  return { kind: 'mail.giftGiven', ...opened, dueAt: giftToldAt(gift, { zone, now }) }
}

/** When the recipient is told: in the morning of the day chosen, at once when that is today or past. */
export function giftToldAt(
  gift: Pick<NonNullable<Order['gift']>, 'startsOn'>,
  { zone, now }: { zone: string; now: Instant },
): Instant {
  const { startsOn } = gift
  if (startsOn === undefined || startsOn <= dateOf(now, zone)) return now
  const reading = readWallClock(`${startsOn}T${tellingHour}`, zone)
  switch (reading.kind) {
    case 'instant':
      return reading.at
    case 'repeated':
      return reading.first
    case 'skipped':
      return reading.after
    default:
      return now
  }
}
