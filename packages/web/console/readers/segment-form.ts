// A segment's form: groups that all hold, each of conditions of which one is enough. Pure. Every
// condition that and, or and not can say can be said so; one that was written otherwise is shown as
// text alone. A row's fields are named `<group>.<row>.<field>`; the hidden fields `row` give order.
import type { Sentence } from '#kernel/errors'
import { countryName } from '#readers/country'
import { readCountry } from '#readers/import/values'
import type { Condition } from '#readers/segment'
import type { Leaf } from '#readers/segment-conditions'
import { segmentLimits } from '#readers/segment-kind'
import { readTags } from '#readers/tags'
import {
  isStandingRow,
  standingLeafOf,
  standingRowKinds,
  standingRowNames,
  standingValuesOf,
} from './segment-standing-rows.ts'

export const rowKinds = [
  'topics',
  'tag',
  'language',
  'country',
  'joinedLastDays',
  'joinedSince',
  'joinedBefore',
  'clickedLastDays',
  'notClickedLastDays',
  ...standingRowKinds,
] as const
export type RowKind = (typeof rowKinds)[number]

export type RowDraft = { kind: RowKind; isNot: boolean; values: string[] }
export type SegmentDraft = { name: string; version: string; groups: RowDraft[][] }

export type FormFields = { one: (name: string) => string; all: (name: string) => string[] }

/** The form as posted; what no form of ours has is left out. */
export function segmentDraftFrom({ one, all }: FormFields): SegmentDraft {
  const groups: RowDraft[][] = []
  for (const named of all('row')) {
    const match = /^(\d{1,2})\.(\d{1,2})\.([a-zA-Z]+)$/.exec(named)
    const kind = rowKinds.find((known) => known === match?.[3])
    if (!match || !kind || Number(match[1]) >= segmentLimits.parts) continue
    const [, group = '0', row = '0'] = match
    const fields = [...all(`${group}.${row}.v`), ...all(`${group}.${row}.also`)]
    const values = fields.slice(0, segmentLimits.values)
    const rows = groups[Number(group)] ?? []
    groups[Number(group)] = [
      ...rows,
      { kind, isNot: one(`${group}.${row}.not`) === 'yes', values },
    ].slice(0, segmentLimits.parts)
  }
  const filled = Array.from(groups, (rows) => rows ?? []).filter((rows) => rows.length > 0)
  return { name: one('name'), version: one('version'), groups: filled }
}

/** What a small button does to the form: add a row, a group, or take a row away. */
export function movedSegment(draft: SegmentDraft, { one }: Pick<FormFields, 'one'>): SegmentDraft {
  const [verb = '', at = '', row = ''] = one('do').split('.')
  const groups = draft.groups.map((rows) => [...rows])
  const kind = rowKinds.find((known) => known === one(`kind.${at}`))
  if (verb === 'add' && kind) {
    const added: RowDraft = { kind, isNot: false, values: [] }
    if (at === 'new') groups.push([added])
    else groups[Number(at)]?.push(added)
  }
  if (verb === 'remove') groups[Number(at)]?.splice(Number(row), 1)
  return {
    ...draft,
    groups: groups.filter((rows) => rows.length > 0).slice(0, segmentLimits.parts),
  }
}

export type SegmentReading =
  | { kind: 'condition'; condition: Condition }
  | { kind: 'wrong'; errors: Record<string, Sentence> }

/** The condition that the form means; errors are keyed by the field's name. */
export function readSegment({ groups }: SegmentDraft): SegmentReading {
  const errors: Record<string, Sentence> = {}
  const all = groups.map((rows, group): Condition => {
    const any = rows.flatMap((row, at): Condition[] => {
      const leaf = leafOf(row)
      if (!('kind' in leaf)) {
        errors[`${group}.${at}.v`] = leaf.error
        return []
      }
      return [row.isNot ? { kind: 'not', not: leaf } : leaf]
    })
    return any.length === 1 && any[0] ? any[0] : { kind: 'or', any }
  })
  if (Object.keys(errors).length > 0) return { kind: 'wrong', errors }
  return {
    kind: 'condition',
    condition: all.length === 1 && all[0] ? all[0] : { kind: 'and', all },
  }
}

/** The form of a condition, or undefined for one that the form can't say. */
export function segmentDraftOf(segment: {
  name: string
  version: number
  condition: Condition
}): SegmentDraft | undefined {
  const { condition } = segment
  const groups = (condition.kind === 'and' ? condition.all : [condition]).map((part) =>
    (part.kind === 'or' ? part.any : [part]).map(rowOf),
  )
  const rows = groups.map((group) => group.filter((row) => row !== undefined))
  if (groups.some((group, at) => group.length !== rows[at]?.length || group.length === 0))
    return undefined
  return { name: segment.name, version: String(segment.version), groups: rows }
}

function leafOf({ kind, values }: RowDraft): Leaf | { error: Sentence } {
  const [first = ''] = values
  if (isStandingRow(kind)) return standingLeafOf(kind, values)
  switch (kind) {
    case 'topics':
      return values.length > 0 ? { kind, anyOf: values } : { error: faults.topics }
    case 'language':
      return first === 'fr' || first === 'en' ? { kind, is: first } : { error: faults.language }
    case 'tag': {
      const tags = readTags(first)
      const isWrong = tags.kind === 'malformed' || tags.add.length === 0 || tags.remove.length > 0
      return isWrong ? { error: faults.tag } : { kind, anyOf: tags.add }
    }
    case 'country': {
      const names = first.split(/[,;]/).filter((name) => name.trim() !== '')
      const codes = names.map(readCountry)
      const unknown = names.find((_, at) => codes[at] === undefined)
      if (unknown !== undefined) return { error: faults.country(unknown.trim()) }
      if (names.length === 0) return { error: faults.noCountry }
      return { kind, anyOf: [...new Set(codes.filter((code) => code !== undefined))] }
    }
    case 'joinedSince':
    case 'joinedBefore':
      return isDay(first) ? { kind, day: first } : { error: faults.day }
    case 'joinedLastDays':
    case 'clickedLastDays':
    case 'notClickedLastDays': {
      const days = /^\d{1,4}$/.test(first.trim()) ? Number(first) : 0
      return days >= 1 && days <= segmentLimits.days ? { kind, days } : { error: faults.days }
    }
  }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime())
}

function rowOf(condition: Condition): RowDraft | undefined {
  const isNot = condition.kind === 'not'
  const leaf = condition.kind === 'not' ? condition.not : condition
  switch (leaf.kind) {
    case 'topics':
      return { kind: leaf.kind, isNot, values: leaf.anyOf }
    case 'tag':
      return { kind: leaf.kind, isNot, values: [leaf.anyOf.join(', ')] }
    case 'language':
      return { kind: leaf.kind, isNot, values: [leaf.is] }
    case 'country':
      return {
        kind: leaf.kind,
        isNot,
        values: [leaf.anyOf.map((code) => countryName(code, 'fr')).join(', ')],
      }
    case 'joinedSince':
    case 'joinedBefore':
      return { kind: leaf.kind, isNot, values: [leaf.day] }
    case 'joinedLastDays':
    case 'clickedLastDays':
    case 'notClickedLastDays':
      return { kind: leaf.kind, isNot, values: [String(leaf.days)] }
    case 'subscriber':
    case 'plan':
    case 'runningOut':
    case 'gift':
    case 'lapsed':
      return { kind: leaf.kind, isNot, values: standingValuesOf(leaf) }
    default:
      return undefined
  }
}

export const rowNames: Record<RowKind, Sentence> = {
  topics: { fr: 'Reçoit le thème', en: 'Gets the topic' },
  tag: { fr: 'Porte l’étiquette', en: 'Bears the tag' },
  language: { fr: 'Lit en', en: 'Reads in' },
  country: { fr: 'Pays', en: 'Country' },
  joinedLastDays: { fr: 'Inscrit depuis au plus (jours)', en: 'Joined in the last (days)' },
  joinedSince: { fr: 'Inscrit depuis le', en: 'Joined on or after' },
  joinedBefore: { fr: 'Inscrit avant le', en: 'Joined before' },
  clickedLastDays: { fr: 'A cliqué depuis au plus (jours)', en: 'Clicked in the last (days)' },
  notClickedLastDays: {
    fr: 'N’a pas cliqué depuis (jours)',
    en: 'Has not clicked for (days)',
  },
  ...standingRowNames,
}

const faults = {
  topics: { fr: 'Cochez au moins un thème.', en: 'Tick at least one topic.' },
  language: { fr: 'Choisissez une langue.', en: 'Choose a language.' },
  tag: {
    fr: 'Écrivez une étiquette, ou plusieurs entre virgules.',
    en: 'Write a tag, or several between commas.',
  },
  noCountry: {
    fr: 'Écrivez un pays, ou plusieurs entre virgules.',
    en: 'Write a country, or several between commas.',
  },
  country: (name: string) => ({
    fr: `«\u202f${name}\u202f» n’est pas un pays connu. Écrivez son nom ou son code, par exemple BE.`,
    en: `“${name}” is no known country. Write its name or code, such as BE.`,
  }),
  day: { fr: 'Choisissez un jour.', en: 'Choose a day.' },
  days: {
    fr: `Donnez un nombre de jours, de 1 à ${segmentLimits.days}.`,
    en: `Give a number of days, from 1 to ${segmentLimits.days}.`,
  },
}
