// Files of banks: what is read out of good ones, whatever the bank.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBankFile } from '#finance/bank/read-file'
import type { RawStatement } from '#finance/bank/statement-file'
import {
  balanceTable,
  bankLines,
  bytesOf,
  camtFile,
  latinBytes,
  sidedTable,
  signedTable,
  testIban,
} from '../../../support/bank-files.ts'

function statementsOf(text: string | Uint8Array): RawStatement[] {
  const read = readBankFile(typeof text === 'string' ? bytesOf(text) : text)
  if (read.kind !== 'statements') throw new Error(JSON.stringify(read))
  return read.statements
}

const plain = ({ lines: read }: RawStatement) =>
  read.map(({ date, cents, text }) => ({ date, cents, text }))
const asked = bankLines.map(({ date, cents, text }) => ({ date, cents, text }))

describe('a CAMT.053 statement', () => {
  it.each(['02', '08'] as const)('is read in version 001.%s', (version) => {
    const [statement] = statementsOf(camtFile(bankLines, { version }))
    expect(statement && plain(statement)).toEqual(asked)
    expect(statement).toMatchObject({
      variant: `camt.053.001.${version}`,
      account: testIban,
      from: '2026-11-09',
      to: '2026-11-16',
      openingCents: 100_000,
      closingCents: 100_000 + 12_782 - 140_000 + 6_526,
      isBalanceChecked: true,
    })
    expect(statement?.lines[0]?.references).toEqual(['ABC', 'B1'])
  })

  it('is read with prefixed names, and under a negative balance', () => {
    const [statement] = statementsOf(camtFile(bankLines, { prefix: 'ns2', opening: -5_000 }))
    expect(statement && plain(statement)).toEqual(asked)
    expect(statement?.openingCents).toBe(-5_000)
  })

  it('leaves out what the bank has not booked, and says how many', () => {
    const pending = { date: '2026-11-17', cents: 999, text: 'STRIPE', status: 'PDNG' }
    const [statement] = statementsOf(camtFile([...bankLines, pending]))
    expect(statement?.lines).toHaveLength(3)
    expect(statement?.pendingCount).toBe(1)
  })

  it('parts an entry that bundles payments when the bank says the amount of each', () => {
    const part = (cents: string, ref: string) =>
      `<TxDtls><Refs><EndToEndId>${ref}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">${cents}</Amt></TxAmt></AmtDtls></TxDtls>`
    const file = camtFile([{ date: '2026-11-09', cents: 30_000, text: 'STRIPE' }]).replace(
      /<TxDtls>.*<\/TxDtls>/,
      part('100.00', 'R1') + part('200.00', 'R2'),
    )
    const [statement] = statementsOf(file)
    expect(statement?.lines.map(({ cents, references }) => [cents, references[0]])).toEqual([
      [10_000, 'R1'],
      [20_000, 'R2'],
    ])
    const unequal = file.replace('200.00', '150.00')
    expect(statementsOf(unequal)[0]?.lines.map(({ cents }) => cents)).toEqual([30_000])
  })

  it('takes amounts with more noughts, and reads a statement without balances unchecked', () => {
    const file = camtFile(bankLines)
      .replace('>127.82<', '>127.82000<')
      .replace(/<Bal>.*<\/Bal>/g, '')
    const [statement] = statementsOf(file)
    expect(statement?.lines[0]?.cents).toBe(12_782)
    expect(statement?.isBalanceChecked).toBe(false)
  })

  it('holds several statements, of days or of accounts', () => {
    const second = camtFile([{ date: '2026-11-17', cents: 100, text: 'B' }], { iban: 'FR76X' })
    const stmt = /<Stmt>[\s\S]*<\/Stmt>/.exec(second)?.[0] ?? ''
    const file = camtFile(bankLines).replace('</BkToCstmrStmt>', `${stmt}</BkToCstmrStmt>`)
    expect(statementsOf(file).map(({ account }) => account)).toEqual([testIban, 'FR76X'])
  })
})

describe('a table', () => {
  it('is read with one signed amount, in ISO 8859-15 and with lines of the bank’s own', () => {
    const accented = [
      ...bankLines,
      { date: '2026-11-20', cents: 5_000, text: 'Chèque n° 12 € à créditer' },
    ]
    for (const bytes of [bytesOf(signedTable(accented)), latinBytes(signedTable(accented))]) {
      const [statement] = statementsOf(bytes)
      expect(statement && plain(statement)).toEqual(
        accented.map(({ date, cents, text }) => ({ date, cents, text })),
      )
      expect(statement?.format).toBe('csv')
    }
  })

  it('is read with a column for debits and one for credits, quotes and a total below', () => {
    const quoted = [
      { date: '2026-11-09', cents: 12_782, text: 'VIR "STRIPE";\nsuite' },
      ...bankLines.slice(1),
    ]
    const [statement] = statementsOf(sidedTable(quoted))
    expect(statement && plain(statement)).toEqual([
      { date: '2026-11-09', cents: 12_782, text: 'VIR "STRIPE"; suite' },
      ...asked.slice(1),
    ])
  })

  it('is read with commas and points, its balances followed upwards', () => {
    const [statement] = statementsOf(balanceTable(bankLines))
    expect(statement && plain(statement)).toEqual(asked.toReversed())
    expect(statement).toMatchObject({ openingCents: 100_000, isBalanceChecked: true })
    expect(statement?.closingCents).toBe(100_000 + 12_782 - 140_000 + 6_526)
  })

  it('claims no balance where a line is missing between two', () => {
    const rows = balanceTable(bankLines).split('\n')
    const [statement] = statementsOf([rows[0], rows[1], rows[3]].join('\n'))
    expect(statement?.isBalanceChecked).toBe(false)
    expect(statement?.openingCents).toBeUndefined()
  })

  it('knows a debit by its side, tabs, and a mark of UTF-8 or UTF-16 at its head', () => {
    const text =
      'Date\tLibellé\tMontant\tSens\n09/11/2026\tSTRIPE\t127,82\tC\n10/11/2026\tLOYER\t1400,00\tD\n'
    const wide = new Uint8Array([
      0xff,
      0xfe,
      ...new Uint8Array(new Uint16Array([...text].map((c) => c.charCodeAt(0))).buffer),
    ])
    for (const bytes of [bytesOf(`\ufeff${text}`), wide])
      expect(statementsOf(bytes)[0]?.lines.map(({ cents }) => cents)).toEqual([12_782, -140_000])
  })

  it('finds the account above its heads or beside its lines', () => {
    const above = `Compte FR76 3000 1007 9412 3456 7890 185;\n${signedTable(bankLines)}`
    expect(statementsOf(above)[0]?.account).toBe(testIban)
    const beside = `IBAN;Date;Libellé;Montant\n${testIban};09/11/2026;STRIPE;1,00\n`
    expect(statementsOf(beside)[0]?.account).toBe(testIban)
  })

  it('asks which column is what when its heads do not say, and takes the answer', () => {
    const text = 'Jour;Quoi;Valeurs\n09/11/2026;STRIPE;127,82\n10/11/2026;LOYER;-1400,00\n'
    expect(readBankFile(bytesOf(text))).toEqual({
      kind: 'columns',
      heads: ['Jour', 'Quoi', 'Valeurs'],
      sample: [
        ['09/11/2026', 'STRIPE', '127,82'],
        ['10/11/2026', 'LOYER', '-1400,00'],
      ],
    })
    const columns = { date: 'jour', amount: 'Valeurs', text: '2' }
    const read = readBankFile(bytesOf(text), columns)
    expect(read.kind === 'statements' && read.statements.map(plain)).toEqual([
      [
        { date: '2026-11-09', cents: 12_782, text: 'STRIPE' },
        { date: '2026-11-10', cents: -140_000, text: 'LOYER' },
      ],
    ])
    const headless = readBankFile(bytesOf('09/11/2026;STRIPE;127,82\n'), { date: '1', amount: '3' })
    expect(headless.kind === 'statements' && headless.statements[0]?.lines).toHaveLength(1)
    expect(readBankFile(bytesOf(text), { date: 'Jour', amount: 'Rien' }).kind).toBe('refused')
  })

  it('comes back as it was written, whatever the lines', () => {
    const day = fc.integer({ min: 1, max: 30 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`)
    const cents = fc.integer({ min: -9_999_999, max: 9_999_999 }).filter((amount) => amount !== 0)
    const word = fc.stringMatching(/^[A-Za-zéà’]{1,12}( [A-Z0-9]{1,8}){0,3}$/)
    const line = fc.record({ date: day, cents, text: word })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (some) => {
        const sums = some.map((one) => ({ date: one.date, cents: one.cents, text: one.text }))
        expect(statementsOf(signedTable(some)).map(plain)).toEqual([sums])
        expect(statementsOf(sidedTable(some)).map(plain)).toEqual([sums])
        expect(statementsOf(camtFile(some)).map(plain)).toEqual([sums])
      }),
      { numRuns: 60 },
    )
  })
})
