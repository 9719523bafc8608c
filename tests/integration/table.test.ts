import { afterAll, beforeAll, expect, it } from 'vitest'
import { ifAbsent, type Table } from '#aws/table'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
})
afterAll(() => close())

it('puts once under a condition and reads back', async () => {
  const item = { pk: 'A', sk: 'B', n: 1, empty: undefined }
  expect(await table.put(item, ifAbsent)).toEqual({ kind: 'written' })
  expect(await table.put(item, ifAbsent)).toEqual({ kind: 'conditionFailed' })
  expect(await table.get({ pk: 'A', sk: 'B' })).toEqual({ pk: 'A', sk: 'B', n: 1 })
})

it('sets, removes, adds to numbers and sets, and takes out of sets in one update', async () => {
  const key = { pk: 'U', sk: 'U' }
  await table.update(key, { set: { a: 1, b: 2 }, add: { n: 3, s: new Set([1, 2]) } })
  const result = await table
    .update(
      key,
      {
        set: { a: 5 },
        setIfAbsent: { a: 9, c: 7 },
        remove: ['b'],
        add: { n: 4 },
        take: { s: new Set([1]) },
      },
      { if: '#n = :n AND contains(#s, :one)', values: { ':n': 3, ':one': 1 } },
    )
    .catch((error: Error) => error.name)
  expect(result).toBe('ValidationException') // `a` twice: DynamoDB refuses overlapping paths
  expect(
    await table.update(key, {
      set: { a: 5 },
      remove: ['b'],
      add: { n: 4 },
      take: { s: new Set([1]) },
    }),
  ).toEqual({ kind: 'written', item: { ...key, a: 5, n: 7, s: new Set([2]) } })
})

it('walks a partition in order, page by page, and counts it', async () => {
  await table.putMany(
    Array.from({ length: 60 }, (_, n) => ({
      pk: 'Q',
      sk: String(n).padStart(3, '0'),
      gsi1pk: 'G',
      gsi1sk: String(n % 7),
    })),
  )
  const seen: unknown[] = []
  for await (const item of table.query({ partition: 'Q', limit: 7 })) seen.push(item['sk'])
  expect(seen).toHaveLength(60)
  expect(seen).toEqual([...seen].sort())
  expect(await table.count({ index: 'gsi1', partition: 'G', between: ['0', '3'] })).toBe(36)
  expect(await table.getMany(seen.map((sk) => ({ pk: 'Q', sk: String(sk) })))).toHaveLength(60)
})

it('goes on from its own cursors, and refuses what somebody made of them', async () => {
  const partition = 'CURSOR'
  for (const sk of ['A1', 'A2', 'B1']) await table.put({ pk: partition, sk })
  const query = { partition, beginsWith: 'A', limit: 1 }
  const { cursor } = await table.queryPage(query)
  expect((await table.queryPage({ ...query, cursor })).items).toEqual([{ pk: partition, sk: 'A2' }])
  const forged = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url')
  for (const wrong of [
    'nonsense',
    'x'.repeat(5_000),
    forged(null),
    forged('A1'),
    forged({ pk: partition }),
    forged({ pk: partition, sk: 1 }),
    forged({ pk: 'ANOTHER', sk: 'A1' }),
    forged({ pk: partition, sk: 'B1' }),
    forged({ pk: partition, sk: 'A1', more: 'x' }),
  ])
    await expect(table.queryPage({ ...query, cursor: wrong }), wrong).rejects.toMatchObject({
      name: 'VisibleError',
      code: 'invalid',
    })
})
