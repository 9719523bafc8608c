// One payout: what Stripe put into it, what the bank got for it, and the exceptions about it.

import type { PayoutMove } from '#finance/payout'
import type { PayoutDetail, PayoutRow } from '#finance/payout-report'
import type { Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../console/context.ts'
import { Part, TableFrame } from '../console/parts.tsx'
import { BankLines } from './bank-lines.tsx'
import { Exceptions } from './exceptions-page.tsx'
import { FinancePage, financePath } from './frame.tsx'
import { AmountCell, transactionPath } from './money.tsx'
import { PayoutState } from './payout-state.tsx'
import { saidAfter } from './said.ts'

const path = `${financePath}/payouts`

export function PayoutPage(props: { c: ConsoleContext; detail: PayoutDetail; stripeUrl: string }) {
  const { c, detail, stripeUrl } = props
  const locale = c.get('locale')
  const { payout, exceptions } = detail
  return (
    <FinancePage
      c={c}
      tab="payouts"
      title={payout.id}
      heading={say(
        locale,
        `Virement de ${formatEuros(payout.amount, locale)}`,
        `Payout of ${formatEuros(payout.amount, locale)}`,
      )}
      back={{
        href: `${path}?month=${payout.date.slice(0, 7)}`,
        name: say(locale, 'Virements', 'Payouts'),
      }}
      kicker={formatDate(payout.date, locale)}
      flash={saidAfter(c)}
    >
      <div class="columns wide">
        <div>
          {exceptions.length > 0 && (
            <Part title={say(locale, 'Anomalies', 'Exceptions')}>
              <Exceptions c={c} list={exceptions} />
            </Part>
          )}
          <Lines c={c} detail={detail} />
          <Moves c={c} detail={detail} />
        </div>
        <Facts c={c} payout={payout} stripeUrl={stripeUrl} />
      </div>
    </FinancePage>
  )
}

function Facts(props: { c: ConsoleContext; payout: PayoutRow; stripeUrl: string }) {
  const { c, payout, stripeUrl } = props
  const locale = c.get('locale')
  const figures: [string, number][] = [
    [say(locale, 'Versé', 'Paid out'), payout.amount],
    [say(locale, 'Reçu', 'Received'), payout.receivedCents],
    [say(locale, 'Expliqué', 'Explained'), payout.settledCents],
    [say(locale, 'Écart', 'Difference'), payout.differenceCents],
  ]
  return (
    <dl class="facts">
      <dt>{say(locale, 'État', 'State')}</dt>
      <dd>
        <PayoutState c={c} payout={payout} />
      </dd>
      {figures.map(([word, cents]) => (
        <>
          <dt>{word}</dt>
          <dd>{formatEuros(cents, locale)}</dd>
        </>
      ))}
      {payout.currency !== 'eur' && (
        <>
          <dt>{say(locale, 'Devise', 'Currency')}</dt>
          <dd>{payout.currency.toUpperCase()}</dd>
        </>
      )}
      <dt>{say(locale, 'Arrivée prévue', 'Due to arrive')}</dt>
      <dd>{formatDate(payout.arrivalDate, locale)}</dd>
      <dt>{say(locale, 'Versement', 'Schedule')}</dt>
      <dd>
        {payout.isAutomatic
          ? say(locale, 'automatique', 'automatic')
          : say(locale, 'manuel\u202f: rapproché par le solde', 'manual: reconciled by balance')}
      </dd>
      {payout.traceId && (
        <>
          <dt>{say(locale, 'Référence bancaire', 'Bank reference')}</dt>
          <dd class="mono breaks">{payout.traceId}</dd>
        </>
      )}
      <dt>{say(locale, 'Chez Stripe', 'At Stripe')}</dt>
      <dd>
        <a class="mono breaks" href={stripeUrl}>
          {payout.id}
        </a>
      </dd>
    </dl>
  )
}

function Lines({ c, detail }: { c: ConsoleContext; detail: PayoutDetail }) {
  const locale = c.get('locale')
  return (
    <Part title={say(locale, 'À la banque', 'At the bank')}>
      {detail.lines.length === 0 ? (
        <p class="soft">
          {say(
            locale,
            'Aucune ligne de la banque n’est rapprochée de ce virement. ',
            'No line of the bank is matched with this payout. ',
          )}
          <a href={`${financePath}/bank`}>
            {say(locale, 'Importer un relevé', 'Import a statement')}
          </a>
        </p>
      ) : (
        <BankLines c={c} lines={detail.lines} />
      )}
    </Part>
  )
}

const categories: Readonly<Record<string, Sentence>> = {
  charge: { fr: 'paiement', en: 'payment' },
  refund: { fr: 'remboursement', en: 'refund' },
  refund_failure: { fr: 'remboursement refusé', en: 'failed refund' },
  charge_failure: { fr: 'prélèvement refusé', en: 'failed debit' },
  dispute: { fr: 'contestation', en: 'dispute' },
  dispute_reversal: { fr: 'contestation levée', en: 'dispute reversed' },
  fee: { fr: 'frais Stripe', en: 'Stripe’s fee' },
  network_cost: { fr: 'frais de réseau', en: 'network cost' },
  tax: { fr: 'taxe sur frais', en: 'tax on fees' },
  payout: { fr: 'virement', en: 'payout' },
  payout_reversal: { fr: 'virement annulé', en: 'payout reversed' },
  risk_reserved_funds: { fr: 'réserve', en: 'reserve' },
}

function Moves({ c, detail }: { c: ConsoleContext; detail: PayoutDetail }) {
  const locale = c.get('locale')
  const { payout, moves } = detail
  const total = moves.reduce((sum, { net }) => sum + net, 0)
  const isWhole = moves.length === payout.moves?.count
  return (
    <Part
      title={say(locale, 'Mouvements chez Stripe', 'Moves at Stripe')}
      aside={payout.moves && formatNumber(payout.moves.count, locale)}
    >
      {moves.length === 0 ? (
        <p class="soft">
          {payout.isAutomatic
            ? say(
                locale,
                'Stripe n’a pas encore dit de quoi ce virement est fait.',
                'Stripe has not said yet what this payout is made of.',
              )
            : say(
                locale,
                'Un virement manuel n’a pas de détail\u202f: il se rapproche par le solde du compte 517.',
                'A manual payout has no detail: it is reconciled by the balance of account 517.',
              )}
        </p>
      ) : (
        <MoveTable c={c} moves={moves} total={isWhole ? total : undefined} />
      )}
    </Part>
  )
}

function MoveTable(props: {
  c: ConsoleContext
  moves: readonly PayoutMove[]
  total: number | undefined
}) {
  const { c, moves, total } = props
  const locale = c.get('locale')
  const [gross, fee, net] = [
    say(locale, 'Brut', 'Gross'),
    say(locale, 'Frais', 'Fee'),
    say(locale, 'Net', 'Net'),
  ]
  const byDay = moves.toSorted((a, b) => a.date.localeCompare(b.date))
  const sumOf = (part: (move: PayoutMove) => number) =>
    moves.reduce((sum, move) => sum + part(move), 0)
  return (
    <TableFrame label={say(locale, 'Mouvements, en euros', 'Moves, in euros')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Mouvement', 'Move')}</th>
            <th scope="col">{say(locale, 'Date', 'Date')}</th>
            <th scope="col" class="number">
              {gross}
            </th>
            <th scope="col" class="number">
              {fee}
            </th>
            <th scope="col" class="number">
              {net}
            </th>
          </tr>
        </thead>
        <tbody>
          {byDay.map((move) => (
            <tr>
              <th scope="row" class="row-line">
                <a href={transactionPath(move.id)}>
                  {categories[move.category]?.[locale] ?? move.category}{' '}
                  <span class="mono soft breaks">{move.about || move.id}</span>
                </a>
              </th>
              <td class="nowrap">{formatDate(move.date, locale)}</td>
              <AmountCell cents={move.amount} locale={locale} label={gross} />
              <AmountCell cents={-move.fee || 0} locale={locale} label={fee} />
              <AmountCell cents={move.net} locale={locale} label={net} />
            </tr>
          ))}
        </tbody>
        {total !== undefined && (
          <tfoot>
            <tr>
              <th scope="row" colspan={2} class="row-line">
                {say(locale, 'Somme des mouvements', 'Sum of the moves')}
              </th>
              <AmountCell cents={sumOf(({ amount }) => amount)} locale={locale} label={gross} />
              <AmountCell cents={-sumOf(({ fee: one }) => one) || 0} locale={locale} label={fee} />
              <AmountCell cents={total} locale={locale} label={net} />
            </tr>
          </tfoot>
        )}
      </table>
    </TableFrame>
  )
}
