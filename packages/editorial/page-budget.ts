// The split of an issue's pages and its promise: enough news, not too much advertising
// (domain-rules §2.2: CGI ann. III art. 72 allows two thirds of the surface to advertising).
import type { Sentence } from '#kernel/errors'
import type { Section, SectionKind } from './issue.ts'

/** Kinds that the budget counts as news. Investigations and reports are not: they are planned. */
export const newsKinds: readonly SectionKind[] = ['news']

export type PageBudget = {
  totalPages: number
  /** Pages and share (0 to 1) of each kind that has pages, largest first. */
  kinds: { kind: SectionKind; pages: number; share: number }[]
  newsPages: number
  newsShare: number
  advertisingPages: number
  advertisingShare: number
  warnings: BudgetWarning[]
}

export type BudgetWarning = {
  code: 'empty' | 'tooLittleNews' | 'tooMuchAdvertising'
  sentence: Sentence
}

/**
 * Counts pages by kind and compares with the title's budget. Pages may be quarters; shares are of
 * the whole issue. A share that equals its bound is within it.
 */
export function pageBudget(
  sections: readonly Section[],
  budget: { newsMin: number; advertisingMax: number },
): PageBudget {
  const pagesOf = new Map<SectionKind, number>()
  for (const { kind, pages } of sections) pagesOf.set(kind, (pagesOf.get(kind) ?? 0) + pages)
  const totalPages = [...pagesOf.values()].reduce((sum, pages) => sum + pages, 0)
  const share = (pages: number) => (totalPages === 0 ? 0 : pages / totalPages)
  const newsPages = newsKinds.reduce((sum, kind) => sum + (pagesOf.get(kind) ?? 0), 0)
  const advertisingPages = pagesOf.get('advertising') ?? 0
  return {
    totalPages,
    kinds: [...pagesOf]
      .filter(([, pages]) => pages > 0)
      .map(([kind, pages]) => ({ kind, pages, share: share(pages) }))
      .sort((a, b) => b.pages - a.pages || a.kind.localeCompare(b.kind)),
    newsPages,
    newsShare: share(newsPages),
    advertisingPages,
    advertisingShare: share(advertisingPages),
    warnings: warningsFor({ totalPages, newsPages, advertisingPages }, budget),
  }
}

function warningsFor(
  pages: { totalPages: number; newsPages: number; advertisingPages: number },
  budget: { newsMin: number; advertisingMax: number },
): BudgetWarning[] {
  const { totalPages, newsPages, advertisingPages } = pages
  if (totalPages === 0)
    return [
      {
        code: 'empty',
        sentence: {
          fr: 'Aucune page n’est encore attribuée\u202f: donnez un nombre de pages à chaque rubrique.',
          en: 'No pages are allotted yet: give each section a number of pages.',
        },
      },
    ]
  const warnings: BudgetWarning[] = []
  // Quarters of a page are exact in binary; the bounds may not be, hence the small tolerance.
  const tolerance = 1e-9
  if (newsPages / totalPages < budget.newsMin - tolerance) {
    const missing = roundUpToQuarter(budget.newsMin * totalPages - newsPages)
    warnings.push({
      code: 'tooLittleNews',
      sentence: {
        fr: `L’actualité occupe ${percent(newsPages / totalPages, 'fr')} des pages, il en faut au moins ${percent(budget.newsMin, 'fr')}\u202f: à pagination égale, il manque ${pageCount(missing, 'fr')}.`,
        en: `News takes ${percent(newsPages / totalPages, 'en')} of the pages and needs at least ${percent(budget.newsMin, 'en')}: with the same total, ${pageCount(missing, 'en')} short.`,
      },
    })
  }
  if (advertisingPages / totalPages > budget.advertisingMax + tolerance) {
    const excess = roundUpToQuarter(advertisingPages - budget.advertisingMax * totalPages)
    warnings.push({
      code: 'tooMuchAdvertising',
      sentence: {
        fr: `La publicité occupe ${percent(advertisingPages / totalPages, 'fr')} des pages, au plus ${percent(budget.advertisingMax, 'fr')} sont permis\u202f: retirez-en ${pageCount(excess, 'fr')}.`,
        en: `Advertising takes ${percent(advertisingPages / totalPages, 'en')} of the pages and at most ${percent(budget.advertisingMax, 'en')} is allowed: take out ${pageCount(excess, 'en')}.`,
      },
    })
  }
  return warnings
}

function roundUpToQuarter(pages: number): number {
  return Math.ceil(pages * 4 - 1e-6) / 4
}

function percent(share: number, locale: 'fr' | 'en'): string {
  const value = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(share * 100)
  return locale === 'fr' ? `${value}\u00a0%` : `${value}%`
}

function pageCount(pages: number, locale: 'fr' | 'en'): string {
  const value = new Intl.NumberFormat(locale).format(pages)
  if (locale === 'fr') return `${value}\u00a0page${pages >= 2 ? 's' : ''}`
  return `${value} page${pages === 1 ? '' : 's'}`
}
