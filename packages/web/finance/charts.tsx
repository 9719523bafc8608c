// Charts of amounts, drawn on the server: direct labels, a zero baseline, a title that says the
// finding, and the same figures as a table behind. Few columns fit a phone; more of them scroll
// sideways there, to stay readable.

import type { Child } from 'hono/jsx'
import type { Locale } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import { formatAmount, formatWholeEuros } from '#kernel/typography'
import { say } from '#web/shared/locale'

/** A chart this narrow fits a phone as it is. */
const narrow = 420
const widest = 640
const height = 240
const top = 26
const bottom = 30

export type MoneyPoint = { label: string; cents: Cents; href?: string | undefined }

type Common = { title: string; locale: Locale }

/** Columns, each labelled; the last one leads. Amounts may be below zero. */
export function MoneyColumns(props: Common & { points: readonly MoneyPoint[]; head: string }) {
  const { points, locale, title, head } = props
  const { y, zero } = scaleOf(points.map(({ cents }) => cents))
  const width = widthOf(points.length, 64)
  const step = width / Math.max(points.length, 1)
  const wide = Math.min(step * 0.64, 56)
  return (
    <Frame
      {...{ title, locale, width }}
      heads={[head, '€']}
      beginsAtEnd
      rows={points.map(({ label, cents }) => [label, formatAmount(cents, locale)])}
    >
      <line class="axis" x1="0" x2={width} y1={zero} y2={zero} />
      {points.map(({ label, cents, href }, at) => {
        const middle = (at + 0.5) * step
        const edge = y(cents)
        return (
          <Linked href={href}>
            <rect
              class={at === points.length - 1 ? 'mark lead' : 'mark'}
              x={middle - wide / 2}
              y={Math.min(edge, zero)}
              width={wide}
              height={Math.max(cents === 0 ? 0 : 1, Math.abs(zero - edge))}
            />
            <text
              class="strong"
              x={middle}
              y={cents < 0 ? edge + 14 : edge - 6}
              text-anchor="middle"
            >
              {cents === 0 ? '' : formatWholeEuros(cents, locale)}
            </text>
            <text x={middle} y={height - 8} text-anchor="middle">
              {label}
            </text>
          </Linked>
        )
      })}
    </Frame>
  )
}

/** `whole`: stands on the baseline. Else it goes up or down from where the one before ended. */
export type Step = { label: string; cents: Cents; isWhole?: boolean; href?: string | undefined }

/** From what there was, over what came and went, to what there is. */
export function WaterfallChart(props: Common & { steps: readonly Step[] }) {
  const { steps, locale, title } = props
  const spans = spansOf(steps)
  const { y, zero } = scaleOf(spans.flatMap(({ from, to }) => [from, to]))
  const width = widthOf(steps.length, 78)
  const step = width / steps.length
  const wide = Math.min(step * 0.56, 84)
  return (
    <Frame
      {...{ title, locale, width }}
      heads={['', '€']}
      rows={steps.map(({ label, cents }) => [label, formatAmount(cents, locale)])}
    >
      <line class="axis" x1="0" x2={width} y1={zero} y2={zero} />
      {steps.map(({ label, cents, isWhole, href }, at) => {
        const { from, to } = spans[at] ?? { from: 0, to: 0 }
        const middle = (at + 0.5) * step
        const [high, low] = [Math.min(y(from), y(to)), Math.max(y(from), y(to))]
        const isLast = at === steps.length - 1
        return (
          <Linked href={href}>
            {!isLast && (
              <line
                class="link"
                x1={middle + wide / 2}
                x2={middle + step - wide / 2}
                y1={y(to)}
                y2={y(to)}
              />
            )}
            <rect
              class={
                isLast ? 'mark lead' : isWhole ? 'mark' : cents < 0 ? 'mark back' : 'mark rest'
              }
              x={middle - wide / 2}
              y={high}
              width={wide}
              height={Math.max(cents === 0 ? 0 : 1, low - high)}
            />
            <text class="strong" x={middle} y={high - 6} text-anchor="middle">
              {isWhole || cents <= 0
                ? formatWholeEuros(cents, locale)
                : `+${formatWholeEuros(cents, locale)}`}
            </text>
            <text x={middle} y={height - 8} text-anchor="middle">
              {label}
            </text>
          </Linked>
        )
      })}
    </Frame>
  )
}

/** Where each step begins and ends. Pure. */
export function spansOf(steps: readonly Step[]): { from: Cents; to: Cents }[] {
  let level = 0
  return steps.map(({ cents, isWhole }) => {
    const from = isWhole ? 0 : level
    level = isWhole ? cents : level + cents
    return { from, to: level }
  })
}

/** `done` stands on the baseline, `rest` on top of it. */
export type StackedPoint = { label: string; done: Cents; rest: Cents; href?: string | undefined }

export function StackedColumns(
  props: Common & {
    points: readonly StackedPoint[]
    head: string
    words: { done: string; rest: string }
  },
) {
  const { points, locale, title, head, words } = props
  const { y, zero } = scaleOf(points.map(({ done, rest }) => done + rest))
  const width = widthOf(points.length, 52)
  const step = width / Math.max(points.length, 1)
  const wide = Math.min(step * 0.64, 56)
  const firstRest = points.findIndex(({ rest }) => rest > 0)
  return (
    <Frame
      {...{ title, locale, width }}
      heads={[head, words.done, words.rest]}
      rows={points.map(({ label, done, rest }) => [
        label,
        formatAmount(done, locale),
        formatAmount(rest, locale),
      ])}
    >
      <line class="axis" x1="0" x2={width} y1={zero} y2={zero} />
      {points.map(({ label, done, rest, href }, at) => {
        const middle = (at + 0.5) * step
        const [mid, high] = [y(done), y(done + rest)]
        return (
          <Linked href={href}>
            <rect class="mark" x={middle - wide / 2} y={mid} width={wide} height={zero - mid} />
            <rect
              class="mark rest"
              x={middle - wide / 2}
              y={high}
              width={wide}
              height={Math.max(0, mid - high)}
            />
            <text class="strong" x={middle} y={high - 6} text-anchor="middle">
              {done + rest === 0 ? '' : formatWholeEuros(done + rest, locale)}
            </text>
            <text x={middle} y={height - 8} text-anchor="middle">
              {label}
            </text>
          </Linked>
        )
      })}
      {points.length > 0 && (
        <text x="0" y="12">
          {firstRest > 0 ? words.done : ''}
        </text>
      )}
      {firstRest >= 0 && (
        <text x={width} y="12" text-anchor="end">
          {words.rest}
        </text>
      )}
    </Frame>
  )
}

function Linked(props: { href: string | undefined; children?: Child }) {
  return props.href === undefined ? (
    <g>{props.children}</g>
  ) : (
    <a href={props.href}>{props.children}</a>
  )
}

/** So wide that each column has its room; letters are about as large in all of them. */
function widthOf(columns: number, each: number): number {
  const needed = columns * each
  return needed <= narrow ? Math.max(needed, 360) : Math.min(Math.max(needed, 600), widest)
}

/** Zero is always in sight. */
function scaleOf(values: readonly Cents[]) {
  const most = Math.max(0, ...values)
  const least = Math.min(0, ...values)
  const span = most - least || 1
  const y = (cents: Cents) => top + ((most - cents) / span) * (height - top - bottom)
  return { y, zero: y(0) }
}

function Frame(props: {
  title: string
  locale: Locale
  width: number
  /** Where it scrolls, the newest is in sight first. */
  beginsAtEnd?: boolean
  heads: readonly string[]
  rows: readonly (readonly string[])[]
  children?: Child
}) {
  const { title, locale, width, heads, rows } = props
  return (
    <figure class="chart books">
      <figcaption>{title}</figcaption>
      <section
        class={`chart-frame${width > narrow ? '' : ' fits'}${props.beginsAtEnd ? ' from-end' : ''}`}
        aria-label={title}
        tabindex={0}
      >
        <svg viewBox={`0 0 ${width} ${height}`} aria-label={title}>
          {props.children}
        </svg>
      </section>
      <details>
        <summary>{say(locale, 'Les chiffres', 'The figures')}</summary>
        <table class="table">
          <thead>
            <tr>
              {heads.map((head, at) => (
                <th scope="col" class={at === 0 ? undefined : 'number'}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, ...cells]) => (
              <tr>
                <th scope="row">{label}</th>
                {cells.map((cell) => (
                  <td class="number">{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
