// Cursors of pages: where a query goes on, as text for an address, where anyone may change it.
import { VisibleError } from '#kernel/errors'
import type { Query } from './table.ts'

const cursorLength = 4_000

/** The key that a page ended with, as base64url. */
export function encodeCursor(key: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * The key to go on from.
 * @throws VisibleError `invalid` for what is no key of this query: DynamoDB would refuse it too.
 */
export function decodeCursor(cursor: string, query: Query): Record<string, unknown> {
  const key = cursor.length > cursorLength ? undefined : parseKey(cursor)
  const index = query.index ?? ''
  const names = ['pk', 'sk', ...(query.index ? [`${index}pk`, `${index}sk`] : [])]
  const isKey =
    key !== undefined &&
    Object.keys(key).length === names.length &&
    names.every((name) => typeof key[name] === 'string' && key[name] !== '')
  if (!isKey || key[`${index}pk`] !== query.partition || !isInReach(key[`${index}sk`], query))
    throw new VisibleError('invalid', {
      fr: 'Cette page de la liste n’existe plus. Reprenez la liste depuis le début.',
      en: 'This page of the list is no longer there. Begin the list anew.',
    })
  return key
}

function parseKey(cursor: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return value !== null && typeof value === 'object' ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Whether a sort key is one that the query's own condition lets through. */
function isInReach(sortKey: unknown, query: Query): boolean {
  const at = Buffer.from(String(sortKey))
  if (query.between) {
    const [from, to] = query.between
    return Buffer.compare(Buffer.from(from), at) <= 0 && Buffer.compare(at, Buffer.from(to)) <= 0
  }
  return query.beginsWith === undefined || String(sortKey).startsWith(query.beginsWith)
}
