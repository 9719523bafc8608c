// Every recipient of a mailing as CSV, a row each, piece by piece.
import type { RecipientRow } from '#delivery/export-recipients'
import type { Mailing } from '#delivery/mailing'
import type { Locale } from '#kernel/errors'
import { wallClockOf } from '#kernel/time'
import { csvLine } from '#readers/import/csv-line'
import { reasonText, stateNames } from './report-words.ts'

const heads: Record<Locale, readonly string[]> = {
  fr: [
    'lecteur',
    'adresse',
    'domaine',
    'variante',
    'objet',
    'état',
    'raison',
    'accepté à',
    'marques',
  ],
  en: [
    'reader',
    'address',
    'domain',
    'variant',
    'subject',
    'state',
    'reason',
    'accepted at',
    'marks',
  ],
}

/** UTF-8 with a byte order mark; times are of the mailing's zone, to the minute. */
export async function* allRecipientsCsv(
  rows: AsyncIterable<readonly RecipientRow[]>,
  of: { mailing: Mailing; locale: Locale },
): AsyncGenerator<string> {
  const { locale } = of
  yield `\ufeff${csvLine(heads[locale], locale)}`
  for await (const some of rows)
    if (some.length > 0) yield some.map((row) => csvLine(cells(row, of), locale)).join('')
}

function cells(row: RecipientRow, { mailing, locale }: { mailing: Mailing; locale: Locale }) {
  const named = (state: string) => stateNames[state]?.[locale] ?? state
  return [
    row.readerId,
    row.email ?? '',
    row.domain,
    row.variant,
    row.subject,
    named(row.state),
    reasonText(row.reason, locale),
    row.acceptedAt === undefined ? '' : wallClockOf(row.acceptedAt, mailing.zone).replace('T', ' '),
    row.marks.map(named).join(' | '),
  ]
}
