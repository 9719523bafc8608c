// How large DynamoDB counts an item, and what reading and writing it costs in request units
// ("DynamoDB item sizes and formats" and "Read and write request units" in its developer guide).
import type { Item } from '#aws/table'

/** Bytes: names and strings in UTF-8, numbers half a byte a digit and one more, sets their members. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => (value === undefined ? sum : sum + utf8(name) + valueBytes(value)),
    0,
  )
}

/** Write request units: one for each KB begun. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1_024))
}

/** Read request units: one for each 4 KB begun, half of that where the read may be stale. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4_096)) * (consistent ? 1 : 0.5)
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return utf8(value)
  if (typeof value === 'number') return Math.ceil(String(value).replace(/\D/g, '').length / 2) + 1
  if (typeof value === 'boolean' || value === null) return 1
  if (value instanceof Uint8Array) return value.byteLength
  if (value instanceof Set) return [...value].reduce((sum: number, one) => sum + valueBytes(one), 0)
  if (Array.isArray(value)) return 3 + value.reduce((sum, one) => sum + 1 + valueBytes(one), 0)
  if (typeof value === 'object')
    return 3 + Object.values(value as object).length + itemBytes(value as Item)
  return 0
}

function utf8(text: string): number {
  return Buffer.byteLength(text)
}
