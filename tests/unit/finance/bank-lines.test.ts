// Lines of the bank: seen once however often they come, tied to a payout and untied.
import { describe, expect, it } from 'vitest'
import { exceptionOf } from '#finance/store-exceptions'
import { tieLine, untieLine } from '#finance/tie-line'
import { camtFile, sidedTable, signedTable } from '../../support/bank-files.ts'
import { ana, comesInShort, reconcileWorld, stripeLine } from '../../support/reconcile-world.ts'

describe('a bank line', () => {
  it('that was seen before is counted, not stored twice, whichever file brings it', async () => {
    const world = reconcileWorld()
    const lines = [
      stripeLine(12_782),
      stripeLine(500, { date: '2026-11-10' }),
      stripeLine(500, { date: '2026-11-10' }),
    ]
    const first = await world.take(camtFile(lines))
    expect(first).toMatchObject({ newCount: 3, seenCount: 0, isAgain: false })
    expect(await world.take(camtFile(lines))).toMatchObject({
      newCount: 0,
      seenCount: 3,
      isAgain: true,
    })
    const later = [...lines, stripeLine(700, { date: '2026-11-11' })]
    expect(await world.take(camtFile(later))).toMatchObject({ newCount: 1, seenCount: 3 })
    expect(await world.take(sidedTable(later))).toMatchObject({ newCount: 0, seenCount: 4 })
    expect(await world.lines()).toHaveLength(4)
  })

  it('keeps nothing of what the publisher paid to others but day and amount', async () => {
    const world = reconcileWorld()
    await world.take(
      signedTable([{ date: '2026-11-27', cents: -210_000, text: 'VIR SALAIRE C. DUPRE' }]),
    )
    const [line] = await world.lines()
    expect(line).toMatchObject({ cents: -210_000, isStripe: false })
    expect(JSON.stringify(line)).not.toMatch(/SALAIRE|DUPRE/)
    const again = await world.take(
      signedTable([
        { date: '2026-11-27', cents: -210_000, text: 'VIR SALAIRE C. DUPRE' },
        stripeLine(5),
      ]),
    )
    expect(again).toMatchObject({ newCount: 1, seenCount: 1 })
  })

  it('from Stripe that matches no payout is a person’s to look at, until it does', async () => {
    const world = reconcileWorld()
    await world.bankSays(stripeLine(12_782))
    const [unknown] = await world.open()
    expect(unknown).toMatchObject({ kind: 'bankLineUnknown', cents: 12_782 })
    await world.payout()
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect((await exceptionOf(world.table, unknown?.id ?? ''))?.resolution).toMatchObject({
      kind: 'gone',
    })
  })

  it('of a day that has not come is refused with its file', async () => {
    const world = reconcileWorld()
    const refused = await world.take(signedTable([stripeLine(1, { date: '2027-03-01' })]))
    expect(refused).toMatchObject({ kind: 'refused' })
    expect(await world.lines()).toEqual([])
  })

  it('belongs to nobody twice: two payouts that want it are told apart', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.payout({ id: 'po_Other0000' })
    await world.bankSays(stripeLine(12_782))
    const [line] = await world.lines()
    const other = line?.match?.payoutId === 'po_A1b2C3d4' ? 'po_Other0000' : 'po_A1b2C3d4'
    const hand = { lineId: line?.id ?? '', payoutId: other, how: 'hand' as const, by: ana }
    expect(await tieLine(world.deps, hand)).toMatchObject({ kind: 'taken' })
    expect((await world.payouts()).filter(({ status }) => status === 'matched')).toHaveLength(1)
  })

  it('can be untied and tied again, and the bank’s account follows', async () => {
    const world = reconcileWorld({ bank: 'post' })
    await comesInShort(world)
    await world.reconcile()
    const lineId = (await world.lines())[0]?.id ?? ''
    const reason = 'Ce n’est pas lui'
    expect(await untieLine(world.deps, { lineId, by: ana, reason })).toMatchObject({
      kind: 'untied',
    })
    expect(await world.balance(world.accounts.bank)).toBe(0)
    await tieLine(world.deps, { lineId, payoutId: 'po_A1b2C3d4', how: 'hand', by: ana })
    expect(await world.balance(world.accounts.bank)).toBe(11_582)
    expect(await untieLine(world.deps, { lineId, by: ana, reason })).toMatchObject({
      kind: 'untied',
    })
    expect(await world.balance(world.accounts.bank)).toBe(0)
    expect(await untieLine(world.deps, { lineId, by: ana, reason })).toMatchObject({
      kind: 'notTied',
    })
    expect((await world.ledger()).map(({ source }) => source)).toEqual([
      ...[lineId, `${lineId}:2`, `${lineId}:2:reversed`, `${lineId}:reversed`, 'txn_po'],
    ])
  })
})
