// Letters what settles each other on customers' accounts: an invoice with its payments, credit notes
// and refunds. Postings about one invoice that sum to zero within the file get one code; what is still
// open, or settled by another file's entries, gets none. Pure but for the reading.
import type { Posting, Transaction } from '../transaction.ts'
import type { Lettering, SealedTransaction } from '../write-fec.ts'

export type LetteringOf = (transaction: Transaction, posting: Posting) => Lettering | undefined

type Group = { at: number; sum: number; count: number; date: string }

/**
 * Reads the file's entries once. In memory stands one small group an invoice. A code follows from where
 * its invoice first appears, so that entries which come later change no code that was given.
 */
export async function letteringOf(
  entries: AsyncIterable<Pick<SealedTransaction, 'transaction'>>,
): Promise<LetteringOf> {
  const groups = new Map<string, Group>()
  let at = 0
  for await (const { transaction } of entries)
    for (const posting of transaction.postings) {
      const name = nameOf(transaction, posting)
      if (name === undefined) continue
      const group = groups.get(name)
      if (!group) {
        groups.set(name, { at, sum: posting.cents, count: 1, date: transaction.date })
        at++
        continue
      }
      group.sum += posting.cents
      group.count++
      if (transaction.date > group.date) group.date = transaction.date
    }
  for (const [name, { sum, count }] of groups) if (sum !== 0 || count < 2) groups.delete(name)
  return (transaction, posting) => {
    const name = nameOf(transaction, posting)
    const group = name === undefined ? undefined : groups.get(name)
    return group && { code: letters(group.at), date: group.date }
  }
}

function nameOf({ invoice }: Transaction, { account, auxiliary }: Posting): string | undefined {
  if (invoice === undefined || auxiliary === undefined) return undefined
  return `${account} ${auxiliary} ${invoice}`
}

/** 0 is `AAA`, 1 `AAB`, 17,575 `ZZZ`, then `BAAA`: no code is another's with letters before it. */
export function letters(at: number): string {
  let [left, code] = [at, '']
  while (left > 0) {
    code = String.fromCharCode(65 + (left % 26)) + code
    left = Math.floor(left / 26)
  }
  return code.padStart(3, 'A')
}
