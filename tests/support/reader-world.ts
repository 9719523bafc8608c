// One test's own corner of a shared table: an address, a network and days that no other test uses.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Table } from '#aws/table'
import { dayMs } from '#kernel/time'
import { audiencePage, audienceShardOf, consentsOf, getReader } from '#readers/store'
import { idOf, type ReaderTestDeps, readerDeps } from './readers.ts'
import { testTable } from './table.ts'

export function readerWorld(table: Table, seed: number) {
  const deps = readerDeps(table, seed)
  deps.clock.forward(seed * 3 * dayMs)
  const email = `lecteur@test${seed}.example`
  return {
    /** Of this corner alone. */
    seed,
    deps,
    email,
    id: idOf(email),
    ip: `2001:db8:${seed}::1`,
    read: (address = email) => getReader(table, idOf(address), { consistent: true }),
    /** `newsletter requested`, … oldest first. */
    actsOf: async (address = email) =>
      (await consentsOf(table, idOf(address))).map(({ act, purpose }) => `${purpose} ${act}`),
    isInAudience: async (address = email) => {
      const id = idOf(address)
      let cursor: string | undefined
      do {
        const page = await audiencePage(table, audienceShardOf(id), cursor, 100)
        if (page.readers.some((reader) => reader.id === id)) return true
        cursor = page.cursor
      } while (cursor !== undefined)
      return false
    },
  }
}
export type ReaderWorld = ReturnType<typeof readerWorld>

/**
 * Gives each test of a file a corner of its own in one table: addresses, networks, a domain and
 * days. `seed` keeps the files apart; `take` puts what was made into the file's variables.
 */
export function eachInReaderWorld(
  seed: number,
  take: (made: {
    table: Table
    world: ReaderWorld
    deps: ReaderTestDeps
    email: string
    ip: string
  }) => void,
): void {
  let made: Awaited<ReturnType<typeof testTable>>
  let next = seed
  beforeAll(async () => {
    made = await testTable()
  })
  afterAll(() => made.close())
  beforeEach(() => {
    const { table } = made
    const world = readerWorld(table, ++next)
    const { deps, email, ip } = world
    take({ table, world, deps, email, ip })
  })
}
