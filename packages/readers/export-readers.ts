// The audience as a file: every confirmed reader, a page at a time, in columns that an import reads.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Delimiter } from './import/csv.ts'
import { csvLine } from './import/csv-line.ts'
import { joinedOf } from './joined.ts'
import type { Reader } from './reader.ts'
import { type Condition, segmentTest } from './segment.ts'
import { audiencePage, shardsOfAudience } from './store.ts'
import { readersFor } from './store-standings.ts'

export const exportLimits = { page: 1_000 }

const heads: Record<Locale, readonly string[]> = {
  fr: ['adresse', 'statut', 'langue', 'sujets', 'étiquettes', 'pays', 'inscrit le', 'arrivé par'],
  en: ['address', 'status', 'language', 'topics', 'tags', 'country', 'joined', 'came through'],
}

export type ExportInput = {
  locale: Locale
  delimiter?: Delimiter | undefined
  /** Those of a segment alone. */
  condition?: Condition | undefined
}

/**
 * CSV in pieces: UTF-8 with a byte order mark, so that spreadsheets read accents; formulas kept
 * from being one. Confirmed readers only: nobody else may be written to.
 */
export async function* exportReaders(
  deps: { table: Table; clock: Clock; publication: Publication },
  { locale, delimiter, condition }: ExportInput,
): AsyncGenerator<string> {
  const { publication } = deps
  const context = { now: deps.clock(), zone: publication.zone }
  const test = condition ? segmentTest(condition, context) : () => true
  const known = readersFor(deps.table, [condition])
  const line = (cells: readonly string[]) => csvLine(cells, locale, delimiter)
  yield `\ufeff${line(heads[locale])}`
  for (let shard = 0; shard < shardsOfAudience; shard++) {
    let cursor: string | undefined
    do {
      const page = await audiencePage(deps.table, shard, cursor, exportLimits.page)
      const lines = (await known(page.readers))
        .filter(test)
        .map((reader) => line(cells(reader, { publication, locale })))
      if (lines.length > 0) yield lines.join('')
      cursor = page.cursor
    } while (cursor !== undefined)
  }
}

function cells(
  reader: Reader,
  { publication, locale }: { publication: Publication; locale: Locale },
): string[] {
  const { topics, tags = [], country = '', email, source } = reader
  const topicNames = topics.map(
    (id) => publication.topics.find((topic) => topic.id === id)?.name[locale] ?? id,
  )
  const all = locale === 'fr' ? 'tous' : 'all'
  return [
    email,
    locale === 'fr' ? 'inscrit' : 'subscribed',
    reader.locale,
    topics.length === 0 ? all : topicNames.join(' | '),
    tags.join(' | '),
    country,
    joinedOf(reader).slice(0, 10),
    source,
  ]
}
