// The trial balance of a month: what each account brought forward, moved and carries on.

import type { Hono } from 'hono'
import { type BalanceRow, balanceRowsOf, earlierResults } from '#finance/exports/export-balance'
import { monthPeriod } from '#finance/period'
import { formatEuros } from '#kernel/typography'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath, MonthPicker, monthOf } from './frame.tsx'
import { AmountCell, accountPath } from './money.tsx'
import { accountWord } from './words.ts'

export function balanceRoutes(app: Hono<ConsoleEnv>, { table, publication }: FinanceDeps): void {
  app.get(`${financePath}/balance`, async (c) => {
    const month = monthOf(c)
    const { books } = publication
    const rows = await balanceRowsOf({ table, books }, monthPeriod(month))
    return c.html(<BalancePage c={c} month={month} rows={rows} />)
  })
}

const closingOf = ({ opening, debit, credit }: BalanceRow) => opening + debit - credit

const classes: Readonly<Record<string, { fr: string; en: string }>> = {
  1: { fr: 'Capitaux', en: 'Capital' },
  2: { fr: 'Immobilisations', en: 'Fixed assets' },
  3: { fr: 'Stocks', en: 'Stock' },
  4: { fr: 'Tiers', en: 'Third parties' },
  5: { fr: 'Comptes financiers', en: 'Financial accounts' },
  6: { fr: 'Charges', en: 'Costs' },
  7: { fr: 'Produits', en: 'Income' },
}

function BalancePage({ c, month, rows }: { c: ConsoleContext; month: string; rows: BalanceRow[] }) {
  const locale = c.get('locale')
  const path = `${financePath}/balance`
  const debit = rows.reduce((sum, row) => sum + row.debit, 0)
  const credit = rows.reduce((sum, row) => sum + row.credit, 0)
  return (
    <FinancePage
      c={c}
      tab="balance"
      title={say(locale, 'Balance générale', 'Trial balance')}
      lead={
        rows.length === 0
          ? undefined
          : debit === credit
            ? say(
                locale,
                `Débit et crédit du mois sont égaux\u202f: ${formatEuros(debit, locale)}.`,
                `Debit and credit of the month are equal: ${formatEuros(debit, locale)}.`,
              )
            : say(
                locale,
                `Débit et crédit diffèrent de ${formatEuros(debit - credit, locale)}\u202f: vérifiez les scellés.`,
                `Debit and credit differ by ${formatEuros(debit - credit, locale)}: verify the seals.`,
              )
      }
    >
      <MonthPicker c={c} path={path} month={month} />
      {rows.length === 0 ? (
        <Empty title={say(locale, 'Rien n’est comptabilisé', 'Nothing is booked')}>
          {say(
            locale,
            'Aucune écriture jusqu’à la fin de ce mois.',
            'There is no entry up to the end of this month.',
          )}
        </Empty>
      ) : (
        <Rows c={c} month={month} rows={rows} />
      )}
    </FinancePage>
  )
}

function Rows({ c, month, rows }: { c: ConsoleContext; month: string; rows: BalanceRow[] }) {
  const locale = c.get('locale')
  const groups = [...new Set(rows.map(({ account }) => account.charAt(0)))]
  return (
    <TableFrame label={say(locale, 'Balance, en euros', 'Trial balance, in euros')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Compte', 'Account')}</th>
            <th scope="col" class="number">
              {say(locale, 'Solde début', 'Opening')}
            </th>
            <th scope="col" class="number">
              {say(locale, 'Débit du mois', 'Debit')}
            </th>
            <th scope="col" class="number">
              {say(locale, 'Crédit du mois', 'Credit')}
            </th>
            <th scope="col" class="number">
              {say(locale, 'Solde débiteur', 'Debit balance')}
            </th>
            <th scope="col" class="number">
              {say(locale, 'Solde créditeur', 'Credit balance')}
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody>
            <tr class="group-head">
              <th scope="rowgroup" colspan={6} class="row-line">
                {say(locale, `Classe ${group}`, `Class ${group}`)} {classes[group]?.[locale]}
              </th>
            </tr>
            {rows
              .filter(({ account }) => account.startsWith(group))
              .map((row) => (
                <Row c={c} month={month} row={row} />
              ))}
          </tbody>
        ))}
        <Total c={c} rows={rows} />
      </table>
    </TableFrame>
  )
}

function Row({ c, month, row }: { c: ConsoleContext; month: string; row: BalanceRow }) {
  const { locale, publication } = c.get('view')
  const { account, opening, debit, credit } = row
  const closing = closingOf(row)
  const href = accountPath(account, month)
  const labels = labelsOf(locale)
  return (
    <tr>
      <th scope="row" class="row-line">
        <a href={href}>
          <span class="account">{account}</span>{' '}
          {account === earlierResults
            ? say(locale, 'Résultat des exercices antérieurs', 'Results of earlier years')
            : accountWord(publication, account, locale)}
        </a>
      </th>
      <AmountCell cents={opening} locale={locale} label={labels.opening} />
      <AmountCell {...{ cents: debit, locale, href }} label={labels.debit} />
      <AmountCell {...{ cents: credit, locale, href }} label={labels.credit} />
      <AmountCell cents={Math.max(0, closing)} locale={locale} label={labels.debtor} />
      <AmountCell cents={Math.max(0, -closing)} locale={locale} label={labels.creditor} />
    </tr>
  )
}

function Total({ c, rows }: { c: ConsoleContext; rows: BalanceRow[] }) {
  const locale = c.get('locale')
  const labels = labelsOf(locale)
  const sum = (of: (row: BalanceRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return (
    <tfoot>
      <tr>
        <th scope="row" class="row-line">
          {say(locale, 'Total', 'Total')}
        </th>
        <AmountCell cents={sum(({ opening }) => opening)} locale={locale} label={labels.opening} />
        <AmountCell cents={sum(({ debit }) => debit)} locale={locale} label={labels.debit} />
        <AmountCell cents={sum(({ credit }) => credit)} locale={locale} label={labels.credit} />
        <AmountCell
          cents={sum((row) => Math.max(0, closingOf(row)))}
          locale={locale}
          label={labels.debtor}
        />
        <AmountCell
          cents={sum((row) => Math.max(0, -closingOf(row)))}
          locale={locale}
          label={labels.creditor}
        />
      </tr>
    </tfoot>
  )
}

function labelsOf(locale: 'fr' | 'en') {
  return {
    opening: say(locale, 'début', 'opening'),
    debit: say(locale, 'débit', 'debit'),
    credit: say(locale, 'crédit', 'credit'),
    debtor: say(locale, 'solde débiteur', 'debit balance'),
    creditor: say(locale, 'solde créditeur', 'credit balance'),
  }
}
