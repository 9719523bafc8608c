// The table in memory: the same conditions, sets and indexes as the real one, no server. For histories
// by the thousand, and for what is lived before the first start. Refuses what DynamoDB refuses
// (overlapping paths, empty keys).
import { isDeepStrictEqual } from 'node:util'
import type { Key } from '#aws/keys'
import type { Changes, Condition, Item, Query, Table } from '#aws/table'
import { holds } from './condition.ts'

export function memoryTable(): Table {
  const items = new Map<string, Item>()
  const places = new Map<string, Set<string>>() // index partition → primary keys

  const nameOf = ({ pk, sk }: Key) => `${pk}\u0000${sk}`
  const partitionsOf = (item: Item) =>
    ['', 'gsi1', 'gsi2'].flatMap((index) => {
      const partition = item[`${index}pk`]
      return partition === undefined ? [] : [`${index}\u0000${partition}`]
    })

  function store(name: string, item: Item | undefined): void {
    const before = items.get(name)
    if (before) for (const place of partitionsOf(before)) places.get(place)?.delete(name)
    if (!item) {
      items.delete(name)
      return
    }
    for (const place of partitionsOf(item)) {
      if (!places.has(place)) places.set(place, new Set())
      places.get(place)?.add(name)
    }
    items.set(name, item)
  }

  const allows = (name: string, condition: Condition | undefined) =>
    condition === undefined || holds(condition, items.get(name))

  function found(query: Query): Item[] {
    const index = query.index ?? ''
    const sortKey = `${index}sk`
    const names = places.get(`${index}\u0000${query.partition}`) ?? new Set()
    const sortOf = (item: Item) => String(item[sortKey])
    const rows = [...names]
      .map((name) => items.get(name) as Item)
      .filter((item) => {
        const sort = sortOf(item)
        if (query.between) return sort >= query.between[0] && sort <= query.between[1]
        return query.beginsWith === undefined || sort.startsWith(query.beginsWith)
      })
    rows.sort((a, b) => compare(`${sortOf(a)}\u0000${a['pk']}`, `${sortOf(b)}\u0000${b['pk']}`))
    return query.newestFirst ? rows.reverse() : rows
  }

  const table: Table = {
    async get(key) {
      return structuredClone(items.get(nameOf(key)))
    },
    async getMany(keys) {
      const names = keys.map(nameOf)
      if (new Set(names).size < names.length) throw new Error('Keys must differ')
      return structuredClone(present(names.map((name) => items.get(name))))
    },
    async put(item, condition) {
      const name = nameOf(item)
      if (!allows(name, condition)) return { kind: 'conditionFailed' }
      store(name, structuredClone(stored(item)))
      return { kind: 'written' }
    },
    async update(key, changes, condition) {
      const name = nameOf(key)
      refuseOverlaps(changes)
      if (!allows(name, condition)) return { kind: 'conditionFailed' }
      const item = changed(items.get(name) ?? { pk: key.pk, sk: key.sk }, changes)
      store(name, item)
      return { kind: 'written', item: structuredClone(item) }
    },
    async delete(key, condition) {
      if (!allows(nameOf(key), condition)) return { kind: 'conditionFailed' }
      store(nameOf(key), undefined)
      return { kind: 'written' }
    },
    async queryPage(query) {
      const rows = found(query)
      const start = query.cursor ? Number(query.cursor) : 0
      const end = start + Math.min(query.limit ?? 1_000, 1_000)
      const page = structuredClone(rows.slice(start, end))
      return end < rows.length ? { items: page, cursor: String(end) } : { items: page }
    },
    async *query(query) {
      yield* structuredClone(found(query))
    },
    async count(query) {
      return found(query).length
    },
    async putMany(many) {
      for (const item of many) store(nameOf(item), structuredClone(stored(item)))
    },
    async *scan() {
      yield* structuredClone([...items.values()])
    },
  }
  return table
}

/** What the client does: leaves undefined values out; what DynamoDB does: refuses empty keys. */
function stored(item: Item): Item {
  for (const name of ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'])
    if (item[name] === '') throw new Error(`Empty key ${name}`)
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined))
}

function refuseOverlaps(changes: Changes): void {
  const names = [
    ...Object.keys(changes.set ?? {}).filter((name) => changes.set?.[name] !== undefined),
    ...Object.keys(changes.setIfAbsent ?? {}),
    ...(changes.remove ?? []),
    ...filled(changes.add),
    ...filled(changes.take),
  ]
  if (new Set(names).size < names.length)
    throw new Error(`ValidationException: overlapping paths in ${names.join(', ')}`)
}

function filled(sets: Record<string, unknown> | undefined): string[] {
  return Object.entries(sets ?? {})
    .filter(([, value]) => value !== undefined && !(value instanceof Set && value.size === 0))
    .map(([name]) => name)
}

function changed(before: Item, changes: Changes): Item {
  const item = structuredClone(before)
  for (const [name, value] of Object.entries(changes.set ?? {}))
    if (value !== undefined) item[name] = structuredClone(value)
  for (const [name, value] of Object.entries(changes.setIfAbsent ?? {}))
    if (item[name] === undefined) item[name] = structuredClone(value)
  for (const name of changes.remove ?? []) delete item[name]
  for (const name of filled(changes.add)) {
    const value = changes.add?.[name]
    item[name] =
      value instanceof Set
        ? new Set([...((item[name] as Set<unknown> | undefined) ?? []), ...value])
        : Number(item[name] ?? 0) + Number(value)
  }
  for (const name of filled(changes.take)) {
    const there = item[name] as Set<unknown> | undefined
    const left = new Set([...(there ?? [])].filter((one) => !isIn(changes.take?.[name], one)))
    if (left.size > 0) item[name] = left
    else delete item[name]
  }
  return stored(item)
}

function isIn(set: unknown, value: unknown): boolean {
  return set instanceof Set && [...set].some((one) => isDeepStrictEqual(one, value))
}

function present(found: readonly (Item | undefined)[]): Item[] {
  return found.filter((item) => item !== undefined)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
