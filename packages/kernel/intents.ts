// An intent is something that must not be lost (a mail to send, a step to finish), stored in the
// item that caused it and indexed while it is open. The sweeper in `runtime` turns it into a call.
import * as z from 'zod'
import type { Instant } from './time.ts'

export const IntentKind = z.enum([
  'mail.confirmation',
  'mail.welcome',
  'mail.alreadyReader',
  'mail.staffSignIn',
  'mail.dataExport',
  'mail.erasure',
  'mail.orderConfirmed', // an order was paid: confirm it on a durable medium
  'mail.paymentFailed', // a payment of an order or of a renewal was refused
  'mail.accountLink', // somebody asked for the link to their account
  'mail.emailChange', // a customer's new address is to be confirmed
  'mail.issueReady', // a digital issue is out: its reader is told where to read it
  'mail.giftGiven', // the recipient of a gift is told, on the day that the giver chose
  'mail.declaration', // a cancellation or withdrawal was received: say so, with its effects
  'mail.renewalNotice', // the dedicated notice before a tacit renewal
  'mail.unpaid', // a renewal stays unpaid: a reminder, or that it has ended
  'mail.refundGiven', // staff gave money back: its reader is told
  'mail.booksSealed', // a seal was written: its hash goes to finance, outside of the table
  'mail.monthClosed', // a month was closed: finance is told, with its last seal
  'delivery.changed', // copies go elsewhere: tell the stream, and Stripe where the VAT differs
  'customer.moved', // a customer's new address is confirmed: tell Stripe, free the old one
  'declaration.apply', // a declaration is proven: find its contract, give it effect at Stripe
  'order.replace', // a new order was paid that replaces a subscription: end that one
  'unpaid.step', // the next day that the configuration names for an unpaid renewal
  'refund.give', // staff gives money back: the credit note and the refund at Stripe
  'order.expire', // an order that nobody paid comes to its end
  'renewal.putOff', // a renewal comes near: put it off while more than one issue is owed
  'stripe.event', // an event of Stripe is stored: read its object anew and apply it
  'stripe.audit', // compare what Stripe has with what we have, each night
  'books.run', // the books are brought up to date, each night and when Stripe said something
  'books.close', // a month of the books is to be closed
  'books.export', // finance asked for a file of the books
  'issue.dispatch', // an issue goes out: serve it to everyone it is owed to
  'issue.tell', // the file of a digital issue came: tell those who were served it before
  'newsletter.draft', // an issue was announced: draft its newsletter
  'readers.import', // a file of readers was handed in: compare it, or read it in
  'reader.erased', // an erasure is proven: erase what is left of the reader
  'tracking.withdrawn', // recording is over: forget what was recorded, in every mailing
  'reader.withdrawn', // a withdrawal is proven: unsubscribe the reader, note it in the mailing
])
export type IntentKind = z.infer<typeof IntentKind>

/** `data` holds ids and choices only, never an address, a token or a body. */
export const Intent = z.object({
  kind: IntentKind,
  id: z.string().min(1).max(80),
  createdAt: z.custom<Instant>((value) => typeof value === 'string'),
  dueAt: z.custom<Instant>((value) => typeof value === 'string'),
  attempts: z.number().int().min(0).default(0),
  data: z.record(z.string(), z.string().max(500)).default({}),
})
export type Intent = z.infer<typeof Intent>
