// What is sold and not yet served: how it moved in a month, by issue, and when what was sold in each
// month was earned.

import type { Hono } from 'hono'
import { balancesUpTo } from '#finance/balances'
import { deferredWaterfall, type Waterfall, type WaterfallRow } from '#finance/deferred-waterfall'
import { lastDayOf, monthBefore } from '#finance/month'
import type { Cents } from '#kernel/money'
import { formatEuros, issueNumberText } from '#kernel/typography'
import { formatDate, formatMonth, shortMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part, TableFrame, When } from '../console/parts.tsx'
import { StackedColumns, type Step, WaterfallChart } from './charts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath, MonthPicker, monthOf } from './frame.tsx'
import { AmountCell, accountPath } from './money.tsx'

/** Issues that the chart shows, the newest; months that the table shows. */
const shown = { issues: 14, months: 12 }

export function deferredRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(`${financePath}/deferred`, async (c) => {
    const month = monthOf(c)
    const { table, publication } = deps
    const [is, was, balances] = await Promise.all([
      deferredWaterfall(table, { upTo: month }),
      deferredWaterfall(table, { upTo: monthBefore(month) }),
      balancesUpTo(table, { month }),
    ])
    const sides = balances.get(publication.books.accounts.deferred)
    const balance = sides ? sides.credit - sides.debit : 0
    return c.html(<DeferredPage {...{ c, month, is, balance }} opening={was.deferred} />)
  })
}

type Props = {
  c: ConsoleContext
  month: string
  is: Waterfall
  /** Deferred at the end of the month before. */
  opening: Cents
  /** Credit less debit of the account. */
  balance: Cents
}

/** From the opening over what the month did. Pure. */
export function stepsOf(
  rows: readonly WaterfallRow[],
  { month, opening, locale }: { month: string; opening: Cents; locale: 'fr' | 'en' },
): Step[] {
  const inMonth = (of: (row: WaterfallRow) => Record<string, Cents>) =>
    rows.reduce((sum, row) => sum + (of(row)[month] ?? 0), 0)
  const sold = rows.find((row) => row.month === month)?.sold ?? 0
  const released = inMonth((row) => row.released)
  const back = inMonth((row) => row.back)
  return [
    { label: say(locale, 'début du mois', 'opening'), cents: opening, isWhole: true },
    { label: say(locale, 'vendu', 'sold'), cents: sold },
    { label: say(locale, 'servi', 'served'), cents: -released || 0 },
    { label: say(locale, 'rendu', 'given back'), cents: -back || 0 },
    {
      label: say(locale, 'fin du mois', 'closing'),
      cents: opening + sold - released - back,
      isWhole: true,
    },
  ]
}

function DeferredPage({ c, month, is, opening, balance }: Props) {
  const view = c.get('view')
  const { locale, publication } = view
  const path = `${financePath}/deferred`
  const account = publication.books.accounts.deferred
  return (
    <FinancePage
      c={c}
      tab="deferred"
      title={say(locale, 'Abonnements restant à servir', 'Deferred revenue')}
      lead={say(
        locale,
        'Ce qui est vendu n’est gagné que numéro par numéro, quand il est servi. Le reste est dû aux abonnés.',
        'What is sold is earned issue by issue, as each is served. The rest is owed to subscribers.',
      )}
    >
      <MonthPicker c={c} path={path} month={month} />
      {is.at === undefined ? (
        <Empty title={say(locale, 'Pas encore compté', 'Not counted yet')}>
          {say(
            locale,
            'Ce qui reste à servir est compté chaque nuit. Revenez demain.',
            'What is unserved is counted each night. Come back tomorrow.',
          )}
        </Empty>
      ) : (
        <>
          <Movement {...{ c, month, is, opening, balance }} />
          <Issues c={c} is={is} month={month} />
          <Months c={c} is={is} />
          <p class="soft">
            {say(locale, 'Compté ', 'Counted ')}
            <When at={is.at} view={view} />
            {say(
              locale,
              `. Compte ${account} au ${formatDate(lastDayOf(month), 'fr')}\u202f: `,
              `. Account ${account} on ${formatDate(lastDayOf(month), 'en')}: `,
            )}
            <a href={accountPath(account, month)}>{formatEuros(balance, locale)}</a>.
          </p>
        </>
      )}
    </FinancePage>
  )
}

function Movement({ c, month, is, opening }: Props) {
  const { locale } = c.get('view')
  const steps = stepsOf(is.rows, { month, opening, locale })
  const closing = steps.at(-1)?.cents ?? 0
  const name = formatMonth(month, locale)
  const change = closing - opening
  const [fr, en] = [formatEuros(Math.abs(change), 'fr'), formatEuros(Math.abs(change), 'en')]
  const title =
    change === 0
      ? say(locale, `Rien n’a bougé en ${name}`, `Nothing changed in ${name}`)
      : change > 0
        ? say(
            locale,
            `${fr} de plus à servir à la fin de ${name}`,
            `${en} more to serve at the end of ${name}`,
          )
        : say(
            locale,
            `${fr} de moins à servir à la fin de ${name}`,
            `${en} less to serve at the end of ${name}`,
          )
  return <WaterfallChart title={title} steps={steps} locale={locale} />
}

function Issues({ c, is, month }: { c: ConsoleContext; is: Waterfall; month: string }) {
  const { locale } = c.get('view')
  const issues = is.issues.slice(-shown.issues)
  const { released, expected } = is.days
  const next = is.issues.find((one) => one.expected > 0)
  // What was expected then is known of no month that is past.
  const isPast = is.at !== undefined && month < is.at.slice(0, 7)
  const name = formatMonth(month, locale)
  if (issues.length === 0 && released === 0 && expected === 0) return null
  return (
    <Part title={say(locale, 'Par numéro', 'By issue')}>
      {issues.length > 0 && (
        <StackedColumns
          locale={locale}
          title={
            isPast
              ? say(
                  locale,
                  `Gagné par numéro jusqu’à la fin de ${name}`,
                  `Earned by issue until the end of ${name}`,
                )
              : next
                ? say(
                    locale,
                    `${formatEuros(next.expected, 'fr')} seront gagnés avec le ${issueNumberText(next.issue, 'fr')}`,
                    `${formatEuros(next.expected, 'en')} will be earned with ${issueNumberText(next.issue, 'en')}`,
                  )
                : say(
                    locale,
                    'Tout ce qui est vendu par numéro est servi',
                    'All that is sold by issue is served',
                  )
          }
          head={say(locale, 'Numéro', 'Issue')}
          words={{
            done: say(locale, 'servi', 'served'),
            rest: say(locale, 'attendu', 'expected'),
          }}
          points={issues.map((one) => ({
            label: String(one.issue),
            done: one.released,
            rest: one.expected,
            href: `/console/issues/${one.issue}`,
          }))}
        />
      )}
      {(released !== 0 || expected !== 0) && (
        <p class="soft">
          {isPast
            ? say(
                locale,
                `Vendu au mois\u202f: ${formatEuros(released, 'fr')} gagnés.`,
                `Sold by time: ${formatEuros(released, 'en')} earned.`,
              )
            : say(
                locale,
                `Vendu au mois\u202f: ${formatEuros(released, 'fr')} gagnés, ${formatEuros(expected, 'fr')} à gagner.`,
                `Sold by time: ${formatEuros(released, 'en')} earned, ${formatEuros(expected, 'en')} to be.`,
              )}
        </p>
      )}
    </Part>
  )
}

/** What was sold in each month, and in which it was earned. */
function Months({ c, is }: { c: ConsoleContext; is: Waterfall }) {
  const { locale } = c.get('view')
  const rows = is.rows.slice(-shown.months)
  if (rows.length === 0) return null
  const months = [...new Set(rows.flatMap(({ released }) => Object.keys(released)))]
    .toSorted()
    .slice(-shown.months)
  const short = (month: string) => shortMonth(month, locale, 'withYear')
  const total = (sums: Record<string, Cents>) =>
    Object.values(sums).reduce((sum, cents) => sum + cents, 0)
  return (
    <Part title={say(locale, 'Par mois de vente', 'By month of sale')}>
      <TableFrame
        label={say(locale, 'Vendu, gagné et restant, en euros', 'Sold, earned and left, in euros')}
      >
        <table class="table ledger matrix">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Vendu en', 'Sold in')}</th>
              <th scope="col" class="number">
                {say(locale, 'Vendu HT', 'Sold, net')}
              </th>
              {months.map((month) => (
                <th scope="col" class="number">
                  {short(month)}
                </th>
              ))}
              <th scope="col" class="number">
                {say(locale, 'Rendu', 'Given back')}
              </th>
              <th scope="col" class="number">
                {say(locale, 'Reste', 'Left')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row" class="nowrap">
                  <a href={`${financePath}/journal?journal=VE&month=${row.month}`}>
                    {short(row.month)}
                  </a>
                </th>
                <AmountCell cents={row.sold} locale={locale} />
                {months.map((month) => (
                  <AmountCell cents={row.released[month] ?? 0} locale={locale} />
                ))}
                <AmountCell cents={total(row.back)} locale={locale} />
                <AmountCell cents={row.rest} locale={locale} showsZero />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{say(locale, 'Total', 'Total')}</th>
              <AmountCell cents={rows.reduce((sum, { sold }) => sum + sold, 0)} locale={locale} />
              {months.map((month) => (
                <AmountCell
                  cents={rows.reduce((sum, row) => sum + (row.released[month] ?? 0), 0)}
                  locale={locale}
                />
              ))}
              <AmountCell
                cents={rows.reduce((sum, row) => sum + total(row.back), 0)}
                locale={locale}
              />
              <AmountCell cents={rows.reduce((sum, row) => sum + row.rest, 0)} locale={locale} />
            </tr>
          </tfoot>
        </table>
      </TableFrame>
    </Part>
  )
}
