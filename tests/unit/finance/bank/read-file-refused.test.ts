// What a person is told of bad files of banks; and that none takes long, nor is half read.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBankFile } from '#finance/bank/read-file'
import { bankLines, bytesOf, camtFile, frenchAmount } from '../../../support/bank-files.ts'

const camt = camtFile(bankLines)
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
  ['sums that do not add up', camtFile(bankLines, { closing: 1 }), /does not add up.*off by/],
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
