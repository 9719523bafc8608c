// How an issue counts, in words.
import type { Sentence } from '#kernel/errors'
import type { IssueKind } from '#subscriptions/dispatch'

export const kindNames: Readonly<Record<IssueKind, Sentence>> = {
  regular: { fr: 'numéro simple', en: 'regular issue' },
  double: { fr: 'numéro double', en: 'double issue' },
  special: { fr: 'hors-série', en: 'special number' },
}

export const kindHints: Readonly<Record<IssueKind, Sentence>> = {
  regular: { fr: 'Compte pour un numéro.', en: 'Counts as one issue.' },
  double: {
    fr: 'Compte pour un ou deux numéros, comme chaque formule le dit.',
    en: 'Counts as one or two issues, as each plan says.',
  },
  special: {
    fr: 'N’est servi qu’aux formules qui le comprennent.',
    en: 'Is served to plans that include it alone.',
  },
}
