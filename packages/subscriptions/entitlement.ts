// What was paid for, counted in issues: a plan's right to the next so many issues, and the queue of
// such rights that one stream of copies has. Pure; the equation below holds after every change.

/** An issue as it is served: how a double or a special number counts is the plan's to say. */
export type IssueToServe = { number: number; kind: 'regular' | 'double' | 'special' }

/** An issue that was served, and how many of those bought it used up. */
export type Served = { number: number; used: number }

/**
 * The right to `bought` issues, each in `copies` copies. Always
 * `bought = Σ served.used + remaining + refunded + transferred + writtenOff`.
 */
export type Entitlement = {
  id: string
  bought: number
  copies: number
  served: readonly Served[]
  refunded: number
  transferred: number
  writtenOff: number
  /** The first issue that it may be served; gaps in the numbering do not matter. */
  fromIssue: number
  /** The last one; a single issue is bought alone. */
  toIssue?: number | undefined
  /** How many a double issue uses up: as printed on the offer. */
  doubleUses: 1 | 2
  /** Whether special numbers are part of the plan (and use one up). */
  hasSpecials: boolean
  /** Nothing is served meanwhile, and nothing lapses: the term moves back. */
  isSuspended: boolean
}

export function newEntitlement(
  made: Pick<Entitlement, 'id' | 'bought' | 'fromIssue'> & Partial<Entitlement>,
): Entitlement {
  return {
    copies: 1,
    served: [],
    refunded: 0,
    transferred: 0,
    writtenOff: 0,
    doubleUses: 1,
    hasSpecials: false,
    isSuspended: false,
    ...made,
  }
}

export function usedOf(entitlement: Pick<Entitlement, 'served'>): number {
  return entitlement.served.reduce((sum, { used }) => sum + used, 0)
}

/** Issues still owed, a copy each. */
export function remainingOf(entitlement: Entitlement): number {
  const { bought, refunded, transferred, writtenOff } = entitlement
  return bought - usedOf(entitlement) - refunded - transferred - writtenOff
}

/**
 * Why an issue is not served. `already`: it was, and a reprint is no new issue. `used`: nothing is
 * owed any more. `another`: one issue alone was bought, and it is not this one.
 */
export type NotServed = 'already' | 'tooEarly' | 'another' | 'special' | 'suspended' | 'used'

export type Serving =
  | { kind: 'served'; entitlement: Entitlement; used: number }
  | { kind: 'notServed'; because: NotServed }

/**
 * Serves one issue. A double one that uses up two ends a term of which one is left: it never takes
 * from what comes next, and the reader gets the whole of it.
 */
export function serve(entitlement: Entitlement, issue: IssueToServe): Serving {
  const no = (because: NotServed): Serving => ({ kind: 'notServed', because })
  if (entitlement.served.some(({ number }) => number === issue.number)) return no('already')
  if (entitlement.isSuspended) return no('suspended')
  if (issue.number < entitlement.fromIssue) return no('tooEarly')
  if (entitlement.toIssue !== undefined && issue.number > entitlement.toIssue) return no('another')
  if (issue.kind === 'special' && !entitlement.hasSpecials) return no('special')
  const remaining = remainingOf(entitlement)
  if (remaining === 0) return no('used')
  const used = Math.min(remaining, issue.kind === 'double' ? entitlement.doubleUses : 1)
  const served = [...entitlement.served, { number: issue.number, used }]
  return { kind: 'served', entitlement: { ...entitlement, served }, used }
}

/** What ends unserved issues otherwise than by serving them. */
export type Ending = 'refunded' | 'transferred' | 'writtenOff'

export type Ended = { kind: 'ended'; entitlement: Entitlement } | { kind: 'tooMany'; owed: number }

/** Takes `count` of the issues still owed away, for a reason with a name. */
export function endIssues(entitlement: Entitlement, ending: Ending, count: number): Ended {
  const owed = remainingOf(entitlement)
  if (!Number.isSafeInteger(count) || count < 0 || count > owed) return { kind: 'tooMany', owed }
  return {
    kind: 'ended',
    entitlement: { ...entitlement, [ending]: entitlement[ending] + count },
  }
}

/**
 * Serves one issue to a stream of copies: the first entitlement of its queue that owes something.
 * Renewals and gifts wait behind what is owed; an issue that one of the queue was served is not
 * served by another. A suspended one holds up those behind it.
 */
export function serveQueue(queue: readonly Entitlement[], issue: IssueToServe): QueueServing {
  if (queue.some(({ served }) => served.some(({ number }) => number === issue.number)))
    return { kind: 'notServed', because: 'already' }
  const at = queue.findIndex((entitlement) => remainingOf(entitlement) > 0)
  const first = queue[at]
  if (!first) return { kind: 'notServed', because: 'used' }
  const serving = serve(first, issue)
  if (serving.kind === 'notServed') return serving
  return { kind: 'served', queue: queue.with(at, serving.entitlement), by: first.id }
}

export type QueueServing =
  | { kind: 'served'; queue: Entitlement[]; by: string }
  | { kind: 'notServed'; because: NotServed }

/** Issues a stream of copies still has to come, over its whole queue. */
export function owedTo(queue: readonly Entitlement[]): number {
  return queue.reduce((sum, entitlement) => sum + remainingOf(entitlement), 0)
}
