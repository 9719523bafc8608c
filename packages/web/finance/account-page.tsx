// The lines of one account in a month, between what it opened and what it closed with.

import type { BalanceRow } from '#finance/exports/export-balance'
import type { LedgerLine } from '#finance/ledger-line'
import { formatEuros } from '#kernel/typography'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Pager } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import { FinancePage, financePath, MonthPicker } from './frame.tsx'
import { AmountCell, transactionPath } from './money.tsx'
import { CustomerLink, type Names } from './names.tsx'
import { accountWord } from './words.ts'

type Props = {
  c: ConsoleContext
  account: string
  month: string
  lines: readonly LedgerLine[]
  names: Names
  /** Undefined: nothing stood on it, and nothing moved. */
  row: BalanceRow | undefined
  next: string | undefined
}

export function AccountPage({ c, account, month, lines, names, row, next }: Props) {
  const { locale, publication } = c.get('view')
  const path = `${financePath}/accounts/${account}`
  const name = accountWord(publication, account, locale)
  const opening = row?.opening ?? 0
  const change = row ? row.debit - row.credit : 0
  const hasCustomers = lines.some(({ auxiliary }) => auxiliary !== undefined)
  return (
    <FinancePage
      c={c}
      tab="balance"
      title={`${account} ${name}`}
      back={{
        href: `${financePath}/balance?month=${month}`,
        name: say(locale, 'Balance', 'Trial balance'),
      }}
      kicker={say(locale, `Compte ${account}`, `Account ${account}`)}
      heading={name}
    >
      <MonthPicker c={c} path={path} month={month} />
      <dl class="tally">
        <Figure
          c={c}
          word={say(locale, 'solde au début du mois', 'balance brought forward')}
          cents={opening}
        />
        <Figure
          c={c}
          word={say(locale, 'mouvement du mois', 'change in the month')}
          cents={change}
        />
        <Figure
          c={c}
          word={say(locale, 'solde à la fin du mois', 'balance carried forward')}
          cents={opening + change}
        />
      </dl>
      {lines.length === 0 ? (
        <Empty title={say(locale, 'Aucun mouvement ce mois-là', 'No line in that month')} />
      ) : (
        <TableFrame label={say(locale, 'Lignes, en euros', 'Lines, in euros')}>
          <table class="table stacks ledger">
            <thead>
              <tr>
                <th scope="col">{say(locale, 'Date', 'Date')}</th>
                <th scope="col">{say(locale, 'Libellé', 'Label')}</th>
                {hasCustomers && <th scope="col">{say(locale, 'Client', 'Customer')}</th>}
                <th scope="col">{say(locale, 'Écriture', 'Entry')}</th>
                <th scope="col" class="number">
                  {say(locale, 'Débit', 'Debit')}
                </th>
                <th scope="col" class="number">
                  {say(locale, 'Crédit', 'Credit')}
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Line {...{ c, line, names, hasCustomers }} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      <Pager
        locale={locale}
        older={
          next === undefined ? undefined : `${path}?${new URLSearchParams({ month, after: next })}`
        }
      />
    </FinancePage>
  )
}

function Figure({ c, word, cents }: { c: ConsoleContext; word: string; cents: number }) {
  const locale = c.get('locale')
  const side =
    cents === 0
      ? ''
      : cents > 0
        ? say(locale, 'débiteur', 'debit')
        : say(locale, 'créditeur', 'credit')
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        {formatEuros(Math.abs(cents), locale)}
        {side !== '' && <span class="unit"> {side}</span>}
      </dd>
    </div>
  )
}

function Line(props: { c: ConsoleContext; line: LedgerLine; names: Names; hasCustomers: boolean }) {
  const { c, line, names, hasCustomers } = props
  const locale = c.get('locale')
  const { date, label, source, auxiliary, cents, number } = line
  return (
    <tr>
      <td class="nowrap">{formatDate(date, locale)}</td>
      <th scope="row" class="row-line">
        <a href={transactionPath(source)}>{label}</a>
      </th>
      {hasCustomers && (
        <td>{auxiliary && <CustomerLink names={names} id={auxiliary} locale={locale} />}</td>
      )}
      <td class="nowrap">
        {number === undefined ? (
          <span class="soft">{say(locale, 'pas encore scellée', 'not sealed yet')}</span>
        ) : (
          number
        )}
      </td>
      <AmountCell
        cents={Math.max(0, cents)}
        locale={locale}
        label={say(locale, 'Débit', 'Debit')}
      />
      <AmountCell
        cents={Math.max(0, -cents)}
        locale={locale}
        label={say(locale, 'Crédit', 'Credit')}
      />
    </tr>
  )
}
