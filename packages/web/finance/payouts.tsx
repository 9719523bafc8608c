// Payouts: those of a month with how each stands, and one whole with its moves and its bank lines.
import type { Hono } from 'hono'
import type { BankLine } from '#finance/bank/line'
import { lastDayOf } from '#finance/month'
import type { PayoutMove, PayoutStatus } from '#finance/payout'
import {
  type PayoutDetail,
  type PayoutReport,
  type PayoutRow,
  payoutDetail,
  payoutReport,
} from '#finance/payout-report'
import type { Sentence } from '#kernel/errors'
import { notFound } from '#web/shared/errors.tsx'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Pager, Status, type StatusTone } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part, TableFrame } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { Exceptions } from './exceptions-page.tsx'
import { FinancePage, financePath, MonthPicker, monthOf } from './frame.tsx'
import { AmountCell, formatMoney, payoutPath, stripeUrlOf, transactionPath } from './money.tsx'
import { saidAfter } from './said.ts'

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

export const payoutStates: Record<PayoutStatus, { tone: StatusTone; word: Sentence }> = {
  matched: { tone: 'good', word: { fr: 'rapproché', en: 'matched' } },
  short: { tone: 'bad', word: { fr: 'incomplet', en: 'short' } },
  over: { tone: 'bad', word: { fr: 'en trop', en: 'over' } },
  waiting: { tone: 'open', word: { fr: 'attendu à la banque', en: 'awaited at the bank' } },
}

/** How a payout stands, with the difference where there is one. */
export function PayoutState({ c, payout }: { c: ConsoleContext; payout: PayoutRow }) {
  const locale = c.get('locale')
  const { tone, word } = payoutStates[payout.status]
  const { atStripe, differenceCents } = payout
  if (atStripe === 'failed')
    return <Status tone="bad">{say(locale, 'refusé par la banque', 'refused by the bank')}</Status>
  if (atStripe === 'canceled')
    return <Status tone="none">{say(locale, 'annulé', 'canceled')}</Status>
  return (
    <Status tone={tone}>
      {differenceCents === 0
        ? word[locale]
        : say(
            locale,
            `${word.fr}, ${formatMoney(differenceCents, 'fr')}`,
            `${word.en} by ${formatMoney(Math.abs(differenceCents), 'en')}`,
          )}
    </Status>
  )
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
          <dd>{formatMoney(cents, locale)}</dd>
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

function PayoutPage(props: { c: ConsoleContext; detail: PayoutDetail; stripeUrl: string }) {
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
        `Virement de ${formatMoney(payout.amount, locale)}`,
        `Payout of ${formatMoney(payout.amount, locale)}`,
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
          <dd>{formatMoney(cents, locale)}</dd>
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

const ties: Record<NonNullable<BankLine['match']>['how'], Sentence> = {
  reference: { fr: 'par sa référence', en: 'by its reference' },
  amount: { fr: 'par son montant', en: 'by its amount' },
  nearest: { fr: 'seul possible, avec un écart', en: 'the only one, with a difference' },
  hand: { fr: 'à la main', en: 'by hand' },
}

/** Lines of the bank, each opened by its text. */
export function BankLines({ c, lines }: { c: ConsoleContext; lines: readonly BankLine[] }) {
  const locale = c.get('locale')
  const amount = say(locale, 'Montant, €', 'Amount, €')
  return (
    <TableFrame label={say(locale, 'Lignes de banque', 'Bank lines')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Libellé', 'Text')}</th>
            <th scope="col">{say(locale, 'Date', 'Date')}</th>
            <th scope="col">{say(locale, 'Rapprochement', 'Match')}</th>
            <th scope="col" class="number">
              {amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <th scope="row" class="row-line">
                <a class="breaks" href={`${financePath}/bank/lines/${line.id}`}>
                  {line.text ?? say(locale, 'paiement de la maison', 'a payment of the house')}
                </a>
              </th>
              <td class="nowrap">{formatDate(line.date, locale)}</td>
              <td>
                <Tie c={c} line={line} />
              </td>
              <AmountCell cents={line.cents} locale={locale} label={amount} />
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Tie({ c, line }: { c: ConsoleContext; line: BankLine }) {
  const locale = c.get('locale')
  if (line.match)
    return (
      <>
        <Status tone="good">
          <a class="mono" href={payoutPath(line.match.payoutId)}>
            {line.match.payoutId.slice(0, 14)}…
          </a>
        </Status>{' '}
        <span class="soft">{ties[line.match.how][locale]}</span>
      </>
    )
  if (line.setAside) return <Status tone="none">{say(locale, 'mise de côté', 'set aside')}</Status>
  if (line.isStripe)
    return <Status tone="warn">{say(locale, 'à rapprocher', 'to be matched')}</Status>
  return <span class="soft">{say(locale, 'ne vient pas de Stripe', 'not from Stripe')}</span>
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
          {moves.map((move) => (
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
              <th scope="row" colspan={4} class="row-line">
                {say(locale, 'Somme des mouvements', 'Sum of the moves')}
              </th>
              <AmountCell cents={total} locale={locale} label={net} />
            </tr>
          </tfoot>
        )}
      </table>
    </TableFrame>
  )
}
