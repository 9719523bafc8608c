// The arithmetic of the books on the command line, with the figures that accountants check it by.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fecHeader } from '#finance/fec-format'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

const finance = (...words: string[]) => kiosqueJson(folder, 'finance', ...words)

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
