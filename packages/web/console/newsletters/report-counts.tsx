// Where everyone stands, and what was heard of them: each number opens its names.
import { sumOf } from '#delivery/counts'
import type { MailingReport, Report } from '#delivery/report-mailing'
import type { Locale } from '#kernel/errors'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { namesPath } from './report-links.ts'
import { reasonNames, stateNames } from './report-words.ts'

type Counts = Omit<Report, 'mailings' | 'status' | 'clicks' | 'domains'>

/** Whose names the numbers open; without it the numbers are sums and open nothing. */
type NamesIn = { newsletterId: NewsletterId; mailingId: MailingId }

export function ReportCounts(props: {
  counts: Counts
  names?: NamesIn | undefined
  locale: Locale
}) {
  const { counts, locale } = props
  const row = rowMaker(props)
  const isCalled = counts.pending < counts.planned
  return (
    <div class="columns even">
      <table class="table counts">
        <caption>{say(locale, 'Où en est chacun', 'Where everyone stands')}</caption>
        <tbody>
          {row('accepted', counts.accepted)}
          {row('pending', counts.pending)}
          {row('skipped', sumOf(counts.skipped))}
          {Object.entries(counts.skipped).map(([reason, count]) => row('skipped', count, reason))}
          {row('failed', sumOf(counts.failed))}
          {Object.entries(counts.failed).map(([reason, count]) => row('failed', count, reason))}
          {row('uncertain', counts.uncertain)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say(locale, 'Prévus', 'Planned')}</th>
            <td class="number">{formatNumber(counts.planned, locale)}</td>
          </tr>
        </tfoot>
      </table>
      <div>
        {isCalled && (
          <table class="table counts">
            <caption>{say(locale, 'Ce qu’on en a appris', 'What was heard')}</caption>
            <tbody>
              {row('delivered', counts.delivered)}
              {row('bounced', counts.bounced)}
              {row('bouncedSoft', counts.bouncedSoft)}
              {row('complained', counts.complained)}
              {counts.rejected > 0 && row('rejected', counts.rejected)}
              {row('unsubscribed', counts.unsubscribed)}
              {row('sentAgain', counts.sentAgain)}
            </tbody>
          </table>
        )}
        <Excluded {...props} />
      </div>
    </div>
  )
}

function rowMaker({ names, locale }: { names?: NamesIn | undefined; locale: Locale }) {
  return (state: string, count: number, reason?: string) => (
    <tr class={reason ? 'reason' : undefined}>
      <th scope="row">
        {reason ? (reasonNames[reason]?.[locale] ?? reason) : stateNames[state]?.[locale]}
      </th>
      <td class="number">
        {count === 0 || !names ? (
          formatNumber(count, locale)
        ) : (
          <a href={namesPath(names.newsletterId, { ...names, state, reason })}>
            {formatNumber(count, locale)}
          </a>
        )}
      </td>
    </tr>
  )
}

/** They are not among the planned: the equation above holds without them. */
function Excluded(props: { counts: Counts; names?: NamesIn | undefined; locale: Locale }) {
  const { counts, locale } = props
  const reasons = Object.entries(counts.excluded).filter(([, count]) => count > 0)
  if (reasons.length === 0) return null
  const row = rowMaker(props)
  return (
    <table class="table counts excluded">
      <caption>{say(locale, 'Écartés au départ', 'Left out at planning')}</caption>
      <tbody>
        {reasons.map(([reason, count]) => (
          <tr>
            <th scope="row">{reasonNames[reason]?.[locale] ?? reason}</th>
            <td class="number">{formatNumber(count, locale)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>{row('excluded', sumOf(counts.excluded))}</tfoot>
    </table>
  )
}

/** The names of a mailing's report. */
export function namesIn(newsletterId: NewsletterId, one: MailingReport): NamesIn {
  return { newsletterId, mailingId: one.mailing.id }
}
