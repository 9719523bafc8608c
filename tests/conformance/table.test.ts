// Every operation of the table, on both databases: what a package may rely on holds on AWS's own.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Item, ifAbsent, ifPresent, type Table } from '#aws/table'
import { type Database, databases } from '../support/conformance.ts'

describe.each(databases)('the table on $name', ({ open }) => {
  let database: Database
  let table: Table
  let pk: string
  let testNumber = 0
  beforeAll(async () => {
    database = await open()
    table = database.table
  })
  afterAll(() => database.close())
  beforeEach(() => {
    pk = `T#${testNumber++}`
  })

  const key = (sk = 'A') => ({ pk, sk })
  const list = async (query: Parameters<Table['query']>[0]): Promise<Item[]> => {
    const items: Item[] = []
    for await (const item of table.query(query)) items.push(item)
    return items
  }
  const inTurn = (n: number) => String(n).padStart(4, '0')

  it('gives back what was put: numbers, booleans, nulls, lists, maps, sets, texts of any script', async () => {
    const item = {
      ...key(),
      whole: 9_007_199_254_740_991,
      part: -0.25,
      yes: true,
      nothing: null,
      list: [1, 'deux', [3], { four: 4 }],
      map: { a: { b: { c: [] } }, empty: {} },
      numbers: new Set([3, 1, 2]),
      texts: new Set(['é', '😀', 'a']),
      text: 'L’été à Nîmes\u202f! 😀',
      emptyText: '',
      absent: undefined,
    }
    expect(await table.put(item)).toEqual({ kind: 'written' })
    const { absent: _, ...kept } = item
    expect(await table.get(key(), { consistent: true })).toEqual(kept)
    expect(await table.get(key('B'), { consistent: true })).toBeUndefined()
  })

  it('replaces the whole item on put', async () => {
    await table.put({ ...key(), a: 1, gsi1pk: pk, gsi1sk: '1' })
    await table.put({ ...key(), b: 2 })
    expect(await table.get(key(), { consistent: true })).toEqual({ ...key(), b: 2 })
    expect(await list({ index: 'gsi1', partition: pk })).toEqual([])
  })

  it('lets one of 50 parallel puts through where nothing was', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, by) => table.put({ ...key(), by }, ifAbsent)),
    )
    expect(results.filter(({ kind }) => kind === 'written')).toHaveLength(1)
    const winner = results.findIndex(({ kind }) => kind === 'written')
    expect(await table.get(key(), { consistent: true })).toMatchObject({ by: winner })
  })

  it('lets one of 50 parallel updates through from the same version', async () => {
    await table.put({ ...key(), version: 1 })
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, by) =>
        table.update(
          key(),
          { set: { by }, add: { version: 1 } },
          { if: '#version = :version', values: { ':version': 1 } },
        ),
      ),
    )
    const written = results.filter((result) => result.kind === 'written')
    expect(written).toHaveLength(1)
    expect(await table.get(key(), { consistent: true })).toEqual(written[0]?.item)
    expect(written[0]?.item).toMatchObject({ version: 2 })
  })

  it('lets one of 50 parallel deletes through, and none where nothing is', async () => {
    await table.put({ ...key() })
    const results = await Promise.all(
      Array.from({ length: 50 }, () => table.delete(key(), ifPresent)),
    )
    expect(results.filter(({ kind }) => kind === 'written')).toHaveLength(1)
    expect(await table.delete(key())).toEqual({ kind: 'written' })
  })

  it('adds 50 parallel steps to one counter without losing any', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        table.update(key(), { add: { count: 2, who: new Set([n]) } }),
      ),
    )
    const seen = results.map((result) => result.kind === 'written' && result.item['count'])
    expect(new Set(seen)).toEqual(new Set(Array.from({ length: 50 }, (_, n) => (n + 1) * 2)))
    const item = await table.get(key(), { consistent: true })
    expect(item).toMatchObject({
      count: 100,
      who: new Set(Array.from({ length: 50 }, (_, n) => n)),
    })
  })

  it('lets no two of 50 workers claim the same numbers', async () => {
    const numbers = Array.from({ length: 10 }, (_, n) => n)
    const unclaimed = numbers.map((n) => `NOT contains(#attempted, :n${n})`)
    const claimed = await Promise.all(
      Array.from({ length: 50 }, (_, worker) =>
        table.update(
          key(),
          { set: { lease: { token: `w${worker}` } }, add: { attempted: new Set(numbers) } },
          {
            if: ['attribute_not_exists(#lease)', ...unclaimed].join(' AND '),
            values: Object.fromEntries(numbers.map((n) => [`:n${n}`, n])),
          },
        ),
      ),
    )
    expect(claimed.filter(({ kind }) => kind === 'written')).toHaveLength(1)
  })

  it('answers a delete of a missing item under a condition with its failure', async () => {
    expect(await table.delete(key(), ifPresent)).toEqual({ kind: 'conditionFailed' })
    expect(await table.update(key(), { set: { a: 1 } }, ifPresent)).toEqual({
      kind: 'conditionFailed',
    })
    expect(await table.get(key(), { consistent: true })).toBeUndefined()
  })

  it('makes the item by an update without a change, and keeps it', async () => {
    expect(await table.update(key(), {}, ifAbsent)).toEqual({ kind: 'written', item: key() })
    expect(await table.update(key(), {}, ifAbsent)).toEqual({ kind: 'conditionFailed' })
  })

  it('lists an item in an index only while it has that index’s key', async () => {
    await table.put({ ...key('A'), gsi2pk: pk, gsi2sk: '2' })
    await table.put({ ...key('B'), gsi2pk: pk, gsi2sk: '1' })
    await table.put(key('C'))
    expect((await list({ index: 'gsi2', partition: pk })).map(({ sk }) => sk)).toEqual(['B', 'A'])
    await table.update(key('A'), { remove: ['gsi2pk', 'gsi2sk'] })
    await table.update(key('C'), { set: { gsi2pk: pk, gsi2sk: '0' } })
    await table.update(key('B'), { set: { gsi2sk: '3' } })
    expect((await list({ index: 'gsi2', partition: pk })).map(({ sk }) => sk)).toEqual(['C', 'B'])
    await table.delete(key('C'))
    expect(await table.count({ index: 'gsi2', partition: pk })).toBe(1)
    expect(await list({ index: 'gsi2', partition: pk })).toEqual([
      { ...key('B'), gsi2pk: pk, gsi2sk: '3' },
    ])
  })

  it('walks a partition by bytes of its sort key, both ways, page by page', async () => {
    const sortKeys = ['', 'A', 'B', 'Z', 'a', 'aa', 'b#1', 'b#10', 'b#2', 'z', 'É', 'é', '～', '😀']
      .filter((sk) => sk !== '')
      .reverse()
    await table.putMany(sortKeys.map((sk) => key(sk)))
    const byBytes = sortKeys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    const sorted = async (query: object) =>
      (await list({ partition: pk, ...query })).map(({ sk }) => sk)
    expect(await sorted({ limit: 3 })).toEqual(byBytes)
    expect(await sorted({ limit: 4, newestFirst: true })).toEqual(byBytes.toReversed())
    expect(await sorted({ beginsWith: 'b#1' })).toEqual(['b#1', 'b#10'])
    expect(await sorted({ between: ['a', 'b#10'] })).toEqual(['a', 'aa', 'b#1', 'b#10'])
    expect(await sorted({ between: ['c', 'd'] })).toEqual([])
  })

  it('gives a cursor whenever the limit was reached, and follows it to an empty page', async () => {
    await table.putMany(Array.from({ length: 6 }, (_, n) => key(inTurn(n))))
    const first = await table.queryPage({ partition: pk, limit: 3 })
    expect(first.items).toHaveLength(3)
    const second = await table.queryPage({ partition: pk, limit: 3, cursor: first.cursor })
    expect(second.items.map(({ sk }) => sk)).toEqual(['0003', '0004', '0005'])
    // Exactly the limit: neither can know that nothing follows.
    expect(second.cursor).toBeTypeOf('string')
    const third = await table.queryPage({ partition: pk, limit: 3, cursor: second.cursor })
    expect(third).toEqual({ items: [] })
  })

  it('pages an index whose sort keys are all the same, each item once', async () => {
    const items = Array.from({ length: 23 }, (_, n) => ({
      ...key(inTurn(n)),
      gsi1pk: pk,
      gsi1sk: 'same',
    }))
    await table.putMany(items)
    const seen = await list({ index: 'gsi1', partition: pk, limit: 5 })
    expect(seen.map(({ sk }) => sk).toSorted()).toEqual(items.map(({ sk }) => sk))
    expect(await list({ index: 'gsi1', partition: pk, limit: 5, newestFirst: true })).toHaveLength(
      23,
    )
  })

  it('goes on after a page whose last item was deleted in the meantime', async () => {
    await table.putMany(Array.from({ length: 5 }, (_, n) => key(inTurn(n))))
    const page = await table.queryPage({ partition: pk, limit: 2 })
    await table.delete(key(inTurn(1)))
    const rest = await list({ partition: pk, cursor: page.cursor })
    expect(rest.map(({ sk }) => sk)).toEqual(['0002', '0003', '0004'])
  })

  it('returns just the attributes that are asked for, also by reserved names', async () => {
    await table.put({ ...key(), name: 'n', status: 's', count: 1, other: 2 })
    const only = ['sk', 'name', 'status', 'count', 'missing']
    expect(await list({ partition: pk, only })).toEqual([
      { sk: 'A', name: 'n', status: 's', count: 1 },
    ])
  })

  it('counts and reads more than a megabyte, page by page', async () => {
    const text = 'x'.repeat(100_000)
    await table.putMany(Array.from({ length: 25 }, (_, n) => ({ ...key(inTurn(n)), text })))
    const page = await table.queryPage({ partition: pk })
    expect(page.items.length).toBeLessThan(12)
    expect(page.cursor).toBeTypeOf('string')
    expect(await list({ partition: pk, consistent: true })).toHaveLength(25)
    expect(await table.count({ partition: pk })).toBe(25)
    const keys = Array.from({ length: 25 }, (_, n) => key(inTurn(n)))
    expect(await table.getMany(keys)).toHaveLength(25)
  })

  it('reads and writes batches beyond their limits of 100 and 25', async () => {
    const items = Array.from({ length: 130 }, (_, n) => ({ ...key(inTurn(n)), n }))
    await table.putMany(items)
    const keys = [...items.map(({ sk }) => key(sk)), key('missing')]
    const got = await table.getMany(keys, { consistent: true })
    expect(got.toSorted((a, b) => Number(a['n']) - Number(b['n']))).toEqual(items)
    expect(await table.getMany([])).toEqual([])
    await table.putMany([])
  })

  it('scans everything there is', async () => {
    await table.putMany(Array.from({ length: 30 }, (_, n) => key(inTurn(n))))
    let count = 0
    for await (const item of table.scan()) if (item['pk'] === pk) count++
    expect(count).toBe(30)
  })
})
