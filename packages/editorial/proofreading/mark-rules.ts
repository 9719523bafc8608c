// Rules on marks and spaces. Each takes a text and gives the places to look at; links, addresses,
// times and code are left alone.
import type { Locale } from '#kernel/errors'
import { frenchSpaceEdits, narrowSpace } from '#kernel/typography'
import type { Finding } from './suggestion.ts'

/** Every finding of the rules on marks, in no particular order. */
export function markFindings(text: string, locale: Locale): Finding[] {
  return [
    ...gluedWords(text),
    ...ellipses(text),
    ...apostrophes(text),
    ...spacesBeforeMarks(text, locale),
    ...doubledSpaces(text),
    ...doubledMarks(text),
    ...unpairedBrackets(text),
    ...(locale === 'fr' ? narrowSpaces(text) : []),
  ]
}

/** `enterrement ?Tersea`, `fin.Mais`, `oui,non`: the word and its mark, with a space between. */
function gluedWords(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(
    /([?!;]|(?<=\p{L}{2}):|(?<=\p{Ll}{2})[.](?=\p{Lu}\p{Ll})|(?<=\p{L}),)(\p{L}[\p{L}\p{M}\d’'-]{0,60})/gu,
  )) {
    const [found, mark, word] = match
    const before = text[match.index - 1]
    if (before === undefined || /[([{/\\=&]/.test(before)) continue
    if (isInLinkWord(text, match.index)) continue
    const place = { start: match.index, end: match.index + found.length }
    findings.push({ ...place, code: 'glued-word', replacement: `${mark} ${word}` })
  }
  return findings
}

/** Whether the word around an offset is a link, an address or code. Looks at most 300 signs away. */
function isInLinkWord(text: string, at: number): boolean {
  const before = /\S{0,300}$/.exec(text.slice(Math.max(0, at - 300), at))?.[0] ?? ''
  const after = /^\S{0,300}/.exec(text.slice(at, at + 300))?.[0] ?? ''
  return /:\/\/|www\.|@|[=&{}<>\\]|::|\/\/|\(\)|^[/`$]|^mailto:|^\w+\.\w+[/?]/i.test(before + after)
}

function ellipses(text: string): Finding[] {
  return [...text.matchAll(/\(\.{2,}\)|\[\.{2,}\]|\.{2,}/g)]
    .filter(({ index }) => !isInLinkWord(text, index))
    .map(({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
      code: 'ellipsis' as const,
      replacement: found.replace(/\.{2,}/, '…'),
    }))
}

/** One finding for all the apostrophes of a text: they come by the dozen. */
function apostrophes(text: string): Finding[] {
  const typed = [...text.matchAll(/(?<=\p{L})'(?=[\p{L}\p{N}«“"])/gu)].filter(
    ({ index }) => !isInLinkWord(text, index),
  )
  const [first] = typed
  const last = typed.at(-1)
  if (!first || !last) return []
  const at = new Set(typed.map(({ index }) => index))
  const replacement = [...text.slice(first.index, last.index + 1)]
  let offset = first.index
  const replaced = replacement.map((sign) => {
    const here = offset
    offset += sign.length
    return at.has(here) ? '’' : sign
  })
  return [
    { start: first.index, end: last.index + 1, code: 'apostrophe', replacement: replaced.join('') },
  ]
}

function spacesBeforeMarks(text: string, locale: Locale): Finding[] {
  const marks =
    locale === 'fr'
      ? /(?<=\S)[ \u00a0\u202f]+([.,])(?![.,\d\p{L}])/gu
      : /(?<=\S)[ \u00a0\u202f]+([.,?!;:])(?![.,\d\p{L})])/gu
  return [...text.matchAll(marks)].map(({ 0: found, 1: mark = '', index }) => ({
    start: index,
    end: index + found.length,
    code: 'space-before-mark' as const,
    replacement: mark,
  }))
}

function doubledSpaces(text: string): Finding[] {
  return [...text.matchAll(/[ \u00a0\u202f]{2,}/g)]
    .filter(({ 0: found, index }) => !/^[.,?!;:»]/.test(text.slice(index + found.length)[0] ?? ''))
    .map(({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
      code: 'double-space' as const,
      replacement: ' ',
    }))
}

function doubledMarks(text: string): Finding[] {
  return [...text.matchAll(/,{2,}|;{2,}|,\s?\.(?!\.)|(?<![:\w]):{2,}(?![:\w])/g)].map(
    ({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
      code: 'double-mark' as const,
      replacement: found.startsWith(',') && found.endsWith('.') ? '.' : (found[0] ?? ''),
    }),
  )
}

const pairs: Record<string, string> = { '«': '»', '(': ')', '[': ']', '“': '”' }

function unpairedBrackets(text: string): Finding[] {
  const open: { mark: string; at: number }[] = []
  const alone: number[] = []
  const closers = new Set(Object.values(pairs))
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string
    if (pairs[sign] !== undefined) open.push({ mark: sign, at })
    else if (closers.has(sign)) {
      const last = open.at(-1)
      if (last && pairs[last.mark] === sign) open.pop()
      else if (!isListMark(text, at)) alone.push(at)
    }
  }
  return [...open.map(({ at }) => at), ...alone].map((at) => ({
    start: at,
    end: at + 1,
    code: 'unpaired-mark' as const,
  }))
}

/** `1)` and `a)` number things, and `:)` smiles. */
function isListMark(text: string, at: number): boolean {
  return (
    text[at] === ')' &&
    /(?:^|\s)(?:\d{1,3}|\p{L})$|[:;]-?$/u.test(text.slice(Math.max(0, at - 5), at))
  )
}

/**
 * What importing puts in by itself, for text typed later; and before % and €. An insertion takes in
 * the sign before it, so that what is found there shows whether its place is still the same.
 */
function narrowSpaces(text: string): Finding[] {
  const edits = frenchSpaceEdits(text).map(({ start, end }) => ({ start, end }))
  const units = [...text.matchAll(/(?<=\d)[ \u00a0]?(?=[%€])/g)]
    .filter(({ index }) => !isInLinkWord(text, index))
    .map(({ 0: found, index }) => ({ start: index, end: index + found.length }))
  return [...edits, ...units].map(({ start, end }) => {
    const from = start === end ? start - 1 : start
    const replacement = text.slice(from, start) + narrowSpace
    return { start: from, end, code: 'narrow-space' as const, replacement }
  })
}
