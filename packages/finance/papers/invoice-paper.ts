// An invoice as its buyer gets it: all that the law wants on it (CGI ann. II art. 242 nonies A, C. com.
// L441-9), and what became of it. Pure.
import { assert, type Locale, type Sentence } from '#kernel/errors'
import { dateOf, type Instant } from '#kernel/time'
import { splitGross } from '#tax/vat'
import { dayInFigures } from '../day-after.ts'
import type { InvoiceAccount, InvoiceLine, Party } from '../documents.ts'
import type { Seller } from '../seller.ts'
import type { Faces } from './faces.ts'
import {
  drawFeet,
  drawFurther,
  drawHead,
  drawRows,
  drawSentences,
  drawSums,
  type Fact,
  floor,
  type Row,
} from './paper-parts.ts'
import { bothOf, categories, day, euros, label, taxMentions, words } from './paper-words.ts'
import { type Page, Sheet } from './sheet.ts'

/** What the order says of what was sold. */
export type Sold = {
  /** The plan's, as the contract has it. */
  name?: Sentence | undefined
  edition: 'print' | 'digital' | 'both'
  kind: 'term' | 'monthly' | 'single'
  issues?: number | undefined
  /** Of a first order; a renewal follows on what is still owed. */
  firstIssue?: number | undefined
  promotionCode?: string | undefined
  /** Whom it is given to. */
  recipient?: string | undefined
}

export type InvoicePaper = {
  account: InvoiceAccount
  sold?: Sold | undefined
  seller: Seller
  locale: Locale
  zone: string
}

export function layInvoice(faces: Faces, paper: InvoicePaper): Page[] {
  const { account, seller, locale } = paper
  const { invoice } = account
  const sheet = new Sheet(faces)
  const kind = label(locale, words.invoice)
  let y = drawHead(sheet, {
    ...{ seller, locale, kind, number: invoice.number },
    ...{ buyer: invoice.buyer, delivery: invoice.delivery, facts: factsOf(paper) },
  })
  const newPage = () =>
    drawFurther(sheet, { title: `${kind} ${invoice.number}`, of: invoice.buyer.name })
  const rows = invoice.lines.flatMap((line) => rowsOf(line, paper))
  y = drawRows(sheet, { rows, y, locale, newPage })
  if (y + 180 > floor) y = newPage()
  const ink = invoice.status === 'void' ? 'accent' : 'ink'
  drawSentences(sheet, { lead: stateOf(paper), ink, sentences: mentionsOf(paper), y })
  drawSums(sheet, {
    ...{ y, locale, total: label(locale, words.gross), gross: invoice.gross },
    ...{ taxes: invoice.taxes, after: paidOf(paper) },
  })
  drawFeet(sheet, seller)
  return sheet.pages
}

export function isBusiness({ company, siren, vatNumber }: Party): boolean {
  return company !== undefined || siren !== undefined || vatNumber !== undefined
}

function factsOf({ account, locale, zone }: InvoicePaper): Fact[][] {
  const { invoice } = account
  const { siren, vatNumber } = invoice.buyer
  const paidAt = lastPaidAt(account)
  const isDue = invoice.status === 'open' && isBusiness(invoice.buyer)
  const fact = (word: keyof typeof words, value: string | undefined): Fact[] =>
    value === undefined ? [] : [[label(locale, words[word]), value]]
  return [
    [
      ...fact('issued', day(invoice.date)),
      ...fact('due', isDue ? day(invoice.dueDate ?? invoice.date) : undefined),
      ...fact('paid', paidAt && day(dateOf(paidAt, zone))),
      ...fact('customerSiren', siren),
      ...fact('customerVat', vatNumber),
    ],
    [...fact('customer', invoice.customerId), ...fact('order', invoice.orderId)],
  ]
}

/** A line, and what a promotion took off it, in a row of its own; both without tax sum exactly. */
function rowsOf(line: InvoiceLine, paper: InvoicePaper): Row[] {
  const [tax, ...further] = line.taxes
  const details = detailsOf(line, paper)
  const what = nameOf(line, paper)
  if (further.length > 0) return splitRows(line, { what, details })
  const net = tax?.net ?? line.gross
  if (line.discount === 0)
    return [{ what, details, quantity: line.quantity, net, tax, gross: line.gross }]
  const full = line.gross + line.discount
  const fullNet = tax ? splitGross(full, tax.rate).net : full
  const { locale, sold } = paper
  const code = sold?.promotionCode
  const off = label(locale, words.discount) + (code === undefined ? '' : ` ${code}`)
  return [
    { what, details, quantity: line.quantity, net: fullNet, tax, gross: full },
    { what: off, details: [], net: net - fullNet, tax, gross: -line.discount },
  ]
}

/** The plan's own name; Stripe's description may hold its price and rhythm too. */
function nameOf({ what, supply }: InvoiceLine, { sold, locale }: InvoicePaper): string {
  return sold?.name && supply !== 'other' ? label(locale, sold.name) : what
}

/** Of a line with several rates each has its row: print and digital in one price, abroad. */
function splitRows(line: InvoiceLine, { what, details }: Pick<Row, 'what' | 'details'>): Row[] {
  assert(line.taxes.length > 1, 'a line of several rates')
  return line.taxes.map((tax, at) => ({
    ...{ what, details: at === 0 ? details : [], quantity: line.quantity },
    ...{ net: tax.net, tax, gross: tax.net + tax.vat },
  }))
}

function detailsOf(line: InvoiceLine, { account, sold, locale, zone }: InvoicePaper): string[] {
  const { period } = account.invoice
  const details: string[] = []
  if (line.supply === 'other') return details
  if (sold?.kind === 'term' && sold.issues !== undefined) {
    const from = sold.firstIssue
    const { issues } = sold
    details.push(
      label(locale, {
        fr: `${issues} numéros${from === undefined ? '' : `, à partir du n°\u00a0${from}`}`,
        en: `${issues} issues${from === undefined ? '' : `, from no.\u00a0${from} on`}`,
      }),
    )
  }
  if (sold?.kind === 'single' && sold.firstIssue !== undefined)
    details.push(
      label(locale, { fr: `N°\u00a0${sold.firstIssue}`, en: `Issue ${sold.firstIssue}` }),
    )
  if (sold?.kind === 'monthly' && period) {
    const [from, until] = [period.from, period.until].map((at) => dayInFigures(dateOf(at, zone)))
    details.push(label(locale, { fr: `Du ${from} au ${until}`, en: `From ${from} to ${until}` }))
  }
  details.push(label(locale, categories[categoryOf(line, { account, sold })]))
  if (sold?.recipient !== undefined)
    details.push(
      label(locale, { fr: `Offert à ${sold.recipient}`, en: `Given to ${sold.recipient}` }),
    )
  return details
}

/** Within France print and digital at one price are one line of print (BOI-TVA-SECT-40-40 §20). */
function categoryOf(
  line: InvoiceLine,
  { account, sold }: Pick<InvoicePaper, 'account' | 'sold'>,
): keyof typeof categories {
  if (line.supply === 'digital') return 'services'
  const isSplit = account.invoice.lines.some(({ supply }) => supply === 'digital')
  return sold?.edition === 'both' && !isSplit ? 'both' : 'goods'
}

function lastPaidAt({ invoice, payments }: InvoiceAccount): Instant | undefined {
  if (invoice.status !== 'paid') return undefined
  return payments.at(-1)?.paidAt ?? invoice.paidAt ?? invoice.statusAt
}

/** In one sentence how it stands. */
function stateOf({ account, locale, zone }: InvoicePaper): string {
  const { invoice } = account
  const paidAt = lastPaidAt(account)
  const say = (fr: string, en: string) => bothOf(locale, { fr, en }).join(' ')
  switch (invoice.status) {
    case 'paid': {
      if (paidAt === undefined) return say('Facture acquittée.', 'Paid.')
      const on = dateOf(paidAt, zone)
      return say(`Acquittée le ${day(on)}.`, `Paid on ${dayInFigures(on)}.`)
    }
    case 'open':
      return say('À payer.', 'To be paid.')
    case 'void':
      return say('Facture annulée\u202f: rien n’est à payer.', 'Void: nothing is to be paid.')
    case 'uncollectible':
      return say('Impayée.', 'Unpaid.')
  }
}

function mentionsOf({ account, seller, locale }: InvoicePaper): string[] {
  const { invoice, notes } = account
  const issued = notes.filter(({ status }) => status === 'issued')
  return [
    ...taxMentions(locale, invoice.taxes, seller),
    ...issued.flatMap(({ number, date, gross }) =>
      bothOf(locale, {
        fr: `Avoir ${number} du ${day(date)}\u202f: ${euros(gross)}.`,
        en: `Credit note ${number}.`,
      }),
    ),
    ...(isBusiness(invoice.buyer) ? lateMentions(seller, locale) : []),
  ]
}

/** C. com. L441-9, L441-10 and D441-5. */
function lateMentions({ latePenalty, earlyPayment }: Seller, locale: Locale): string[] {
  return bothOf(locale, {
    fr: `${earlyPayment}. En cas de retard de paiement\u202f: ${latePenalty}, et indemnité forfaitaire de 40\u00a0€ pour frais de recouvrement (C.\u00a0com. L441-10, D441-5).`,
    en: 'No discount for early payment. Late payment bears penalties at the rate above and a fixed sum of €40 for the costs of recovery.',
  })
}

/** Payments one by one, then what is left. */
function paidOf({ account, locale, zone }: InvoicePaper): Fact[] {
  const { invoice, payments, notes } = account
  if (invoice.status === 'void') return []
  const paid = payments.reduce((sum, { amount }) => sum + amount, 0)
  const owedBack = notes
    .filter(({ status, isPaid }) => status === 'issued' && !isPaid)
    .reduce((sum, { gross }) => sum + gross, 0)
  const left = invoice.status === 'paid' ? 0 : Math.max(0, invoice.gross - paid - owedBack)
  const name = (at: Instant) =>
    label(locale, {
      fr: `Paiement du ${dayInFigures(dateOf(at, zone))}`,
      en: 'Payment',
    })
  return [
    ...payments.map(({ paidAt, amount }) => [name(paidAt), euros(-amount)] as const),
    [label(locale, words.toPay), euros(left)],
  ]
}
