// Ledger transactions in the table: one item a source. What no seal has yet lies under UNSEALED, what
// one has under the day it is booked on. A transaction never changes; sealing adds what its seal gave.
import * as z from 'zod'
import { type Key, ledgerDayIndex, ledgerKey, unsealedIndex } from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import { assert } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { hashOf, Transaction } from './transaction.ts'

const schema = 1
const Day = z.iso.date()

/** What a transaction's seal gave it. `year`: the closing day of its fiscal year, `20261231`. */
export const Stamp = z.object({
  seal: z.number().int().min(1),
  year: z.string().regex(/^\d{8}$/),
  number: z.number().int().min(1),
  /** The day of the seal. */
  validDate: Day,
})
export type Stamp = z.infer<typeof Stamp>

/** A transaction as it stands in the books. */
export const Booked = z.object({
  transaction: Transaction,
  bookedAt: z.custom<Instant>((value) => typeof value === 'string'),
  /** How it was made, where its month was closed and it is booked on a later day. */
  made: z.object({ date: Day, label: z.string() }).optional(),
  stamp: Stamp.optional(),
})
export type Booked = z.infer<typeof Booked>

/** The transaction as its facts made it, wherever it is booked. */
export function asMade({ transaction, made }: Pick<Booked, 'transaction' | 'made'>): Transaction {
  return made ? { ...transaction, ...made } : transaction
}

/** Whether both are the same event with the same content. */
export function isSame(booked: Booked, transaction: Transaction): boolean {
  return hashOf(asMade(booked)) === hashOf(transaction)
}

/**
 * Stores a transaction unless its source is taken. `taken` holds what is there; an answer that was
 * lost and a second try come to the same.
 */
export async function putBooked(
  table: Table,
  booked: Booked,
): Promise<{ kind: 'written' } | { kind: 'taken'; there: Booked }> {
  const { transaction, bookedAt } = booked
  const item = {
    ...ledgerKey(transaction.source),
    ...unsealedIndex(transaction.source, bookedAt),
    schema,
    ...Booked.parse(booked),
  }
  if ((await table.put(item, ifAbsent)).kind === 'written') return { kind: 'written' }
  const there = await transactionOf(table, transaction.source)
  assert(there !== undefined, 'a ledger that only grows')
  return { kind: 'taken', there }
}

/** What is booked under a source. */
export async function transactionOf(table: Table, source: string): Promise<Booked | undefined> {
  const item = await table.get(ledgerKey(source), { consistent: true })
  return item && readBooked(item)
}

/** What is booked under these sources (each named once), in their order; unknown ones are left out. */
export async function transactionsOf(table: Table, sources: readonly string[]): Promise<Booked[]> {
  const items = await table.getMany(sources.map(ledgerKey), { consistent: true })
  const found = new Map(items.map((item) => [String(item['pk']), readBooked(item)]))
  return sources.flatMap((source) => found.get(ledgerKey(source).pk) ?? [])
}

/** Adds what the seal gave it; `was` decides what is written when its date moves with the seal. */
export async function stampBooked(
  table: Table,
  booked: Omit<Booked, 'stamp'> & { stamp: Stamp },
): Promise<void> {
  const { transaction, made, stamp } = booked
  await table.update(
    ledgerKey(transaction.source),
    {
      set: {
        stamp,
        ...ledgerDayIndex(transaction.date, transaction.source),
        ...(made ? { transaction, made } : {}),
      },
    },
    { if: 'attribute_exists(#pk) AND attribute_not_exists(#stamp)' },
  )
}

export function readBooked(item: Item): Booked {
  return Booked.parse(item)
}

export function sourceOfKey({ pk }: Pick<Key, 'pk'>): string {
  return pk.slice('LEDGER#'.length)
}
