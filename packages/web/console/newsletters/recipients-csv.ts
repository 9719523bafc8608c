// A list of recipients as CSV, page by page, so that a large one never lies in memory whole.
import type { Table } from '#aws/table'
import { type ListedRecipient, type ListedState, listRecipients } from '#delivery/list-recipients'
import type { Locale } from '#kernel/errors'
import type { MailingId } from '#kernel/ids'
import { reasonText } from './report-words.ts'

const heads: Record<Locale, readonly string[]> = {
  fr: ['adresse', 'domaine', 'raison', 'lecteur'],
  en: ['address', 'domain', 'reason', 'reader'],
}

/** UTF-8 with a byte order mark, so that spreadsheets read the accents; semicolons in French. */
export function recipientsCsv(
  deps: { table: Table },
  query: { mailingId: MailingId; state: ListedState; reason?: string; locale: Locale },
): ReadableStream<Uint8Array> {
  const { locale, ...wanted } = query
  const encoder = new TextEncoder()
  let cursor: string | undefined
  let isFirst = true
  return new ReadableStream({
    async pull(controller) {
      if (isFirst) controller.enqueue(encoder.encode(`\ufeff${csvLine(heads[locale], locale)}`))
      isFirst = false
      const page = await listRecipients(deps, {
        ...wanted,
        limit: 1_000,
        ...(cursor === undefined ? {} : { cursor }),
      })
      const lines = (page?.recipients ?? []).map((one) => csvLine(cells(one, locale), locale))
      if (lines.length > 0) controller.enqueue(encoder.encode(lines.join('')))
      cursor = page?.cursor
      if (cursor === undefined) controller.close()
    },
  })
}

function cells(one: ListedRecipient, locale: Locale): string[] {
  const { email, domain, reason, note, readerId } = one
  return [email ?? '', domain, reasonText(reason ?? note?.why, locale), readerId]
}

/** A cell that a spreadsheet would take for a formula is kept from it by an apostrophe. */
export function csvLine(values: readonly string[], locale: Locale): string {
  const separator = locale === 'fr' ? ';' : ','
  const cell = (value: string) => {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /["\n\r,;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `${values.map(cell).join(separator)}\r\n`
}
