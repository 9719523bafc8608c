// While a mailing is under way: how much is done, how fast, and until when. And how it went by the
// minute, drawn as columns.
import type { MailingReport } from '#delivery/report-mailing'
import type { Pace } from '#delivery/time-left'
import type { Locale, Sentence } from '#kernel/errors'
import { type Instant, minuteMs } from '#kernel/time'
import { ColumnChart } from '#web/shared/column-chart.tsx'
import { formatInstant, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Progress } from '#web/shared/parts.tsx'

type Props = { one: MailingReport; now: Date; locale: Locale }

export function ReportProgress({ one, now, locale }: Props) {
  const { mailing, pace } = one
  const isUnderWay = ['sending', 'waitingForQuota', 'paused', 'stopped'].includes(mailing.status)
  if (!isUnderWay || one.planned === 0) return null
  return (
    <Progress
      label={say(locale, 'Traités', 'Done')}
      done={one.planned - one.pending}
      of={one.planned}
      {...(pace ? { left: paceText(pace, { now, locale, zone: mailing.zone }) } : {})}
      locale={locale}
    />
  )
}

const reasons: Record<Pace['because'], Sentence> = {
  pace: { fr: 'à cette allure', en: 'at this pace' },
  quota: { fr: 'le quota du jour ne suffit pas', en: 'the daily quota is not enough' },
  spread: { fr: 'l’envoi est étalé', en: 'it is spread out' },
  localHour: { fr: 'chacun à son heure', en: 'each at their own hour' },
  warmUp: { fr: 'montée en charge du domaine', en: 'the domain is being warmed up' },
  test: { fr: 'le test d’objets doit d’abord finir', en: 'the subject test must end first' },
}

function paceText(
  { perMinute, endsAt, because }: Pace,
  at: { now: Date; locale: Locale; zone: string },
): string {
  const { locale } = at
  const speed =
    perMinute > 0
      ? say(
          locale,
          `${formatNumber(perMinute, locale)} par minute`,
          `${formatNumber(perMinute, locale)} a minute`,
        )
      : say(locale, 'pas encore d’allure à mesurer', 'no pace to measure yet')
  if (!endsAt) return speed
  return `${speed}${say(locale, '\u202f; ', '; ')}${endText(endsAt, at)} (${reasons[because][locale]})`
}

function endText(
  endsAt: Instant,
  { now, locale, zone }: { now: Date; locale: Locale; zone: string },
): string {
  const minutes = Math.ceil((Date.parse(endsAt) - now.getTime()) / minuteMs)
  if (minutes <= 1) return say(locale, 'fini dans une minute environ', 'through in about a minute')
  if (minutes < 120)
    return say(
      locale,
      `encore ${formatNumber(minutes, locale)} min environ`,
      `about ${formatNumber(minutes, locale)} min left`,
    )
  const when = formatInstant(endsAt, locale, zone)
  return say(locale, `fin vers le ${when}`, `through about ${when}`)
}

/** Columns at most; beyond, several minutes share one. */
const columns = 60
const spans = [1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1_440]

/** Accepted by minute, where there is more than one minute to show. */
export function ReportCurve({ one, locale }: Omit<Props, 'now'>) {
  // Second calls, after it was sent, are told in the timeline.
  const end = one.mailing.sentAt ?? '~'
  const minutes = Object.entries(one.acceptedByMinute)
    .filter(([minute]) => minute <= end)
    .map(([minute, value]) => ({ at: Date.parse(minute) / minuteMs, value }))
    .sort((a, b) => a.at - b.at)
  const [first, last] = [minutes[0], minutes.at(-1)]
  if (!first || !last || minutes.length < 2) return null
  const whole = last.at - first.at + 1
  const span = spans.find((one) => whole / one <= columns) ?? Math.ceil(whole / columns)
  const points = Array.from({ length: Math.ceil(whole / span) }, (_, at) => ({
    label: clock(first.at + at * span, { locale, zone: one.mailing.zone, withDay: whole > 1_440 }),
    value: 0,
  }))
  for (const { at, value } of minutes) {
    const point = points[Math.floor((at - first.at) / span)]
    if (point) point.value += value
  }
  const sum = points.reduce((total, { value }) => total + value, 0)
  const peak = minutes.reduce((top, entry) => (entry.value > top.value ? entry : top))
  const n = (value: number) => formatNumber(value, locale)
  return (
    <ColumnChart
      title={say(
        locale,
        `${n(sum)} messages partis en ${lengthText(whole, locale)}, ${n(peak.value)} au plus en une minute`,
        `${n(sum)} messages gone in ${lengthText(whole, locale)}, ${n(peak.value)} at most in a minute`,
      )}
      heads={[say(locale, 'Heure', 'Time'), say(locale, 'Acceptés', 'Accepted')]}
      points={points}
      locale={locale}
    />
  )
}

function clock(minute: number, at: { locale: Locale; zone: string; withDay: boolean }): string {
  return new Intl.DateTimeFormat(at.locale === 'fr' ? 'fr-FR' : 'en-GB', {
    timeZone: at.zone,
    hour: '2-digit',
    minute: '2-digit',
    ...(at.withDay ? { day: 'numeric', month: 'short' } : {}),
  }).format(new Date(minute * minuteMs))
}

function lengthText(minutes: number, locale: Locale): string {
  if (minutes < 120) return say(locale, `${minutes} min`, `${minutes} min`)
  return say(locale, `${Math.round(minutes / 60)} h`, `${Math.round(minutes / 60)} h`)
}
