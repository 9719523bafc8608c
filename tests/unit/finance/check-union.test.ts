// The watch over sales to consumers in other member states: near the threshold and at it.
import { describe, expect, it } from 'vitest'
import { checkUnionPhase, unionLevelOf } from '#finance/check-union'
import { resolveBy } from '#finance/resolve-by'
import { putInvoice, putNote } from '#finance/store-documents'
import { openExceptions } from '#finance/store-exceptions'
import { type Instant, instant } from '#kernel/time'
import { publication } from '../../support/editorial.ts'
import { aCreditNote, anInvoice } from '../../support/finance-documents.ts'
import { memoryTable } from '../../support/memory-table.ts'

function newWorld() {
  const table = memoryTable()
  let now = '2026-11-24T03:00:00.000Z' as Instant
  const deps = { table, clock: () => new Date(now), publication }
  let count = 0
  return {
    deps,
    /** A sale to a consumer in Germany, without tax. */
    sell: async (net: number, made: Parameters<typeof anInvoice>[0] = {}) => {
      const id = `in_${++count}`
      const taxes = [{ scheme: 'domestic' as const, rate: 210, place: 'FR', net, vat: 0 }]
      const buyer = { name: 'Beispiel', lines: ['Berlin'], country: 'DE' }
      await putInvoice(table, anInvoice({ id, gross: net, taxes, buyer, ...made }))
      return id
    },
    check: async (at?: string) => {
      if (at) now = instant(new Date(at))
      await checkUnionPhase(deps)({
        ...{ startedAt: now, since: undefined, place: undefined, isNightly: true },
        deadline: new Date(Date.parse(now) + 60_000),
      })
      return (await openExceptions(table)).map(({ kind, about, cents }) => [kind, about, cents])
    },
  }
}

describe('the threshold of sales in the Union', () => {
  it('is near at 80 % and reached at 10,000.00, to the cent', () => {
    expect([799_999, 800_000, 999_999, 1_000_000].map(unionLevelOf)).toEqual([
      ...[undefined, 800_000, 800_000, 1_000_000],
    ])
  })

  it('is told of once a year and level, whatever is sold after it', async () => {
    const { sell, check } = newWorld()
    await sell(799_999)
    expect(await check()).toEqual([])
    await sell(1)
    const near = ['unionThreshold', 'union:2026', 800_000]
    expect(await check()).toEqual([near])
    await sell(50_000)
    expect(await check()).toEqual([near])
    await sell(150_000)
    const both = await check()
    expect(both).toHaveLength(2)
    expect(both).toContainEqual(['unionThreshold', 'union:2026', 1_000_000])
  })

  it('stays settled by a note, also when something is taken back and sold again', async () => {
    const { deps, sell, check } = newWorld()
    const id = await sell(1_000_000)
    expect(await check()).toHaveLength(1)
    const [one] = await openExceptions(deps.table)
    const input = { exceptionId: String(one?.id), way: 'noted', by: 'finance@example.org' }
    const settled = await resolveBy(deps, { ...input, reason: 'Inscrits au guichet unique' })
    expect(settled.kind).toBe('resolved')
    const taxes = [{ scheme: 'domestic' as const, rate: 210, place: 'FR', net: 100_000, vat: 0 }]
    await putNote(deps.table, aCreditNote({ invoiceId: id, gross: 100_000, taxes }))
    expect(await check()).toEqual([])
    await sell(200_000)
    expect(await check()).toEqual([])
  })

  it('counts no businesses, no one at home and nothing that is void', async () => {
    const { sell, check } = newWorld()
    const buyer = { name: 'Beispiel', lines: ['Berlin'], country: 'DE' }
    await sell(900_000, { buyer: { ...buyer, company: 'Beispiel GmbH' } })
    await sell(900_000, { buyer: { ...buyer, country: 'FR' } })
    await sell(900_000, { status: 'void' })
    expect(await check()).toEqual([])
  })

  it('looks at the last day of a year once that is over, and begins the next one at nothing', async () => {
    const { sell, check } = newWorld()
    await sell(1_000_000, { date: '2026-12-31' })
    expect(await check('2027-01-01T03:00:00.000Z')).toEqual([
      ['unionThreshold', 'union:2026', 1_000_000],
    ])
  })
})
