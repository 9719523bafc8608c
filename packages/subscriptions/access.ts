// Who may read a digital issue. What was served stays readable to who paid for it, unless the money
// was given back; while a renewal is overdue and the configuration keeps access, what comes out
// meanwhile is readable too, and no longer after the grace. Pure.
import type { StreamId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Subscriptions } from '#publication/plans'
import type { Dispatch } from './dispatch.ts'
import { isGivenBack, type Stream, type StreamEntitlement, serveStream } from './stream.ts'
import { accessOf, graceEnd, type Subscription } from './subscription.ts'

/**
 * `notOut`: nobody has it yet. `nothing`: they have bought nothing that is read online. `printOnly`:
 * what they bought is print. `givenBack`: the money for it was. `suspended`: its payment is contested.
 * `unpaid`: it came out while a renewal was overdue, and that is so for too long. `notIncluded`: what
 * they bought does not hold this issue.
 */
export type NoAccess =
  | 'notOut'
  | 'nothing'
  | 'printOnly'
  | 'givenBack'
  | 'suspended'
  | 'unpaid'
  | 'notIncluded'

export type ReadingAccess =
  | {
      kind: 'open'
      /** `owed`: it is out, and its dispatch has not come to them yet. */
      because: 'served' | 'owed' | 'grace'
      streamId: StreamId
      /** Of grace: when it ends, if nobody pays. */
      until?: Instant | undefined
    }
  | { kind: 'closed'; because: NoAccess }

/** The issue as it went out; undefined while it has not. */
export type IssueOut = Pick<Dispatch, 'number' | 'kind' | 'firstAt'> | undefined

type AccessConfig = Pick<Subscriptions, 'unpaid'>

/**
 * Whether one who has these streams (and these subscriptions feed them) may read the issue at `now`.
 * If several refuse, the reason that says most about what to do is given.
 */
export function accessTo(
  issue: IssueOut,
  streams: readonly Stream[],
  subscriptions: readonly Subscription[],
  config: AccessConfig,
  now: Instant,
): ReadingAccess {
  if (issue === undefined || issue.firstAt > now) return { kind: 'closed', because: 'notOut' }
  const refusals = new Set<NoAccess>()
  for (const stream of streams) {
    const feeding = subscriptions.filter(({ streamId }) => streamId === stream.id)
    const access = accessBy(stream, feeding, { issue, config, now })
    if (access.kind === 'open') return access
    refusals.add(access.because)
  }
  const because = saysMost.find((reason) => refusals.has(reason)) ?? 'nothing'
  return { kind: 'closed', because }
}

const saysMost: readonly NoAccess[] = [
  'unpaid',
  'suspended',
  'givenBack',
  'notIncluded',
  'printOnly',
]

type Asked = { issue: NonNullable<IssueOut>; config: AccessConfig; now: Instant }

function accessBy(
  stream: Stream,
  subscriptions: readonly Subscription[],
  asked: Asked,
): ReadingAccess {
  const { issue } = asked
  const got = stream.entitlements.filter((one) => gotIssue(one, issue.number))
  const streamId = stream.id
  if (got.some((one) => isDigital(one) && !isGivenBack(one)))
    return { kind: 'open', because: 'served', streamId }
  if (isOwed(stream, asked)) return { kind: 'open', because: 'owed', streamId }
  const grace = graceOf(subscriptions, asked)
  if (grace.kind === 'open') return { kind: 'open', because: 'grace', streamId, until: grace.until }
  return { kind: 'closed', because: grace.kind === 'over' ? 'unpaid' : whyNot(stream, got) }
}

function isDigital({ edition }: { edition: StreamEntitlement['edition'] }): boolean {
  return edition !== 'print'
}

function gotIssue({ served }: StreamEntitlement, number: number): boolean {
  return served.some((one) => one.number === number)
}

/**
 * It would be served now: its dispatch is under way, or they paid late. An issue that was passed over
 * (one that came later was served) is opened only once it is counted.
 */
function isOwed(stream: Stream, { issue, now }: Asked): boolean {
  const last = Math.max(0, ...stream.entitlements.flatMap((one) => one.served.map((s) => s.number)))
  if (issue.number < last) return false
  const serving = serveStream(stream, { issue, out: issue.firstAt, now })
  return serving.kind === 'served' && isDigital(serving.line)
}

type Grace = { kind: 'open'; until?: Instant } | { kind: 'over' | 'none' }

/** What came out since a renewal fell due. A renewal that is over and was never paid says so too. */
function graceOf(subscriptions: readonly Subscription[], { issue, config, now }: Asked): Grace {
  let isOver = false
  for (const subscription of subscriptions) {
    const { unpaid, terms } = subscription
    const isMeant = isDigital(terms) && (issue.kind !== 'special' || terms.hasSpecials)
    if (!isMeant || unpaid === undefined || issue.firstAt < unpaid.since) continue
    if (accessOf(subscription, { unpaid: config.unpaid, now }) === 'grace')
      return { kind: 'open', until: graceEnd(unpaid.since, config.unpaid.graceDays) }
    isOver = true
  }
  return { kind: isOver ? 'over' : 'none' }
}

function whyNot(stream: Stream, got: readonly StreamEntitlement[]): NoAccess {
  if (got.some(isDigital)) return 'givenBack'
  if (!stream.entitlements.some(isDigital))
    return stream.entitlements.length ? 'printOnly' : 'nothing'
  if (stream.entitlements.some((one) => isDigital(one) && one.isSuspended)) return 'suspended'
  return 'notIncluded'
}
