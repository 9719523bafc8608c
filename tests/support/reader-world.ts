// One test's own corner of a shared table: an address, a network and days that no other test uses.
import type { Table } from '#aws/table'
import { dayMs } from '#kernel/time'
import { audiencePage, audienceShardOf, consentsOf, getReader } from '#readers/store'
import { idOf, readerDeps } from './readers.ts'

export function readerWorld(table: Table, seed: number) {
  const deps = readerDeps(table, seed)
  deps.clock.forward(seed * 3 * dayMs)
  const email = `lecteur@test${seed}.example`
  return {
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
