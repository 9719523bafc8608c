// Whatever is booked, the file that is written of it holds every rule of the check.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkFecBytes } from '#finance/check-fec-bytes'
import { newTransaction, type Transaction } from '#finance/transaction'
import { type FecCharset, fecBytes, fecHeaderLine, fecLines, fecText } from '#finance/write-fec'
import { Accounts, accountName } from '#publication/books'

const accounts = Accounts.parse({})
const fileName = '123456782FEC20261231.txt'
const context = { accounts, customerName: () => 'Zoé Œuvrard | SARL\tÉchantillon' }

const file = (transactions: readonly Transaction[], charset: FecCharset, name = context) =>
  fecBytes(
    fecHeaderLine() +
      transactions
        .map((transaction, at) =>
          fecLines({ transaction, number: at + 1, validDate: '2026-12-31' }, name),
        )
        .join(''),
    charset,
  )

async function* once(bytes: Uint8Array) {
  yield bytes
}

const day = fc.integer({ min: 0, max: 364 }).map((days) => {
  const at = new Date(Date.UTC(2026, 0, 1 + days))
  return at.toISOString().slice(0, 10)
})
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .filter((value) => value.length <= 80)
const transaction = fc
  .record({
    journal: fc.constantFrom('VE', 'ST', 'BQ', 'OD', 'AN' as const),
    date: day,
    label: text,
    ref: text,
    cents: fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ journal, date, label, ref, cents }) =>
    newTransaction({
      source: 'manual:1',
      ...{ journal: journal as Transaction['journal'], date, label },
      piece: { ref, date },
      postings: [
        ...cents.map((one, at) => ({ account: `70130${at}`, cents: -one })),
        {
          account: accounts.customers,
          auxiliary: 'cu_1',
          cents: cents.reduce((sum, one) => sum + one, 0),
        },
      ],
    }),
  )

describe.each(['utf-8', 'iso-8859-15'] as const)('a file in %s', (charset) => {
  it('holds every rule, whatever was booked and however it was called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { minLength: 1, maxLength: 6 }), async (made) => {
        const openings = made.filter(({ journal }) => journal === 'AN')
        const inOrder = [...openings, ...made.filter(({ journal }) => journal !== 'AN')]
        const verdict = await checkFecBytes(fileName, once(file(inOrder, charset)))
        expect(verdict.errors).toEqual([])
        expect(verdict.entries).toBe(made.length)
      }),
    )
  })
})

it('is the same, byte by byte, when it is written again', () => {
  const [made] = fc.sample(transaction, { numRuns: 1, seed: 7 })
  if (!made) throw new Error('no sample')
  expect(Buffer.compare(file([made], 'utf-8'), file([made], 'utf-8'))).toBe(0)
})

describe('texts', () => {
  it('lose what would part fields, and are never empty where they must not be', () => {
    expect(fecText(' Zoé\u00a0|\tŒuvrard\r\n')).toBe('Zoé Œuvrard')
    expect(fecText('\u200b\t')).toBe('-')
    expect(fecText('', { mayBeEmpty: true })).toBe('')
  })

  it('in ISO 8859-15 keep its letters and come near to those it lacks', () => {
    const bytes = fecBytes('Œuvre à 5 € – Łódź, l’été… 漢', 'iso-8859-15')
    expect(new TextDecoder('iso-8859-15').decode(bytes)).toBe("Œuvre à 5 € - Lódz, l'été... ?")
  })
})

it('calls every account by a name of its own', () => {
  const numbers = [
    ...Object.values(accounts).filter((one) => typeof one === 'string'),
    ...Object.values(accounts.vat),
  ]
  const names = numbers.map((number) => accountName(accounts, number))
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => name.startsWith('Compte 4') || name === '')).toEqual([])
  expect(accountName(accounts, '999999')).toBe('Compte 999999')
})
