// Tables taken out of the books: what stands in each, that it adds up, that it is the same when it is
// taken out again, and that an open period is marked.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExportKind } from '#finance/export-kinds'
import { csvRow } from '#finance/exports/csv'
import { restOn } from '#finance/exports/receivables'
import { fiscalYear, periodName, readPeriod } from '#finance/period'
import { putInvoice, putNote, putPayment } from '#finance/store-documents'
import type { Instant } from '#kernel/time'
import { newExportWorld, november, saleOf } from '../../support/export-world.ts'
import {
  aCreditNote,
  anAccount,
  anInvoice,
  aPayment,
  press,
} from '../../support/finance-documents.ts'

const tables: readonly ExportKind[] = [
  ...(['journal', 'balance', 'vat', 'oss', 'deferred', 'customers'] as const),
  ...(['receivables', 'payouts', 'ereporting'] as const),
]

/** `-1234,50` in cents. */
const centsOf = (cell = '') => Number(cell.replace(',', ''))

async function worldOfSales() {
  const world = newExportWorld()
  await world.ledger.book(
    ...saleOf(1, { date: '2026-10-20', paid: '2026-11-02' }),
    ...saleOf(2, { date: '2026-11-05', paid: '2026-11-06' }),
  )
  await world.ledger.seal()
  await world.ledger.book(...saleOf(3, { date: '2026-11-20' }))
  return world
}

describe('every table', () => {
  it.each(tables)('%s is the same twice, and marked while its month is open', async (kind) => {
    const world = await worldOfSales()
    const first = await world.files({ kind, period: november })
    expect(await world.files({ kind, period: november })).toEqual(first)
    const [name = ''] = first.keys()
    expect(name).toMatch(/^[a-z-]+-2026-11-provisoire\.csv$/)
    const [english = ''] = (await world.files({ kind, period: november, locale: 'en' })).keys()
    expect(english).toMatch(/^[a-z-]+-2026-11-provisional\.csv$/)
  })

  it.each(tables)('%s of a closed month is not marked, and stays as it is', async (kind) => {
    const world = await worldOfSales()
    world.ledger.to('2026-12-03T02:40:00.000Z')
    await world.ledger.hasRun()
    await world.ledger.close('2026-10')
    expect((await world.ledger.close('2026-11')).kind).toBe('closed')
    const first = await world.files({ kind, period: november })
    expect([...first.keys()][0]).toMatch(/^[a-z-]+-2026-11\.csv$/)
    await world.ledger.book(...saleOf(4, { date: '2026-11-30', paid: '2026-11-30' }))
    await world.ledger.seal()
    expect(await world.files({ kind, period: november })).toEqual(first)
  })

  it.each(tables)('%s of a period without anything has its heads', async (kind) => {
    const world = newExportWorld()
    const rows = await world.rows({ kind, period: november })
    expect(rows[0]?.length).toBeGreaterThan(5)
    for (const row of rows) expect(row).toHaveLength(rows[0]?.length ?? 0)
  })
})

describe('the journal', () => {
  it('holds sealed entries by number, then those without one', async () => {
    const world = await worldOfSales()
    const [, ...rows] = await world.rows({ kind: 'journal', period: november })
    const sources = [...new Set(rows.map((row) => row[13]))]
    expect(sources).toEqual([
      ...['inpay_1:paid', 'txn_1', 'in_2:finalized', 'inpay_2:paid', 'txn_2', 'in_3:finalized'],
    ])
    expect(rows.filter((row) => row[0] === '').map((row) => row[13])).toEqual(
      Array(3).fill('in_3:finalized'),
    )
    const sum = (at: number) => rows.reduce((total, row) => total + centsOf(row[at]), 0)
    expect(sum(11)).toBe(sum(12))
  })
})

describe('the trial balance', () => {
  it('comes to the same on both sides, from opening to closing', async () => {
    const world = await worldOfSales()
    const rows = await world.rows({ kind: 'balance', period: november })
    const [name, , ...total] = rows.at(-1) ?? []
    expect(name).toBe('Total')
    const [od, oc, md, mc, cd, cc] = total.map(centsOf)
    expect([od, md, cd]).toEqual([oc, mc, cc])
    expect(od).toBe(9_900)
    const customers = rows.find(([account]) => account === '411000')
    expect(customers?.slice(2)).toEqual([...['99,00', '0,00', '198,00', '198,00', '99,00', '0,00']])
  })

  it('of some days is what the days of a month add up to', async () => {
    const world = await worldOfSales()
    const days = async (from: string, to: string) =>
      (await world.rows({ kind: 'balance', period: { from, to } })).find(
        ([account]) => account === '411000',
      )
    expect((await days('2026-11-01', '2026-11-05'))?.slice(2, 6)).toEqual([
      ...['99,00', '0,00', '99,00', '99,00'],
    ])
    expect((await days('2026-11-06', '2026-11-30'))?.slice(2)).toEqual([
      ...['99,00', '0,00', '99,00', '99,00', '99,00', '0,00'],
    ])
  })

  it('begins costs and income anew each fiscal year, and keeps what earlier ones came to', async () => {
    const world = newExportWorld()
    await world.ledger.book(...saleOf(1, { date: '2025-12-01', paid: '2025-12-02' }))
    await world.ledger.book(...saleOf(2, { date: '2026-11-01', paid: '2026-11-02' }))
    await world.ledger.seal()
    const rows = await world.rows({ kind: 'balance', period: november })
    const row = (account: string) => rows.find(([one]) => one === account)?.slice(2)
    expect(row('627800')).toEqual(['0,00', '0,00', '1,74', '0,00', '1,74', '0,00'])
    expect(row('120000')).toEqual(['1,74', '0,00', '0,00', '0,00', '1,74', '0,00'])
    const total = (rows.at(-1) ?? []).slice(2)
    expect([total[0], total[4]]).toEqual([total[1], total[5]])
  })
})

describe('the statement of VAT', () => {
  it('is what fell due by rate and place, as the accounts have it', async () => {
    const world = await worldOfSales()
    const rows = await world.rows({ kind: 'vat', period: november })
    expect(rows.slice(1)).toEqual([
      ['Opérations', 'France', 'FR', '2,10', '', '193,92', '4,08', 'T6', '445712'].concat([
        ...['TVA collectée 2,10 %', '', ''],
      ]),
      ['TVA due en France', '', '', '', '', '', '4,08', '16', '', '', '', ''],
      ['Contrôle par compte', '', '', '', '', '', '4,08', '', '445712'].concat([
        ...['TVA collectée 2,10 %', '4,08', '0,00'],
      ]),
    ])
  })

  it('names what an account holds beyond what was said of it', async () => {
    const world = await worldOfSales()
    const [, paid] = saleOf(9, { date: '2026-11-05', paid: '2026-11-05' })
    if (!paid) throw new Error('no payment')
    const { taxes: _, ...untold } = paid
    await world.ledger.book(untold)
    const rows = await world.rows({ kind: 'vat', period: november })
    expect(rows.at(-1)?.slice(10)).toEqual(['6,12', '2,04'])
  })
})

describe('customers and receivables', () => {
  it('are what each owes at the end', async () => {
    const world = await worldOfSales()
    const rows = await world.rows({ kind: 'customers', period: november })
    expect(rows.slice(1).map((row) => [row[0], row[3], row[5], row[6], row[7]])).toEqual([
      ...[
        ['cu_1', '99,00', '0,00', '99,00', '0,00'],
        ['cu_2', '0,00', '99,00', '99,00', '0,00'],
        ['cu_3', '0,00', '99,00', '0,00', '99,00'],
        ['Total', '99,00', '198,00', '198,00', '99,00'],
      ],
    ])
  })

  it('age by the day they were due, and agree with the accounts', async () => {
    const world = newExportWorld()
    await world.ledger.book(...saleOf(1, { date: '2026-11-05' }))
    await putInvoice(world.table, anInvoice({ dueDate: '2026-11-10' }))
    const owed = await world.rows({ kind: 'receivables', period: november })
    expect(owed[1]?.slice(2)).toEqual([
      ...['2026-11-05', '2026-11-10', '20', '99,00', '0,00', '0,00', '99,00'],
      ...['', '99,00', '', '', ''],
    ])
    expect(owed.slice(2).map((row) => [row[0], row[8]])).toEqual([
      ...[
        ['Total', '99,00'],
        ['Solde du compte clients', '99,00'],
        ['Règlements en cours, avances et avoirs', '0,00'],
      ],
    ])
    await putPayment(world.table, aPayment({ paidAt: '2026-12-02T09:00:00.000Z' as Instant }))
    expect((await world.rows({ kind: 'receivables', period: november }))[1]?.[8]).toBe('99,00')
  })

  it('never owe more than the invoice, whatever was paid and credited', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9_900 }), { maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 9_900 }), { maxLength: 3 }),
        (paid, credited) => {
          const account = anAccount({
            payments: paid.map((amount, at) => aPayment({ id: `inpay_${at}`, amount })),
            notes: credited.map((gross, at) =>
              aCreditNote({ id: `cn_${at}`, gross, isPaid: false }),
            ),
          })
          const left = 9_900 - [...paid, ...credited].reduce((sum, one) => sum + one, 0)
          const rest = restOn(account, { day: '2026-11-30', zone: 'Europe/Paris' })
          expect(rest?.rest ?? 0).toBe(Math.max(0, left))
        },
      ),
    )
  })
})

describe('sales to consumers', () => {
  it('are told by day, category and rate; those to businesses are not', async () => {
    const world = newExportWorld()
    await putInvoice(world.table, anInvoice())
    const buyer = { name: 'Dana Exemple', company: 'Exemple SARL', lines: [], country: 'FR' }
    await putInvoice(world.table, anInvoice({ id: 'in_2', number: 'F2', buyer }))
    await putNote(world.table, aCreditNote({ gross: 3_300, taxes: [press(3_300)] }))
    const [, paid] = saleOf(1, { date: '2026-11-05', paid: '2026-11-06' })
    const [, business] = saleOf(2, { date: '2026-11-05', paid: '2026-11-06' })
    if (!paid || !business) throw new Error('no payments')
    await world.ledger.book(paid, business)
    const rows = await world.rows({ kind: 'ereporting', period: november })
    expect(rows.slice(1)).toEqual([
      ['10.3', '2026-11-05', 'TLB1 – livraisons de biens', '2,10', '1', '96,96', '2,04', '99,00'],
      ['10.3', '2026-11-10', 'TLB1 – livraisons de biens', '2,10', '1'].concat([
        ...['-32,32', '-0,68', '-33,00'],
      ]),
      ['10.4', '2026-11-06', '', '2,10', '1', '96,96', '2,04', '99,00'],
    ])
  })

  it('in other member states count toward the threshold, less what went back', async () => {
    const world = newExportWorld()
    const belgian = { name: 'Jan Voorbeeld', lines: [], country: 'BE' }
    await putInvoice(world.table, anInvoice({ buyer: belgian }))
    await putInvoice(world.table, anInvoice({ id: 'in_2', number: 'F2' }))
    await putNote(world.table, aCreditNote({ gross: 3_300, taxes: [press(3_300)] }))
    const rows = await world.rows({ kind: 'oss', period: november })
    expect(rows.slice(1)).toEqual([
      ['Ventes aux consommateurs de l’Union', '2026', 'BE', '', '64,64', '', '', ''],
      ['Suivi du seuil', '2026', '', '', '64,64', '', '10000,00', '9935,36'],
    ])
  })
})

describe('a cell', () => {
  it('is no formula, parts no row, and a minus of an amount stays', () => {
    expect(csvRow(['=1+1', 'a;b', 'say "so"', { cents: -1_250 }, 7, undefined, 'x\r\ny'])).toBe(
      `'=1+1;"a;b";"say ""so""";-12,50;7;;x y\r\n`,
    )
  })
})

describe('a period', () => {
  it('is a fiscal year, a month, or days, given in one way', () => {
    expect(fiscalYear(2026, '12-31')).toEqual({ from: '2026-01-01', to: '2026-12-31' })
    expect(fiscalYear(2028, '02-29')).toEqual({ from: '2027-03-01', to: '2028-02-29' })
    expect(readPeriod({ month: '2026-02' }, '12-31')).toEqual({
      ...{ kind: 'period', period: { from: '2026-02-01', to: '2026-02-28' } },
    })
    for (const asked of [
      {},
      { year: 2026, month: '2026-11' },
      { month: '2026-13' },
      { from: '2026-11-01' },
      { from: '2026-11-30', to: '2026-11-01' },
      { from: '2026-02-30', to: '2026-03-01' },
      { from: '2000-01-01', to: '2026-03-01' },
      { year: 12 },
    ])
      expect(readPeriod(asked, '12-31').kind).toBe('refused')
  })

  it('is called by its month, its year, or its days', () => {
    expect(periodName(november)).toBe('2026-11')
    expect(periodName(fiscalYear(2026, '12-31'))).toBe('2026')
    expect(periodName(fiscalYear(2026, '06-30'))).toBe('2025-07-01_2026-06-30')
  })
})
