// Tags: the staff's own words on a reader. One spelling a tag, so that a list never holds two.

export const tagLimits = { length: 40, perReader: 30 }

/**
 * A tag as it is stored: lower case, single spaces, letters, figures and `- _ . & ' + /` inside.
 * Undefined for what can't be one.
 */
export function tagOf(typed: string): string | undefined {
  const tag = typed.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase().replace(/’/g, "'")
  if (tag === '' || tag.length > tagLimits.length) return undefined
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._&'+/-]*$/u.test(tag) ? tag : undefined
}

/** Tags typed in one field, between commas, semicolons or bars; `-tag` takes one away. */
export function readTags(
  typed: string,
): { kind: 'tags'; add: string[]; remove: string[] } | { kind: 'malformed'; word: string } {
  const add = new Set<string>()
  const remove = new Set<string>()
  for (const part of typed.split(/[,;|\n]/)) {
    const word = part.trim()
    if (word === '') continue
    const isRemoval = word.startsWith('-')
    const tag = tagOf(isRemoval ? word.slice(1) : word)
    if (tag === undefined) return { kind: 'malformed', word }
    ;(isRemoval ? remove : add).add(tag)
  }
  return { kind: 'tags', add: [...add], remove: [...remove] }
}

/** A reader's tags after a change, in the order of the alphabet; no more than a reader may have. */
export function retagged(
  tags: readonly string[] | undefined,
  change: { add: readonly string[]; remove: readonly string[] },
): string[] {
  const removed = new Set(change.remove)
  const all = new Set([...(tags ?? []), ...change.add].filter((tag) => !removed.has(tag)))
  return [...all].sort((a, b) => (a < b ? -1 : 1)).slice(0, tagLimits.perReader)
}
