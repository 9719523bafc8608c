// Columns over time, drawn on the server: for what happened by the minute or the day.
import { ChartFrame, type ChartProps, Grid, niceCeiling } from './chart.tsx'
import { formatNumber } from './format.tsx'

const width = 640
const height = 160
const top = 20
const bottom = 24

/** Up to about 60 columns; the highest is labelled, the first and the last are named. */
export function ColumnChart(props: ChartProps) {
  const { points, locale } = props
  const highest = points.reduce(
    (best, { value }, at) => (value > (points[best]?.value ?? 0) ? at : best),
    0,
  )
  const ceiling = niceCeiling(points[highest]?.value ?? 0)
  const step = width / Math.max(points.length, 8)
  const y = (value: number) => top + (1 - value / ceiling) * (height - top - bottom)
  const last = points.length - 1
  const anchor = highest * step < 30 ? 'start' : 'middle'
  return (
    <ChartFrame {...props} tall={height}>
      <Grid ceiling={ceiling} y={y} />
      {points.map(({ value }, at) => (
        <rect
          class={at === highest ? 'mark lead' : 'mark'}
          x={at * step + step * 0.1}
          y={value > 0 ? Math.min(y(value), y(0) - 1) : y(0)}
          width={step * 0.8}
          height={value > 0 ? Math.max(1, y(0) - y(value)) : 0}
        />
      ))}
      <text
        class="strong"
        x={anchor === 'start' ? highest * step : (highest + 0.5) * step}
        y={y(points[highest]?.value ?? 0) - 6}
        text-anchor={anchor}
      >
        {formatNumber(points[highest]?.value ?? 0, locale)}
      </text>
      <text x="0" y={height - 6}>
        {points[0]?.label}
      </text>
      {last > 0 && (
        <text
          x={(last + 1) * step}
          y={height - 6}
          text-anchor={(last + 1) * step > width / 2 ? 'end' : 'start'}
        >
          {points[last]?.label}
        </text>
      )}
    </ChartFrame>
  )
}
