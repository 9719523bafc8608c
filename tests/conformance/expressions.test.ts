// The expressions that conditions and updates are made of, on both databases.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closedIntent, openIntent } from '#aws/intent'
import type { Changes, Item, Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { instant } from '#kernel/time'
import { type Database, databases } from '../support/conformance.ts'

describe.each(databases)('expressions on $name', ({ open }) => {
  let database: Database
  let table: Table
  let key: { pk: string; sk: string }
  let testNumber = 0
  beforeAll(async () => {
    database = await open()
    table = database.table
  })
  afterAll(() => database.close())
  beforeEach(() => {
    key = { pk: `E#${testNumber++}`, sk: 'A' }
  })

  /** Whether the condition holds for an item with these attributes. */
  async function holds(item: Item, condition: string, values?: Record<string, unknown>) {
    await table.put({ ...key, ...item })
    const result = await table.update(
      key,
      { set: { touched: true } },
      { if: condition, ...(values ? { values } : {}) },
    )
    return result.kind === 'written'
  }
  async function changed(item: Item, changes: Changes): Promise<Item> {
    await table.put({ ...key, ...item })
    const result = await table.update(key, changes)
    if (result.kind !== 'written') throw new Error(result.kind)
    const { pk: _, sk: __, ...rest } = result.item
    expect(await table.get(key, { consistent: true })).toEqual(result.item)
    return rest
  }

  it.each([
    ['a number in a set', true],
    ['a number not in the set', false],
    ['a number of a set that is not there', false],
  ])('contains and NOT contains: %s', async (which, contained) => {
    const item = which.includes('not there') ? {} : { attempted: new Set([1, 2, 30]) }
    const values = { ':n': which === 'a number not in the set' ? 3 : 30 }
    expect(await holds(item, 'contains(#attempted, :n)', values)).toBe(contained)
    expect(await holds(item, 'NOT contains(#attempted, :n)', values)).toBe(!contained)
  })

  it('contains looks into texts, lists and text sets', async () => {
    expect(await holds({ a: 'abc' }, 'contains(#a, :x)', { ':x': 'bc' })).toBe(true)
    expect(await holds({ a: ['abc'] }, 'contains(#a, :x)', { ':x': 'bc' })).toBe(false)
    expect(await holds({ a: ['bc', 1] }, 'contains(#a, :x)', { ':x': 'bc' })).toBe(true)
    expect(await holds({ a: new Set(['bc']) }, 'contains(#a, :x)', { ':x': 'bc' })).toBe(true)
    expect(await holds({ a: new Set([1]) }, 'contains(#a, :x)', { ':x': '1' })).toBe(false)
  })

  it('compares an attribute that is missing as unequal, and as neither less nor more', async () => {
    for (const [operator, expected] of [
      ['=', false],
      ['<>', true],
      ['<', false],
      ['<=', false],
      ['>', false],
      ['>=', false],
    ] as const)
      expect([operator, await holds({}, `#a ${operator} :x`, { ':x': 1 })]).toEqual([
        operator,
        expected,
      ])
  })

  it('compares values of two types as unequal, and sets by what they hold', async () => {
    expect(await holds({ a: '1' }, '#a = :x', { ':x': 1 })).toBe(false)
    expect(await holds({ a: '1' }, '#a <> :x', { ':x': 1 })).toBe(true)
    expect(await holds({ a: '9' }, '#a < :x', { ':x': 10 })).toBe(false)
    expect(await holds({ a: null }, '#a = :x', { ':x': null })).toBe(true)
    expect(await holds({ a: new Set([1, 2]) }, '#a = :x', { ':x': new Set([2, 1]) })).toBe(true)
  })

  it('orders numbers by value and texts by bytes', async () => {
    expect(await holds({ a: 9 }, '#a < :x', { ':x': 10 })).toBe(true)
    expect(await holds({ a: '9' }, '#a < :x', { ':x': '10' })).toBe(false)
    expect(await holds({ a: 'Z' }, '#a < :x', { ':x': 'a' })).toBe(true)
    expect(await holds({ a: 'z' }, '#a < :x', { ':x': 'é' })).toBe(true)
    expect(await holds({ a: 5 }, '#a BETWEEN :x AND :y', { ':x': 5, ':y': 6 })).toBe(true)
    expect(await holds({ a: 'b' }, '#a IN (:x, :y)', { ':x': 'a', ':y': 'b' })).toBe(true)
  })

  it('binds NOT before AND before OR, and takes brackets', async () => {
    const item = { a: 1, b: 2 }
    const values = { ':one': 1, ':two': 2 }
    expect(await holds(item, '#a = :one OR #a = :two AND #b = :one', values)).toBe(true)
    expect(await holds(item, '(#a = :one OR #a = :two) AND #b = :one', values)).toBe(false)
    expect(await holds(item, 'NOT #a = :two AND #b = :two', { ':two': 2 })).toBe(true)
    expect(await holds(item, 'NOT (#a = :one AND #b = :two)', values)).toBe(false)
  })

  it('reads into maps by nested paths, also where a part of the path is missing', async () => {
    const item = { intent: { id: 'in_1', kind: 'mail.welcome', data: { n: 1 } } }
    expect(await holds(item, '#intent.#id = :id', { ':id': 'in_1' })).toBe(true)
    expect(await holds(item, '#intent.#data.#n = :n', { ':n': 1 })).toBe(true)
    expect(await holds({}, '#intent.#id = :id', { ':id': 'in_1' })).toBe(false)
    expect(await holds({ intent: 'text' }, '#intent.#id = :id', { ':id': 'in_1' })).toBe(false)
    expect(await holds({}, '#intent.#id <> :id', { ':id': 'in_1' })).toBe(true)
    expect(await holds(item, 'attribute_exists(#intent.#id)')).toBe(true)
    expect(await holds({}, 'attribute_not_exists(#intent.#id)')).toBe(true)
  })

  it('closes an open intent once, and takes its place in the index with it', async () => {
    const at = instant(Date.parse('2026-12-01T07:30:00Z'))
    const intent: Intent = {
      id: 'in_1',
      kind: 'mail.welcome',
      createdAt: at,
      dueAt: at,
      attempts: 0,
      data: {},
    }
    await table.put({ ...key, ...openIntent(intent) })
    const close = (id: string) =>
      table.update(key, closedIntent, { if: '#intent.#id = :id', values: { ':id': id } })
    expect(await close('in_2')).toEqual({ kind: 'conditionFailed' })
    const results = await Promise.all(Array.from({ length: 20 }, () => close('in_1')))
    expect(results.filter(({ kind }) => kind === 'written')).toHaveLength(1)
    expect(await table.get(key, { consistent: true })).toEqual(key)
  })

  it('sets what is absent and leaves what is there, also an empty text and a zero', async () => {
    const setIfAbsent = { a: 9, b: 9, c: 9 }
    expect(await changed({ a: 0, b: '' }, { setIfAbsent })).toEqual({ a: 0, b: '', c: 9 })
  })

  it('adds to sets and numbers that are not there, and unites sets', async () => {
    expect(await changed({}, { add: { n: 3, s: new Set([1]) } })).toEqual({ n: 3, s: new Set([1]) })
    expect(
      await changed({ n: 1.5, s: new Set([1, 2]) }, { add: { n: -2, s: new Set([2, 3]) } }),
    ).toEqual({ n: -0.5, s: new Set([1, 2, 3]) })
  })

  it('takes members out of sets; an emptied set vanishes, and one not there stays away', async () => {
    const sets = { a: new Set([1, 2]), b: new Set(['x']) }
    expect(
      await changed(sets, { take: { a: new Set([2, 9]), b: new Set(['x']), c: new Set([1]) } }),
    ).toEqual({ a: new Set([1]) })
    expect(await holds({}, 'attribute_not_exists(#a)')).toBe(true)
  })

  it('leaves empty sets out of a change, and takes all four kinds of change at once', async () => {
    expect(
      await changed(
        { a: 1, b: 2, n: 1, s: new Set([1]), t: new Set([5, 6]) },
        {
          set: { a: { deep: [1] }, u: undefined },
          setIfAbsent: { c: 'new' },
          remove: ['b', 'missing'],
          add: { n: 1, s: new Set([2]), empty: new Set<number>() },
          take: { t: new Set([5]), other: new Set<number>() },
        },
      ),
    ).toEqual({ a: { deep: [1] }, c: 'new', n: 2, s: new Set([1, 2]), t: new Set([6]) })
  })

  it('evaluates the condition on the item before the change', async () => {
    await table.put({ ...key, n: 1 })
    const step = () =>
      table.update(key, { add: { n: 1 } }, { if: '#n < :three', values: { ':three': 3 } })
    expect([(await step()).kind, (await step()).kind, (await step()).kind]).toEqual([
      'written',
      'written',
      'conditionFailed',
    ])
  })
})
