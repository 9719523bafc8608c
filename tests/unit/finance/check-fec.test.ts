// The check of a file of accounting entries: a good file holds, and each rule is broken once.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkFecBytes, fecByteLimits } from '#finance/check-fec-bytes'
import { fecHeader, isFecDate, readFecFileName, yearOpening } from '#finance/fec-format'

const fileName = '123456782FEC20261231.txt'

/** The worked extract: one sale, one card charge, one issue served (domain-rules §1.4). */
const good: readonly (readonly string[])[] = [
  'VE|Ventes|000001|20261105|411000|Clients|C00042|Client C00042|F2026-000123|20261105|Abonnement 6 numéros|99,00|0,00|AAA|20261105|20261105||',
  'VE|Ventes|000001|20261105|487100|Abonnements restant à servir|||F2026-000123|20261105|Abonnement 6 numéros|0,00|96,96|||20261105||',
  'VE|Ventes|000001|20261105|445800|TVA en attente|||F2026-000123|20261105|Abonnement 6 numéros|0,00|2,04|||20261105||',
  'ST|Stripe|000002|20261105|517100|Stripe|||txn_ch_1|20261105|Encaissement|97,26|0,00|||20261106||',
  'ST|Stripe|000002|20261105|627800|Frais Stripe|||txn_ch_1|20261105|Encaissement|1,74|0,00|||20261106||',
  'ST|Stripe|000002|20261105|411000|Clients|C00042|Client C00042|txn_ch_1|20261105|Encaissement|0,00|99,00|AAA|20261105|20261106||',
].map((line) => line.split('|'))

const bytesOf = (rows: readonly (readonly string[])[], end = '\r\n', separator = '\t') =>
  Buffer.from([fecHeader, ...rows].map((cells) => cells.join(separator) + end).join(''), 'utf8')

/** In pieces of a size that falls into the middle of lines and letters. */
async function* inPieces(bytes: Uint8Array, size = 7) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const check = (bytes: Uint8Array, name = fileName, size = 7) =>
  checkFecBytes(name, inPieces(bytes, size))

const column = (name: string) => (fecHeader as readonly string[]).indexOf(name)

/** The good file with one field changed. */
const changed = (row: number, name: string, value: string) =>
  good.map((cells, at) => (at === row ? cells.with(column(name), value) : cells))

const rulesOf = async (bytes: Uint8Array, name = fileName) =>
  [...new Set((await check(bytes, name)).errors.map(({ rule }) => rule))].sort()

describe('a good file', () => {
  it('holds, and says what is in it', async () => {
    expect(await check(bytesOf(good))).toEqual({
      ok: true,
      ...{ lines: 6, entries: 2, debit: 19_800n, credit: 19_800n, errors: [], found: 0 },
    })
  })

  it('may be parted by | and be written in ISO 8859-15', async () => {
    const latin = Buffer.from(bytesOf(good, '\r\n', '|').toString('utf8'), 'latin1')
    expect((await check(latin)).ok).toBe(true)
  })

  it('may number each journal by itself', async () => {
    const rows = good.map((cells) => cells.with(column('EcritureNum'), `${cells[0]}00001`))
    expect((await check(bytesOf(rows))).errors).toEqual([])
  })

  it('is read the same in whatever pieces it comes', async () => {
    const bytes = bytesOf(changed(3, 'Debit', '97,27'))
    const whole = await check(bytes, fileName, bytes.length)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (size) => {
        expect(await check(bytes, fileName, size)).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })
})

describe('a line', () => {
  it.each([
    ['CompteNum', '41A000', ['account']],
    ['EcritureDate', '20260231', ['date', 'entry']],
    ['EcritureDate', '05112026', ['date', 'entry', 'year']],
    ['EcritureDate', '20251231', ['entry', 'year']],
    ['ValidDate', '20261104', ['order', 'validDate']],
    ['Debit', '97.26', ['amount', 'balance']],
    ['Debit', '1 097,26', ['amount', 'balance']],
    ['Debit', '-97,26', ['amount', 'balance']],
    ['Debit', '97,27', ['balance']],
    ['Debit', '0,00', ['balance', 'sides']],
    ['Credit', '1,00', ['balance', 'sides']],
    ['Credit', '', ['missing']],
    ['JournalLib', '', ['missing']],
    ['PieceRef', '', ['missing']],
    ['PieceDate', '', ['missing']],
    ['JournalCode', 'BQ', ['entry']],
    ['EcritureLet', 'BBB', ['lettering']],
    ['DateLet', '20261106', ['lettering']],
    ['Idevise', 'EUR', ['currency']],
    ['CompteLib', 'Stripe\u00a0SA', ['text']],
    ['EcritureLib', 'Encaissement | carte', ['text']],
    ['EcritureLib', ' Encaissement', ['text']],
  ])('with %s "%s" breaks %j', async (name, value, rules) => {
    const row = name === 'ValidDate' ? 4 : 3
    expect(await rulesOf(bytesOf(changed(row, name, value)))).toEqual(rules)
  })

  it('names its number, counted with the header', async () => {
    const { errors } = await check(bytesOf(changed(3, 'CompteNum', 'x')))
    expect(errors).toEqual([{ line: 5, rule: 'account', message: expect.stringContaining('x') }])
  })

  it('has eighteen columns, no more and no fewer', async () => {
    expect(await rulesOf(bytesOf([...good, [...(good[0] ?? []), 'more']]))).toEqual(['columns'])
    expect(await rulesOf(bytesOf([...good, ['VE', 'Ventes']]))).toEqual(['columns'])
  })

  it('ends in CR and LF, and is not empty', async () => {
    expect(await rulesOf(bytesOf(good, '\n'))).toEqual(['lineEnd'])
    expect(await rulesOf(Buffer.concat([bytesOf(good), Buffer.from('\r\n')]))).toEqual(['empty'])
    expect(await rulesOf(bytesOf(good).subarray(0, -2))).toEqual(['lineEnd'])
  })
})

describe('the whole file', () => {
  it('is named by company and closing day', async () => {
    for (const name of ['123456789FEC20261231.txt', '123456782FEC20261331.txt', 'fec.txt'])
      expect(await rulesOf(bytesOf(good), name)).toContain('fileName')
    expect(await rulesOf(bytesOf(good), '123456782FEC20261231_2.csv')).toEqual([])
  })

  it('names the fields exactly, in their order', async () => {
    const text = bytesOf(good).toString()
    for (const header of [
      text.replace('Montantdevise', 'MontantDevise'),
      text.replace('JournalCode\tJournalLib', 'JournalLib\tJournalCode'),
    ])
      expect(await rulesOf(Buffer.from(header))).toEqual(['header'])
  })

  it('has one character set, without a mark before it', async () => {
    const bytes = bytesOf(good)
    expect(await rulesOf(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]))).toEqual([
      'encoding',
    ])
    const mixed = Buffer.concat([
      bytes,
      Buffer.from(`${(good[0] ?? []).with(5, 'Clients étrangers').join('\t')}\r\n`, 'latin1'),
    ])
    expect(await rulesOf(mixed)).toContain('encoding')
  })

  it('numbers its entries from 1 without a gap', async () => {
    const from = (number: string) =>
      good.map((cells) =>
        cells[2] === '000002' ? cells.with(column('EcritureNum'), number) : cells,
      )
    expect(await rulesOf(bytesOf(from('000003')))).toEqual(['sequence'])
    expect(await rulesOf(bytesOf(from('none')))).toEqual(['sequence'])
    const alone = (number: string) =>
      bytesOf(good.slice(0, 3).map((cells) => cells.with(2, number).with(13, '').with(14, '')))
    expect(await rulesOf(alone('000003'))).toEqual(['sequence'])
    // The first number is kept for the opening, of which there may be none.
    expect(await rulesOf(alone('000002'))).toEqual([])
    expect(await rulesOf(alone('000145'), '123456782FEC20261231_2.txt')).toEqual([])
    expect(await rulesOf(alone('000145'), '123456782FEC20261231_1.txt')).toEqual(['sequence'])
  })

  it('may be a later part with a gap nowhere but before its first number', async () => {
    const from = (first: string, second: string) =>
      bytesOf(good.map((cells) => cells.with(2, cells[2] === '000001' ? first : second)))
    const part = '123456782FEC20261231_2.txt'
    expect(await rulesOf(from('000145', '000146'), part)).toEqual([])
    expect(await rulesOf(from('000145', '000147'), part)).toEqual(['sequence'])
  })

  it('holds an opening that was validated after later numbers', async () => {
    const late = good.map((cells) =>
      cells[2] === '000001'
        ? cells.with(0, 'AN').with(1, 'À nouveaux').with(column('ValidDate'), '20261130')
        : cells,
    )
    expect(await rulesOf(bytesOf(late))).toEqual([])
  })

  it('follows the days of validation, and the numbers within a day', async () => {
    expect(await rulesOf(bytesOf([...good.slice(3), ...good.slice(0, 3)]))).toEqual(['order'])
  })

  it('opens with its opening entries', async () => {
    const opening = (number: string) =>
      good.map((cells) => (cells[2] === number ? cells.with(0, 'AN').with(1, 'À nouveaux') : cells))
    expect(await rulesOf(bytesOf(opening('000001')))).toEqual([])
    expect(await rulesOf(bytesOf(opening('000002')))).toEqual(['opening'])
  })

  it('is not empty', async () => {
    expect(await rulesOf(bytesOf([]))).toEqual(['empty'])
    expect(await rulesOf(Buffer.alloc(0))).toEqual(['empty'])
  })

  it('is given up where a line has no end', async () => {
    const endless = Buffer.concat([bytesOf(good), Buffer.alloc(fecByteLimits.line + 1, 65)])
    expect((await check(endless, fileName, 4_096)).errors.map(({ rule }) => rule)).toEqual([
      'lineEnd',
    ])
  })

  it('never throws, whatever the bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await check(bytes)).ok).toBe(false)
      }),
    )
  })

  it('finds any one digit of an amount that is changed', async () => {
    const places = good.flatMap((cells, row) =>
      ['Debit', 'Credit'].flatMap((name) =>
        [...(cells[column(name)] ?? '')].flatMap((digit, at) =>
          digit === ',' ? [] : [{ row, name, at }],
        ),
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.integer({ min: 1, max: 9 }),
        async (place, by) => {
          const value = good[place.row]?.[column(place.name)] ?? ''
          const digit = (Number(value[place.at]) + by) % 10
          const other = value.slice(0, place.at) + digit + value.slice(place.at + 1)
          expect((await check(bytesOf(changed(place.row, place.name, other)))).ok).toBe(false)
        },
      ),
    )
  })
})

describe('days and years', () => {
  it('are those of the calendar', () => {
    expect(['20260228', '20240229', '19991231'].map(isFecDate)).toEqual([true, true, true])
    expect(['20260229', '20261301', '20260100', '2026-1-1', '21000101'].map(isFecDate)).toEqual([
      ...[false, false, false, false, false],
    ])
  })

  it('a year opens the day after the one before closed', () => {
    expect(['20261231', '20260630', '20270228', '20280229'].map(yearOpening)).toEqual([
      ...['20260101', '20250701', '20260301', '20270301'],
    ])
  })

  it('a name tells company and closing day', () => {
    expect(readFecFileName(fileName)).toEqual({
      ...{ siren: '123456782', closes: '20261231', part: undefined, isProvisional: false },
    })
    expect(readFecFileName('123456782FEC20261231_12.txt')?.part).toBe(12)
    expect(readFecFileName('123456782FEC20261231_provisoire.txt')?.isProvisional).toBe(true)
    expect(readFecFileName('123456782FEC20260231.txt')).toBeUndefined()
  })
})
