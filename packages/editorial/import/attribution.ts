// Reads the source of a quotation: author, work, year and publisher from a line such as
// `Victor Hugo, Les Misérables, 1862. A. Lacroix, éditeur.`, by shape and position.
import { nameInside, nameScore } from './person-name.ts'
import { cutPieces, type Piece } from './source-pieces.ts'

export type Attribution = {
  author?: string
  work?: string
  year?: number
  publisher?: string
}

/** `sourced` names an author and more; `named` an author only; `none` reads like something else. */
export type AttributionReading =
  | { kind: 'sourced'; attribution: Attribution }
  | { kind: 'named'; attribution: Attribution }
  | { kind: 'none' }

/** Parts of the line that were set in italics, as plain text: titles of works usually are. */
export type Hints = { italics?: readonly string[] }

const longest = 400

/** What an attribution says. `line` may open with a dash or stand in parentheses. */
export function readAttribution(line: string, { italics = [] }: Hints = {}): AttributionReading {
  const text = bare(line)
  if (text === '' || text.length > longest) return { kind: 'none' }
  const pieces = classify(cutPieces(text), italics)
  if (pieces.some(({ kind }) => kind === 'sentence')) return { kind: 'none' }
  const attribution = assemble(pieces)
  if (!attribution.author) return { kind: 'none' }
  const { work, year, publisher } = attribution
  const sourced = work !== undefined || year !== undefined || publisher !== undefined
  return { kind: sourced ? 'sourced' : 'named', attribution }
}

/** A line without the dash, parentheses and marks around it. */
function bare(line: string): string {
  let text = line.trim().replace(/^[-–—―~:,;.\s]{1,8}/, '')
  if (/^[([].*[)\]][.\s]{0,4}$/s.test(text) && text.indexOf(')') >= text.length - 3) {
    text = text.slice(1).replace(/[)\].\s]{1,5}$/, '')
  }
  return text.replace(/[\s:,;]{1,8}$/, '').trim()
}

type PieceKind =
  | 'plain'
  | 'work'
  | 'author'
  | 'year'
  | 'publisher'
  | 'publisherRole'
  | 'locator'
  | 'place'
  | 'other'
  | 'sentence'
type ReadPiece = Piece & { kind: PieceKind; year?: number }

const publisherRole =
  /^(?:éditeurs?|editeurs?|éd\.?|éditions?|editions?|publishers?|press|libraires?(?:-éditeurs?)?|imprimeurs?(?:-libraires?)?|imprimerie)\.?$/iu
const publisherWord =
  /(?:^|[\s.'’-])(?:éditeurs?|editeurs?|éd\.|éditions?|editions?|publishers?|publishing|press|presses|verlag|books|libraires?|librairie|imprimeurs?|imprimerie|& (?:co|cie|sons|fils)\b|et (?:cie|fils)\b|and (?:co|sons)\b)/iu
const house =
  /^(?:gallimard|flammarion|grasset|hachette|plon|fayard|hetzel|charpentier|calmann[- ]lévy|michel lévy|le seuil|seuil|minuit|albin michel|robert laffont|julliard|stock|actes sud|garnier|barbin|claude barbin|penguin|faber|macmillan|john murray|chapman|folio|pléiade|la pléiade|le livre de poche|points|10\/18|babel)\b/iu
/** `published by T. Egerton`, `chez Barbin`, `aux éditions Grasset`. */
const publishedBy =
  /^(?:(?:first )?published (?:by|in)|publiée? (?:par|chez|aux)|parue? (?:chez|aux)|chez|aux)\s+(?=\D)/iu
const locator =
  /^(?:(?:livre|liv\.|book|tome|t\.|volume|vol\.|acte|act|scène|scene|sc\.|chapitre|chapter|chap\.|partie|part|fragment|fr\.|maxime|maxim|pensée|essai|essay|lettre|letter|chant|canto|§|pp?\.|n°|no\.)\s*(?:[ivxlcdm]+|\d+)(?![\p{L}])|(?:première|deuxième|seconde|troisième|first|second|third)\s+(?:partie|part|livre|book)|(?:préface|preface|prologue|épilogue|epilogue)$|\d{1,3}$)/iu
const romanLocator = /^[IVXLCDM]+(?:\s*[.,]\s*\d+)?$/
const place =
  /^(?:paris|lyon|londres|london|bruxelles|brussels|genève|geneva|amsterdam|new york|leipzig|berlin|bern|boston|la haye|rouen|marseille|oxford|cambridge|édimbourg|edinburgh|milan|madrid|rome)$/iu
const yearAlone =
  /^(?:(?:vers|env\.|environ|c\.|ca\.?|circa|en|in|dès|posthume|publié en|published in|rééd\.|écrit en)\s+)?(-?\d{3,4})(?:\s*[-–/]\s*\d{2,4})?$/iu
const date =
  /^(?:le\s+)?(?:\d{1,2}(?:er|st|nd|rd|th)?\s+)?(?:of\s+)?\p{L}{3,9}\.?\s+(?:\d{1,2},?\s+)?(\d{4})$/iu
const yearAtEnd = /^(.*\S)\s+\(?(1[0-9]\d{2}|20\d{2})\)?$/u

function classify(pieces: readonly Piece[], italics: readonly string[]): ReadPiece[] {
  const read: ReadPiece[] = []
  for (const piece of pieces) {
    for (const part of splitConnectors(piece, read.length === 0)) {
      read.push(...classifyPiece(part, { italics, before: read }))
    }
  }
  return markPublishers(read)
}

/** `Maurice Nadeau, éditeur` or `éditeur : Maurice Nadeau`: the name beside the role is the house. */
function markPublishers(pieces: ReadPiece[]): ReadPiece[] {
  const plainCount = pieces.filter(({ kind }) => kind === 'plain').length
  for (const [at, { kind }] of pieces.entries()) {
    if (kind !== 'publisherRole' || plainCount < 2) continue
    const [before, after] = [pieces[at - 1], pieces[at + 1]]
    const order = after?.afterColon ? [after, before] : [before, after]
    const beside = order.find((piece) => piece?.kind === 'plain')
    if (beside) beside.kind = 'publisher'
  }
  return pieces
}

/** `Victor Hugo dans Les Misérables` is two pieces. Only the first piece is cut so. */
function splitConnectors(piece: Piece, isFirst: boolean): (Piece & { isWork?: true })[] {
  const lead =
    /^(?:dans|in|from|extraite? d(?:e|es|u)|tirée? d(?:e|es|u)|d’après|d'après)\s+(?=\S)/iu.exec(
      piece.text,
    )
  const text = piece.text.slice(lead?.[0].length ?? 0)
  const by = isFirst && !piece.quoted ? workBy(text, lead !== null) : undefined
  if (by)
    return [
      { ...piece, text: by.work, isWork: true },
      { ...piece, text: `par ${by.author}` },
    ]
  if (lead) return [{ ...piece, text, isWork: true }]
  if (!isFirst || piece.quoted) return [piece]
  const inside = /\s(?:dans|in|from|extraite? de|tirée? de)(?:\s(?=\S)|$)/iu.exec(piece.text)
  if (!inside) return [piece]
  const author = nameInside(piece.text.slice(0, inside.index))
  if (!author) return [piece]
  const work = piece.text.slice(inside.index + inside[0].length).trim()
  const rest: (Piece & { isWork?: true })[] =
    work === '' ? [] : [{ ...piece, text: work, isWork: true }]
  return [{ ...piece, text: author }, ...rest]
}

/** `Les Misérables de Victor Hugo`: a title and, after `de` or `by`, a name of two words or more. */
function workBy(text: string, isWork: boolean): { work: string; author: string } | undefined {
  if (!isWork && nameScore(text) >= 0.35) return undefined
  const found = /^(\p{Lu}.*?)\s(?:de|by|par)\s(\p{Lu}.*)$/u.exec(text)
  const [, work = '', author = ''] = found ?? []
  return found && nameScore(author) >= 1 ? { work, author } : undefined
}

function classifyPiece(
  piece: Piece & { isWork?: true },
  { italics, before }: { italics: readonly string[]; before: readonly ReadPiece[] },
): ReadPiece[] {
  const { text } = piece
  const as = (kind: PieceKind, more: Partial<ReadPiece> = {}): ReadPiece => ({
    ...piece,
    kind,
    ...more,
  })
  if (piece.quoted || italics.some((italic) => sameText(italic, text))) return [as('work')]
  const alone = yearAlone.exec(text) ?? date.exec(text)
  if (alone) return [as('year', { year: Number(alone[1]) })]
  if (publisherRole.test(text)) return [as('publisherRole')]
  if (publisherWord.test(text) || house.test(text) || publishedBy.test(text)) {
    const dated = yearAtEnd.exec(text)
    if (!dated) return [as('publisher')]
    return [as('publisher', { text: dated[1] ?? '' }), as('year', { year: Number(dated[2]) })]
  }
  if (before.length > 0 && (locator.test(text) || romanLocator.test(text))) return [as('locator')]
  if (place.test(text)) return [as('place')]
  if (isSentence(piece, before)) return [as('sentence')]
  const dated = yearAtEnd.exec(text)
  if (dated) {
    const told = /\s(?:en|in|de)$/i.test(dated[1] ?? '')
    const rest = { ...piece, text: (dated[1] ?? '').replace(/\s(?:en|in|de)$|,$/i, '') }
    // `Interrogée en 2019` opens a sentence; `Victor Hugo en 1862` is a source.
    if (told && before.length === 0 && nameScore(rest.text) < 0.8) return [as('sentence')]
    const undated = classifyPiece(rest, { italics, before })
    return [...undated, as('year', { year: Number(dated[2]) })]
  }
  if (piece.isWork) return [as('work')]
  if (/^(?:par|by|de|from|selon|dixit|signé)\s+\p{Lu}/iu.test(text)) {
    const name = text.replace(/^\S+\s+/, '')
    if (nameScore(name) >= 0.35 && !before.some(({ kind }) => kind === 'author')) {
      return [as('author', { text: name })]
    }
  }
  if (before.length === 0 && nameScore(text) === 0 && /^\p{Ll}/u.test(text)) {
    const name = nameInside(text)
    return [name ? as('author', { text: name }) : as('other')]
  }
  return [as(/^\p{Ll}/u.test(text) ? 'other' : 'plain')]
}

/** After a full stop, many words mostly in lower case: the text goes on, this is no source. */
function isSentence({ text, afterStop, enclosed }: Piece, before: readonly ReadPiece[]): boolean {
  const words = text.split(/\s+/)
  if (words.length > 16) return true
  if (enclosed || before.length === 0) return words.length > 12
  const lower = words.filter((word) => /^\p{Ll}/u.test(word)).length
  const hasWork = before.some(({ kind }) => kind === 'work' || kind === 'year') || before.length > 1
  if (!afterStop) return words.length > 10 && lower > words.length * 0.75
  return words.length >= (hasWork ? 5 : 8) && lower > words.length / 2
}

function assemble(pieces: readonly ReadPiece[]): Attribution {
  const plain = pieces.filter(({ kind }) => kind === 'plain')
  const marked = pieces.find(({ kind }) => kind === 'work')
  const named = pieces.find(({ kind }) => kind === 'author')
  const { author, work, left } = authorAndWork(plain, { marked, named })
  const years = pieces.filter(({ kind }) => kind === 'year')
  // `George Orwell, 1984, Secker & Warburg, 1949`: the first number is the work.
  const firstYear = !work && years.length > 1 ? years[0] : undefined
  const title = work ?? firstYear
  const year = years.at(-1)?.year
  const publisher = publisherOf(pieces, left)
  return {
    ...(author ? { author: author.text } : {}),
    ...(title ? { work: withLocators(title, pieces) } : {}),
    ...(year === undefined ? {} : { year }),
    ...(publisher ? { publisher } : {}),
  }
}

function authorAndWork(
  plain: readonly ReadPiece[],
  { marked, named }: { marked: ReadPiece | undefined; named: ReadPiece | undefined },
): { author?: ReadPiece; work?: ReadPiece; left: ReadPiece[] } {
  if (named || marked) {
    const author = named ?? plain.find(({ text }) => nameScore(text) >= 0.35)
    const others = plain.filter((piece) => piece !== author)
    const work = marked ?? others[0]
    return compact({ author, work, left: others.filter((piece) => piece !== work) })
  }
  const [first, second, ...rest] = plain
  if (!first) return { left: [] }
  const firstScore = nameScore(first.text)
  if (!second) return compact({ author: firstScore >= 0.35 ? first : undefined, left: [] })
  const secondScore = nameScore(second.text)
  const swapped =
    firstScore < 0.8 ? secondScore >= 0.8 || (firstScore < 0.35 && secondScore >= 0.35) : false
  const [author, work] = swapped ? [second, first] : [first, second]
  return compact({ author: nameScore(author.text) >= 0.35 ? author : undefined, work, left: rest })
}

function compact(value: {
  author?: ReadPiece | undefined
  work?: ReadPiece | undefined
  left: ReadPiece[]
}): { author?: ReadPiece; work?: ReadPiece; left: ReadPiece[] } {
  return {
    left: value.left,
    ...(value.author ? { author: value.author } : {}),
    ...(value.work ? { work: value.work } : {}),
  }
}

/** `Les Misérables, tome II, livre III`: what follows the title belongs to it. */
function withLocators(work: ReadPiece, pieces: readonly ReadPiece[]): string {
  const after = pieces.slice(pieces.indexOf(work) + 1)
  const end = after.findIndex(({ kind }) => kind !== 'locator')
  const locators = end < 0 ? after : after.slice(0, end)
  return [work, ...locators].map(({ text }) => text).join(', ')
}

function publisherOf(pieces: readonly ReadPiece[], left: readonly ReadPiece[]): string | undefined {
  const named = pieces.find(({ kind }) => kind === 'publisher')
  if (named) {
    // `A. Lacroix, Verboeckhoven et Cie` is one house: what is left over just before belongs to it.
    const before = pieces[pieces.indexOf(named) - 1]
    const joined =
      before && left.includes(before) && nameScore(before.text) >= 0.4
        ? `${before.text}, ${named.text}`
        : named.text
    return cleanPublisher(joined)
  }
  const last = left.at(-1)
  return last ? cleanPublisher(last.text) : undefined
}

function cleanPublisher(text: string): string {
  return text
    .replace(publishedBy, '')
    .replace(/^(?:éd\.|éditeur\s*:?|publisher\s*:?)\s*/iu, '')
    .replace(/\s+éditeurs?$/iu, '')
    .trim()
}

function sameText(one: string, other: string): boolean {
  const fold = (text: string) => text.replace(/^[\s,.;()«»“”"]+|[\s,.;()«»“”"]+$/g, '')
  return fold(one) === fold(other)
}
