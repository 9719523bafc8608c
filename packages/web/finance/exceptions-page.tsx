// The queue of exceptions: the open ones in the order to settle them, or all of a month.
import { type Exception, isWaiting } from '#finance/exception'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import { exceptionWords } from './exception-words.ts'
import { FinancePage, financePath, MonthPicker, todayOf } from './frame.tsx'
import { AmountCell, exceptionPath } from './money.tsx'

type Props = {
  c: ConsoleContext
  list: readonly Exception[]
  /** Absent: the open ones, of whatever month. */
  month: string | undefined
  openCount: number
  flash: FlashMessage | undefined
}

export function ExceptionsPage({ c, list, month, openCount, flash }: Props) {
  const locale = c.get('locale')
  const path = `${financePath}/exceptions`
  return (
    <FinancePage
      c={c}
      tab="exceptions"
      title={say(locale, 'Anomalies', 'Exceptions')}
      flash={flash}
      lead={say(
        locale,
        'Ce que les comptes ne s’expliquent pas seuls. Un mois se clôt quand il n’en reste plus.',
        'What the books can’t explain by themselves. A month closes once none are left.',
      )}
    >
      <nav class="switch" aria-label={say(locale, 'Lesquelles', 'Which ones')}>
        <a href={path} aria-current={month === undefined ? 'page' : undefined}>
          {say(locale, 'Ouvertes', 'Open')} ({openCount})
        </a>
        <a
          href={`${path}?month=${month ?? todayOf(c).slice(0, 7)}`}
          aria-current={month === undefined ? undefined : 'page'}
        >
          {say(locale, 'Par mois', 'By month')}
        </a>
      </nav>
      {month !== undefined && <MonthPicker c={c} path={path} month={month} />}
      {list.length > 0 ? <Exceptions c={c} list={list} /> : <Nothing c={c} month={month} />}
    </FinancePage>
  )
}

function Nothing({ c, month }: { c: ConsoleContext; month: string | undefined }) {
  const locale = c.get('locale')
  if (month !== undefined)
    return <Empty title={say(locale, 'Aucune anomalie ce mois-là', 'No exception in that month')} />
  return (
    <Empty title={say(locale, 'Aucune anomalie ouverte', 'No exception is open')}>
      {say(
        locale,
        'Chaque nuit, les comptes sont rapprochés de Stripe et de la banque. Ce qui ne s’explique pas paraît ici, avec les façons de le régler.',
        'Each night the books are reconciled with Stripe and the bank. What is not explained appears here, with the ways to settle it.',
      )}
    </Empty>
  )
}

export function Exceptions({ c, list }: { c: ConsoleContext; list: readonly Exception[] }) {
  const locale = c.get('locale')
  const amount = say(locale, 'Montant, €', 'Amount, €')
  return (
    <TableFrame label={say(locale, 'Anomalies', 'Exceptions')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Anomalie', 'Exception')}</th>
            <th scope="col">{say(locale, 'Concerne', 'About')}</th>
            <th scope="col">{say(locale, 'Jour', 'Day')}</th>
            <th scope="col" class="number">
              {amount}
            </th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((exception) => (
            <tr>
              <th scope="row" class="row-line">
                <a href={exceptionPath(exception.id)}>
                  {exceptionWords[exception.kind].title[locale]}
                </a>
              </th>
              <td class="mono breaks">{exception.about}</td>
              <td class="nowrap">{formatDate(exception.date, locale)}</td>
              <AmountCell cents={exception.cents} locale={locale} label={amount} />
              <td>
                <ExceptionState c={c} exception={exception} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

export function ExceptionState({ c, exception }: { c: ConsoleContext; exception: Exception }) {
  const locale = c.get('locale')
  const { resolution, waiting } = exception
  if (resolution?.kind === 'booked')
    return (
      <Status tone="good">{say(locale, 'réglée par une écriture', 'settled by an entry')}</Status>
    )
  if (resolution?.kind === 'noted')
    return <Status tone="good">{say(locale, 'expliquée', 'explained')}</Status>
  if (resolution) return <Status tone="good">{say(locale, 'disparue d’elle-même', 'gone')}</Status>
  if (waiting && isWaiting(exception, todayOf(c)))
    return (
      <Status tone="calm">
        {say(locale, 'en attente jusqu’au ', 'waits until ')}
        {formatDate(waiting.until, locale)}
      </Status>
    )
  return <Status tone="bad">{say(locale, 'à régler', 'to settle')}</Status>
}
