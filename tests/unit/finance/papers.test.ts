// Invoices and credit notes as papers: what the law wants on them in each case, sums that add up,
// bytes that do not change.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CreditNote } from '#finance/documents'
import { type InvoicePaper, layInvoice } from '#finance/papers/invoice-paper'
import { layNote } from '#finance/papers/note-paper'
import { type PaperMeta, paintPaper } from '#finance/papers/paint'
import { a4, margin, type Page, right, textsOf } from '#finance/papers/sheet'
import {
  accountOf,
  at,
  domestic,
  exempt,
  faces,
  lineOf,
  publication,
  seller,
} from '../../support/paper-world.ts'
import { pdfText } from '../../support/pdf-text.ts'

const aTerm = { edition: 'print', kind: 'term', issues: 6, firstIssue: 131 } as const

function paper(given: Partial<InvoicePaper> = {}): InvoicePaper {
  const base = { account: accountOf(), sold: aTerm, seller, locale: 'fr', zone: 'Europe/Paris' }
  return { ...base, ...given } as InvoicePaper
}

/** Spaces of all widths are one, so that a test reads as the paper does. */
const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ')
const said = (pages: readonly Page[]) => plain(pages.flatMap(textsOf).join(' '))
const saidOf = (given: Partial<InvoicePaper>) => said(layInvoice(faces, paper(given)))

const aNote: CreditNote = {
  ...{ id: 'cn_1', number: 'A2026-000012', invoiceId: 'in_1' },
  ...{ createdAt: at('2026-11-20T10:00:00Z'), date: '2026-11-20', gross: 6_600 },
  ...{ taxes: [domestic(6_600)], hasTaxes: true, isPaid: true, status: 'issued' },
  lines: [{ what: 'Papier, un an', gross: 6_600 }],
}
const saidOfNote = (note: Partial<CreditNote> = {}) =>
  said(
    layNote(faces, {
      ...{ note: { ...aNote, ...note }, invoice: accountOf().invoice },
      ...{ seller, locale: 'fr', zone: 'Europe/Paris' },
    }),
  )

const meta: PaperMeta = {
  ...{ title: 'Facture', author: 'Éditeur', locale: 'fr', date: '2026-11-05' },
  colours: publication.brand,
}

it('names seller and buyer, number, day, quantity, price, rate and sums', () => {
  const text = saidOf({})
  for (const mention of [
    'Facture F2026-000123',
    '5 novembre 2026',
    'Éditions de l’Échantillon (exemple), SARL au capital de 10 000 €',
    'SIREN 123 456 782, RCS Paris',
    'TVA FR32123456782',
    'Camille Lecteur',
    '8, allée des Tilleuls',
    'Papier, un an',
    '6 numéros, à partir du n° 131',
    'Livraison de biens',
    '96,96 €',
    '2,10 %',
    'TVA 2,10 %, base 96,96 €',
    '2,04 €',
    '99,00 €',
    'TVA 2,10 % – CPPAP n° 0128 T 81234',
    'Acquittée le 5 novembre 2026.',
  ])
    expect(text).toContain(mention)
})

it('tells a business what paying late costs, and a reader nothing of it', () => {
  const buyer = { ...accountOf().invoice.buyer, company: 'Exemple SAS', siren: '123456782' }
  const open = { status: 'open', dueDate: '2026-12-05', buyer } as const
  const text = saidOf({ account: accountOf(open) })
  expect(text).toContain('indemnité forfaitaire de 40 €')
  expect(text).toContain('trois fois l’intérêt légal')
  expect(text).toContain('À payer avant le')
  expect(text).toContain('5 décembre 2026')
  expect(text).toContain('SIREN du client 123456782')
  expect(saidOf({})).not.toContain('40 €')
})

it('gives the reason of an exemption, and both VAT numbers within the Union', () => {
  const buyer = {
    ...{ name: 'Jana Lezer', company: 'Voorbeeld BV', lines: ['Voorbeeldstraat 4'] },
    ...{ country: 'BE', vatNumber: 'BE0123456789' },
  }
  const lines = [
    lineOf({ gross: 9_000, taxes: [exempt(9_000, 'intraCommunity')] }),
    lineOf({ gross: 3_000, supply: 'digital', taxes: [exempt(3_000, 'reverseCharge')] }),
  ]
  const sold = { ...aTerm, edition: 'both' } as const
  const text = saidOf({ account: accountOf({ buyer, lines }), sold })
  for (const mention of ['262 ter, I', 'Autoliquidation', 'BE0123456789', 'FR32123456782'])
    expect(text).toContain(mention)
  expect(text).toContain('BELGIQUE')
  expect(text).toContain('Livraison de biens')
  expect(text).toContain('Prestation de services')
  // Each part has its line: neither is both.
  expect(text).not.toContain('biens et prestation')
  const outside = saidOf({
    account: accountOf({ lines: [lineOf({ gross: 9_900, taxes: [exempt(9_900, 'export')] })] }),
  })
  expect(outside).toContain('262, I')
  const mayotte = [lineOf({ gross: 9_900, taxes: [exempt(9_900, 'overseas')] })]
  expect(saidOf({ account: accountOf({ lines: mayotte }) })).toContain('article 294')
})

it('says of another member state’s VAT whose it is', () => {
  const tax = { scheme: 'oss', rate: 600, place: 'BE', net: 9_340, vat: 560 } as const
  const text = saidOf({ account: accountOf({ lines: [lineOf({ gross: 9_900, taxes: [tax] })] }) })
  expect(text).toContain('TVA 6,00 % (Belgique), base 93,40 €')
  expect(text).toContain('guichet unique')
  expect(text).not.toContain('CPPAP n° 0128 T 81234 (CGI')
})

it('has print and digital at one price as both goods and services', () => {
  const sold = { ...aTerm, edition: 'both' } as const
  expect(saidOf({ sold })).toContain('Livraison de biens et prestation de services')
})

it('shows a promotion as a row of its own, and where a gift goes', () => {
  const lines = [lineOf({ gross: 8_910, discount: 990, taxes: [domestic(8_910, 105)] })]
  const delivery = { name: 'Ève Păunescu', lines: ['14, rue du Port'], country: 'RE' }
  const text = saidOf({
    account: accountOf({ lines, delivery }),
    sold: { ...aTerm, promotionCode: 'BIENVENUE', recipient: 'Ève Păunescu' },
  })
  expect(text).toContain('Remise BIENVENUE')
  expect(text).toContain('−9,80 €')
  expect(text).toContain('88,17 €')
  expect(text).toContain('Livré à Ève Păunescu')
  expect(text).toContain('LA RÉUNION')
  expect(text).toContain('1,05 %')
})

it('names the days of a month that is sold by time', () => {
  const period = { from: at('2026-11-04T23:00:00Z'), until: at('2026-12-04T23:00:00Z') }
  const lines = [lineOf({ gross: 790, what: 'Numérique, au mois', supply: 'digital' })]
  const text = saidOf({
    account: accountOf({ period, lines }),
    sold: { edition: 'digital', kind: 'monthly' },
  })
  expect(text).toContain('Du 05/11/2026 au 05/12/2026')
  expect(text).toContain('Prestation de services')
})

it('says of an invoice that is void or unpaid how it stands', () => {
  expect(saidOf({ account: accountOf({ status: 'void' }) })).toContain('Facture annulée')
  const unpaid = saidOf({ account: accountOf({ status: 'uncollectible' }) })
  expect(unpaid).toContain('Impayée.')
  expect(unpaid).toMatch(/Reste à payer 99,00 €/)
})

it('lets a buyer who reads English find the English beside the French', () => {
  const text = saidOf({ locale: 'en' })
  for (const mention of ['Facture / Invoice F2026-000123', 'Émise le / Issued', '6 issues'])
    expect(text).toContain(mention)
})

it('keeps the seller as it was when the invoice was made', () => {
  const moved = { ...seller, address: ['3, rue Neuve', '13000 Marseille'] }
  expect(saidOf({ seller: moved })).toContain('13000 Marseille')
})

it('gives back on a credit note net, VAT and all, with the invoice that it takes from', () => {
  const text = saidOfNote()
  for (const mention of [
    'Avoir A2026-000012',
    '20 novembre 2026',
    'F2026-000123 (05/11/2026)',
    '64,64 €',
    '1,36 €',
    'Total de l’avoir TTC 66,00 €',
    'Le montant vous est rendu par le moyen de paiement d’origine.',
  ])
    expect(text).toContain(mention)
  expect(saidOfNote({ isPaid: false })).toContain('Vient en déduction de la facture.')
  expect(saidOfNote({ owedGross: 3_300 })).toMatch(/33,00 € vous sont rendus, 33,00 € viennent/)
  expect(saidOfNote({ status: 'void' })).toContain('Avoir annulé')
})

it('does not invent the VAT of a credit note that says none', () => {
  const text = saidOfNote({ hasTaxes: false, taxes: [] })
  expect(text).toContain('en cours d’établissement')
  expect(text).not.toContain('TVA 2,10 %')
  expect(text).toContain('66,00 €')
})

it('adds up row by row to what is without tax, whatever is sold at which price', () => {
  const line = fc
    .record({
      gross: fc.integer({ min: 1, max: 9_999_999 }),
      discount: fc.integer({ min: 0, max: 50_000 }),
      quantity: fc.integer({ min: 1, max: 40 }),
      rate: fc.constantFrom(210, 105, 550, 2_000),
    })
    .map(({ rate, ...given }) => lineOf({ ...given, taxes: [domestic(given.gross, rate)] }))
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 25 }), (lines) => {
      const account = accountOf({ lines })
      const pages = layInvoice(faces, paper({ account }))
      const cents = (text: string) =>
        Math.round(
          Number(plain(text).replace(/[ €]/g, '').replace('−', '-').replace(',', '.')) * 100,
        )
      const columnOf = (x: number) =>
        pages.flatMap(({ marks }) =>
          marks.flatMap((mark) => {
            if (mark.kind !== 'text' || mark.style.face !== 'figures') return []
            const end = mark.x + faces.width(mark.text, mark.style)
            return Math.abs(end - x) < 0.01 ? [cents(mark.text)] : []
          }),
        )
      const nets = columnOf(480)
      const expected = account.invoice.taxes.reduce((sum, { net }) => sum + net, 0)
      expect(nets.reduce((sum, one) => sum + one, 0)).toBe(expected)
    }),
    { numRuns: 40 },
  )
})

it('keeps all that it prints on the sheet and above its foot, over as many pages as it takes', () => {
  const what = 'Abonnement d’entreprise, papier et numérique, pour tout un service'
  const lines = Array.from({ length: 40 }, () => lineOf({ what, gross: 12_000 }))
  const pages = layInvoice(faces, paper({ account: accountOf({ lines }) }))
  expect(pages.length).toBeGreaterThan(3)
  for (const [index, page] of pages.entries()) {
    expect(textsOf(page)).toContain(`${index + 1}/${pages.length}`)
    for (const mark of page.marks) {
      if (mark.kind !== 'text') continue
      expect(mark.x).toBeGreaterThanOrEqual(margin.left - 0.01)
      expect(mark.x + faces.width(mark.text, mark.style)).toBeLessThan(right + 2)
      expect(mark.y).toBeLessThan(a4.height - 20)
    }
  }
})

it('breaks a name that no line can hold, and prints letters of other scripts', async () => {
  const name = 'Ѓорѓи Παπαδόπουλος-Szczęśliwy'
  const company = 'X'.repeat(200)
  const buyer = { name, company, lines: ['愛知県'], country: 'MK' }
  const pages = layInvoice(faces, paper({ account: accountOf({ buyer }) }))
  const text = (await pdfText(await paintPaper(faces, pages, meta))).join('\n')
  expect(text).toContain('Ѓорѓи')
  expect(text).toContain('Παπαδόπουλος')
  // What no face has is marked, not dropped.
  expect(text).toContain('¤¤¤')
})

it('makes the same bytes twice, which hold the same words', async () => {
  const pages = () => layInvoice(faces, paper())
  const [one, two] = [
    await paintPaper(faces, pages(), meta),
    await paintPaper(faces, pages(), meta),
  ]
  expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true)
  const text = plain((await pdfText(one)).join(' '))
  expect(text).toContain('Facture F2026-000123')
  expect(text).toContain('TVA 2,10 % – CPPAP n° 0128 T 81234')
  expect(text).not.toContain('\ufffd')
  expect(one.length).toBeLessThan(60_000)
})
