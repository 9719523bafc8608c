// The rows of a segment's form that are about subscriptions: from what was typed to a condition, and
// back. Pure.
import type { Sentence } from '#kernel/errors'
import type { Leaf } from '#readers/segment-conditions'
import { segmentLimits } from '#readers/segment-kind'

export const standingRowKinds = ['subscriber', 'plan', 'runningOut', 'gift', 'lapsed'] as const
export type StandingRowKind = (typeof standingRowKinds)[number]

type StandingLeaf = Extract<Leaf, { kind: StandingRowKind }>

export function isStandingRow(kind: string): kind is StandingRowKind {
  return standingRowKinds.some((one) => one === kind)
}

/** `values` in the order of the row's fields. */
export function standingLeafOf(
  kind: StandingRowKind,
  values: readonly string[],
): StandingLeaf | { error: Sentence } {
  const [first = '', second = ''] = values
  switch (kind) {
    case 'subscriber':
      return { kind }
    case 'plan': {
      const anyOf = values.filter((id) => /^[a-z0-9-]{1,40}$/.test(id))
      return anyOf.length > 0 ? { kind, anyOf } : { error: faults.plan }
    }
    case 'runningOut': {
      const atMost = countIn(first, segmentLimits.issues)
      if (atMost === undefined) return { error: faults.issues }
      return { kind, atMost, renewing: second === 'without' ? 'without' : 'with' }
    }
    case 'gift':
      return { kind, role: first === 'gives' ? 'gives' : 'receives' }
    case 'lapsed': {
      const days = countIn(first, segmentLimits.days)
      return days === undefined ? { error: faults.days } : { kind, days }
    }
  }
}

/** The fields of a condition. */
export function standingValuesOf(leaf: StandingLeaf): string[] {
  switch (leaf.kind) {
    case 'subscriber':
      return []
    case 'plan':
      return leaf.anyOf
    case 'runningOut':
      return [String(leaf.atMost), leaf.renewing]
    case 'gift':
      return [leaf.role]
    case 'lapsed':
      return [String(leaf.days)]
  }
}

export const standingRowNames: Record<StandingRowKind, Sentence> = {
  subscriber: { fr: 'Est abonné au magazine', en: 'Subscribes to the magazine' },
  plan: { fr: 'Abonné à la formule', en: 'Subscribes to the plan' },
  runningOut: { fr: 'Numéros à venir, au plus', en: 'Issues to come, at most' },
  gift: { fr: 'Abonnement offert', en: 'Gift subscription' },
  lapsed: {
    fr: 'N’est plus abonné depuis au moins (jours)',
    en: 'Has not subscribed for at least (days)',
  },
}

function countIn(text: string, most: number): number | undefined {
  const count = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : undefined
  return count !== undefined && count <= most ? count : undefined
}

const faults = {
  plan: { fr: 'Cochez au moins une formule.', en: 'Tick at least one plan.' },
  issues: {
    fr: `Donnez un nombre de numéros, de 0 à ${segmentLimits.issues}.`,
    en: `Give a number of issues, from 0 to ${segmentLimits.issues}.`,
  },
  days: {
    fr: `Donnez un nombre de jours, de 0 à ${segmentLimits.days}. Avec 0\u202f: tous ceux qui ne sont plus abonnés.`,
    en: `Give a number of days, from 0 to ${segmentLimits.days}. With 0: all who no longer subscribe.`,
  },
}
