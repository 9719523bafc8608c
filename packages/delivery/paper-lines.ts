// Where a mail says that an invoice or a credit note is: in the account, whose address is asked for.
import type { Locale } from '#kernel/errors'
import type { Order } from '#subscriptions/order'
import type { Line } from './contract-text.ts'
import { pageUrl } from './links.ts'

type Context = { siteUrl: string; locale: Locale }

/** The invoice of an order; nothing while Stripe has given it no number. */
export function invoiceLine({ stripe }: Pick<Order, 'stripe'>, context: Context): Line[] {
  const { invoiceId, invoiceNumber } = stripe
  if (invoiceId === undefined) return []
  const say = (fr: string, en: string) => (context.locale === 'fr' ? fr : en)
  return [
    {
      label: say('Facture', 'Invoice'),
      texts: invoiceNumber === undefined ? [] : [invoiceNumber],
      link: {
        text: say('Télécharger la facture', 'Download the invoice'),
        url: pageUrl(context, `/account/papers/${invoiceId}.pdf`),
      },
    },
  ]
}

/** The credit note of money given back: in the list, under its invoice. */
export function creditNoteLine(context: Context): Line[] {
  const say = (fr: string, en: string) => (context.locale === 'fr' ? fr : en)
  return [
    {
      label: say('Avoir', 'Credit note'),
      texts: [],
      link: {
        text: say(
          'Il est avec vos factures, dans votre compte',
          'It is with the invoices, in your account',
        ),
        url: pageUrl(context, '/account/invoices'),
      },
    },
  ]
}
