// The issues of an order or a subscription: served, and to come as far as the calendar goes.
import type { Issue } from '#editorial/issue'
import { remainingOf } from '#subscriptions/entitlement'
import type { StreamEntitlement } from '#subscriptions/stream'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { Part, TableFrame } from '../parts.tsx'

type Props = {
  entitlements: readonly StreamEntitlement[]
  issues: readonly Issue[]
  view: View
  isMonthly?: boolean
}

export function OwedIssues({ entitlements, issues, view, isMonthly = false }: Props) {
  const { locale } = view
  const served = entitlements.flatMap((one) => one.served)
  const owed = entitlements.reduce((sum, one) => sum + remainingOf(one), 0)
  const got = new Set(served.map(({ number }) => number))
  const from = Math.max(0, ...entitlements.slice(0, 1).map(({ fromIssue }) => fromIssue))
  const coming = issues.filter(({ number }) => number >= from && !got.has(number)).slice(0, owed)
  const lines = [
    ...served.map(({ number, used }) => ({ number, used })),
    ...coming.map(({ number }) => ({ number, used: undefined })),
  ]
  const beyond = owed - coming.length
  return (
    <Part title={say(locale, 'Numéros', 'Issues')} id="issues">
      {lines.length === 0 ? (
        <p class="soft">
          {isMonthly
            ? say(
                locale,
                'Ce qui paraît pendant un mois payé lui est ouvert.',
                'What comes out during a month that was paid is open to them.',
              )
            : say(
                locale,
                'Rien n’est dû\u202f: les numéros viennent avec le premier paiement.',
                'Nothing is owed: issues come with the first payment.',
              )}
        </p>
      ) : (
        <TableFrame label={say(locale, 'Numéros', 'Issues')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col" class="number">
                  N°
                </th>
                <th scope="col">{say(locale, 'Dossier', 'Dossier')}</th>
                <th scope="col">{say(locale, 'Date', 'Date')}</th>
                <th scope="col">{say(locale, 'État', 'State')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <IssueLine line={line} issues={issues} view={view} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {lines.length > 0 && beyond > 0 && (
        <p class="soft">
          {say(
            locale,
            `Et ${beyond} de plus, au-delà du calendrier.`,
            `And ${beyond} more, beyond the calendar.`,
          )}
        </p>
      )}
    </Part>
  )
}

function IssueLine(props: {
  line: { number: number; used: number | undefined }
  issues: readonly Issue[]
  view: View
}) {
  const { line, issues, view } = props
  const { locale } = view
  const issue = issues.find(({ number }) => number === line.number)
  return (
    <tr>
      <td class="number">{line.number}</td>
      <th scope="row">
        {issue ? (
          <a href={`/console/issues/${line.number}`}>{issue.dossier.title || issue.title}</a>
        ) : (
          say(locale, 'hors du calendrier', 'not in the calendar')
        )}
      </th>
      <td>{issue ? formatDate(issue.coverDate, locale) : ''}</td>
      <td>
        {line.used === undefined ? (
          <Status tone="open">{say(locale, 'à venir', 'to come')}</Status>
        ) : (
          <Status tone="good">
            {line.used > 1
              ? say(locale, `servi, compte pour ${line.used}`, `served, counts as ${line.used}`)
              : say(locale, 'servi', 'served')}
          </Status>
        )}
      </td>
    </tr>
  )
}
