// `/account/invoices`: number, date, amount, and the paper of each; credit notes below theirs.

import type { Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { accountInvoices } from '#subscriptions/account-overview'
import type { InvoiceLine } from '#subscriptions/ports'
import { Day } from '../../shared/format.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Empty, Status, type StatusTone } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { shopOf } from '../context.ts'
import { AccountPage, signedIn } from './frame.tsx'

export const invoicesPage = signedIn(async (deps, c, { view, reader }) => {
  const { payments } = shopOf(deps)
  const invoices = await accountInvoices({ table: deps.table, payments }, reader)
  const { locale } = view
  return c.html(
    <AccountPage view={view} title={say(locale, 'Vos factures', 'Your invoices')}>
      {invoices.length === 0 ? (
        <Empty title={say(locale, 'Aucune facture', 'No invoice')}>
          {say(
            locale,
            'Une facture paraît ici dès qu’un paiement est demandé.',
            'An invoice appears here as soon as a payment is asked for.',
          )}
        </Empty>
      ) : (
        <InvoiceList view={view} invoices={invoices} />
      )}
    </AccountPage>,
  )
})

function InvoiceList({ view, invoices }: { view: View; invoices: readonly InvoiceLine[] }) {
  const { locale, publication } = view
  return (
    <ul class="plain invoices">
      {invoices.map((invoice) => (
        <>
          <li class="invoice">
            <p class="invoice-what">
              <Day date={invoice.createdAt} locale={locale} zone={publication.zone} />
              <span class="small">{invoice.number ?? say(locale, 'Sans numéro', 'No number')}</span>
            </p>
            <p class="invoice-sum">
              {formatEuros(invoice.gross, locale)}{' '}
              <Status tone={states[invoice.status].tone}>
                {states[invoice.status].word[locale]}
              </Status>
            </p>
            <p class="issue-acts">
              {invoice.payUrl !== undefined && (
                <a class="button small primary" href={invoice.payUrl}>
                  {say(locale, 'Payer', 'Pay')}
                </a>
              )}
              <Paper
                href={localPath(locale, `/account/papers/${invoice.id}.pdf`)}
                of={say(
                  locale,
                  ` de la facture ${invoice.number ?? ''}`,
                  ` of invoice ${invoice.number ?? ''}`,
                )}
              />
            </p>
          </li>
          <Notes view={view} invoice={invoice} />
        </>
      ))}
    </ul>
  )
}

function Paper({ href, of }: { href: string; of: string }) {
  return (
    <a class="button small" href={href}>
      PDF
      <span class="visually-hidden">{of}</span>
    </a>
  )
}

/** What was given back of an invoice, below it. */
function Notes({ view, invoice }: { view: View; invoice: InvoiceLine }) {
  const { locale, publication } = view
  return (
    <>
      {invoice.notes.map(({ id, number, createdAt, gross }) => (
        <li class="invoice of-note">
          <p class="invoice-what">
            <Day date={createdAt} locale={locale} zone={publication.zone} />
            <span class="small">
              {say(locale, 'Avoir ', 'Credit note ')}
              {number}
            </span>
          </p>
          <p class="invoice-sum">
            {formatEuros(-gross, locale).replace('-', '−')}{' '}
            <Status tone="none">{say(locale, 'Rendu', 'Given back')}</Status>
          </p>
          <p class="issue-acts">
            <Paper
              href={localPath(locale, `/account/papers/${invoice.id}/${id}.pdf`)}
              of={say(locale, ` de l’avoir ${number}`, ` of credit note ${number}`)}
            />
          </p>
        </li>
      ))}
    </>
  )
}

const states: Record<InvoiceLine['status'], { tone: StatusTone; word: Sentence }> = {
  paid: { tone: 'good', word: { fr: 'Payée', en: 'Paid' } },
  open: { tone: 'warn', word: { fr: 'À payer', en: 'To be paid' } },
  void: { tone: 'none', word: { fr: 'Annulée', en: 'Cancelled' } },
  uncollectible: { tone: 'none', word: { fr: 'Abandonnée', en: 'Given up' } },
  other: { tone: 'none', word: { fr: 'En cours', en: 'Under way' } },
}
