// Finds the companies a text speaks of, by name or alias (a former name too). Case, accents,
// hyphens and spaces don't matter; words do: « Vale » is not found in « valeur ».
import type { CompanyId } from '#kernel/ids'

/** What is needed of a company to find it. */
export type NamedCompany = { id: CompanyId; name: string; aliases: readonly string[] }

/** One place where a company is named; offsets in UTF-16 units of the text. */
export type CompanyMention = { companyId: CompanyId; start: number; end: number }

/** Ids of the companies named in the text, each once, in the order they first appear. */
export function findCompanies(text: string, companies: readonly NamedCompany[]): CompanyId[] {
  return [...new Set(companyMentions(text, companies).map(({ companyId }) => companyId))]
}

/**
 * Every place where a company is named, left to right, without overlap; the longest name wins, and
 * of two companies with the same name the first given. Linear in the length of the text.
 */
export function companyMentions(
  text: string,
  companies: readonly NamedCompany[],
): CompanyMention[] {
  const names = namesByKey(companies)
  const longest = Math.max(0, ...[...names.values()].map((name) => name.words))
  const words = wordsOf(text)
  const mentions: CompanyMention[] = []
  for (let at = 0; at < words.length; ) {
    const found = longestNameAt({ text, words, at, names, longest })
    if (found) mentions.push(found.mention)
    at += found?.words ?? 1
  }
  return mentions
}

/** The text without case and accents, each run of other signs one space: the form names compare in. */
export function companyNameKey(text: string): string {
  return wordsOf(text)
    .map(({ folded }) => folded)
    .join(' ')
}

type Word = { folded: string; start: number; end: number }
type Name = { companyId: CompanyId; words: number }

function namesByKey(companies: readonly NamedCompany[]): Map<string, Name> {
  const names = new Map<string, Name>()
  for (const { id, name, aliases } of companies) {
    for (const alias of [name, ...aliases]) {
      const words = wordsOf(alias)
      const key = words.map(({ folded }) => folded).join('')
      if (key && !names.has(key)) names.set(key, { companyId: id, words: words.length })
    }
  }
  return names
}

function longestNameAt(search: {
  text: string
  words: readonly Word[]
  at: number
  names: ReadonlyMap<string, Name>
  longest: number
}): { mention: CompanyMention; words: number } | undefined {
  const { text, words, at, names, longest } = search
  let key = ''
  let hyphensOnly = true
  let best: { mention: CompanyMention; words: number } | undefined
  // One word more than the longest name, for a name written with a hyphen that it doesn't have.
  for (let count = 1; count <= longest + 1; count += 1) {
    const word = words[at + count - 1]
    if (!word) break
    if (count > 1) {
      const between = text.slice(words[at + count - 2]?.end, word.start)
      if (!joiner.test(between)) break
      hyphensOnly &&= hyphen.test(between)
    }
    key += word.folded
    const name = names.get(key)
    if (!name || (name.words < count && !hyphensOnly)) continue
    const start = words[at]?.start ?? 0
    best = { mention: { companyId: name.companyId, start, end: word.end }, words: count }
  }
  return best
}

const hyphen = /^[-\u2010\u2011]$/
/** What may stand between two words of one name: a space, a hyphen, `&`, an apostrophe, a point. */
const joiner =
  /^(?:[ \u00a0\u202f\n]{1,2}|[-\u2010\u2011.'’/+]|[ \u00a0\u202f]?[-–&+][ \u00a0\u202f]?)$/

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
    folded: match[0]
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/œ/g, 'oe')
      .replace(/æ/g, 'ae'),
    start: match.index,
    end: match.index + match[0].length,
  }))
}
