// Objects as files: one file an object, facts on its first line, bytes after it; written whole or
// not at all.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type StoredObject = {
  key: string
  etag: string
  lastModified: string
  headers: Record<string, string>
  body: Buffer
}

export function objectStore(folder: string): {
  put(object: StoredObject): void
  get(key: string): StoredObject | undefined
  delete(key: string): void
} {
  mkdirSync(folder, { recursive: true })
  const fileOf = (key: string) => join(folder, createHash('sha256').update(key).digest('hex'))
  return {
    put({ body, ...facts }) {
      const file = fileOf(facts.key)
      const content = Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), body])
      writeFileSync(`${file}.new`, content, { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
    get(key) {
      let content: Buffer
      try {
        content = readFileSync(fileOf(key))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
      const end = content.indexOf(0x0a)
      const facts = JSON.parse(content.subarray(0, end).toString()) as Omit<StoredObject, 'body'>
      return { ...facts, body: content.subarray(end + 1) }
    },
    delete: (key) => rmSync(fileOf(key), { force: true }),
  }
}
