// Since when somebody is a reader.
import type { Instant } from '#kernel/time'
import type { Reader } from './reader.ts'

/** The earliest moment that is known: here, or elsewhere as an import said. */
export function joinedOf(reader: Pick<Reader, 'joinedAt' | 'createdAt'>): Instant {
  const { joinedAt, createdAt } = reader
  return joinedAt !== undefined && joinedAt < createdAt ? joinedAt : createdAt
}
