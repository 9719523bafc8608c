import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLimits, csvReader, guessDelimiter } from '#readers/import/csv'
import { csvLine } from '#readers/import/csv-line'

/** The records of a text that comes in pieces of `size` characters. */
function recordsOf(text: string, size = text.length + 1, delimiter = ',' as const) {
  const reader = csvReader(delimiter)
  const records = []
  for (let at = 0; at < text.length; at += size)
    records.push(...reader.push(text.slice(at, at + size)))
  return [...records, ...reader.end()]
}
const cellsOf = (text: string) => recordsOf(text).map(({ cells }) => cells)

describe('a CSV reader', () => {
  it('reads quotes, delimiters and line ends inside quotes', () => {
    expect(cellsOf('a,"b,c","d ""e""","f\ng"\r\nh')).toEqual([['a', 'b,c', 'd "e"', 'f\ng'], ['h']])
  })

  it('takes any line end, and a file without a last one', () => {
    expect(cellsOf('a\nb\r\nc\rd')).toEqual([['a'], ['b'], ['c'], ['d']])
  })

  it('numbers records by the line they begin at and leaves empty ones out', () => {
    const found = recordsOf('a\n\n"b\nc"\n,,\nd\n')
    expect(found.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [1, 'a'],
      [3, 'b\nc'],
      [6, 'd'],
    ])
  })

  it('loses one line alone to a quote that is never closed', () => {
    const found = recordsOf('a,1\n"b,2\nc,3\nd,4')
    expect(found.map(({ line, fault, cells }) => [line, fault ?? cells[0]])).toEqual([
      [1, 'a'],
      [2, 'quote'],
      [3, 'c'],
      [4, 'd'],
    ])
  })

  it('loses one line alone to a line without measure, whatever the pieces', () => {
    const text = `a\n${'x'.repeat(csvLimits.record * 3)}\nb\n`
    for (const size of [7_000, text.length])
      expect(recordsOf(text, size).map(({ fault, cells }) => fault ?? cells[0])).toEqual([
        'a',
        'tooLong',
        'b',
      ])
  })

  it('reads what was written, in pieces of any size', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r', ' ') })
    const row = fc.array(cell, { minLength: 1, maxLength: 4 })
    const rows = fc.array(row, { maxLength: 6 })
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 9 }), (written, size) => {
        const text = written.map((cells) => csvLine(cells, 'en')).join('')
        const guarded = written
          .map((cells) => cells.map((one) => (/^[=+\-@\t\r]/.test(one) ? `'${one}` : one)))
          .filter((cells) => cells.some((one) => one.trim() !== ''))
        expect(recordsOf(text, size).map(({ cells }) => cells)).toEqual(guarded)
      }),
    )
  })
})

describe('the delimiter of a file', () => {
  it.each([
    ['email,nom\n', ','],
    ['email;nom;"a,b,c,d"\n', ';'],
    ['email\tnom\n', '\t'],
    ['email\na@example.org', ','],
    ['sep=;\nemail', ';'],
  ])('of %j is %j', (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter)
  })
})
