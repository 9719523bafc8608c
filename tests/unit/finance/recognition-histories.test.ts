// Any history of sales, issues, refunds, disputes and nights: deferred revenue is what is unserved, and
// when the books ran changes nothing about what they say in the end.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deferredWaterfall } from '#finance/deferred-waterfall'
import { accountOfInvoice } from '#finance/store-documents'
import { type Instant, parseInstant } from '#kernel/time'
import { press } from '../../support/finance-documents.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { allTransactions, recognitionWorld, type Sold } from '../../support/recognition-world.ts'

const start = parseInstant('2026-09-20T08:00:00Z') as Instant

type Act = { kind: string; size: number; which: number; isRun: boolean; isNightly: boolean }

const acts = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...['term', 'term', 'both', 'month', 'unpaid', 'serve', 'serve', 'double'],
      ...['credit', 'credit', 'creditAll', 'void', 'contest', 'win', 'lose', 'end'],
    ),
    size: fc.integer({ min: 1, max: 9_900 }),
    which: fc.nat(20),
    isRun: fc.boolean(),
    isNightly: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
)

/** Lives the acts; `runs` says whether the books run in between, or at the end alone. */
async function live(history: readonly Act[], runs: 'asTold' | 'atTheEnd') {
  const w = recognitionWorld(memoryTable(), start)
  const solds: Sold[] = []
  const notes: { sold: Sold; id: string; gross: number; createdAt: Instant; date: string }[] = []
  const open: { sold: Sold; id: string; gross: number }[] = []
  let issue = 130
  for (const { kind, size, which, isRun, isNightly } of history) {
    w.hours(7.3)
    const sold = solds[which % Math.max(1, solds.length)]
    const account = sold && (await accountOfInvoice(w.table, sold.invoiceId))
    const gross = account?.invoice.gross ?? 0
    const back = (account?.notes ?? [])
      .filter(({ status }) => status === 'issued')
      .reduce((sum, one) => sum + one.gross, 0)
    const isContested = (account?.disputes ?? []).length > 0
    if (kind === 'term') solds.push(await w.sell({ bought: 1 + (size % 8), gross: 1_000 + size }))
    if (kind === 'both')
      solds.push(
        await w.sell({
          ...{ gross: 12_000, taxes: [press(12_000)] },
          entitlement: { edition: 'both', standAlone: { print: 9_900, digital: 7_900 } },
        }),
      )
    if (kind === 'month') solds.push(await w.sell({ bought: 0, gross: 790, taxes: [press(790)] }))
    if (kind === 'unpaid') await w.sell({ isPaid: false, isGranted: false, gross: 100 + size })
    if (kind === 'serve') await w.serve(++issue)
    if (kind === 'double') await w.serve(++issue, 'double')
    if (sold && account && !isContested && back < gross) {
      const part = kind === 'creditAll' ? gross - back : 1 + (size % (gross - back))
      const createdAt = w.now()
      if (kind === 'credit' || kind === 'creditAll') {
        const id = await w.credit(sold, { gross: part })
        notes.push({ sold, id, gross: part, createdAt, date: w.day() })
      }
      if (kind === 'contest' && back === 0)
        open.push({ sold, id: await w.dispute(sold, { gross }), gross })
    }
    if (kind === 'void') {
      const note = notes.shift()
      const voidedAt = w.now()
      if (note) {
        const { sold: of, ...rest } = note
        await w.credit(of, { ...rest, status: 'void', voidedAt, isSettled: false })
      }
    }
    if (kind === 'win' || kind === 'lose') {
      const one = open.shift()
      const at = w.now()
      const closed = kind === 'win' ? { wonAt: at } : { lostAt: at }
      if (one)
        await w.dispute(one.sold, {
          ...{ id: one.id, gross: one.gross, closedAt: at, ...closed },
          status: kind === 'win' ? 'won' : 'lost',
        })
    }
    if (runs === 'asTold' && isRun) await w.run({ isNightly })
  }
  w.days(40)
  const check = await w.run()
  return { w, check }
}

describe('any history', () => {
  it('has in deferred revenue what is unserved, to the cent, by name', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        const { w, check } = await live(history, 'asTold')
        expect(check).toMatchObject({ difference: 0, unknown: [], byHand: 0, unbooked: 0 })
        expect(check?.named.filter(({ because }) => because !== 'ended')).toEqual([])
        const waterfall = await deferredWaterfall(w.table)
        expect(waterfall.deferred).toBe(check?.balance)
        for (const { rest } of waterfall.rows) expect(rest).toBeGreaterThanOrEqual(0)
        const before = (await allTransactions(w.table)).length
        w.days(1)
        await w.run()
        // A month that is still running earns on; nothing else does.
        expect((await allTransactions(w.table)).length).toBe(before)
      }),
      { numRuns: 40 },
    )
  })

  it('ends the same whenever the books ran', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        const [often, once] = [await live(history, 'asTold'), await live(history, 'atTheEnd')]
        const { accounts } = often.w
        for (const account of [accounts.deferred, accounts.printRevenue, accounts.digitalRevenue])
          expect(await often.w.balance(account)).toBe(await once.w.balance(account))
        const rows = async (w: typeof often.w) => (await deferredWaterfall(w.table)).rows
        expect(await rows(often.w)).toEqual(await rows(once.w))
      }),
      { numRuns: 20 },
    )
  })
})
