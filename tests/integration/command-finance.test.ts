// The arithmetic of the books on the command line, with the figures that accountants check it by.
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fecHeader } from '#finance/fec-format'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

const finance = <T>(...words: string[]) => kiosqueJson<T>(folder, 'finance', ...words)

describe('finance vat', () => {
  it.each([
    [
      ['99.00', '--territory', 'FR', '--product', 'press'],
      [9_900, 9_696, 204, 2.1],
    ],
    [
      ['99,00', '--territory', 'RE'],
      [9_900, 9_797, 103, 1.05],
    ],
    [
      ['12.50', '--territory', '20000'],
      [1_250, 1_224, 26, 2.1],
    ],
    [
      ['120', '--territory', '97600'],
      [12_000, 12_000, 0, 0],
    ],
    [
      ['19.95', '--territory', 'FR', '--product', 'standard'],
      [1_995, 1_662, 333, 20],
    ],
    [
      ['99.00', '--territory', 'DE', '--buyer', 'business'],
      [9_900, 9_900, 0, 0],
    ],
    [
      ['99.00', '--territory', 'CH'],
      [9_900, 9_900, 0, 0],
    ],
    // The certificate of the sample publication is valid up to the end of 2027.
    [
      ['99.00', '--territory', 'FR', '--date', '2027-12-31'],
      [9_900, 9_696, 204, 2.1],
    ],
    [
      ['99.00', '--territory', 'FR', '--date', '2028-01-01'],
      [9_900, 8_250, 1_650, 20],
    ],
  ])('%j', async (words, [grossCents, netCents, vatCents, rate]) => {
    expect(await finance('vat', ...words)).toEqual({ grossCents, netCents, vatCents, rate })
  })
})

it('releases a price issue by issue, and gives VAT back part by part', async () => {
  expect(await finance('recognise', '96.96', '--issues', '10')).toEqual({
    releasedCents: [970, 969, 970, 969, 970, 970, 969, 970, 969, 970],
  })
  const parts = ['--parts', '33.33,33.33,32.34', '--territory', 'FR']
  expect(await finance('refund-vat', '99.00', ...parts)).toEqual({ vatCents: [69, 68, 67] })
})

it('refuses what is no amount, no place, no day, and more than was paid', async () => {
  for (const words of [
    ['vat', '99.999', '--territory', 'FR'],
    ['vat', '99.00', '--territory', 'France'],
    ['vat', '99.00', '--territory', 'FR', '--date', '2026-02-30'],
    ['recognise', '96.96', '--issues', '0'],
  ])
    expect((await kiosque(folder, 'finance', ...words)).code).toBe(2)
  const parts = ['--parts', '60.00,40.00', '--territory', 'FR']
  expect((await kiosque(folder, 'finance', 'refund-vat', '99.00', ...parts)).code).toBe(1)
})

it('checks a file of entries, and says which line breaks which rule', async () => {
  const row = (num: string, debit: string, credit: string) =>
    `OD\tDivers\t${num}\t20261116\t487100\tRestant à servir\t\t\tNUM-145\t20261116\tService\t${debit}\t${credit}\t\t\t20261116\t\t`
  const file = join(folder, '123456782FEC20261231.txt')
  const write = (...rows: string[]) =>
    writeFileSync(file, [fecHeader.join('\t'), ...rows, ''].join('\r\n'))
  write(row('000001', '16,16', '0,00'), row('000001', '0,00', '16,16'))
  expect(await finance('check-fec', file)).toMatchObject({ ok: true, errors: [] })
  write(row('000001', '16,16', '0,00'), row('000001', '0,00', '16,15'))
  const { code, stdout } = await kiosque(folder, 'finance', 'check-fec', file, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    errors: expect.arrayContaining([expect.objectContaining({ line: 2, rule: 'balance' })]),
  })
  expect((await kiosque(folder, 'finance', 'check-fec', join(folder, 'none.txt'))).code).toBe(1)
})

describe('books that hold nothing yet', () => {
  it('have the shapes that programs read', async () => {
    expect(await finance('balance')).toEqual({ accounts: {} })
    expect(await finance('payouts')).toEqual({ payouts: [] })
    expect(await finance('verify')).toEqual({
      ...{ ok: true, transactions: 0, postings: 0, seals: 0, unsealed: 0 },
      last: expect.any(String),
    })
  })
})

describe('an entry by hand, sealed and taken out', () => {
  it('is in the balance, in the seal, and in a file that holds every rule, twice the same', async () => {
    const entry = join(folder, 'entry.json')
    const lines = [
      { account: '627000', debitCents: 500 },
      { account: '580000', creditCents: 500 },
    ]
    const date = new Date().toISOString().slice(0, 10)
    const year = date.slice(0, 4)
    const written = { kind: 'other', date, piece: 'NOTE-1', label: 'Frais', lines }
    writeFileSync(entry, JSON.stringify({ ...written, reason: 'Sur le relevé' }))
    expect(await finance('entry', entry)).toMatchObject({ kind: 'booked', date })
    expect(await finance('balance')).toEqual({ accounts: { '580000': -500, '627000': 500 } })
    const { seals } = await finance<{ seals: { hash: string }[] }>('seal')
    expect(seals).toMatchObject([{ number: 1, count: 1, debitCents: 500 }])
    const found = { ok: true, transactions: 1, postings: 2, seals: 1, unsealed: 0 }
    const anchor = `${seals[0]?.hash}`
    expect(await finance('verify', '--anchor', anchor)).toEqual({ ...found, last: anchor })
    const wrong = await kiosque(folder, 'finance', 'verify', '--anchor', '0'.repeat(64), '--json')
    expect(wrong.code).toBe(1)
    expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false, difference: { kind: 'anchor' } })

    const out = join(folder, 'lots')
    type Exported = { provisional: boolean; files: { file: string; sha256: string }[] }
    const first = await finance<Exported>('export', 'fec', '--year', year, '--out', out)
    expect(first).toMatchObject({ kind: 'fec', from: `${year}-01-01`, to: `${year}-12-31` })
    expect(first.files.map(({ file }) => basename(file))).toEqual([
      `123456782FEC${year}1231_1.txt`,
      `123456782FEC${year}1231_1_description.txt`,
    ])
    expect(await finance('export', 'fec', '--year', year, '--out', out)).toEqual(first)
    expect(await finance('check-fec', `${first.files[0]?.file}`)).toMatchObject({
      ...{ ok: true, entries: 1, errors: [] },
    })
  }, 180_000)
})
