import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { addSampleReaders } from '#readers/add-sample-readers'
import { audienceCount, audienceLimits } from '#readers/audience'
import { readGrowth } from '#readers/growth'
import type { Reader } from '#readers/reader'
import { audiencePage, consentsOf, shardsOfAudience } from '#readers/store'
import { wantsTopics } from '#readers/topics'
import { unsubscribe } from '#readers/unsubscribe'
import { origin, type ReaderTestDeps, readerDeps } from '../support/readers.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
let deps: ReaderTestDeps
beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
  deps = readerDeps(table)
})
afterAll(() => close())

async function everyone(): Promise<Reader[]> {
  const readers: Reader[] = []
  for (let shard = 0; shard < shardsOfAudience; shard++) {
    let cursor: string | undefined
    do {
      const page = await audiencePage(table, shard, cursor, 3)
      readers.push(...page.readers)
      cursor = page.cursor
    } while (cursor !== undefined)
  }
  return readers
}

it('adds 200 invented readers, the same ones again, and leaves alone who is there', async () => {
  expect(await addSampleReaders(deps)).toEqual({ added: 200 })
  const first = await everyone()
  expect(first).toHaveLength(200)
  expect(new Set(first.map(({ email }) => email)).size).toBe(200)
  expect(first.every(({ email }) => /^[a-z]+\.[a-z]+@example\.org$/.test(email))).toBe(true)
  expect(first.every(({ source }) => source === 'sample')).toBe(true)
  expect(first.filter(({ locale }) => locale === 'en').length).toBeGreaterThan(3)
  const [one] = first
  if (!one) throw new Error('No reader')
  const consents = await consentsOf(table, one.id)
  expect(consents.slice(0, 2).map(({ act, source }) => `${act} ${source}`)).toEqual([
    'requested sample',
    'confirmed sample',
  ])
  // Some have agreed to being measured, and of each there is the proof.
  const measured = first.filter(({ trackingConsent }) => trackingConsent)
  expect(measured.length).toBeGreaterThan(40)
  expect(measured.length).toBeLessThan(120)
  for (const reader of first) {
    const proofs = await consentsOf(table, reader.id)
    const last = proofs.findLast(({ purpose }) => purpose === 'tracking')
    expect(last?.act === 'confirmed').toBe(reader.trackingConsent)
  }
  await unsubscribe(deps, { readerId: one.id, ...origin })
  expect(await addSampleReaders(deps)).toEqual({ added: 0 })
  expect(await everyone()).toHaveLength(199)
  const growth = await readGrowth(deps, { days: 181 })
  expect(growth.reduce((sum, { confirmed }) => sum + confirmed, 0)).toBe(200)
  expect(growth.reduce((sum, { net }) => sum + net, 0)).toBe(199)
})

it('counts who fits, and says that it looked at everyone', async () => {
  const readers = await everyone()
  expect(await audienceCount(table, { topics: [] })).toEqual({
    count: 199,
    counted: 'exact',
    read: 199,
    groups: new Map([['', 199]]),
  })
  for (const filter of [
    { topics: ['dossiers'] },
    { topics: ['enquetes', 'technologies'] },
    { topics: ['dossiers'], locale: 'en' as const },
  ]) {
    const wanted = readers.filter(
      (reader) =>
        wantsTopics(reader, filter.topics) &&
        (filter.locale === undefined || reader.locale === filter.locale),
    )
    expect((await audienceCount(table, filter)).count).toBe(wanted.length)
  }
})

it('makes names for thousands, and estimates shards too large to read within ten per cent', async () => {
  await addSampleReaders(deps, { count: 2_600, bare: true })
  const readers = await everyone()
  expect(readers).toHaveLength(2_599)
  const french = readers.filter(({ locale }) => locale === 'fr').length
  const small = { ...table, queryPage: smallPages(table) }
  const estimate = await audienceCount(small, { topics: [], locale: 'fr' })
  expect(estimate.counted).toBe('estimated')
  expect(estimate.read).toBe(shardsOfAudience * audienceLimits.quickPages * 10)
  expect(Math.abs(estimate.count - french) / french).toBeLessThan(0.1)
  expect(await audienceCount(small, { topics: [], locale: 'fr' }, { exact: true })).toEqual({
    count: french,
    counted: 'exact',
    read: 2_599,
    groups: new Map([['', french]]),
  })
})

it('counts to the end where ids were made with two keys', async () => {
  const rotated = { ...deps, readerKeys: [{ version: 2, secret: 'new' }, ...deps.readerKeys] }
  await addSampleReaders(rotated, { count: 300, bare: true })
  const small = { ...table, queryPage: smallPages(table) }
  const { count, counted } = await audienceCount(small, { topics: [] })
  expect({ count, counted }).toEqual({ count: (await everyone()).length, counted: 'exact' })
})

/** Pages of ten, so that a few thousand readers are many pages. */
function smallPages(inner: Table): Table['queryPage'] {
  return (query) => inner.queryPage({ ...query, limit: Math.min(query.limit ?? 10, 10) })
}
