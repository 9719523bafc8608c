// A credit note as its buyer gets it, with the invoice that it takes back from. Amounts are what goes
// back: above zero. Pure.
import type { Locale } from '#kernel/errors'
import { allocate } from '#kernel/money'
import { dateOf } from '#kernel/time'
import { dayInFigures } from '../day-after.ts'
import type { CreditNote, Invoice, TaxLine } from '../documents.ts'
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
import { bothOf, day, euros, label, sumTaxes, taxMentions, words } from './paper-words.ts'
import { type Page, Sheet } from './sheet.ts'

export type NotePaper = {
  note: CreditNote
  invoice: Invoice
  seller: Seller
  locale: Locale
  zone: string
}

export function layNote(faces: Faces, paper: NotePaper): Page[] {
  const { note, invoice, seller, locale } = paper
  const sheet = new Sheet(faces)
  const kind = label(locale, words.note)
  let y = drawHead(sheet, {
    ...{ seller, locale, kind, number: note.number },
    ...{ buyer: invoice.buyer, facts: factsOf(paper) },
  })
  const newPage = () =>
    drawFurther(sheet, { title: `${kind} ${note.number}`, of: invoice.buyer.name })
  const taxes = note.hasTaxes ? sumTaxes(note.taxes.map(positive)) : []
  y = drawRows(sheet, { rows: rowsOf(note, taxes), y, locale, newPage })
  if (y + 150 > floor) y = newPage()
  const ink = note.status === 'void' ? 'accent' : 'ink'
  const sentences = [...taxMentions(locale, taxes, seller), ...unknownTaxes(paper)]
  drawSentences(sheet, { lead: stateOf(paper), ink, sentences, y })
  drawSums(sheet, {
    ...{ y, locale, taxes, gross: note.gross, after: [] },
    total: label(locale, { fr: 'Total de l’avoir TTC', en: 'Total' }),
  })
  drawFeet(sheet, seller)
  return sheet.pages
}

/** The books may write what goes back below zero. */
function positive(tax: TaxLine): TaxLine {
  return { ...tax, net: Math.abs(tax.net), vat: Math.abs(tax.vat) }
}

function factsOf({ note, invoice, locale }: NotePaper): Fact[][] {
  const name = (word: keyof typeof words) => label(locale, words[word])
  const { siren, vatNumber } = invoice.buyer
  return [
    [
      [name('noteIssued'), day(note.date)],
      [name('ofInvoice'), `${invoice.number} (${dayInFigures(invoice.date)})`],
      ...(siren === undefined ? [] : [[name('customerSiren'), siren] as const]),
      ...(vatNumber === undefined ? [] : [[name('customerVat'), vatNumber] as const]),
    ],
    [
      [name('customer'), invoice.customerId],
      ...(invoice.orderId === undefined ? [] : [[name('order'), invoice.orderId] as const]),
    ],
  ]
}

/** With one rate each line shows its share of what is without tax; with several the sums tell. */
function rowsOf({ lines, gross, hasTaxes }: CreditNote, taxes: readonly TaxLine[]): Row[] {
  const [tax, ...further] = taxes
  const all = lines.length > 0 ? lines : [{ what: words.note.fr, gross }]
  const amounts = all.map((line) => Math.abs(line.gross))
  const isSplit = tax !== undefined && further.length === 0 && amounts.some((one) => one > 0)
  const nets = hasTaxes && isSplit ? allocate(tax.net, amounts) : []
  return all.map(({ what }, at) => {
    const net = nets[at]
    const given = { what, details: [], gross: amounts[at] ?? 0 }
    return net === undefined ? { ...given, net: 0, tax: undefined } : { ...given, net, tax }
  })
}

function stateOf({ note, locale, zone }: NotePaper): string {
  const say = (fr: string, en: string) => bothOf(locale, { fr, en }).join(' ')
  const { status, voidedAt, isPaid, owedGross, gross } = note
  if (status === 'void') {
    const on = voidedAt === undefined ? '' : ` le ${day(dateOf(voidedAt, zone))}`
    return say(`Avoir annulé${on}\u202f: rien n’est rendu.`, 'Void: nothing is given back.')
  }
  const owed = owedGross ?? (isPaid ? 0 : gross)
  if (owed === 0)
    return say(
      'Le montant vous est rendu par le moyen de paiement d’origine.',
      'Given back by the means of payment that was used.',
    )
  if (owed >= gross) return say('Vient en déduction de la facture.', 'Taken off the invoice.')
  return say(
    `${euros(gross - owed)} vous sont rendus, ${euros(owed)} viennent en déduction de la facture.`,
    `${euros(gross - owed)} given back, ${euros(owed)} taken off the invoice.`,
  )
}

/** Until our accountants have settled which tax goes back. */
function unknownTaxes({ note, locale }: NotePaper): string[] {
  return note.hasTaxes
    ? []
    : bothOf(locale, {
        fr: 'La part de TVA de cet avoir est en cours d’établissement par notre comptabilité.',
        en: 'Our accountants are settling which part of this credit note is VAT.',
      })
}
