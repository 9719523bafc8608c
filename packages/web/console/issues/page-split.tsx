// The page split of an issue as a bar drawn on the server: news from the left, advertising from the
// right, a mark at each bound of the title's budget.

import type { Section, SectionKind } from '#editorial/issue'
import { newsKinds, type PageBudget, pageBudget } from '#editorial/page-budget'
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import { formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import { sectionKinds } from '../words.ts'

type Bounds = Publication['pageBudget']

/** News first, then what was planned long ahead, advertising last. */
const order: readonly SectionKind[] = [
  ...newsKinds,
  'report',
  'investigation',
  'interview',
  'dossier',
  'spotlight',
  'advertising',
]

export type Slice = { kind: SectionKind; pages: number; share: number; from: number }

/** The slices in drawing order; `from` and `share` are parts of the whole, 0 to 1. Pure. */
export function slicesOf(budget: PageBudget): Slice[] {
  let from = 0
  return order.flatMap((kind) => {
    const found = budget.kinds.find((one) => one.kind === kind)
    if (!found) return []
    const slice = { ...found, from }
    from += found.share
    return [slice]
  })
}

/** Pages as people write them: `12`, `0,25`. */
export function formatPages(pages: number, locale: Locale): string {
  return new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB').format(pages)
}

/** `48 pages`, `1 page`. */
function pagesInWords(pages: number, locale: Locale): string {
  const many = locale === 'fr' ? pages >= 2 : pages !== 1
  return `${formatPages(pages, locale)}\u00a0page${many ? 's' : ''}`
}

/** The thin bar of lists. */
export function SplitBar(props: { sections: readonly Section[]; bounds: Bounds; locale: Locale }) {
  const budget = pageBudget(props.sections, props.bounds)
  if (budget.totalPages === 0)
    return <span class="soft">{say(props.locale, 'sans pages', 'no pages')}</span>
  const width = 120
  return (
    <svg
      class="split"
      viewBox={`0 0 ${width} 10`}
      width={width}
      height="10"
      role="img"
      aria-label={describe(budget, props.locale)}
    >
      <title>{describe(budget, props.locale)}</title>
      <Bars budget={budget} width={width} height={10} />
    </svg>
  )
}

/** The bar of an issue's own page with labels, bounds, warnings and the figures behind. */
export function SplitChart(props: {
  sections: readonly Section[]
  bounds: Bounds
  locale: Locale
}) {
  const { bounds, locale } = props
  const budget = pageBudget(props.sections, bounds)
  const width = 640
  return (
    <div class="split-chart" id="budget">
      {budget.warnings.length === 0 ? (
        <p>
          <Status tone="good">
            {say(
              locale,
              `La pagination tient l’engagement : ${formatShare(budget.newsShare, locale)} d’actualité, ${formatShare(budget.advertisingShare, locale)} de publicité.`,
              `The pages keep the promise: ${formatShare(budget.newsShare, locale)} news, ${formatShare(budget.advertisingShare, locale)} advertising.`,
            )}
          </Status>
        </p>
      ) : (
        budget.warnings.map((warning) => <p class="flash warn">{warning.sentence[locale]}</p>)
      )}
      {budget.totalPages > 0 && (
        <figure class="chart">
          <svg
            class="split"
            viewBox={`0 -24 ${width} 78`}
            role="img"
            aria-label={describe(budget, locale)}
          >
            <Bars budget={budget} width={width} height={28} />
            <Bound at={bounds.newsMin * width} side="left">
              {say(
                locale,
                `actualité : au moins ${formatShare(bounds.newsMin, locale)}`,
                `news: at least ${formatShare(bounds.newsMin, locale)}`,
              )}
            </Bound>
            <Bound at={(1 - bounds.advertisingMax) * width} side="right" isBelow>
              {say(
                locale,
                `publicité : au plus ${formatShare(bounds.advertisingMax, locale)}`,
                `advertising: at most ${formatShare(bounds.advertisingMax, locale)}`,
              )}
            </Bound>
          </svg>
        </figure>
      )}
      <Figures budget={budget} locale={locale} />
    </div>
  )
}

function Bars({ budget, width, height }: { budget: PageBudget; width: number; height: number }) {
  return (
    <>
      {slicesOf(budget).map((slice) => (
        <rect
          class={`split-${slice.kind}`}
          x={round(slice.from * width)}
          y="0"
          width={Math.max(0.5, round(slice.share * width) - 1)}
          height={height}
        />
      ))}
    </>
  )
}

function Bound(props: {
  at: number
  side: 'left' | 'right'
  isBelow?: boolean
  children?: unknown
}) {
  const { at, isBelow } = props
  const y = isBelow ? 50 : -8
  return (
    <>
      <line class="bound" x1={at} x2={at} y1={isBelow ? 0 : -18} y2={isBelow ? 52 : 28} />
      <text
        x={at + (props.side === 'left' ? -6 : 6)}
        y={y}
        text-anchor={props.side === 'left' ? 'end' : 'start'}
      >
        {props.children as never}
      </text>
    </>
  )
}

function Figures({ budget, locale }: { budget: PageBudget; locale: Locale }) {
  if (budget.totalPages === 0) return null
  return (
    <table class="table split-figures">
      <thead>
        <tr>
          <th scope="col">{say(locale, 'Nature', 'Kind')}</th>
          <th scope="col" class="number">
            {say(locale, 'Pages', 'Pages')}
          </th>
          <th scope="col" class="number">
            {say(locale, 'Part', 'Share')}
          </th>
        </tr>
      </thead>
      <tbody>
        {slicesOf(budget).map((slice) => (
          <tr>
            <th scope="row">
              <svg class="split key" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                <rect class={`split-${slice.kind}`} width="10" height="10" />
              </svg>
              {sectionKinds[slice.kind][locale]}
            </th>
            <td class="number">{formatPages(slice.pages, locale)}</td>
            <td class="number">{formatShare(slice.share, locale)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{say(locale, 'En tout', 'In all')}</th>
          <td class="number">{formatPages(budget.totalPages, locale)}</td>
          <td class="number">{formatShare(1, locale)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

function describe(budget: PageBudget, locale: Locale): string {
  const parts = slicesOf(budget).map(
    (slice) =>
      `${sectionKinds[slice.kind][locale].toLowerCase()} ${formatPages(slice.pages, locale)}`,
  )
  const colon = locale === 'fr' ? '\u202f:' : ':'
  return `${pagesInWords(budget.totalPages, locale)}${colon} ${parts.join(', ')}`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
