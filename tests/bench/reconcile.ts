// A month of a hundred thousand balance transactions: every payout's moves read from Stripe's lists,
// page by page, the bank's statement taken in, and each payout matched with its line.
import type { Stripe } from 'stripe'
import { importStatement } from '#finance/bank/import-statement'
import { payoutReport } from '#finance/payout-report'
import { reconcilePhase } from '#finance/reconcile-payouts'
import { dayMs, instant } from '#kernel/time'
import { camtFile } from '#sandbox/history/bank'
import { memoryTable } from '#sandbox/memory-table'
import { payoutsPhase } from '#stripe/books-payouts'
import { publication } from '../support/editorial.ts'
import { type BenchReport, shown } from './report.ts'

const sizes = { quick: 20_000, full: 100_000 }
const payoutCount = 20
const firstDay = Date.parse('2026-11-02T08:00:00Z')

export async function benchReconcile(report: BenchReport, isFull: boolean): Promise<void> {
  const { print, figure, fault } = report
  const moves = isFull ? sizes.full : sizes.quick
  const stripe = scriptedStripe(moves / payoutCount)
  const table = memoryTable()
  const clock = () => new Date('2026-12-01T03:00:00Z')
  const deps = { table, clock, publication, client: stripe.client }
  print(`A month of ${shown(moves)} balance transactions in ${payoutCount} payouts`)
  const input = {
    ...{ startedAt: instant(clock()), since: undefined, place: undefined, isNightly: true },
    deadline: new Date(8.64e15),
  }
  const from = performance.now()
  await payoutsPhase(deps as never)(input)
  const read = performance.now()
  const taken = await importStatement(deps, {
    ...{ fileName: 'november.xml', by: 'finance@en-contact.example' },
    bytes: Buffer.from(stripe.statement),
  })
  if (taken.kind !== 'imported') fault(`the statement was ${taken.kind}`)
  await reconcilePhase(deps)(input)
  const done = performance.now()
  const { payouts } = await payoutReport({ table })
  const matched = payouts.filter(({ status }) => status === 'matched').length
  if (matched !== payoutCount) fault(`${matched} of ${payoutCount} payouts were matched`)
  const wrong = payouts.filter((one) => one.moves?.cents !== one.amount)
  if (wrong.length > 0) fault(`${wrong.length} payouts are not the sum of their moves`)
  const reading = (moves * 1_000) / (read - from)
  print(`  read, summed and kept               ${shown(reading).padStart(10)} moves/s`)
  print(`  statement taken in and matched      ${shown(done - read).padStart(10)} ms`)
  figure('books.reconcile.movesPerSecond', (moves * 1_000) / (done - from))
  const naive = performance.now()
  let sum = 0
  for (let payout = 0; payout < payoutCount; payout++)
    for (const { net } of stripe.movesOf(payout)) sum += net
  const naively = (moves * 1_000) / (performance.now() - naive)
  print(
    `  instead: summed as in a spreadsheet ${shown(naively).padStart(10)} moves/s, nothing kept`,
  )
  if (sum !== payouts.reduce((all, { amount }) => all + amount, 0)) fault('the sums differ')
}

/** Lists that are made as they are asked for, a hundred objects a page, as Stripe gives them. */
function scriptedStripe(perPayout: number) {
  const secondOf = (payout: number) => Math.floor((firstDay + payout * dayMs) / 1_000)
  function moveAt(payout: number, at: number): Stripe.BalanceTransaction {
    const amount = 9_900 + ((payout * 31 + at) % 500)
    const fee = 174
    return {
      ...{ id: `txn_${payout}x${at}`, object: 'balance_transaction', amount, fee },
      ...{ net: amount - fee, type: 'charge', reporting_category: 'charge' },
      ...{ source: `ch_${payout}x${at}`, created: secondOf(payout), currency: 'eur' },
    } as Stripe.BalanceTransaction
  }
  const movesOf = (payout: number) =>
    Array.from({ length: perPayout }, (_, at) => moveAt(payout, at))
  const payouts = Array.from({ length: payoutCount }, (_, at) => {
    const amount = movesOf(at).reduce((sum, { net }) => sum + net, 0)
    return {
      ...{ id: `po_${String(at).padStart(4, '0')}`, object: 'payout', amount, currency: 'eur' },
      ...{ created: secondOf(at), arrival_date: secondOf(at) + 86_400, automatic: true },
      ...{ status: 'paid', reconciliation_status: 'completed', statement_descriptor: null },
      trace_id: { status: 'supported', value: `TRACE${String(at).padStart(7, '0')}` },
      failure_code: null,
    } as unknown as Stripe.Payout
  })
  const client = {
    payouts: {
      list: async () => ({ data: payouts.toReversed(), has_more: false }),
      retrieve: async (id: string) => payouts.find((one) => one.id === id),
    },
    balanceTransactions: {
      async list(asked: { payout: string; starting_after?: string }) {
        const payout = Number(asked.payout.slice(3))
        const from = asked.starting_after ? Number(/\d+$/.exec(asked.starting_after)?.[0]) + 1 : 0
        const to = Math.min(perPayout, from + 100)
        const data = Array.from({ length: to - from }, (_, at) => moveAt(payout, from + at))
        return { data, has_more: to < perPayout }
      },
    },
  }
  const statement = camtFile({
    ...{ id: 'EC-11', iban: 'FR7630001007941234567890185', openingCents: 0 },
    ...{ from: '2026-11-01', to: '2026-11-30' },
    movements: payouts.map(({ amount, arrival_date: at, trace_id: trace }) => ({
      date: new Date(at * 1_000).toISOString().slice(0, 10),
      cents: amount,
      text: `VIR STRIPE PAYOUT ${trace?.value}`,
      reference: String(trace?.value),
    })),
  })
  return { client, movesOf, statement }
}
