// Payouts: those of a month with how each stands, and the route of one of them.

import type { Hono } from 'hono'
import { lastDayOf } from '#finance/month'
import {
  type PayoutReport,
  type PayoutRow,
  payoutDetail,
  payoutReport,
} from '#finance/payout-report'
import { formatEuros } from '#kernel/typography'
import { notFound } from '#web/shared/errors.tsx'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Pager } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath, MonthPicker, monthOf } from './frame.tsx'
import { AmountCell, payoutPath, stripeUrlOf } from './money.tsx'
import { PayoutPage } from './payout-page.tsx'
import { PayoutState } from './payout-state.tsx'

const path = `${financePath}/payouts`
const pageSize = 100

export function payoutRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(path, async (c) => {
    const month = monthOf(c)
    const cursor = c.req.query('after')?.slice(0, 2_000)
    const report = await payoutReport(deps, {
      ...{ from: `${month}-01`, to: lastDayOf(month), limit: pageSize, cursor },
    })
    return c.html(<PayoutsPage c={c} month={month} report={report} isFirst={!cursor} />)
  })

  app.get(`${path}/:id`, async (c) => {
    const detail = await payoutDetail(deps, c.req.param('id').slice(0, 100))
    if (!detail)
      throw notFound({
        fr: 'Ce virement n’est pas connu. Il est lu chez Stripe avec la prochaine mise à jour des comptes.',
        en: 'This payout is not known. It is read from Stripe when the books are next brought up to date.',
      })
    const stripeUrl = stripeUrlOf(deps, 'payouts', detail.payout.id)
    return c.html(<PayoutPage c={c} detail={detail} stripeUrl={stripeUrl} />)
  })
}

function PayoutsPage(props: {
  c: ConsoleContext
  month: string
  report: PayoutReport
  isFirst: boolean
}) {
  const { c, month, report, isFirst } = props
  const locale = c.get('locale')
  const { payouts, totals, cursor } = report
  const query = (more: Record<string, string>) =>
    `${path}?${new URLSearchParams({ month, ...more })}`
  return (
    <FinancePage
      c={c}
      tab="payouts"
      title={say(locale, 'Virements de Stripe', 'Payouts')}
      lead={say(
        locale,
        'Chaque virement est la somme de ses mouvements chez Stripe, et se retrouve sur une ligne de la banque.',
        'Each payout is the sum of its moves at Stripe, and is found on a line of the bank.',
      )}
    >
      <MonthPicker c={c} path={path} month={month} />
      {payouts.length === 0 ? (
        <Empty title={say(locale, 'Aucun virement ce mois-là', 'No payout in that month')}>
          {say(
            locale,
            'Stripe verse le solde à la banque selon le calendrier réglé dans votre compte Stripe.',
            'Stripe pays the balance out to the bank on the schedule set in your Stripe account.',
          )}
        </Empty>
      ) : (
        <>
          <Totals c={c} totals={totals} />
          <Payouts c={c} payouts={payouts} />
        </>
      )}
      <Pager
        locale={locale}
        newer={isFirst ? undefined : query({})}
        older={cursor === undefined ? undefined : query({ after: cursor })}
      />
    </FinancePage>
  )
}

function Totals({ c, totals }: { c: ConsoleContext; totals: PayoutReport['totals'] }) {
  const locale = c.get('locale')
  const figures: [string, number][] = [
    [say(locale, 'versé par Stripe', 'paid out by Stripe'), totals.paidOutCents],
    [say(locale, 'reçu à la banque', 'received at the bank'), totals.receivedCents],
    [say(locale, 'attendu', 'awaited'), totals.waitingCents],
    [say(locale, 'écart sans explication', 'unexplained difference'), totals.differenceCents],
  ]
  return (
    <dl class="tally">
      {figures.map(([word, cents]) => (
        <div>
          <dt>{word}</dt>
          <dd>{formatEuros(cents, locale)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Payouts({ c, payouts }: { c: ConsoleContext; payouts: readonly PayoutRow[] }) {
  const locale = c.get('locale')
  const amount = say(locale, 'Versé, €', 'Paid out, €')
  const received = say(locale, 'Reçu, €', 'Received, €')
  return (
    <TableFrame label={say(locale, 'Virements', 'Payouts')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Versé le', 'Made on')}</th>
            <th scope="col">{say(locale, 'Virement', 'Payout')}</th>
            <th scope="col">{say(locale, 'Arrivée prévue', 'Due to arrive')}</th>
            <th scope="col" class="number">
              {say(locale, 'Mouvements', 'Moves')}
            </th>
            <th scope="col" class="number">
              {amount}
            </th>
            <th scope="col" class="number">
              {received}
            </th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
          </tr>
        </thead>
        <tbody>
          {payouts.map((payout) => (
            <tr>
              <th scope="row" class="row-line nowrap">
                <a href={payoutPath(payout.id)}>{formatDate(payout.date, locale)}</a>
              </th>
              <td>
                <span class="hash-short soft">{payout.id}</span>
              </td>
              <td class="nowrap labelled" data-label={say(locale, 'arrivée', 'arrival')}>
                {formatDate(payout.arrivalDate, locale)}
              </td>
              <td class="number" data-label={say(locale, 'mouvements', 'moves')}>
                {payout.moves ? formatNumber(payout.moves.count, locale) : ''}
              </td>
              <AmountCell cents={payout.amount} locale={locale} label={amount} />
              <AmountCell cents={payout.receivedCents} locale={locale} label={received} />
              <td>
                <PayoutState c={c} payout={payout} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
