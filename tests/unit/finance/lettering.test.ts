// Which postings settle each other: those of one account, one customer and one invoice.
import { expect, it } from 'vitest'
import { letteringOf } from '#finance/exports/lettering'
import { newTransaction, type Posting, type Transaction } from '#finance/transaction'

type Move = [date: string, invoice: string | undefined, ...postings: Posting[]]

const on = (account: string, auxiliary: string, cents: number): Posting => ({
  ...{ account, auxiliary, cents },
})

/** Every customer's posting, lettered: `AAA 2026-11-08`, or an empty text. Balanced by the bank. */
async function lettered(...moves: Move[]): Promise<string[]> {
  const made = moves.map(([date, invoice, ...postings], at) =>
    newTransaction({
      ...{ source: `txn_${at}`, journal: 'OD', date, label: `Mouvement ${at}` },
      piece: { ref: `P${at}`, date },
      postings: [...postings, ...balancing(postings)],
      ...(invoice === undefined ? {} : { invoice }),
    }),
  )
  const codeOf = await letteringOf(walk(made))
  return made.flatMap((transaction) =>
    transaction.postings
      .filter(({ auxiliary }) => auxiliary !== undefined)
      .map((posting) => {
        const given = codeOf(transaction, posting)
        return given ? `${given.code} ${given.date}` : ''
      }),
  )
}

function balancing(postings: readonly Posting[]): Posting[] {
  const sum = postings.reduce((total, { cents }) => total + cents, 0)
  return sum === 0 ? [] : [{ account: '517100', cents: -sum }]
}

async function* walk(made: readonly Transaction[]) {
  for (const transaction of made) yield { transaction }
}

it('has the latest day of a group, in whatever order its entries were sealed', async () => {
  expect(
    await lettered(
      ['2026-11-05', 'in_1', on('411000', 'cu_1', 9_900)],
      ['2026-11-20', 'in_1', on('411000', 'cu_1', -6_600)],
      ['2026-11-08', 'in_1', on('411000', 'cu_1', -3_300)],
    ),
  ).toEqual(['AAA 2026-11-20', 'AAA 2026-11-20', 'AAA 2026-11-20'])
})

it('letters an account by itself: what is disputed and still open is not settled with it', async () => {
  expect(
    await lettered(
      ['2026-11-05', 'in_1', on('411000', 'cu_1', 9_900)],
      ['2026-11-06', 'in_1', on('411000', 'cu_1', -9_900), on('467100', 'cu_1', 4_000)],
    ),
  ).toEqual(['AAA 2026-11-06', 'AAA 2026-11-06', ''])
  expect(
    await lettered(
      ['2026-11-05', 'in_1', on('411000', 'cu_1', 9_900)],
      ['2026-11-06', 'in_1', on('467100', 'cu_1', -9_900)],
    ),
  ).toEqual(['', ''])
})

it('settles no customer with another', async () => {
  expect(
    await lettered(
      ['2026-11-05', 'in_1', on('411000', 'cu_1', 9_900)],
      ['2026-11-06', 'in_1', on('411000', 'cu_2', -9_900)],
    ),
  ).toEqual(['', ''])
})

it('settles nothing that names no invoice, though it comes to zero', async () => {
  expect(
    await lettered(
      ['2026-11-05', undefined, on('411000', 'cu_1', 9_900)],
      ['2026-11-06', undefined, on('411000', 'cu_1', -9_900)],
    ),
  ).toEqual(['', ''])
})
