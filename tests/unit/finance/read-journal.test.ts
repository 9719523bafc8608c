// The journal of a month, page by page: everything once, newest first.
import { describe, expect, it } from 'vitest'
import { journalLimits, journalPage } from '#finance/read-journal'
import type { Booked } from '#finance/store-ledger'
import type { Journal } from '#finance/transaction'
import { moveOf, newLedgerWorld } from '../../support/ledger-world.ts'

type World = ReturnType<typeof newLedgerWorld>
const sourceOf = ({ transaction }: Booked) => transaction.source

async function wholeJournal({ table }: World, month: string, journal?: Journal) {
  const pages: { waiting: string[]; sealed: string[] }[] = []
  let after: string | undefined
  do {
    const page = await journalPage(table, { month, journal, after })
    pages.push({ waiting: page.waiting.map(sourceOf), sealed: page.sealed.map(sourceOf) })
    after = page.next
  } while (after !== undefined && pages.length < 50)
  return pages
}

describe('the journal of a month', () => {
  it('shows each sealed entry once over its pages, the newest number first', async () => {
    const world = newLedgerWorld()
    const november = Array.from({ length: 250 }, (_, n) => moveOf(n, '2026-11-12'))
    await world.book(...november.slice(0, 130))
    await world.seal()
    await world.book(...november.slice(130), moveOf(900, '2026-10-02'))
    await world.seal()
    const pages = await wholeJournal(world, '2026-11')
    const sources = pages.flatMap(({ sealed }) => sealed)
    expect(sources).toHaveLength(250)
    expect(new Set(sources).size).toBe(250)
    expect(pages.map(({ sealed }) => sealed.length)).toEqual([
      journalLimits.page,
      journalLimits.page,
      50,
    ])
    const { sealed } = await journalPage(world.table, { month: '2026-11' })
    const numbers = sealed.map(({ stamp }) => stamp?.number ?? 0)
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  })

  it('puts what no seal has yet on top, on the first page alone', async () => {
    const world = newLedgerWorld()
    await world.book(...Array.from({ length: 120 }, (_, n) => moveOf(n, '2026-11-12')))
    await world.seal()
    await world.book(moveOf(500, '2026-11-30'), moveOf(501, '2026-12-01'))
    const [first, second] = await wholeJournal(world, '2026-11')
    expect(first?.waiting).toEqual([moveOf(500, '2026-11-30').source])
    expect(second?.waiting).toEqual([])
  })

  it('takes one journal alone, and begins anew where a place is nonsense', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1, '2026-11-12'), moveOf(2, '2026-11-13'))
    await world.seal()
    const { journal } = moveOf(1, '2026-11-12')
    const other = journal === 'OD' ? 'BQ' : 'OD'
    expect(
      (await wholeJournal(world, '2026-11', journal)).flatMap((one) => one.sealed),
    ).toHaveLength(2)
    expect((await wholeJournal(world, '2026-11', other)).flatMap((one) => one.sealed)).toEqual([])
    const anew = await journalPage(world.table, { month: '2026-11', after: 'x.y' })
    expect(anew.sealed).toHaveLength(2)
  })

  it('is empty where nothing is booked', async () => {
    expect(await journalPage(newLedgerWorld().table, { month: '2026-11' })).toEqual({
      waiting: [],
      sealed: [],
    })
  })
})
