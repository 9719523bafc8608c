// A reader's id is a keyed hash of the normalised address: one address, one reader, no table of
// uniqueness. The id tells which key and which normalisation made it, so both can change later.
import { createHmac } from 'node:crypto'
import { prefixedId, type ReaderId } from '#kernel/ids'

/** Secrets by version; the first makes new ids, the others still find old readers. */
export type ReaderKeys = readonly { version: number; secret: string }[]

/** The letter of the normalisation in address.ts; a new rule gets a new letter. */
const normalisation = 'a'
const hexDigits = 40

/** `rd_1a` and 160 bits in hexadecimal. `normalised` comes from `parseAddress`. */
export function readerId(keys: ReaderKeys, normalised: string): ReaderId {
  const first = readerIds(keys, normalised)[0]
  if (!first) throw new Error('No reader key')
  return first
}

/** Every id this address may be stored under, the current one first. */
export function readerIds(keys: ReaderKeys, normalised: string): ReaderId[] {
  return keys.map(({ version, secret }) => {
    const hash = createHmac('sha256', secret)
      .update(`${normalisation}\n${normalised}`)
      .digest('hex')
    return prefixedId('reader', `${version}${normalisation}${hash.slice(0, hexDigits)}`)
  })
}

/** Key and normalisation version an id was made with, such as `1a`. */
export function idVersion(id: ReaderId): string {
  return id.slice('rd_'.length, -hexDigits)
}

/**
 * Where an id lies among all ids of its version, from 0 to 1. Ids are evenly spread, so a part of
 * them tells how many there are.
 */
export function idPosition(id: ReaderId): number {
  return Number.parseInt(id.slice(-hexDigits).slice(0, 12), 16) / 2 ** 48
}
