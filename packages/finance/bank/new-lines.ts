// Which lines of a file were seen before. A bank gives a line no number that it always shows, so a line
// is known by its day, amount and words; of two kinds of file the words differ, and day and amount
// decide. Lines that are alike count as often as the fullest file shows them. Pure.
import { createHash } from 'node:crypto'
import { type BankLineId, prefixedId } from '#kernel/ids'
import type { BankFormat, BankLine } from './line.ts'
import type { RawLine } from './statement-file.ts'

export type Group = { date: string; cents: number; currency: string }

/** The id of the n-th line (from 0) of a day, amount and currency. */
export function bankLineId({ date, cents, currency }: Group, ordinal: number): BankLineId {
  const digest = createHash('sha256')
    .update(JSON.stringify([date, cents, currency, ordinal]))
    .digest('hex')
  return prefixedId('bankLine', digest.slice(0, 26))
}

export type Incoming = { line: RawLine; format: BankFormat; account: string | undefined }

/**
 * Of one group: those that are not there yet, and those that are, each with which. Every stored line is
 * paired with one incoming line at most.
 */
export function pairLines(
  incoming: readonly Incoming[],
  stored: readonly BankLine[],
): { fresh: Incoming[]; seen: BankLine[] } {
  const left = [...stored]
  const seen: BankLine[] = []
  const take = (one: Incoming, fits: (line: BankLine) => boolean) => {
    const place = left.findIndex((line) => isSameAccount(one, line) && fits(line))
    if (place < 0) return false
    seen.push(...left.splice(place, 1))
    return true
  }
  const unlike = incoming.filter(
    (one) =>
      !take(one, (line) => line.format === one.format && wordsOf(line) === wordsOf(kept(one))),
  )
  const fresh = unlike.filter((one) => !take(one, (line) => line.format !== one.format))
  return { fresh, seen }
}

/** The line as it would be kept. */
function kept({ line }: Incoming): Pick<BankLine, 'text' | 'references'> {
  return { references: line.references, ...(keepsText(line) ? { text: line.text } : {}) }
}

/** What the publisher paid to others is none of the books' business. */
export function keepsText(line: Pick<RawLine, 'cents' | 'text' | 'references'>): boolean {
  return line.cents > 0 || namesStripe(line)
}

export function namesStripe({ text, references }: Pick<RawLine, 'text' | 'references'>): boolean {
  return [text, ...references].some((one) => /(^|[^a-z])stripe([^a-z]|$)/i.test(one))
}

function isSameAccount({ account }: Incoming, line: BankLine): boolean {
  return account === undefined || line.account === undefined || account === line.account
}

function wordsOf({ text = '', references }: Pick<BankLine, 'text' | 'references'>): string {
  const plain = (one: string) => one.toLowerCase().replace(/\s+/g, ' ').trim()
  return JSON.stringify([plain(text), references.map(plain)])
}
