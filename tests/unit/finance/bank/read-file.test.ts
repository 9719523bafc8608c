// Files of banks: what is read out of good ones, and what a person is told of twenty kinds of bad ones.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBankFile } from '#finance/bank/read-file'
import type { RawStatement } from '#finance/bank/statement-file'
import {
  balanceTable,
  bytesOf,
  camtFile,
  frenchAmount,
  latinBytes,
  sidedTable,
  signedTable,
  type TestLine,
  testIban,
} from '../../../support/bank-files.ts'

const lines: TestLine[] = [
  { date: '2026-11-09', cents: 12_782, text: 'VIR SEPA STRIPE', reference: 'B1', endToEnd: 'ABC' },
  { date: '2026-11-10', cents: -140_000, text: 'VIR LOYER' },
  { date: '2026-11-16', cents: 6_526, text: 'VIR SEPA STRIPE', reference: 'B2' },
]

function statementsOf(text: string | Uint8Array): RawStatement[] {
  const read = readBankFile(typeof text === 'string' ? bytesOf(text) : text)
  if (read.kind !== 'statements') throw new Error(JSON.stringify(read))
  return read.statements
}

const plain = ({ lines: read }: RawStatement) =>
  read.map(({ date, cents, text }) => ({ date, cents, text }))
const asked = lines.map(({ date, cents, text }) => ({ date, cents, text }))

describe('a CAMT.053 statement', () => {
  it.each(['02', '08'] as const)('is read in version 001.%s', (version) => {
    const [statement] = statementsOf(camtFile(lines, { version }))
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
    const [statement] = statementsOf(camtFile(lines, { prefix: 'ns2', opening: -5_000 }))
    expect(statement && plain(statement)).toEqual(asked)
    expect(statement?.openingCents).toBe(-5_000)
  })

  it('leaves out what the bank has not booked, and says how many', () => {
    const pending = { date: '2026-11-17', cents: 999, text: 'STRIPE', status: 'PDNG' }
    const [statement] = statementsOf(camtFile([...lines, pending]))
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
    const file = camtFile(lines)
      .replace('>127.82<', '>127.82000<')
      .replace(/<Bal>.*<\/Bal>/g, '')
    const [statement] = statementsOf(file)
    expect(statement?.lines[0]?.cents).toBe(12_782)
    expect(statement?.isBalanceChecked).toBe(false)
  })

  it('holds several statements, of days or of accounts', () => {
    const second = camtFile([{ date: '2026-11-17', cents: 100, text: 'B' }], { iban: 'FR76X' })
    const stmt = /<Stmt>[\s\S]*<\/Stmt>/.exec(second)?.[0] ?? ''
    const file = camtFile(lines).replace('</BkToCstmrStmt>', `${stmt}</BkToCstmrStmt>`)
    expect(statementsOf(file).map(({ account }) => account)).toEqual([testIban, 'FR76X'])
  })
})

describe('a table', () => {
  it('is read with one signed amount, in ISO 8859-15 and with lines of the bank’s own', () => {
    const accented = [
      ...lines,
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
      ...lines.slice(1),
    ]
    const [statement] = statementsOf(sidedTable(quoted))
    expect(statement && plain(statement)).toEqual([
      { date: '2026-11-09', cents: 12_782, text: 'VIR "STRIPE"; suite' },
      ...asked.slice(1),
    ])
  })

  it('is read with commas and points, its balances followed upwards', () => {
    const [statement] = statementsOf(balanceTable(lines))
    expect(statement && plain(statement)).toEqual(asked.toReversed())
    expect(statement).toMatchObject({ openingCents: 100_000, isBalanceChecked: true })
    expect(statement?.closingCents).toBe(100_000 + 12_782 - 140_000 + 6_526)
  })

  it('claims no balance where a line is missing between two', () => {
    const rows = balanceTable(lines).split('\n')
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
    const above = `Compte FR76 3000 1007 9412 3456 7890 185;\n${signedTable(lines)}`
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

const camt = camtFile(lines)
const bad: [string, string | Uint8Array, RegExp][] = [
  ['an empty file', '', /empty/],
  ['white space alone', ' \n\n ', /empty/],
  ['a PDF', '%PDF-1.7\n…', /PDF/],
  ['a zip or xlsx', new Uint8Array([0x50, 0x4b, 3, 4, 0]), /archive or a workbook/],
  ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /Excel/],
  ['bytes of no text', new Uint8Array([1, 2, 0, 4]), /no text/],
  ['a file that is too large', new Uint8Array(8_000_001).fill(65), /8 million/],
  ['OFX', 'OFXHEADER:100\nDATA:OFXSGML\n', /OFX/],
  ['OFX as XML', '<OFX><SIGNONMSGSRSV1/></OFX>', /OFX/],
  ['QIF', '!Type:Bank\nD28/11/2026\nT1.00\n^\n', /QIF/],
  ['MT940', ':20:STARTUMS\n:25:30001/1234\n:28C:1/1\n', /MT940/],
  ['CFONB 120', `01${'30001'.padEnd(118, ' ')}\n`, /CFONB/],
  [
    'a page of a site',
    '<!doctype html><html><body>Session expirée</body></html>',
    /page or another XML/,
  ],
  ['another XML', '<?xml version="1.0"?><feed><entry/></feed>', /no CAMT.053/],
  [
    'CAMT.052',
    camt
      .replace('camt.053.001.02', 'camt.052.001.02')
      .replaceAll('BkToCstmrStmt', 'BkToCstmrAcctRpt'),
    /camt\.052/,
  ],
  ['CAMT.054', camt.replace('camt.053.001.02', 'camt.054.001.02'), /camt\.054/],
  ['a statement that is cut off', camt.slice(0, camt.length - 60), /cut off/],
  ['a tag that is never closed', camt.replace('</Ntry>', ''), /cut off/],
  ['a tag that closes nothing', camt.replace('<Stmt>', '</Acct><Stmt>'), /cut off/],
  ['entities of its own', camt.replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>'), /declares/],
  [
    'a nest without end',
    `<?xml version="1.0"?><Document>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</Document>`,
    /too deep/,
  ],
  ['no statement at all', camt.replace(/<Stmt>[\s\S]*<\/Stmt>/, ''), /no statement/],
  ['sums that do not add up', camtFile(lines, { closing: 1 }), /does not add up.*off by/],
  [
    'an entry without a side',
    camt.replace(/(<Ntry><Amt[^>]*>[^<]*<\/Amt>)<CdtDbtInd>CRDT<\/CdtDbtInd>/, '$1'),
    /amount or the side/,
  ],
  ['an amount with a comma', camt.replace('>127.82<', '>127,82<'), /amount or the side/],
  ['an amount below a cent', camt.replace('>127.82<', '>127.825<'), /amount or the side/],
  ['an entry without a day', camt.replace(/<BookgDt>.*?<\/ValDt>/, ''), /date of this entry/],
  [
    'a day that is in no calendar',
    camt.replaceAll('2026-11-09', '2026-02-30'),
    /date of this entry/,
  ],
  ['prose', 'Bonjour,\nveuillez trouver ci-joint', /neither a CAMT\.053 nor a table/],
  ['a table without lines', 'Date;Libellé;Montant\n', /no lines/],
  [
    'a date of another country',
    'Date;Libellé;Montant\n11/28/2026;STRIPE;1,00\n',
    /“11\/28\/2026” is no date/,
  ],
  [
    'an amount of two meanings',
    'Date;Libellé;Montant\n28/11/2026;STRIPE;1.234\n',
    /“1\.234” is no certain amount/,
  ],
  [
    'a debit and a credit in one line',
    'Date;Libellé;Débit;Crédit\n28/11/2026;X;1,00;2,00\n',
    /a debit and a credit/,
  ],
  ['neither debit nor credit', 'Date;Libellé;Débit;Crédit\n28/11/2026;X;;\n', /no amount/],
  ['a currency that is none', 'Date;Libellé;Montant;Devise\n28/11/2026;X;1,00;euros\n', /currency/],
  ['a quote that never closes', 'Date;Libellé;Montant\n28/11/2026;"X;1,00\n', /never closes/],
]

describe('a file that can’t be taken in', () => {
  it.each(bad)('%s is refused with what to do', (_, content, told) => {
    const read = readBankFile(typeof content === 'string' ? bytesOf(content) : content)
    expect(read.kind).toBe('refused')
    if (read.kind !== 'refused') return
    expect(read.faults[0]?.sentence.en).toMatch(told)
    expect(read.faults[0]?.sentence.fr).not.toBe('')
  })

  it('names the line of each fault, at most twenty', () => {
    const rows = Array.from({ length: 30 }, (_, at) => `28/11/2026;X;${frenchAmount(at)}0`)
    const read = readBankFile(bytesOf(['Date;Libellé;Montant', ...rows].join('\n')))
    expect(read.kind === 'refused' && read.faults.map(({ line }) => line)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 2),
    )
  })

  it('never throws, whatever bytes it is given', () => {
    const start = fc.constantFrom('', '<?xml version="1.0"?>', 'Date;Montant\n', camt.slice(0, 900))
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (head, tail) => {
        const read = readBankFile(new Uint8Array([...bytesOf(head), ...tail]))
        expect(['statements', 'refused', 'columns']).toContain(read.kind)
      }),
    )
  })

  it('is never half read: any one byte of a good file changed gives all its lines or none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: camt.length - 1 }),
        fc.constantFrom('<', '>', '/', ' ', 'X', '9'),
        (at, char) => {
          const read = readBankFile(bytesOf(camt.slice(0, at) + char + camt.slice(at + 1)))
          if (read.kind !== 'statements') return
          for (const { lines: all, pendingCount } of read.statements)
            expect(all.length + pendingCount).toBe(3)
        },
      ),
      { numRuns: 400 },
    )
  })

  // Each of these took minutes and more, in time that grew with the square of the file.
  it.each([
    ['comments that never end', `<Document>${'<!--'.repeat(700_000)}`, 'refused'],
    ['text that never ends', `<Document>${'<![CDATA['.repeat(300_000)}`, 'refused'],
    ['elements in elements', `<Document>${'<a>'.repeat(1_000_000)}`, 'refused'],
    ['spaces within an amount', `Date;Montant\n28/11/2026;1${' '.repeat(2_000_000)}x\n`, 'refused'],
    [
      'quotes after spaces',
      `Date;Montant;Libellé\n28/11/2026;3,00;${' '.repeat(1_000_000)}x${'"'.repeat(1_000_000)}\n`,
      'statements',
    ],
  ])('is not held up by %s', (_, text, kind) => {
    const read = readBankFile(bytesOf(text.startsWith('<') ? `<?xml version="1.0"?>${text}` : text))
    expect(read.kind).toBe(kind)
  })
})
