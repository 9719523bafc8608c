// What a receiving domain's counts say about it. Pure.
import type { DomainCounts } from '#delivery/store-totals'
import type { Sentence } from '#kernel/errors'
import type { Publication } from '#publication/schema'

export type DomainVerdict = { tone: 'good' | 'warn' | 'bad' | 'none'; word: Sentence }

/** Fewer than this say nothing about a server. */
const enough = 20
const softShare = 0.1

/** Bad above the shares at which the publication's brake acts, whatever the count it asks for. */
export function domainVerdict(
  counts: DomainCounts,
  { brake }: Pick<Publication['sending'], 'brake'>,
  isHeld = false,
): DomainVerdict {
  const { accepted, delivered, bounced, bouncedSoft, complained } = counts
  if (isHeld) return { tone: 'bad', word: { fr: 'retenu', en: 'held back' } }
  if (accepted === 0) return { tone: 'none', word: { fr: 'rien encore', en: 'nothing yet' } }
  if (accepted < enough)
    return { tone: 'none', word: { fr: 'trop peu pour juger', en: 'too few to tell' } }
  if (bounced / accepted > brake.bounceShare)
    return { tone: 'bad', word: { fr: 'refuse trop', en: 'refuses too many' } }
  // One complaint of a few hundred is chance.
  if (complained > 1 && complained / accepted > brake.complaintShare)
    return { tone: 'bad', word: { fr: 'trop de plaintes', en: 'too many complaints' } }
  if (bouncedSoft / accepted > softShare)
    return { tone: 'warn', word: { fr: 'remet avec peine', en: 'delivers with trouble' } }
  if (delivered + bounced + bouncedSoft < accepted * 0.9)
    return { tone: 'none', word: { fr: 'répond encore', en: 'still answering' } }
  return { tone: 'good', word: { fr: 'bien', en: 'fine' } }
}
