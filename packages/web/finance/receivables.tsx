// What is owed: unpaid invoices by how long they have been due, and what the reminders have done.

import type { Hono } from 'hono'
import { balancesUpTo } from '#finance/balances'
import type { Invoice } from '#finance/documents'
import {
  type Age,
  ages,
  type Receivable,
  type Receivables,
  restOn,
} from '#finance/exports/receivables'
import { accountOfInvoice, openInvoices, uncollectibleInvoices } from '#finance/store-documents'
import type { Locale, Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part, TableFrame } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath, todayOf } from './frame.tsx'
import { AmountCell, accountPath, invoicePath } from './money.tsx'
import { CustomerLink, type Names, namesOf } from './names.tsx'

/** Named on the page; the export has them all. */
const shown = 500

export function receivableRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(`${financePath}/receivables`, async (c) => {
    const [owed, givenUp] = await Promise.all([owedOn(deps, todayOf(c)), givenUpNow(deps)])
    const names = await namesOf(
      deps,
      [...owed.rows.slice(0, shown), ...givenUp].map(({ customerId }) => customerId),
    )
    return c.html(<ReceivablesPage c={c} owed={owed} givenUp={givenUp} names={names} />)
  })
}

/** What is open now; the export looks back to any day, over all invoices. */
async function owedOn({ table, publication }: FinanceDeps, day: string): Promise<Receivables> {
  const { zone, books } = publication
  const rows: Receivable[] = []
  for await (const invoice of openInvoices(table)) {
    const account = await accountOfInvoice(table, invoice.id)
    const row = account && restOn(account, { day, zone })
    if (row) rows.push(row)
  }
  rows.sort((a, b) => (`${a.dueDate} ${a.number}` < `${b.dueDate} ${b.number}` ? -1 : 1))
  const byAge: Receivables['byAge'] = { notDue: 0, upTo30: 0, upTo60: 0, upTo90: 0, older: 0 }
  for (const { age, rest } of rows) byAge[age] += rest
  const { debit = 0, credit = 0 } = (await balancesUpTo(table)).get(books.accounts.customers) ?? {}
  const total = rows.reduce((sum, { rest }) => sum + rest, 0)
  return { day, rows, byAge, total, onAccounts: debit - credit }
}

async function givenUpNow({ table }: FinanceDeps): Promise<Invoice[]> {
  const givenUp: Invoice[] = []
  for await (const invoice of uncollectibleInvoices(table)) {
    givenUp.push(invoice)
    if (givenUp.length >= shown) break
  }
  return givenUp
}

const ageWords: Record<Age, Sentence> = {
  notDue: { fr: 'pas encore échu', en: 'not due yet' },
  upTo30: { fr: '1 à 30 jours', en: '1 to 30 days' },
  upTo60: { fr: '31 à 60 jours', en: '31 to 60 days' },
  upTo90: { fr: '61 à 90 jours', en: '61 to 90 days' },
  older: { fr: 'plus de 90 jours', en: 'over 90 days' },
}

type Props = { c: ConsoleContext; owed: Receivables; givenUp: readonly Invoice[]; names: Names }

function ReceivablesPage({ c, owed, givenUp, names }: Props) {
  const { locale, publication } = c.get('view')
  const { rows, byAge, total, onAccounts } = owed
  const account = publication.books.accounts.customers
  return (
    <FinancePage
      c={c}
      tab="receivables"
      title={say(locale, 'Créances', 'Receivables')}
      lead={say(
        locale,
        'Les factures qui ne sont pas payées, par ancienneté. Les relances partent d’elles-mêmes et se lisent dans l’abonnement.',
        'Invoices that are not paid, by age. Reminders go by themselves and are read in the subscription.',
      )}
    >
      {rows.length === 0 ? (
        <Empty title={say(locale, 'Personne ne doit rien', 'Nobody owes anything')}>
          {say(
            locale,
            'Chaque facture est payée, ou créditée.',
            'Every invoice is paid or credited.',
          )}
        </Empty>
      ) : (
        <>
          <dl class="tally">
            <div>
              <dt>{say(locale, 'total dû', 'owed in all')}</dt>
              <dd>{formatEuros(total, locale)}</dd>
            </div>
            {ages
              .filter((age) => byAge[age] !== 0)
              .map((age) => (
                <div>
                  <dt>{ageWords[age][locale]}</dt>
                  <dd>{formatEuros(byAge[age], locale)}</dd>
                </div>
              ))}
          </dl>
          <Rows c={c} owed={owed} names={names} />
          {rows.length > shown && (
            <p class="soft">
              {say(
                locale,
                `Les ${shown} plus anciennes sur ${formatNumber(rows.length, 'fr')}\u202f; l’export les a toutes.`,
                `The oldest ${shown} of ${formatNumber(rows.length, 'en')}; the export has them all.`,
              )}
            </p>
          )}
        </>
      )}
      <p class="soft">
        {say(locale, `Solde du compte ${account}\u202f: `, `Balance of account ${account}: `)}
        <a href={accountPath(account, owed.day.slice(0, 7))}>{formatEuros(onAccounts, locale)}</a>
        {onAccounts !== total &&
          say(
            locale,
            `. L’écart de ${formatEuros(onAccounts - total, 'fr')} tient aux prélèvements que leurs banques n’ont pas encore confirmés et à ce qui a été payé ou rendu au-delà des factures.`,
            `. The difference of ${formatEuros(onAccounts - total, 'en')} is direct debits that banks have not confirmed yet, and what was paid or given back beyond invoices.`,
          )}
      </p>
      {givenUp.length > 0 && (
        <Part title={say(locale, 'Passées en pertes', 'Written off')}>
          <GivenUp c={c} invoices={givenUp} names={names} />
        </Part>
      )}
    </FinancePage>
  )
}

function Rows({ c, owed, names }: { c: ConsoleContext; owed: Receivables; names: Names }) {
  const locale = c.get('locale')
  const [gross, paid, rest] = [
    say(locale, 'Facturé', 'Invoiced'),
    say(locale, 'Réglé', 'Settled'),
    say(locale, 'Reste dû', 'Still owed'),
  ]
  return (
    <TableFrame label={say(locale, 'Factures dues, en euros', 'Invoices owed, in euros')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Client', 'Customer')}</th>
            <th scope="col">{say(locale, 'Facture', 'Invoice')}</th>
            <th scope="col">{say(locale, 'Échéance', 'Due')}</th>
            <th scope="col" class="number">
              {gross}
            </th>
            <th scope="col" class="number">
              {paid}
            </th>
            <th scope="col" class="number">
              {rest}
            </th>
          </tr>
        </thead>
        <tbody>
          {owed.rows.slice(0, shown).map((row) => (
            <tr>
              <th scope="row" class="row-line">
                <CustomerLink names={names} id={row.customerId} locale={locale} />
              </th>
              <td>
                <a href={invoicePath(row.invoiceId)}>{row.number}</a>
              </td>
              <td>
                {formatDate(row.dueDate, locale)}
                {row.overdueDays > 0 && (
                  <span class="soft"> {lateWords(row.overdueDays, locale)}</span>
                )}
              </td>
              <AmountCell cents={row.gross} locale={locale} label={gross} />
              <AmountCell cents={row.paid + row.credited} locale={locale} label={paid} />
              <AmountCell cents={row.rest} locale={locale} label={rest} />
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function lateWords(days: number, locale: Locale): string {
  if (days === 1) return say(locale, 'un jour de retard', 'one day late')
  return say(locale, `${days} jours de retard`, `${days} days late`)
}

function GivenUp(props: { c: ConsoleContext; invoices: readonly Invoice[]; names: Names }) {
  const { c, invoices, names } = props
  const locale = c.get('locale')
  return (
    <ul class="plain-list lines">
      {invoices.map(({ id, number, customerId, gross, date }) => (
        <li>
          <span>
            <CustomerLink names={names} id={customerId} locale={locale} />{' '}
            <a class="soft" href={invoicePath(id)}>
              {number}
            </a>
          </span>
          <span class="line-facts">
            {formatDate(date, locale)}
            <span>{formatEuros(gross, locale)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
