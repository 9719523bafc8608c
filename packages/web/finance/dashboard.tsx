// The dashboard: where the money is, what is owed to and by whom, and what was earned month by month.

import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { balancesUpTo, monthTotals } from '#finance/balances'
import { lastDayOf, monthsUpTo } from '#finance/month'
import { payoutReport } from '#finance/payout-report'
import { sidesByAccount } from '#finance/seal-totals'
import { openExceptions } from '#finance/store-exceptions'
import type { Cents } from '#kernel/money'
import { formatEuros } from '#kernel/typography'
import { formatDate, formatMonth, shortMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part } from '../console/parts.tsx'
import { MoneyColumns, type MoneyPoint } from './charts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath, todayOf } from './frame.tsx'
import { accountPath } from './money.tsx'

/** Months that the charts show. */
const shownMonths = 12

/** How far back a payout may lie that has not come in. */
const waitingMonths = 3

type Figures = {
  month: string
  /** Debit less credit, now. */
  balances: ReadonlyMap<string, Cents>
  /** Received at the bank of payouts made in the month. */
  received: Cents
  /** Paid out and not there yet, of the last months. */
  waiting: Cents
  vatDue: Cents
  exceptionCount: number
  earned: MoneyPoint[]
}

export function dashboardRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(`${financePath}/dashboard`, async (c) => {
    const figures = await loadFigures(deps, c)
    return c.html(<DashboardPage c={c} figures={figures} />)
  })
}

async function loadFigures(deps: FinanceDeps, c: ConsoleContext): Promise<Figures> {
  const { table, publication } = deps
  const month = todayOf(c).slice(0, 7)
  const shown = monthsUpTo(month, shownMonths).toReversed()
  const from = shown[0] ?? month
  const [balances, totals, payouts, recent, exceptions] = await Promise.all([
    balancesUpTo(table),
    monthTotals(table, { from, to: month }),
    payoutReport(deps, { from: `${month}-01`, to: lastDayOf(month) }),
    payoutReport(deps, { from: `${monthsUpTo(month, waitingMonths + 1).at(-1)}-01` }),
    openExceptions(table),
  ])
  const { vat, printRevenue, digitalRevenue } = publication.books.accounts
  const credited = (accounts: readonly string[], takes: (month: string) => boolean) => {
    const sums = sidesByAccount(totals, takes)
    return [...new Set(accounts)].reduce((sum, account) => {
      const { debit, credit } = sums.get(account) ?? { debit: 0, credit: 0 }
      return sum + credit - debit
    }, 0)
  }
  return {
    month,
    balances: new Map(
      [...balances].map(([account, { debit, credit }]) => [account, debit - credit]),
    ),
    received: payouts.totals.receivedCents,
    waiting: recent.totals.waitingCents,
    vatDue: credited(Object.values(vat), (one) => one === month),
    exceptionCount: exceptions.length,
    earned: shown.map((one) => ({
      label: shortMonth(one, c.get('locale')),
      cents: credited([printRevenue, digitalRevenue], (other) => other === one),
      href: accountPath(printRevenue, one),
    })),
  }
}

function Figure(props: { word: string; amount: Child; href: string; note?: Child }) {
  return (
    <div>
      <dt>{props.word}</dt>
      <dd class="amount">
        <a href={props.href}>{props.amount}</a>
      </dd>
      {props.note && <dd>{props.note}</dd>}
    </div>
  )
}

function DashboardPage({ c, figures }: { c: ConsoleContext; figures: Figures }) {
  const { locale } = c.get('view')
  const today = todayOf(c)
  return (
    <FinancePage
      c={c}
      tab="dashboard"
      title={say(locale, 'Tableau de bord', 'Dashboard')}
      kicker={say(locale, `Au ${formatDate(today, 'fr')}`, `As of ${formatDate(today, 'en')}`)}
    >
      <Part title={say(locale, 'Où est l’argent', 'Where the money is')}>
        <Cash c={c} figures={figures} />
      </Part>
      <Part title={say(locale, 'Ce qui est dû', 'What is owed')}>
        <Owed c={c} figures={figures} />
      </Part>
      <Part title={say(locale, 'Chiffre d’affaires servi, hors taxe', 'Revenue earned, net')}>
        <Earned c={c} figures={figures} />
      </Part>
    </FinancePage>
  )
}

function Cash({ c, figures }: { c: ConsoleContext; figures: Figures }) {
  const { locale, publication } = c.get('view')
  const { accounts, bank } = publication.books
  const { month, balances, received, waiting } = figures
  const of = (account: string) => balances.get(account) ?? 0
  const reserve = of(accounts.stripeReserve)
  return (
    <dl class="figures">
      <Figure
        word={say(locale, 'chez Stripe', 'at Stripe')}
        amount={formatEuros(of(accounts.stripe), locale)}
        href={accountPath(accounts.stripe, month)}
        note={
          reserve === 0
            ? undefined
            : say(
                locale,
                `et ${formatEuros(reserve, 'fr')} en réserve`,
                `and ${formatEuros(reserve, 'en')} in reserve`,
              )
        }
      />
      <Figure
        word={say(locale, 'en route vers la banque', 'on its way to the bank')}
        amount={formatEuros(waiting, locale)}
        href={`${financePath}/payouts?month=${month}`}
      />
      {bank === 'post' ? (
        <Figure
          word={say(locale, 'à la banque', 'at the bank')}
          amount={formatEuros(of(accounts.bank), locale)}
          href={accountPath(accounts.bank, month)}
        />
      ) : (
        <Figure
          word={say(locale, 'reçu à la banque ce mois-ci', 'received at the bank this month')}
          amount={formatEuros(received, locale)}
          href={`${financePath}/payouts?month=${month}`}
        />
      )}
    </dl>
  )
}

function Owed({ c, figures }: { c: ConsoleContext; figures: Figures }) {
  const { locale, publication } = c.get('view')
  const { accounts } = publication.books
  const { month, balances, vatDue, exceptionCount } = figures
  const of = (account: string) => balances.get(account) ?? 0
  const name = formatMonth(month, locale)
  const contested = of(accounts.disputed)
  return (
    <dl class="figures">
      <Figure
        word={say(locale, 'par les clients', 'by customers')}
        amount={formatEuros(of(accounts.customers), locale)}
        href={`${financePath}/receivables`}
        note={
          contested === 0
            ? undefined
            : say(
                locale,
                `et ${formatEuros(contested, 'fr')} contestés`,
                `and ${formatEuros(contested, 'en')} contested`,
              )
        }
      />
      <Figure
        word={say(locale, 'aux abonnés, en numéros', 'to subscribers, in issues')}
        amount={formatEuros(-of(accounts.deferred) || 0, locale)}
        href={`${financePath}/deferred`}
        note={say(locale, 'hors taxe', 'net')}
      />
      <Figure
        word={say(locale, `TVA de ${name}`, `VAT of ${name}`)}
        amount={formatEuros(vatDue, locale)}
        href={`${financePath}/vat?month=${month}`}
        note={say(locale, 'à ce jour', 'so far')}
      />
      <Figure
        word={say(locale, 'anomalies ouvertes', 'open exceptions')}
        amount={String(exceptionCount)}
        href={`${financePath}/exceptions`}
      />
    </dl>
  )
}

function Earned({ c, figures }: { c: ConsoleContext; figures: Figures }) {
  const { locale } = c.get('view')
  const { earned } = figures
  const first = earned.findIndex(({ cents }) => cents !== 0)
  const points = first < 0 ? [] : earned.slice(first)
  const last = points.at(-1)?.cents ?? 0
  if (points.length === 0)
    return (
      <p class="soft">
        {say(
          locale,
          'Rien encore\u202f: un numéro est gagné quand il est servi.',
          'Nothing yet: an issue is earned when it is served.',
        )}
      </p>
    )
  return (
    <MoneyColumns
      locale={locale}
      title={say(
        locale,
        `${formatEuros(last, 'fr')} gagnés ce mois-ci`,
        `${formatEuros(last, 'en')} earned this month`,
      )}
      head={say(locale, 'Mois', 'Month')}
      points={points}
    />
  )
}
