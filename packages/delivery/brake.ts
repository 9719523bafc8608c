// The brake's rule: when hard bounces or complaints pass the configured shares, a mailing is to
// pause, or one receiving domain's part of it is to be held. Pure.
import type { Publication } from '#publication/schema'
import { type HeardCounts, otherDomains } from './mailing.ts'

export type BrakeSettings = Publication['sending']['brake']

/** Stands for all receiving domains, named or not. */
export const everything = '*'

export const brakeLimits = {
  /** Of the mailing's `minCount`, so much is asked of one domain, and at least so many messages. */
  domainPart: 1 / 5,
  domainMin: 50,
  /** One or two complaints at one domain are chance. */
  domainEvents: 3,
}

export type Cause = 'bounced' | 'complained'

/** Above which share it was, and by which counts since the baseline. */
export type Excess = { cause: Cause; counts: HeardCounts; limit: number }

export type BrakeVerdict =
  | { kind: 'go' }
  | ({ kind: 'pause' } & Excess)
  /** These domains are above it, and the rest is not. */
  | { kind: 'hold'; domains: ({ domain: string } & Excess)[] }

export type BrakeInput = {
  counts: HeardCounts
  /** By name. Who is at none of them is the difference to `counts`, and is never held. */
  domains: Readonly<Record<string, HeardCounts>>
  settings: BrakeSettings
  /** What had been heard when a person let it go on, by domain; the empty name is the others'. */
  baseline?: Readonly<Record<string, HeardCounts>> | undefined
  /** Domains that are held already: they are judged no more, nor the others by them. */
  held?: ReadonlySet<string> | undefined
}

/**
 * Where domains are above the shares and enough is known of the rest, which is not, only those are
 * held; otherwise all of it pauses.
 */
export function brakeVerdict(input: BrakeInput): BrakeVerdict {
  const { settings, baseline = {}, held = new Set() } = input
  const part = Math.ceil(settings.minCount * brakeLimits.domainPart)
  const domainCount = Math.max(brakeLimits.domainMin, part)
  let going = nothing
  let rest = nothing
  const bad: ({ domain: string } & Excess)[] = []
  for (const [domain, all] of Object.entries(byDomain(input))) {
    if (held.has(domain)) continue
    const own = since(all, baseline[domain])
    going = sum(going, own)
    const excess = domain === otherDomains ? undefined : excessIn(own, settings, domainCount)
    if (excess && own[excess.cause] >= brakeLimits.domainEvents) bad.push({ domain, ...excess })
    else rest = sum(rest, own)
  }
  const isRestGood = rest.accepted >= domainCount && !excessIn(rest, settings, domainCount)
  const excess = excessIn(going, settings, settings.minCount)
  if (excess && !(bad.length > 0 && isRestGood)) return { kind: 'pause', ...excess }
  return bad.length > 0 ? { kind: 'hold', domains: bad } : { kind: 'go' }
}

/** The counts by domain, `otherDomains` for everybody who is at none that has a name. */
export function byDomain(
  input: Pick<BrakeInput, 'counts' | 'domains'>,
): Record<string, HeardCounts> {
  const buckets: Record<string, HeardCounts> = {}
  let others = pick(input.counts)
  for (const [domain, counts] of Object.entries(input.domains)) {
    if (domain === otherDomains) continue
    buckets[domain] = pick(counts)
    others = since(others, counts)
  }
  return { ...buckets, [otherDomains]: others }
}

function pick({ accepted, bounced, complained }: HeardCounts): HeardCounts {
  return { accepted, bounced, complained }
}

function sum(a: HeardCounts, b: HeardCounts): HeardCounts {
  return {
    accepted: a.accepted + b.accepted,
    bounced: a.bounced + b.bounced,
    complained: a.complained + b.complained,
  }
}

const nothing: HeardCounts = { accepted: 0, bounced: 0, complained: 0 }

/** What came after `before`. Counts never fall, but for those of another moment. */
export function since(counts: HeardCounts, before: HeardCounts = nothing): HeardCounts {
  return {
    accepted: Math.max(0, counts.accepted - before.accepted),
    bounced: Math.max(0, counts.bounced - before.bounced),
    complained: Math.max(0, counts.complained - before.complained),
  }
}

function excessIn(
  counts: HeardCounts,
  settings: BrakeSettings,
  minCount: number,
): Excess | undefined {
  if (counts.accepted < minCount) return undefined
  const limits = { bounced: settings.bounceShare, complained: settings.complaintShare }
  for (const cause of ['bounced', 'complained'] as const)
    if (counts[cause] > limits[cause] * counts.accepted)
      return { cause, counts, limit: limits[cause] }
  return undefined
}
