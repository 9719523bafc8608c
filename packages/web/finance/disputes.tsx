// Payments that their holders contest by way of the bank: which are open, until when they can be
// answered, and what came of the others.

import type { Hono } from 'hono'
import type { Dispute, Invoice } from '#finance/documents'
import { disputesOf, getInvoice } from '#finance/store-documents'
import type { Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status, type StatusTone } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { TableFrame, When } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath } from './frame.tsx'
import { AmountCell, invoicePath, stripeUrlOf } from './money.tsx'
import { CustomerLink, type Names, namesOf } from './names.tsx'

const shown = 200

type Row = { dispute: Dispute; invoice: Invoice | undefined }

export function disputeRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(`${financePath}/disputes`, async (c) => {
    const rows: Row[] = []
    for await (const dispute of disputesOf(deps.table)) {
      rows.push({ dispute, invoice: await getInvoice(deps.table, dispute.invoiceId) })
      if (rows.length >= shown) break
    }
    const names = await namesOf(
      deps,
      rows.map(({ invoice }) => invoice?.customerId),
    )
    return c.html(<DisputesPage c={c} rows={rows} names={names} deps={deps} />)
  })
}

export const disputeStates: Record<Dispute['status'], { tone: StatusTone; word: Sentence }> = {
  inquiry: { tone: 'calm', word: { fr: 'demande d’information', en: 'inquiry' } },
  open: { tone: 'warn', word: { fr: 'ouverte', en: 'open' } },
  won: { tone: 'good', word: { fr: 'gagnée', en: 'won' } },
  lost: { tone: 'bad', word: { fr: 'perdue', en: 'lost' } },
  other: { tone: 'none', word: { fr: 'close', en: 'closed' } },
}

const reasons: Readonly<Record<string, Sentence>> = {
  fraudulent: { fr: 'paiement non reconnu', en: 'payment not recognised' },
  product_not_received: { fr: 'rien reçu', en: 'nothing received' },
  product_unacceptable: { fr: 'pas conforme', en: 'not as described' },
  subscription_canceled: { fr: 'abonnement résilié', en: 'subscription cancelled' },
  duplicate: { fr: 'payé deux fois', en: 'paid twice' },
  credit_not_processed: { fr: 'remboursement attendu', en: 'refund awaited' },
  unrecognized: { fr: 'paiement non reconnu', en: 'payment not recognised' },
  debit_not_authorized: { fr: 'prélèvement non autorisé', en: 'debit not authorised' },
  insufficient_funds: { fr: 'provision insuffisante', en: 'insufficient funds' },
  incorrect_account_details: { fr: 'compte erroné', en: 'wrong account' },
  bank_cannot_process: { fr: 'refusé par la banque', en: 'refused by the bank' },
  general: { fr: 'sans motif donné', en: 'no reason given' },
}

/** Why, in words; a reason that Stripe invents is shown as it is called there. */
export function disputeReason({ reason, isReturn }: Dispute, locale: 'fr' | 'en'): string {
  const word = reasons[reason]?.[locale] ?? reason
  return isReturn
    ? say(locale, `prélèvement rejeté\u202f: ${word}`, `debit returned: ${word}`)
    : word
}

type Props = { c: ConsoleContext; rows: readonly Row[]; names: Names; deps: FinanceDeps }

function DisputesPage({ c, rows, names, deps }: Props) {
  const locale = c.get('locale')
  const open = rows.filter(({ dispute }) => dispute.status === 'open')
  const atStake = open.reduce((sum, { dispute }) => sum + dispute.gross, 0)
  return (
    <FinancePage
      c={c}
      tab="disputes"
      title={say(locale, 'Paiements contestés', 'Disputes')}
      lead={say(
        locale,
        'Le titulaire d’une carte ou d’un compte reprend son paiement par sa banque. Ce qui est contesté est au compte 416 tant que rien n’est tranché\u202f; on y répond chez Stripe.',
        'The holder of a card or an account takes a payment back by way of the bank. What is contested lies on account 416 until it is decided; answers are given at Stripe.',
      )}
    >
      {rows.length === 0 ? (
        <Empty title={say(locale, 'Aucun paiement contesté', 'No payment is contested')} />
      ) : (
        <>
          {open.length > 0 && (
            <dl class="tally">
              <div>
                <dt>{say(locale, 'en jeu', 'at stake')}</dt>
                <dd>{formatEuros(atStake, locale)}</dd>
              </div>
            </dl>
          )}
          <Rows c={c} rows={rows} names={names} deps={deps} />
        </>
      )}
    </FinancePage>
  )
}

function Rows({ c, rows, names, deps }: Props) {
  const locale = c.get('locale')
  const amount = say(locale, 'Montant, €', 'Amount, €')
  return (
    <TableFrame label={say(locale, 'Paiements contestés', 'Disputes')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Client', 'Customer')}</th>
            <th scope="col">{say(locale, 'Facture', 'Invoice')}</th>
            <th scope="col">{say(locale, 'Motif', 'Reason')}</th>
            <th scope="col">{say(locale, 'Depuis', 'Since')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col" class="number">
              {amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <DisputeRow {...{ c, row, names, deps, amount }} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function DisputeRow(props: {
  c: ConsoleContext
  row: Row
  names: Names
  deps: FinanceDeps
  amount: string
}) {
  const { c, row, names, deps, amount } = props
  const view = c.get('view')
  const { locale } = view
  const { dispute, invoice } = row
  const { tone, word } = disputeStates[dispute.status]
  return (
    <tr>
      <th scope="row" class="row-line">
        {invoice ? (
          <CustomerLink names={names} id={invoice.customerId} locale={locale} />
        ) : (
          <span class="mono">{dispute.invoiceId}</span>
        )}
      </th>
      <td class="nowrap">
        <a href={invoicePath(dispute.invoiceId)}>{invoice?.number ?? dispute.invoiceId}</a>
      </td>
      <td>{disputeReason(dispute, locale)}</td>
      <td class="nowrap">
        <When at={dispute.createdAt} view={view} />
      </td>
      <td>
        <Status tone={tone}>{word[locale]}</Status>
        {dispute.status === 'open' && dispute.dueBy && (
          <>
            {' '}
            <a href={stripeUrlOf(deps, 'disputes', dispute.id)}>
              {dispute.dueBy < view.now.toISOString()
                ? say(locale, 'délai passé le ', 'the time to answer ended on ')
                : say(locale, 'répondre avant le ', 'answer before ')}
              {formatDate(dispute.dueBy, locale)}
            </a>
          </>
        )}
        {dispute.closedAt && (
          <>
            {' '}
            <span class="soft">
              <When at={dispute.closedAt} view={view} />
            </span>
          </>
        )}
      </td>
      <AmountCell cents={dispute.gross} locale={locale} label={amount} />
    </tr>
  )
}
