// What an invoice books when what became of it is heard of late, and out of order.
import { expect, it } from 'vitest'
import { bookAccount } from '#finance/book-account'
import type { Invoice } from '#finance/documents'
import { unsealedTransactions } from '#finance/read-ledger'
import {
  accountOfInvoice,
  invoicesOf,
  openInvoices,
  putInvoice,
  putNote,
  putPayment,
  uncollectibleInvoices,
} from '#finance/store-documents'
import { openExceptions } from '#finance/store-exceptions'
import { memoryTable } from '#sandbox/memory-table'
import { handClock, publication } from '../../support/editorial.ts'
import { aCreditNote, anInvoice, aPayment, at, press } from '../../support/finance-documents.ts'

async function ids(list: AsyncIterable<{ id: string }>): Promise<string[]> {
  const found = []
  for await (const { id } of list) found.push(id)
  return found
}

async function aWorld() {
  const table = memoryTable()
  const deps = { table, clock: handClock(), publication }
  await putInvoice(table, anInvoice())
  await putPayment(table, aPayment())
  return {
    ...deps,
    book: () => bookAccount(deps, 'in_1'),
    async booked() {
      const found: Record<string, Record<string, number>> = {}
      for await (const { transaction } of unsealedTransactions(table))
        found[transaction.source] = Object.fromEntries(
          transaction.postings.map(({ account, cents }) => [account, cents]),
        )
      return found
    },
  }
}

it('books an invoice once, however often it is asked', async () => {
  const world = await aWorld()
  await world.book()
  const before = await world.booked()
  await world.book()
  expect(await world.booked()).toEqual(before)
  expect(Object.keys(before).sort()).toEqual(['in_1:finalized', 'inpay_1:paid'])
})

it('books the difference where an earlier correction becomes known later, and nothing over', async () => {
  const world = await aWorld()
  await putNote(world.table, aCreditNote({ id: 'cn_2', createdAt: at(12) }))
  await world.book()
  expect((await world.booked())['cn_2']).toMatchObject({ 487100: 9_696 })
  const earlier = aCreditNote({ gross: 3_300, taxes: [press(3_300)], createdAt: at(10) })
  await putNote(world.table, earlier)
  await world.book()
  await world.book()
  const booked = await world.booked()
  expect(booked['cn_1']).toMatchObject({ 487100: 3_232 })
  expect(booked['cn_2']).toMatchObject({ 487100: 9_696 })
  // Only what was left could leave deferred revenue: the rest is a gesture, from revenue.
  expect(booked['cn_2:2']).toEqual({ 487100: -3_232, 701300: 3_232 })
  expect(booked['cn_2:3']).toBeUndefined()
  expect(await openExceptions(world.table)).toEqual([])
})

it('never books over what is there: another amount under the same name is an exception', async () => {
  const world = await aWorld()
  await putNote(world.table, aCreditNote())
  await world.book()
  const before = await world.booked()
  await world.table.update(
    { pk: 'DOCUMENT#in_1', sk: 'NOTE#cn_1' },
    { set: { gross: 9_800, taxes: [press(9_800)] } },
  )
  await world.book()
  expect(await world.booked()).toEqual(before)
  expect(await openExceptions(world.table)).toMatchObject([{ kind: 'otherContent', about: 'cn_1' }])
})

it('keeps an invoice as it was first read, and takes of later readings what may change', async () => {
  const { table } = await aWorld()
  expect(await ids(openInvoices(table))).toEqual(['in_1'])
  const given = { status: 'uncollectible', uncollectibleAt: at(20), readAt: at(20) } as const
  expect(await putInvoice(table, anInvoice({ ...given, gross: 1 }))).toEqual({ kind: 'changed' })
  expect(await ids(openInvoices(table))).toEqual([])
  expect(await ids(uncollectibleInvoices(table))).toEqual(['in_1'])
  expect(await ids(invoicesOf(table, ['2026-11']))).toEqual(['in_1'])
  const paid = { status: 'paid', paidAt: at(22), readAt: at(22) } as const
  await putInvoice(table, anInvoice(paid))
  // What was read before that, and comes after it, changes nothing.
  expect(await putInvoice(table, anInvoice({ readAt: at(21) }))).toEqual({ kind: 'known' })
  const account = await accountOfInvoice(table, 'in_1')
  expect(account?.invoice).toMatchObject({
    ...{ status: 'paid', gross: 9_900, uncollectibleAt: at(20), paidAt: at(22) },
  })
  expect(await ids(invoicesOf(table, ['2026-11']))).toEqual(['in_1'])
  expect(await ids(uncollectibleInvoices(table))).toEqual([])
})

it('reads invoices of several months once each, what is open or given up among them', async () => {
  const table = memoryTable()
  const ofMonth = (id: string, date: string, rest: Partial<Invoice> = {}) =>
    putInvoice(table, anInvoice({ id, date, number: `F-${id}`, ...rest }))
  await ofMonth('in_a', '2026-09-30', { status: 'paid', paidAt: at(1) })
  await ofMonth('in_b', '2026-10-15')
  await ofMonth('in_c', '2026-11-01', { status: 'uncollectible', uncollectibleAt: at(2) })
  await ofMonth('in_d', '2026-12-01')
  const months = async (...of: string[]) => (await ids(invoicesOf(table, of))).toSorted()
  expect(await months('2026-11', '2026-09')).toEqual(['in_a', 'in_c'])
  expect(await months('2026-09', '2026-10', '2026-11')).toEqual(['in_a', 'in_b', 'in_c'])
  expect(await months()).toEqual([])
})
