// The FEC as it is handed over: whole years and lots hold every rule of the check, a lot never changes,
// each sealed entry is in one, and what settles each other is lettered.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lotKey } from '#aws/keys'
import { letters } from '#finance/exports/lettering'
import { lotsOf } from '#finance/exports/store-lots'
import { newTransaction } from '#finance/transaction'
import { faultsOf, fecRows, newExportWorld, saleOf, year2026 } from '../../support/export-world.ts'

const legal = '123456782FEC20261231'

const isEntries = (name: string) => !name.endsWith('_description.txt')

/** Entries of every file, by number, in the order of the files. */
const numbersIn = (files: Map<string, Buffer>) =>
  [...files].flatMap(([name, bytes]) =>
    isEntries(name) ? [...new Set(fecRows(bytes).map((row) => row['EcritureNum']))] : [],
  )

describe('lots', () => {
  it('are numbered, described, and hold every rule of the check', async () => {
    const world = newExportWorld()
    await world.ledger.book(...saleOf(1, { date: '2026-11-05', paid: '2026-11-06' }))
    await world.ledger.seal()
    const first = await world.files()
    expect([...first.keys()]).toEqual([`${legal}_1.txt`, `${legal}_1_description.txt`])
    await world.ledger.book(...saleOf(2, { date: '2026-11-20' }))
    await world.ledger.seal()
    const both = await world.files()
    expect([...both.keys()].filter(isEntries)).toEqual([`${legal}_1.txt`, `${legal}_2.txt`])
    for (const [name, bytes] of both)
      if (isEntries(name)) expect(await faultsOf(name, bytes)).toEqual([])
    expect(numbersIn(both)).toEqual(['000002', '000003', '000004', '000005'])
    for (const [name, bytes] of first) expect(both.get(name)).toEqual(bytes)
  })

  it('are the same when they are asked for again, and after the year closed', async () => {
    const world = newExportWorld()
    await world.ledger.book(...saleOf(1, { date: '2026-12-01', paid: '2026-12-01' }))
    await world.ledger.seal()
    const first = await world.files()
    world.ledger.to('2027-01-05T02:40:00.000Z')
    await world.ledger.hasRun()
    expect((await world.ledger.close('2026-12')).kind).toBe('closed')
    expect(await world.files()).toEqual(first)
    const description = String(first.get(`${legal}_1_description.txt`))
    expect(description).toContain('PROVISOIRE')
    expect(description).toContain('scellés 1 à 1')
  })

  it('are what they were when accounts are called otherwise since', async () => {
    const world = newExportWorld()
    await world.ledger.book(...saleOf(1, { date: '2026-11-05' }))
    await world.ledger.seal()
    const first = await world.files()
    world.deps.publication.books.accounts = {
      ...world.deps.publication.books.accounts,
      deferred: '487200',
    }
    expect(await world.files()).toEqual(first)
  })

  it('are made once by those who ask at once', async () => {
    const world = newExportWorld()
    for (let n = 1; n <= 5; n++)
      await world.ledger.book(...saleOf(n, { date: '2026-11-05', paid: '2026-11-06' }))
    await world.ledger.seal()
    const all = await Promise.all(Array.from({ length: 8 }, () => world.files()))
    for (const one of all) expect(one).toEqual(all[0])
    expect(await lotsOf(world.table, '20261231')).toHaveLength(1)
  })

  it('say so when what was handed over is no longer what the books hold', async () => {
    const world = newExportWorld()
    await world.ledger.book(...saleOf(1, { date: '2026-11-05' }))
    await world.ledger.seal()
    await world.files()
    const [lot] = await lotsOf(world.table, '20261231')
    expect(lot?.sha256).toMatch(/^[0-9a-f]{64}$/)
    await world.table.update(lotKey('20261231', 1), { set: { sha256: '0'.repeat(64) } })
    await expect(world.files()).rejects.toThrow('lot 1 of 20261231')
  })

  it('hold each sealed entry once, in whatever nights and requests they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            n: fc.integer({ min: 1, max: 40 }),
            day: fc.integer({ min: 1, max: 30 }),
            waits: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
            after: fc.constantFrom('nothing', 'seal', 'sealAndAsk'),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        async (sales) => {
          const world = newExportWorld()
          const days = (day: number) => `2026-11-${String(Math.min(30, day)).padStart(2, '0')}`
          for (const { n, day, waits, after } of sales) {
            const paid = waits === undefined ? undefined : days(day + waits)
            await world.ledger.book(...saleOf(n, { date: days(day), paid }))
            if (after !== 'nothing') await world.ledger.seal()
            if (after === 'sealAndAsk') await world.files()
          }
          await world.ledger.seal()
          const files = await world.files()
          for (const [name, bytes] of files)
            if (isEntries(name)) expect(await faultsOf(name, bytes)).toEqual([])
          const numbers = numbersIn(files).map(Number)
          expect(numbers).toEqual(numbers.map((_, at) => at + 2))
          const whole = newExportWorld({ kind: 'complete' })
          const asWhole = await openWhole(whole, world.table)
          expect(await faultsOf(`${legal}_provisoire.txt`, asWhole)).toEqual([])
          expect(new Set(fecRows(asWhole).map((row) => row['EcritureNum'])).size).toBe(
            numbers.length,
          )
        },
      ),
      { numRuns: 40 },
    )
  })
})

async function openWhole(
  world: ReturnType<typeof newExportWorld>,
  table: typeof world.table,
): Promise<Buffer> {
  world.deps.table = table
  const files = await world.files()
  const [bytes] = [...files].filter(([name]) => isEntries(name)).map(([, one]) => one)
  if (!bytes) throw new Error('no file')
  return bytes
}

describe('a whole year', () => {
  it('has its legal name once it is closed, and is marked while it is open', async () => {
    const world = newExportWorld({ kind: 'complete' })
    await world.ledger.book(...saleOf(1, { date: '2026-12-01', paid: '2026-12-01' }))
    await world.ledger.seal()
    const open = await world.files()
    expect([...open.keys()]).toEqual([
      ...[`${legal}_provisoire.txt`, `${legal}_provisoire_description.txt`],
    ])
    expect(String(open.get(`${legal}_provisoire_description.txt`))).toContain('PROVISOIRE')
    world.ledger.to('2027-01-05T02:40:00.000Z')
    await world.ledger.hasRun()
    await world.ledger.close('2026-12')
    const closed = await world.files()
    expect([...closed.keys()]).toEqual([`${legal}.txt`, `${legal}_description.txt`])
    expect(await faultsOf(`${legal}.txt`, closed.get(`${legal}.txt`) ?? Buffer.alloc(0))).toEqual(
      [],
    )
    expect(String(closed.get(`${legal}_description.txt`))).not.toContain('PROVISOIRE')
    expect(closed.get(`${legal}.txt`)).toEqual(open.get(`${legal}_provisoire.txt`))
  })

  it('begins with its opening entry, however late that was sealed', async () => {
    const world = newExportWorld({ kind: 'complete' })
    await world.ledger.book(...saleOf(1, { date: '2026-11-05' }))
    await world.ledger.seal()
    await world.ledger.book(
      newTransaction({
        ...{ source: 'entry:opening', journal: 'AN', date: '2026-01-01', label: 'À nouveau' },
        piece: { ref: 'AN2026', date: '2026-01-01' },
        postings: [
          { account: '512000', cents: 5_000 },
          { account: '101000', cents: -5_000 },
        ],
      }),
    )
    world.ledger.to('2026-12-04T02:40:00.000Z')
    await world.ledger.seal()
    const files = await world.files()
    const [name = '', bytes = Buffer.alloc(0)] = [...files][0] ?? []
    expect(fecRows(bytes).map((row) => row['EcritureNum'])).toEqual([
      ...['000001', '000001', '000002', '000002', '000002'],
    ])
    expect(await faultsOf(name, bytes)).toEqual([])
  })

  it('need not be the calendar’s', async () => {
    const world = newExportWorld({ kind: 'complete', yearEnds: '06-30' })
    world.ledger.deps.publication.books.yearEnds = '06-30'
    await world.ledger.book(...saleOf(1, { date: '2026-06-30' }))
    await world.ledger.book(...saleOf(2, { date: '2026-07-01' }))
    await world.ledger.seal()
    const before = await world.files({ period: { from: '2025-07-01', to: '2026-06-30' } })
    const [name = '', bytes = Buffer.alloc(0)] = [...before][0] ?? []
    expect(name).toBe('123456782FEC20260630_provisoire.txt')
    expect(fecRows(bytes).every((row) => row['EcritureDate'] === '20260630')).toBe(true)
    expect(await faultsOf(name, bytes)).toEqual([])
    const after = await world.files({ period: { from: '2026-07-01', to: '2027-06-30' } })
    expect(fecRows([...after.values()][0] ?? Buffer.alloc(0))[0]?.['EcritureNum']).toBe('000002')
    expect((await world.ask({ period: year2026 })).kind).toBe('notAYear')
  })

  it('is nothing without a sealed entry', async () => {
    for (const kind of ['auxiliary', 'complete'] as const) {
      const world = newExportWorld({ kind })
      await world.ledger.book(...saleOf(1, { date: '2026-11-05' }))
      expect((await world.ask({})).kind).toBe('nothing')
    }
  })

  it('is told in ISO 8859-15 where that is asked for', async () => {
    const world = newExportWorld({ kind: 'complete' })
    const [sold] = saleOf(1, { date: '2026-11-05' })
    if (!sold) throw new Error('no sale')
    await world.ledger.book({ ...sold, label: 'Abonnement\t« Œuvre » | 5 €' })
    await world.ledger.seal()
    const files = await world.files({ charset: 'iso-8859-15' })
    const [name = '', bytes = Buffer.alloc(0)] = [...files][0] ?? []
    expect(await faultsOf(name, bytes)).toEqual([])
    expect(new TextDecoder('iso-8859-15').decode(bytes)).toContain('Abonnement « Œuvre » 5 €')
    expect(String([...files.values()][1])).toContain('ISO 8859-15')
  })
})

describe('lettering', () => {
  it('gives an invoice and its payment one code, and the day of the later', async () => {
    const world = newExportWorld({ kind: 'complete' })
    await world.ledger.book(
      ...saleOf(1, { date: '2026-11-05' }),
      ...saleOf(6, { date: '2026-11-05', paid: '2026-11-08' }),
    )
    await world.ledger.seal()
    const rows = fecRows([...(await world.files()).values()][0] ?? Buffer.alloc(0))
    const told = rows
      .filter((row) => row['CompteNum'] === '411000')
      .map((row) => [row['PieceRef'], row['EcritureLet'], row['DateLet']])
    // Both are the same customer's: one is open, and keeps the code that it will get.
    expect(told).toEqual([
      ['F2026-1', '', ''],
      ['F2026-6', 'AAB', '20261108'],
      ['txn_6', 'AAB', '20261108'],
    ])
    expect(rows.filter((row) => row['CompteNum'] !== '411000' && row['EcritureLet'])).toEqual([])
  })

  it('takes nothing of another lot', async () => {
    const world = newExportWorld()
    const [sold, paid, charged] = saleOf(1, { date: '2026-11-05', paid: '2026-11-08' })
    if (!sold || !paid || !charged) throw new Error('no sale')
    await world.ledger.book(sold)
    await world.ledger.seal()
    await world.files()
    await world.ledger.book(paid, charged)
    await world.ledger.seal()
    for (const [name, bytes] of await world.files())
      if (isEntries(name))
        expect(fecRows(bytes).filter((row) => row['EcritureLet'] !== '')).toEqual([])
  })

  it('leaves what is paid in part open', async () => {
    const world = newExportWorld({ kind: 'complete' })
    const [sold, , charged] = saleOf(1, { date: '2026-11-05', paid: '2026-11-08' })
    if (!sold || !charged) throw new Error('no sale')
    const part = charged.postings.map((one) => ({ ...one, cents: one.cents / 2 }))
    await world.ledger.book(sold, { ...charged, postings: part })
    await world.ledger.seal()
    const [[name = '', bytes = Buffer.alloc(0)] = []] = await world.files()
    expect(fecRows(bytes).filter((row) => row['EcritureLet'] !== '')).toEqual([])
    expect(await faultsOf(name, bytes)).toEqual([])
  })

  it('has a code of its own for each, however many', () => {
    expect([0, 1, 25, 26, 17_575, 17_576].map(letters)).toEqual([
      ...['AAA', 'AAB', 'AAZ', 'ABA', 'ZZZ', 'BAAA'],
    ])
    expect(new Set(Array.from({ length: 20_000 }, (_, at) => letters(at))).size).toBe(20_000)
  })
})
