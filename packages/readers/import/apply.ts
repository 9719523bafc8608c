// Lines against the table, a batch at a time: compared without a trace, or read in. Each reader is
// one conditional write after its proof, so that a second try, or a second file, changes nothing.
import { ifAbsent, type Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { type ImportId, prefixedId, type ReaderId } from '#kernel/ids'
import { dateOf, dayMs, type Instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Consent, Reader, StoredReader, Suppression } from '../reader.ts'
import {
  changeReader,
  consentItem,
  getReader,
  getSuppression,
  getSuppressions,
  readerItem,
  unchangedSince,
} from '../store.ts'
import { addGrowthCounts, noGrowth } from '../store-counters.ts'
import { type Basis, getStoredReaders } from '../store-imports.ts'
import { deleteSearchTerms, searchItems } from '../store-search.ts'
import { retagged } from '../tags.ts'
import type { JudgedLine } from './counts.ts'
import { compareLine, type GoodLine, isGood, type LineOutcome, type PreparedLine } from './line.ts'

export type ImportAct = {
  importId: ImportId
  /** What proofs and readers bear as their time. */
  at: Instant
  /** Without it, new readers wait unconfirmed, get nothing, and go after 30 days. */
  basis?: Basis | undefined
  /** The language of readers whose line names none. */
  locale: Locale
  /** Where the file came in: the page's address, or the command. */
  formUrl: string
}

type Deps = { table: Table; publication: Pick<Publication, 'zone'> }
type Known = { reader: StoredReader | undefined; suppression: Suppression | undefined }

const waitingMs = 30 * dayMs
const attempts = 4
/** Search terms that go in one after the other; others beside them. */
const termsAtOnce = 100

/** What would become of these lines (at most 100); writes nothing. */
export async function compareLines(
  table: Table,
  lines: readonly PreparedLine[],
  isProven: boolean,
): Promise<JudgedLine[]> {
  const known = await lookUp(table, lines.filter(isGood))
  return lines.map((line) =>
    isGood(line) ? { line, outcome: compareLine(line, known(line), isProven).outcome } : { line },
  )
}

/** Reads these lines in (at most 100) and says what became of each. */
export async function importLines(
  deps: Deps,
  lines: readonly PreparedLine[],
  act: ImportAct,
): Promise<JudgedLine[]> {
  const { table } = deps
  const good = lines.filter(isGood)
  const known = await lookUp(table, good)
  const isNew = (line: GoodLine) => known(line).reader === undefined && !known(line).suppression
  if (act.basis) await table.putMany(good.filter(isNew).map((line) => proofItem(line, act)))
  const confirmed: Reader[] = []
  const judged = await Promise.all(
    lines.map(async (line): Promise<JudgedLine> => {
      if (!isGood(line)) return { line }
      const { outcome, joined } = await writeLine(deps, line, { known: known(line), act, attempts })
      if (joined) confirmed.push(joined)
      return { line, outcome }
    }),
  )
  await writeReadModels(deps, confirmed, act)
  return judged
}

async function lookUp(
  table: Table,
  lines: readonly GoodLine[],
): Promise<(line: GoodLine) => Known> {
  const ids = lines.flatMap((line) => line.ids)
  const [readers, suppressions] = await Promise.all([
    getStoredReaders(table, ids),
    getSuppressions(table, ids),
  ])
  return ({ ids: own }) => ({
    reader: first(own, readers),
    suppression: first(own, suppressions),
  })
}

function first<T>(ids: readonly ReaderId[], found: ReadonlyMap<ReaderId, T>): T | undefined {
  for (const id of ids) if (found.has(id)) return found.get(id)
  return undefined
}

type Written = { outcome: LineOutcome; joined?: Reader }

/** One line's reader; compared again when somebody else wrote it meanwhile. */
async function writeLine(
  deps: Deps,
  line: GoodLine,
  options: { known: Known; act: ImportAct; attempts: number },
): Promise<Written> {
  const { table } = deps
  const { known, act } = options
  const { outcome, changes } = compareLine(line, known, act.basis !== undefined)
  if (outcome.kind === 'kept' || outcome.kind === 'unchanged') return { outcome }
  if (outcome.kind === 'new') {
    const reader = newReader(line, act)
    const expiresAt = act.basis ? {} : { expiresAt: seconds(plusMs(act.at, waitingMs)) }
    const put = await table.put({ ...readerItem(reader), ...expiresAt }, ifAbsent)
    if (put.kind === 'written') return act.basis ? { outcome, joined: reader } : { outcome }
    return await again(deps, line, options)
  }
  const { reader } = known
  if (!reader) throw new Error('A change of no reader')
  await proveChange(table, { line, reader, outcome, act })
  const isConfirmed = changes.status === 'confirmed'
  const result = await changeReader(table, reader.id, {
    changes: {
      set: { ...changes, ...(isConfirmed ? { confirmedAt: act.at } : {}), updatedAt: act.at },
      remove: isConfirmed ? ['signUp', 'expiresAt', 'intent'] : [],
    },
    condition: unchangedSince(reader),
  })
  if (result.kind === 'conditionFailed') return await again(deps, line, options)
  return isConfirmed ? { outcome, joined: result.reader } : { outcome }
}

async function again(
  deps: Deps,
  line: GoodLine,
  options: { act: ImportAct; attempts: number },
): Promise<Written> {
  const left = options.attempts - 1
  if (left === 0) throw new Error('A reader kept changing while being imported')
  const [id] = line.ids
  if (!id) throw new Error('A line without an id')
  const known = {
    reader: await getReader(deps.table, id, { consistent: true }),
    suppression: await getSuppression(deps.table, id),
  }
  if (!known.reader && !known.suppression && options.act.basis)
    await deps.table.putMany([proofItem(line, options.act)])
  return await writeLine(deps, line, { ...options, known, attempts: left })
}

function newReader(line: GoodLine, { at, basis, locale }: ImportAct): Reader {
  const { values, ids, email } = line
  const [id] = ids
  if (!id) throw new Error('A line without an id')
  const tags = retagged(undefined, { add: values.addTags, remove: values.removeTags })
  return {
    id,
    email,
    locale: values.locale ?? locale,
    topics: values.topics ?? [],
    status: basis ? 'confirmed' : 'pending',
    trackingConsent: false,
    source: 'import',
    createdAt: at,
    ...(basis ? { confirmedAt: at } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(values.country === undefined ? {} : { country: values.country }),
    ...(values.joinedAt === undefined ? {} : { joinedAt: values.joinedAt }),
    updatedAt: at,
    version: 1,
  }
}

/** The proof bears the same time and id in every try: it is the same proof. */
function proofItem(
  line: GoodLine,
  act: ImportAct,
  of: { id?: ReaderId; consentAct?: Consent['act'] } = {},
) {
  const { importId, at, basis, formUrl } = act
  const readerId = of.id ?? line.ids[0]
  if (!readerId || !basis) throw new Error('A proof without a basis')
  const obtainedOn = line.values.joinedAt?.slice(0, 10) ?? basis.obtainedOn
  const consentAct = of.consentAct ?? 'confirmed'
  const consent: Consent = {
    readerId,
    at,
    act: consentAct,
    purpose: 'newsletter',
    textVersion: 'import',
    text: basis.text,
    formUrl,
    ip: '',
    userAgent: '',
    source: 'import',
    ...(obtainedOn === undefined ? {} : { obtainedOn }),
  }
  const tail = `${consentAct.slice(0, 1)}${importId.slice(-30)}`
  return consentItem({ consent, id: prefixedId('consent', tail) })
}

/** A consent that becomes whole, or a choice that the file changes, is proven before it counts. */
async function proveChange(
  table: Table,
  options: { line: GoodLine; reader: StoredReader; outcome: LineOutcome; act: ImportAct },
): Promise<void> {
  const { line, reader, outcome, act } = options
  if (!act.basis || outcome.kind !== 'changed') return
  const { fields } = outcome
  const isConfirmed = fields.includes('confirmed')
  if (!isConfirmed && !fields.includes('topics') && !fields.includes('locale')) return
  const consentAct = isConfirmed ? 'confirmed' : 'changed'
  await table.put(proofItem(line, act, { id: reader.id, consentAct }), ifAbsent)
}

/** Search terms and growth; terms of whoever was erased in between go again. */
async function writeReadModels(
  { table, publication }: Deps,
  confirmed: readonly Reader[],
  { at }: ImportAct,
): Promise<void> {
  if (confirmed.length === 0) return
  const terms = confirmed.flatMap(searchItems)
  const slices = Array.from({ length: Math.ceil(terms.length / termsAtOnce) }, (_, at) =>
    terms.slice(at * termsAtOnce, (at + 1) * termsAtOnce),
  )
  await Promise.all(slices.map((slice) => table.putMany(slice)))
  const still = await getStoredReaders(
    table,
    confirmed.map(({ id }) => id),
  )
  for (const reader of confirmed) if (!still.has(reader.id)) await deleteSearchTerms(table, reader)
  const counts = { ...noGrowth, confirmed: confirmed.length }
  await addGrowthCounts(table, { day: dateOf(at, publication.zone), counts })
}

function seconds(at: Instant): number {
  return Math.ceil(Date.parse(at) / 1000)
}
