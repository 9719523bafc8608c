// The journals as a table: one row a posting, in the order of the numbers; what no seal has yet comes
// last, without a number.
import type { Table } from '#aws/table'
import { type Accounts, accountName } from '#publication/books'
import type { Period } from '../period.ts'
import { type Cell, type Head, sides } from './csv.ts'
import { entriesOf, type PeriodEntry } from './period-entries.ts'

export const journalName: Head = { fr: 'journal', en: 'journal' }

export const journalHeads: readonly Head[] = [
  { fr: 'Numéro', en: 'Number' },
  { fr: 'Scellée le', en: 'Sealed on' },
  { fr: 'Scellé', en: 'Seal' },
  { fr: 'Journal', en: 'Journal' },
  { fr: 'Date', en: 'Date' },
  { fr: 'Compte', en: 'Account' },
  { fr: 'Intitulé', en: 'Account name' },
  { fr: 'Client', en: 'Customer' },
  { fr: 'Pièce', en: 'Document' },
  { fr: 'Date de pièce', en: 'Document date' },
  { fr: 'Libellé', en: 'Label' },
  { fr: 'Débit', en: 'Debit' },
  { fr: 'Crédit', en: 'Credit' },
  { fr: 'Source', en: 'Source' },
  { fr: 'Extourne de', en: 'Reverses' },
  { fr: 'Motif', en: 'Reason' },
]

export async function* journalRows(
  { table, accounts }: { table: Table; accounts: Accounts },
  period: Period,
): AsyncGenerator<Cell[]> {
  for await (const entry of entriesOf(table, period)) yield* rowsOf(entry, accounts)
}

function rowsOf({ transaction, sealed }: PeriodEntry, accounts: Accounts): Cell[][] {
  const { journal, date, piece, label, source, postings, reverses, reason } = transaction
  return postings.map(({ account, auxiliary, cents }) => [
    ...[sealed?.number, sealed?.validDate, sealed?.seal, journal, date],
    ...[account, accountName(accounts, account), auxiliary, piece.ref, piece.date, label],
    ...[...sides(cents), source, reverses, reason],
  ])
}
