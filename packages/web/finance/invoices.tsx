// An invoice and all that became of it: payments, credit notes, disputes, and what each booked.
import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { Invoice, InvoiceAccount } from '#finance/documents'
import { accountOfInvoice } from '#finance/store-documents'
import type { Sentence } from '#kernel/errors'
import { formatEuros, formatRate } from '#kernel/typography'
import { recordAudit } from '#staff/audit'
import { notFound } from '#web/shared/errors.tsx'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status, type StatusTone } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part, TableFrame, When } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { disputeReason, disputeStates } from './disputes.tsx'
import { FinancePage, financePath } from './frame.tsx'
import { AmountCell, customerPath, stripeUrlOf, transactionPath } from './money.tsx'
import { taxWords } from './tax-words.ts'

export function invoiceRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(`${financePath}/invoices/:id`, async (c) => {
    const account = await accountOfInvoice(deps.table, c.req.param('id').slice(0, 100))
    if (!account)
      throw notFound({
        fr: 'Cette facture n’est pas encore dans les comptes. Elle y entre avec la prochaine mise à jour.',
        en: 'This invoice is not in the books yet. It enters them when they are next brought up to date.',
      })
    const { customerId } = account.invoice
    const staffId = c.get('staff').id
    await recordAudit(deps, { staffId, act: 'account.looked', subject: customerId })
    return c.html(<InvoicePage c={c} account={account} deps={deps} />)
  })
}

export const invoiceStates: Record<Invoice['status'], { tone: StatusTone; word: Sentence }> = {
  open: { tone: 'warn', word: { fr: 'due', en: 'owed' } },
  paid: { tone: 'good', word: { fr: 'payée', en: 'paid' } },
  void: { tone: 'none', word: { fr: 'annulée', en: 'void' } },
  uncollectible: { tone: 'bad', word: { fr: 'passée en pertes', en: 'written off' } },
}

function InvoicePage(props: { c: ConsoleContext; account: InvoiceAccount; deps: FinanceDeps }) {
  const { c, account, deps } = props
  const locale = c.get('locale')
  const { invoice } = account
  const papers = `${financePath}/papers`
  return (
    <FinancePage
      c={c}
      tab="customers"
      title={say(locale, `Facture ${invoice.number}`, `Invoice ${invoice.number}`)}
      back={{
        href: customerPath(invoice.customerId),
        name: invoice.buyer.company ?? invoice.buyer.name,
      }}
      kicker={formatDate(invoice.date, locale)}
      actions={
        <a class="button" href={`${papers}/${invoice.id}.pdf`}>
          {say(locale, 'Facture en PDF', 'Invoice as PDF')}
        </a>
      }
    >
      <div class="columns wide">
        <div>
          <Lines c={c} invoice={invoice} />
          <Taxes c={c} invoice={invoice} />
          <Life c={c} account={account} />
        </div>
        <Facts c={c} account={account} deps={deps} />
      </div>
    </FinancePage>
  )
}

function Lines({ c, invoice }: { c: ConsoleContext; invoice: Invoice }) {
  const locale = c.get('locale')
  const amount = say(locale, 'TTC', 'Gross')
  return (
    <TableFrame label={say(locale, 'Lignes de la facture, en euros', 'Lines, in euros')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Désignation', 'Item')}</th>
            <th scope="col" class="number">
              {say(locale, 'Remise', 'Discount')}
            </th>
            <th scope="col" class="number">
              {amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map(({ what, discount, gross, quantity }) => (
            <tr>
              <th scope="row" class="row-line">
                {what}
                {quantity > 1 && <span class="soft"> × {quantity}</span>}
              </th>
              <AmountCell
                cents={-discount || 0}
                locale={locale}
                label={say(locale, 'remise', 'discount')}
              />
              <AmountCell cents={gross} locale={locale} label={amount} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan={2} class="row-line">
              {say(locale, 'Total TTC', 'Total, gross')}
            </th>
            <AmountCell cents={invoice.gross} locale={locale} showsZero />
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  )
}

function Taxes({ c, invoice }: { c: ConsoleContext; invoice: Invoice }) {
  const locale = c.get('locale')
  return (
    <ul class="plain-list lines">
      {invoice.taxes.map((tax) => (
        <li>
          <span>
            {taxWords(tax, locale)}
            {tax.scheme !== 'exempt' && <> {formatRate(tax.rate, locale)}</>}
          </span>
          <span class="line-facts">
            {formatEuros(tax.net, locale)} {say(locale, 'HT', 'net')}
            <span>
              {formatEuros(tax.vat, locale)} {say(locale, 'TVA', 'VAT')}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Event(props: { href: string; what: Child; children?: Child }) {
  return (
    <li>
      <a href={props.href}>{props.what}</a>
      <span class="line-facts">{props.children}</span>
    </li>
  )
}

/** What happened to it, each leading to what it booked. */
function Life({ c, account }: { c: ConsoleContext; account: InvoiceAccount }) {
  const view = c.get('view')
  const { locale } = view
  const { invoice, payments, notes, disputes } = account
  return (
    <Part title={say(locale, 'Ce qu’elle est devenue', 'What became of it')}>
      <ul class="plain-list lines">
        <Event
          href={transactionPath(`${invoice.id}:finalized`)}
          what={say(locale, 'Émise', 'Issued')}
        >
          <When at={invoice.finalizedAt} view={view} />
          <span>{formatEuros(invoice.gross, locale)}</span>
        </Event>
        {payments.map(({ id, amount, paidAt }) => (
          <Event href={transactionPath(`${id}:paid`)} what={say(locale, 'Paiement', 'Payment')}>
            <When at={paidAt} view={view} />
            <span>{formatEuros(amount, locale)}</span>
          </Event>
        ))}
        {notes.map(({ id, number, createdAt, gross, status }) => (
          <Event
            href={transactionPath(id)}
            what={say(locale, `Avoir ${number}`, `Credit note ${number}`)}
          >
            <a href={`${financePath}/papers/${invoice.id}/${id}.pdf`}>PDF</a>
            {status === 'void' && <Status tone="none">{say(locale, 'annulé', 'void')}</Status>}
            <When at={createdAt} view={view} />
            <span>{formatEuros(-gross, locale)}</span>
          </Event>
        ))}
        {disputes.map((dispute) => (
          <Event
            href={`${financePath}/disputes`}
            what={say(
              locale,
              `Contestation\u202f: ${disputeReason(dispute, 'fr')}`,
              `Dispute: ${disputeReason(dispute, 'en')}`,
            )}
          >
            <Status tone={disputeStates[dispute.status].tone}>
              {disputeStates[dispute.status].word[locale]}
            </Status>
            <When at={dispute.createdAt} view={view} />
            <span>{formatEuros(dispute.gross, locale)}</span>
          </Event>
        ))}
      </ul>
    </Part>
  )
}

/** What credit notes took back of it. */
function Credited({ c, account }: { c: ConsoleContext; account: InvoiceAccount }) {
  const locale = c.get('locale')
  const back = account.notes.reduce(
    (sum, { gross, status }) => (status === 'void' ? sum : sum + gross),
    0,
  )
  if (back === 0) return null
  return (
    <span class="soft">
      {back >= account.invoice.gross
        ? say(locale, ', puis rendue par avoir', ', then credited in full')
        : say(
            locale,
            `, dont ${formatEuros(back, 'fr')} rendus par avoir`,
            `, ${formatEuros(back, 'en')} of it credited`,
          )}
    </span>
  )
}

function Facts(props: { c: ConsoleContext; account: InvoiceAccount; deps: FinanceDeps }) {
  const { c, account, deps } = props
  const locale = c.get('locale')
  const { invoice } = account
  const { buyer, delivery, dueDate, orderId } = invoice
  const { tone, word } = invoiceStates[invoice.status]
  return (
    <dl class="facts">
      <dt>{say(locale, 'État', 'State')}</dt>
      <dd>
        <Status tone={tone}>{word[locale]}</Status>
        <Credited c={c} account={account} />
      </dd>
      {dueDate && (
        <>
          <dt>{say(locale, 'Échéance', 'Due')}</dt>
          <dd>{formatDate(dueDate, locale)}</dd>
        </>
      )}
      <dt>{say(locale, 'Client', 'Customer')}</dt>
      <dd>
        <a href={customerPath(invoice.customerId)}>{buyer.company ?? buyer.name}</a>
      </dd>
      {delivery && (
        <>
          <dt>{say(locale, 'Livré à', 'Delivered to')}</dt>
          <dd>{delivery.name}</dd>
        </>
      )}
      {orderId && (
        <>
          <dt>{say(locale, 'Commande', 'Order')}</dt>
          <dd>
            <a class="mono breaks" href={`/console/subscriptions/orders/${orderId}`}>
              {orderId}
            </a>
          </dd>
        </>
      )}
      <dt>{say(locale, 'Chez Stripe', 'At Stripe')}</dt>
      <dd>
        <a class="mono breaks" href={stripeUrlOf(deps, 'invoices', invoice.id)}>
          {invoice.id}
        </a>
      </dd>
    </dl>
  )
}
