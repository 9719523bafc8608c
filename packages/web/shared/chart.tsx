// Charts drawn on the server as SVG: direct labels, zero baselines, few lines of grid, a title that
// says the finding, and the same numbers as a table behind.
import type { Locale } from '#kernel/errors'
import { formatNumber } from './format.tsx'
import { say } from './locale.ts'

export type Point = { label: string; value: number }

export type ChartProps = {
  /** The finding as a sentence: `Deux lecteurs sur trois ouvrent le mardi`. */
  title: string
  /** Heads of the table's two columns. */
  heads: readonly [string, string]
  points: readonly Point[]
  locale: Locale
  /** Index of the point to draw in the accent. */
  lead?: number
}

const width = 640
const height = 220
const top = 20
const bottom = 28

/** Values over time. First, last and highest are labelled where they stand. */
export function LineChart(props: ChartProps) {
  const { points, locale } = props
  if (points.length < 2) return <BarChart {...props} />
  const ceiling = niceCeiling(Math.max(...points.map((point) => point.value)))
  const right = 56
  const x = (i: number) => (i / (points.length - 1)) * (width - right)
  const y = (value: number) => top + (1 - value / ceiling) * (height - top - bottom)
  const highest = points.reduce(
    (best, p, i) => (p.value > (points[best]?.value ?? 0) ? i : best),
    0,
  )
  const last = points.length - 1
  const labelled = [...new Set([0, highest, last])]
  return (
    <ChartFrame {...props}>
      <Grid ceiling={ceiling} y={y} />
      <path
        class="trace"
        d={points.map((p, i) => `${i ? 'L' : 'M'}${x(i)} ${y(p.value)}`).join('')}
      />
      {labelled.map((i) => (
        <>
          <circle class="mark" cx={x(i)} cy={y(points[i]?.value ?? 0)} r="3" />
          <text
            class="strong"
            x={x(i) + (i === last ? 8 : 0)}
            y={y(points[i]?.value ?? 0) + (i === last ? 4 : -9)}
            text-anchor={i === 0 || i === last ? 'start' : 'middle'}
          >
            {formatNumber(points[i]?.value ?? 0, locale)}
          </text>
        </>
      ))}
      <text x="0" y={height - 6}>
        {points[0]?.label}
      </text>
      <text x={width - right} y={height - 6} text-anchor="end">
        {points[last]?.label}
      </text>
    </ChartFrame>
  )
}

/** Values side by side, each labelled; up to about 24. */
export function BarChart(props: ChartProps) {
  const { points, locale, lead } = props
  const rowHeight = 28
  const labelWidth = 180
  const tall = Math.max(points.length * rowHeight, rowHeight)
  const most = Math.max(...points.map((point) => point.value), 1)
  return (
    <ChartFrame {...props} tall={tall}>
      {points.map((point, i) => {
        const long = (point.value / most) * (width - labelWidth - 70)
        return (
          <>
            <text class="strong" x="0" y={i * rowHeight + 18}>
              {point.label}
            </text>
            <rect
              class={i === lead ? 'mark lead' : 'mark'}
              x={labelWidth}
              y={i * rowHeight + 7}
              width={Math.max(long, point.value > 0 ? 1 : 0)}
              height={rowHeight - 14}
            />
            <text x={labelWidth + long + 8} y={i * rowHeight + 18}>
              {formatNumber(point.value, locale)}
            </text>
          </>
        )
      })}
    </ChartFrame>
  )
}

export function ChartFrame(props: ChartProps & { tall?: number; children?: unknown }) {
  const { title, heads, points, locale } = props
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${props.tall ?? height}`} role="img" aria-label={title}>
        {props.children as never}
      </svg>
      <details>
        <summary>{say(locale, 'Les chiffres', 'The figures')}</summary>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{heads[0]}</th>
              <th scope="col" class="number">
                {heads[1]}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr>
                <th scope="row">{point.label}</th>
                <td class="number">{formatNumber(point.value, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

export function Grid({ ceiling, y }: { ceiling: number; y: (value: number) => number }) {
  return (
    <>
      <line class="axis" x1="0" x2={width} y1={y(0)} y2={y(0)} />
      <line class="grid" x1="0" x2={width} y1={y(ceiling / 2)} y2={y(ceiling / 2)} />
      <line class="grid" x1="0" x2={width} y1={y(ceiling)} y2={y(ceiling)} />
    </>
  )
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 2.5, 5, 10].find((times) => times * power >= value) ?? 10
  return step * power
}
