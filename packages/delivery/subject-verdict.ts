// Whether one subject did better than the other, or chance explains the difference. Pure.
//
// The difference of two proportions with Newcombe's hybrid score interval at 95 % (R. G. Newcombe,
// “Interval estimation for the difference between independent proportions: comparison of eleven
// methods”, Statistics in Medicine 17 (1998), method 10), made of Wilson's interval of each. It keeps
// its promise for small groups and for rates near nought, where the textbook's z test does not.

/** `n` people of whom `k` did it. */
export type Tally = { n: number; k: number }
/** Shares, from 0 to 1; of a difference from −1 to 1. */
export type Interval = { low: number; high: number }

export const verdictLimits = {
  /** Under so many consenting recipients in either group nothing is said to be clear. */
  minPeople: 50,
  /** Nor under so many openings (or clicks) in both together. */
  minEvents: 10,
}

export type SubjectVerdict = {
  /** `tooFew`: not enough to say anything. `unclear`: chance may explain the difference. */
  kind: 'clear' | 'unclear' | 'tooFew'
  /** Only where it is clear. */
  winner?: 'a' | 'b'
  /** Share of B minus share of A, and where it lies with 95 % confidence. */
  difference: number
  interval: Interval
  shares: { a: Interval & { share: number }; b: Interval & { share: number } }
}

/** Compares two groups once, at the instant that was set before; looking often would find chance. */
export function subjectVerdict({ a, b }: { a: Tally; b: Tally }): SubjectVerdict {
  const shares = { a: shareOf(a), b: shareOf(b) }
  const difference = shares.b.share - shares.a.share
  const interval = {
    low: difference - Math.hypot(shares.b.share - shares.b.low, shares.a.high - shares.a.share),
    high: difference + Math.hypot(shares.b.high - shares.b.share, shares.a.share - shares.a.low),
  }
  const found = { difference, interval, shares }
  const { minPeople, minEvents } = verdictLimits
  if (Math.min(a.n, b.n) < minPeople || a.k + b.k < minEvents) return { kind: 'tooFew', ...found }
  if (interval.low > 0) return { kind: 'clear', winner: 'b', ...found }
  if (interval.high < 0) return { kind: 'clear', winner: 'a', ...found }
  return { kind: 'unclear', ...found }
}

/** A share with Wilson's score interval at 95 %; of nobody, everything is possible. */
export function shareOf({ n, k }: Tally): Interval & { share: number } {
  if (n === 0) return { share: 0, low: 0, high: 1 }
  const share = k / n
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half =
    (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return {
    share,
    low: k === 0 ? 0 : Math.max(0, centre - half),
    high: k === n ? 1 : Math.min(1, centre + half),
  }
}

/** 97.5 % of a normal distribution lie below. */
const z = 1.959963984540054
