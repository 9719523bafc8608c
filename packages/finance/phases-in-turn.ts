// Several parts of one phase of a run, one after the other. Pure but for what they do.
import { assert } from '#kernel/errors'
import type { RunPhase } from './books-run.ts'

/** `place` of the whole is which part, and the place in it: `1:…`. */
export function inTurn(parts: readonly RunPhase[]): RunPhase {
  return async (input) => {
    const { place = '0:' } = input
    const colon = place.indexOf(':')
    const at = Number(place.slice(0, colon))
    const part = parts[at]
    assert(part, 'a part of the phase')
    const { place: next } = await part({ ...input, place: place.slice(colon + 1) || undefined })
    if (next !== undefined) return { place: `${at}:${next}` }
    return at + 1 < parts.length ? { place: `${at + 1}:` } : {}
  }
}
