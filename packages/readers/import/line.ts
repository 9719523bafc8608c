// One line of a file of readers: what it says, or why it is refused. Pure.
import type { Locale } from '#kernel/errors'
import type { ReaderId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type ParsedAddress, parseAddress } from '../address.ts'
import { joinedOf } from '../joined.ts'
import type { Reader, StoredReader, Suppression } from '../reader.ts'
import { readTags, retagged } from '../tags.ts'
import { chooseTopics } from '../topics.ts'
import type { Columns } from './columns.ts'
import type { CsvRecord } from './csv.ts'
import { readCountry, readDay, readLocale, readStatus } from './values.ts'

/** Why a line is not taken over. The last ones are of the reader, not of the line. */
export const refusals = [
  'quote',
  'tooLong',
  'noAddress',
  'malformedAddress',
  'duplicate',
  'language',
  'topic',
  'tag',
  'country',
  'date',
  'status',
  'notSubscribedThere',
] as const
export type Refusal = (typeof refusals)[number]

/** Why an address that is known stays as it is: an import revives nobody. */
export type KeptReason = 'unsubscribed' | Suppression['reason']

/** What a line says about its reader; what it leaves out stays as it is. */
export type LineValues = {
  locale?: Locale
  topics?: string[]
  addTags: string[]
  removeTags: string[]
  country?: string
  joinedAt?: Instant
}

/** A line that can be compared; `typed` is its address as it stood there. */
export type GoodLine = { line: number; email: string; ids: ReaderId[]; values: LineValues }
export type BadLine = { line: number; typed: string; refusal: Refusal; word?: string }
export type PreparedLine = GoodLine | BadLine

export function isGood(line: PreparedLine): line is GoodLine {
  return 'ids' in line
}

/** Reads a record. `idsOf` gives every id the address may be stored under, the current one first. */
export function readLine(
  record: CsvRecord,
  context: {
    columns: Columns
    publication: Publication
    now: Date
    idsOf: (email: string) => ReaderId[]
  },
): PreparedLine {
  const { line, cells } = record
  const { columns } = context
  const typed = unguarded(cells[columns.email] ?? '').slice(0, 254)
  const refuse = (refusal: Refusal, word?: string): BadLine => ({
    line,
    typed,
    refusal,
    ...(word === undefined ? {} : { word: word.slice(0, 60) }),
  })
  if (record.fault) return refuse(record.fault)
  if (typed.trim() === '') return refuse('noAddress')
  const address: ParsedAddress = parseAddress(typed)
  if (address.kind === 'malformed') return refuse('malformedAddress', address.fault)
  const cell = (at: number | undefined) => (at === undefined ? '' : unguarded(cells[at] ?? ''))
  const status = readStatus(cell(columns.status))
  if (status === undefined) return refuse('status', cell(columns.status))
  if (status === 'notSubscribed') return refuse('notSubscribedThere', cell(columns.status))
  const values = readValues(cell, context)
  if ('refusal' in values) return refuse(values.refusal, values.word)
  return { line, email: address.email, ids: context.idsOf(address.email), values }
}

type Fault = { refusal: Refusal; word: string }

function readValues(
  cell: (at: number | undefined) => string,
  context: { columns: Columns; publication: Publication; now: Date },
): LineValues | Fault {
  const { columns, publication, now } = context
  const values: LineValues = { addTags: [], removeTags: [] }
  const language = cell(columns.locale).trim()
  if (language !== '') {
    const locale = readLocale(language)
    if (!locale) return { refusal: 'language', word: language }
    values.locale = locale
  }
  const topics = cell(columns.topics).trim()
  if (topics !== '') {
    const chosen = readTopics(publication, topics)
    if ('refusal' in chosen) return chosen
    values.topics = chosen.topics
  }
  const tags = readTags(cell(columns.tags))
  if (tags.kind === 'malformed') return { refusal: 'tag', word: tags.word }
  values.addTags = tags.add
  values.removeTags = tags.remove
  const country = cell(columns.country).trim()
  if (country !== '') {
    const code = readCountry(country)
    if (!code) return { refusal: 'country', word: country }
    values.country = code
  }
  const joined = cell(columns.joined).trim()
  if (joined !== '') {
    const joinedAt = readDay(joined)
    if (!joinedAt || joinedAt > instant(now)) return { refusal: 'date', word: joined }
    values.joinedAt = joinedAt
  }
  return values
}

/** Topics by id or by name in either language; the word for all of them is the empty choice. */
function readTopics(publication: Publication, typed: string): { topics: string[] } | Fault {
  const ids: string[] = []
  // A topic's name may hold a comma, so bars come first.
  for (const part of typed.split(typed.includes('|') ? /[|\n]/ : /[,;\n]/)) {
    const word = part.trim().toLowerCase()
    if (word === '') continue
    if (/^(tous|toutes|all)$/.test(word)) return { topics: [] }
    const topic = publication.topics.find(({ id, name }) =>
      [id, name.fr, name.en].some((one) => one.toLowerCase() === word),
    )
    if (!topic) return { refusal: 'topic', word: part.trim() }
    ids.push(topic.id)
  }
  const chosen = chooseTopics(publication, ids)
  return { topics: chosen.kind === 'topics' ? chosen.topics : [] }
}

/** A cell that was kept from being a formula by an apostrophe, as it was meant. */
function unguarded(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

// — What becomes of a line —

export type ChangedField = 'confirmed' | 'locale' | 'topics' | 'tags' | 'country' | 'joinedAt'
export type LineOutcome =
  | { kind: 'new' | 'unchanged' }
  | { kind: 'changed'; fields: ChangedField[] }
  | { kind: 'kept'; reason: KeptReason }

/** What a line changes of a reader; the empty object when nothing. */
export type LineChanges = Partial<
  Pick<Reader, 'status' | 'locale' | 'topics' | 'tags' | 'country' | 'joinedAt'>
>

/**
 * Compares a line with what is known. Whoever left, bounced, complained or was erased stays as they
 * are. `isProven`: the basis of their consent is stated, so that new and waiting readers become
 * confirmed. Topics and language change only while the person has not chosen them themselves.
 */
export function compareLine(
  line: GoodLine,
  known: { reader: StoredReader | undefined; suppression: Suppression | undefined },
  isProven: boolean,
): { outcome: LineOutcome; changes: LineChanges } {
  const { reader, suppression } = known
  if (suppression) return { outcome: { kind: 'kept', reason: suppression.reason }, changes: {} }
  if (!reader) return { outcome: { kind: 'new' }, changes: {} }
  if (reader.status === 'unsubscribed')
    return { outcome: { kind: 'kept', reason: 'unsubscribed' }, changes: {} }
  const changes = changesOf(reader, line.values)
  if (reader.status === 'pending' && isProven) changes.status = 'confirmed'
  const fields = Object.keys(changes).map(
    (name) => (name === 'status' ? 'confirmed' : name) as ChangedField,
  )
  if (fields.length === 0) return { outcome: { kind: 'unchanged' }, changes }
  return { outcome: { kind: 'changed', fields }, changes }
}

function changesOf(reader: StoredReader, values: LineValues): LineChanges {
  const changes: LineChanges = {}
  const { locale, topics, country, joinedAt, addTags, removeTags } = values
  if (!hasChosen(reader)) {
    if (locale !== undefined && locale !== reader.locale) changes.locale = locale
    if (topics !== undefined && topics.join() !== reader.topics.join()) changes.topics = topics
  }
  const tags = retagged(reader.tags, { add: addTags, remove: removeTags })
  if (tags.join() !== (reader.tags ?? []).join()) changes.tags = tags
  if (country !== undefined && country !== reader.country) changes.country = country
  // By days: a file knows no more, and an export that comes back changes nothing.
  if (joinedAt !== undefined && joinedAt.slice(0, 10) < joinedOf(reader).slice(0, 10))
    changes.joinedAt = joinedAt
  return changes
}

/** Whether topics and language are the person's own choice. */
function hasChosen(reader: StoredReader): boolean {
  return reader.choseAt !== undefined || reader.confirmedSignUp !== undefined
}
