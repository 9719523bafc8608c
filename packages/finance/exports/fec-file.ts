// The text of an FEC, entry by entry, however many there are.
import type { Accounts } from '#publication/books'
import { fecHeaderLine, fecLines, type SealedTransaction } from '../write-fec.ts'
import { letteringOf } from './lettering.ts'

/**
 * Entries are read twice: for the lettering, then for the lines. Customers are called by their number:
 * the file tells no names. Nothing is written where there are no entries.
 */
export async function* fecFile(
  entries: () => AsyncIterable<SealedTransaction>,
  { accounts }: { accounts: Accounts },
): AsyncGenerator<string> {
  const letters = await letteringOf(entries())
  const context = { accounts, customerName: () => undefined, letteringOf: letters }
  yield fecHeaderLine()
  for await (const sealed of entries()) yield fecLines(sealed, context)
}
