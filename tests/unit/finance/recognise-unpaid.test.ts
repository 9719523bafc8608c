// What is not paid, bought nothing that is here, or is not known to the books yet; and the waterfall.
import { describe, expect, it } from 'vitest'
import { invoiceDocumentKey } from '#aws/keys'
import { deferredWaterfall } from '#finance/deferred-waterfall'
import { getInvoice } from '#finance/store-documents'
import { openExceptions } from '#finance/store-exceptions'
import {
  earnedBy,
  newWorld,
  type RecognitionWorld,
  serveAndRun,
  start,
} from '../../support/recognition-world.ts'

describe('an invoice that is not paid', () => {
  it('is deferred until it is void', async () => {
    const w = newWorld()
    const sold = await w.sell({ isPaid: false, isGranted: false })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 9_696, unpaid: 9_696, difference: 0 })
    await w.sell({
      ...{ id: sold.invoiceId, isPaid: false, isGranted: false, status: 'void' },
      ...{ voidedAt: w.now(), finalizedAt: start, date: '2026-06-01', number: 'F-1' },
      ...{ customerId: sold.customerId },
    })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, unpaid: 0, difference: 0 })
  })

  it('or given up, and deferred again when it is paid after all', async () => {
    const w = newWorld()
    const sold = await w.sell({ isPaid: false, isGranted: false })
    const same = {
      ...{ id: sold.invoiceId, isGranted: false, finalizedAt: start, date: '2026-06-01' },
      ...{ number: 'F-1', customerId: sold.customerId },
    }
    w.days(1)
    const uncollectibleAt = w.now()
    await w.sell({ ...same, isPaid: false, status: 'uncollectible', uncollectibleAt })
    expect(await w.run()).toMatchObject({ balance: 0, unpaid: 0, difference: 0 })
    w.days(1)
    await w.sell({ ...same, uncollectibleAt })
    expect(await w.deferred()).toBe(9_696)
  })
})

describe('what is paid and bought nothing that is here', () => {
  it('is named by its invoice, until its stream is there', async () => {
    const w = newWorld()
    const sold = await w.sell({ isGranted: false })
    w.hours(0.5)
    expect(await w.run()).toMatchObject({ difference: 0, named: [{ because: 'noStream' }] })
    expect(await openExceptions(w.table)).toEqual([])
    w.days(1)
    await w.run()
    expect(await openExceptions(w.table)).toMatchObject([
      { kind: 'deferredDiffers', about: sold.invoiceId, cents: 9_696 },
    ])
    await w.sell({ ...(await invoiceOf(w, sold.invoiceId)), isGranted: true })
    await serveAndRun(w, 131)
    expect(await openExceptions(w.table)).toEqual([])
    expect(await w.deferred()).toBe(8_080)
  })
})

async function invoiceOf(w: RecognitionWorld, id: string) {
  const invoice = await getInvoice(w.table, id)
  if (!invoice) throw new Error('no invoice')
  return invoice
}

describe('a line whose invoice the books do not have', () => {
  it('is earned when they have it', async () => {
    const w = newWorld()
    const sold = await w.sell()
    const invoice = await invoiceOf(w, sold.invoiceId)
    await w.table.delete(invoiceDocumentKey(sold.invoiceId))
    await w.serve(131)
    w.days(1)
    expect((await w.run())?.unknown).toEqual([sold.invoiceId])
    expect(await earnedBy(w, 'issue:')).toEqual([])
    await w.sell({ ...invoice, isGranted: false })
    w.days(1)
    expect(await w.run()).toMatchObject({ difference: 0, unknown: [] })
    expect(await earnedBy(w, 'issue:')).toEqual([['issue:131:serve:2026-06-01', 1_616]])
  })
})

describe('the waterfall', () => {
  it('says of each month of sale when it was earned, what went back and what is left', async () => {
    const w = newWorld()
    await w.sell()
    await serveAndRun(w, 131)
    w.days(30)
    const second = await w.sell()
    await serveAndRun(w, 132)
    await w.credit(second, { gross: 1_021 })
    w.days(31)
    await serveAndRun(w, 133)
    const { rows, issues, deferred } = await deferredWaterfall(w.table)
    expect(rows).toEqual([
      {
        ...{ month: '2026-06', sold: 9_696, back: {}, rest: 4_848 },
        released: { '2026-06': 1_616, '2026-07': 1_616, '2026-08': 1_616 },
      },
      {
        ...{ month: '2026-07', sold: 9_696, back: { '2026-07': 1_000 } },
        ...{ released: { '2026-07': 1_616, '2026-08': 1_416 }, rest: 5_664 },
      },
    ])
    expect(deferred).toBe(await w.deferred())
    expect(issues).toEqual([
      { issue: 131, released: 1_616, expected: 0 },
      { issue: 132, released: 3_232, expected: 0 },
      { issue: 133, released: 3_032, expected: 0 },
      { issue: 134, released: 0, expected: 3_032 },
      { issue: 135, released: 0, expected: 3_032 },
      { issue: 136, released: 0, expected: 3_032 },
      { issue: 137, released: 0, expected: 1_416 },
    ])
    const july = await deferredWaterfall(w.table, { upTo: '2026-07' })
    expect(july.rows.map(({ rest }) => rest)).toEqual([9_696 - 3_232, 9_696 - 2_616])
  })
})
