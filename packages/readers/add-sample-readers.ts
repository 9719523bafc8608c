// Invented readers for an installation that is tried out: the same ones every time, at a reserved
// domain, with consents that say they are samples.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { prefixedId } from '#kernel/ids'
import { type Clock, dateOf, dayMs, hourMs, instant, minuteMs, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { consentOf } from './consent.ts'
import type { Reader } from './reader.ts'
import { type ReaderKeys, readerId } from './reader-id.ts'
import { consentItem, getReaders, readerItem } from './store.ts'
import { addGrowthCounts, type GrowthCounts, noGrowth } from './store-counters.ts'
import { searchItems } from './store-search.ts'

export const sampleLimits = { batch: 500, days: 180 }

export type AddSampleReadersDeps = {
  table: Table
  clock: Clock
  readerKeys: ReaderKeys
  publication: Publication
  siteUrl: string
}

/**
 * Adds `count` confirmed readers at example.org; those that are there already, in whatever state,
 * are left alone. `bare` writes the readers alone, without consents and search terms: for a million.
 */
export async function addSampleReaders(
  deps: AddSampleReadersDeps,
  options: { count?: number; seed?: number; bare?: boolean } = {},
): Promise<{ added: number }> {
  const { count = 200, seed = 131, bare = false } = options
  const start = deps.clock().getTime()
  const makeReader = sampleMaker(deps, { seed, startMs: start })
  const growth = new Map<string, GrowthCounts>()
  let added = 0
  for (let from = 0; from < count; from += sampleLimits.batch) {
    const size = Math.min(sampleLimits.batch, count - from)
    const made = Array.from({ length: size }, (_, at) => makeReader(from + at))
    const known = await getReaders(
      deps.table,
      made.map(({ id }) => id),
    )
    const there = new Set(known.map(({ id }) => id))
    const fresh = made.filter(({ id }) => !there.has(id))
    await write(deps, { readers: fresh, bare })
    for (const reader of fresh) countInto(growth, deps.publication, reader)
    added += fresh.length
  }
  for (const [day, counts] of growth) await addGrowthCounts(deps.table, { day, counts })
  return { added }
}

/** Evidence first, then the readers, then their search terms. */
async function write(
  deps: AddSampleReadersDeps,
  options: { readers: Reader[]; bare: boolean },
): Promise<void> {
  const { bare } = options
  // Without proofs nobody has agreed to anything more.
  const readers = bare
    ? options.readers.map((reader) => ({ ...reader, trackingConsent: false }))
    : options.readers
  if (!bare) await deps.table.putMany(readers.flatMap((reader) => consentItems(deps, reader)))
  await deps.table.putMany(readers.map(readerItem))
  if (!bare) await deps.table.putMany(readers.flatMap(searchItems))
}

function countInto(
  growth: Map<string, GrowthCounts>,
  { zone }: Publication,
  { createdAt, confirmedAt = createdAt }: Reader,
): void {
  const count = (at: typeof createdAt, event: 'requested' | 'confirmed') => {
    const day = dateOf(at, zone)
    const counts = growth.get(day) ?? { ...noGrowth }
    counts[event]++
    growth.set(day, counts)
  }
  count(createdAt, 'requested')
  count(confirmedAt, 'confirmed')
}

function consentItems(deps: AddSampleReadersDeps, reader: Reader) {
  const { id, locale, createdAt, confirmedAt = createdAt } = reader
  const tail = id.slice(-20)
  const make = (
    act: 'requested' | 'confirmed',
    at: typeof createdAt,
    path: string,
    purpose: 'newsletter' | 'tracking' = 'newsletter',
  ) =>
    consentItem({
      id: prefixedId('consent', `${purpose === 'tracking' ? 't' : act.slice(0, 1)}${tail}`),
      consent: consentOf(deps.publication, {
        readerId: id,
        at,
        act,
        purpose,
        locale,
        origin: {
          ip: '192.0.2.1',
          userAgent: 'sample',
          formUrl: `${deps.siteUrl}${path}`,
          source: 'sample',
        },
      }),
    })
  return [
    make('requested', createdAt, '/'),
    make('confirmed', confirmedAt, '/confirm'),
    ...(reader.trackingConsent
      ? [make('confirmed', plusMs(confirmedAt, minuteMs), '/preferences', 'tracking')]
      : []),
  ]
}

/** The n-th sample reader; the same for the same seed, keys and start of day. */
function sampleMaker(
  deps: Pick<AddSampleReadersDeps, 'readerKeys' | 'publication'>,
  options: { seed: number; startMs: number },
): (n: number) => Reader {
  const topics = deps.publication.topics.map(({ id }) => id)
  const today = Math.floor(options.startMs / dayMs) * dayMs
  return (n) => {
    const random = seeded(options.seed * 1_000_003 + n)
    const email = `${sampleName(n)}@example.org`
    const age = Math.floor(1 + random() * (sampleLimits.days - 1)) * dayMs
    const createdAt = instant(today - age + Math.floor(random() * 14 * 60) * minuteMs + 6 * hourMs)
    const locale: Locale = random() < 0.92 ? 'fr' : 'en'
    const chosen = random() < 0.55 ? [] : topics.filter(() => random() < 0.5)
    const confirmedAt = plusMs(createdAt, Math.floor(1 + random() * 90) * minuteMs)
    return {
      id: readerId(deps.readerKeys, email),
      email,
      locale,
      topics: chosen.length === topics.length ? [] : chosen,
      status: 'confirmed',
      trackingConsent: random() < 0.4,
      source: 'sample',
      createdAt,
      confirmedAt,
      updatedAt: confirmedAt,
      version: 1,
    }
  }
}

/** Every pair of names comes once before the first gets a number. */
function sampleName(n: number): string {
  const pairs = firstNames.length * lastNames.length
  // A prime that divides neither length walks through all pairs without an order to be seen.
  const pair = (n * 1_009) % pairs
  const first = firstNames[pair % firstNames.length]
  const last = lastNames[Math.floor(pair / firstNames.length)]
  const round = Math.floor(n / pairs)
  return round === 0 ? `${first}.${last}` : `${first}.${last}${round + 1}`
}

/** mulberry32: small, fast, good enough for samples. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const firstNames = [
  'adele',
  'agathe',
  'alain',
  'amina',
  'anais',
  'antoine',
  'armand',
  'aurelie',
  'basile',
  'benoit',
  'camille',
  'celeste',
  'clement',
  'colette',
  'damien',
  'delphine',
  'edgar',
  'elise',
  'emile',
  'fanny',
  'farid',
  'florence',
  'gaspard',
  'helene',
  'henri',
  'ines',
  'jeanne',
  'jules',
  'karim',
  'lea',
  'leon',
  'lucie',
  'madeleine',
  'marius',
  'nadia',
  'noemie',
  'octave',
  'pauline',
  'rachid',
  'sarah',
  'simon',
  'solene',
  'theo',
  'valentine',
  'victor',
  'yasmine',
] as const
const lastNames = [
  'aubier',
  'bellefeuille',
  'boisclair',
  'brunelle',
  'carrefond',
  'champfleuri',
  'coudraie',
  'delavigne',
  'dumoulinet',
  'fauvette',
  'fontclaire',
  'garance',
  'grandpre',
  'hautbois',
  'jonquille',
  'larochette',
  'lavallee',
  'lilas',
  'longchemin',
  'maisonneuve',
  'marjolaine',
  'merisier',
  'montclair',
  'noisette',
  'orme',
  'papillon',
  'passerose',
  'peuplier',
  'pimprenelle',
  'prunelle',
  'quatrevents',
  'ruisseau',
  'sapiniere',
  'sorbier',
  'tilleul',
  'tournesol',
  'vallombre',
  'verger',
  'violette',
  'volubilis',
] as const
