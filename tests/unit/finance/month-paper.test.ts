// A month's summary: made of the books as they stand, the same twice, provisional until it is closed.
import { expect, it } from 'vitest'
import { makeMonthPaper } from '#finance/papers/make-month-paper'
import { monthFigures } from '#finance/papers/month-figures'
import { newTransaction, type Transaction } from '#finance/transaction'
import type { Locale } from '#kernel/errors'
import { exceptionWords } from '#web/finance/exception-words'
import { newLedgerWorld } from '../../support/ledger-world.ts'
import { domestic, faces, publication } from '../../support/paper-world.ts'
import { pdfText } from '../../support/pdf-text.ts'

const { accounts } = publication.books

function aSale(n: number, date: string): Transaction {
  const tax = domestic(9_900)
  return newTransaction({
    ...{ source: `in_${n}:finalized`, journal: 'VE', date, label: `Abonnement ${n}` },
    ...{ piece: { ref: `F-${n}`, date } },
    postings: [
      { account: accounts.customers, auxiliary: 'cu_1', cents: 9_900 },
      { account: accounts.deferred, cents: -tax.net },
      { account: accounts.vatPending, cents: -tax.vat },
    ],
  })
}

function aServing(n: number, date: string): Transaction {
  return newTransaction({
    ...{ source: `issue:${n}:serve:${date}`, journal: 'OD', date, label: `Service ${n}` },
    ...{ piece: { ref: `NUM-${n}`, date } },
    postings: [
      { account: accounts.deferred, cents: 1_616 },
      { account: accounts.printRevenue, cents: -1_616 },
    ],
  })
}

async function aMonth() {
  const ledger = newLedgerWorld()
  await ledger.book(aSale(1, '2026-10-05'), aSale(2, '2026-11-05'))
  await ledger.book(aServing(130, '2026-10-16'), aServing(131, '2026-11-16'))
  const deps = { table: ledger.table, faces, publication }
  const textOf = async (locale: Locale = 'fr') => {
    const nameOf = (kind: keyof typeof exceptionWords) => exceptionWords[kind].title
    const { bytes } = await makeMonthPaper(deps, { month: '2026-11', locale, nameOf })
    const text = (await pdfText(bytes)).join('\n').replace(/[\u00a0\u202f]/g, ' ')
    return { bytes, text }
  }
  return { ledger, deps, textOf }
}

it('shows each account at the beginning, in the month and at its end, and what was earned', async () => {
  const { deps } = await aMonth()
  const figures = await monthFigures(deps, '2026-11')
  expect(figures.accounts.find(({ account }) => account === accounts.deferred)).toMatchObject({
    ...{ before: -8_080, debit: 1_616, credit: 9_696, after: -16_160 },
  })
  const sum = figures.accounts.reduce((total, { after }) => total + after, 0)
  expect(sum).toBe(0)
  expect(figures.revenue.slice(-2)).toEqual([
    { month: '2026-10', print: 1_616, digital: 0 },
    { month: '2026-11', print: 1_616, digital: 0 },
  ])
  expect(figures.ends).toMatchObject({ deferred: 16_160, receivable: 19_800 })
})

it('is provisional until the month is closed, then bears its seal', async () => {
  const { ledger, textOf } = await aMonth()
  expect((await textOf()).text).toContain('le mois n’est pas clos')
  await ledger.hasRun()
  for (const month of ['2026-10', '2026-11']) await ledger.close(month)
  const { text } = await textOf()
  expect(text).toContain('Clos le')
  const { seal } = await monthFigures({ table: ledger.table, publication }, '2026-11')
  expect(seal?.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(text).toContain(seal?.hash)
})

it('is the same twice, also after the next month has begun', async () => {
  const { ledger, textOf } = await aMonth()
  await ledger.hasRun()
  for (const month of ['2026-10', '2026-11']) await ledger.close(month)
  const before = await textOf()
  await ledger.book(aSale(3, '2026-12-02'))
  await ledger.seal()
  const after = await textOf()
  expect(Buffer.from(after.bytes).equals(Buffer.from(before.bytes))).toBe(true)
})

it('is written in English for who reads English', async () => {
  const { textOf } = await aMonth()
  const { text } = await textOf('en')
  for (const words of ['November 2026', 'Trial balance of the month', 'No exception'])
    expect(text).toContain(words)
})

it('says of a month of nothing that there was nothing', async () => {
  const { table } = newLedgerWorld()
  const figures = await monthFigures({ table, publication }, '2026-11')
  expect(figures).toMatchObject({ accounts: [], payouts: [], exceptions: [], seal: undefined })
})
