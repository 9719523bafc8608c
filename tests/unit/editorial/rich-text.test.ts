import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Span, spansText } from '#editorial/blocks'
import { normaliseSpans, readRichText, richTextOf } from '#editorial/rich-text'

const read = (text: string) => readRichText(text).spans

describe('reading what was typed', () => {
  it('understands bold, italic and links, and their combinations', () => {
    expect(read('un **gras**, un *italique* et [un lien](https://example.org/a?b=c#d).')).toEqual([
      { text: 'un ' },
      { text: 'gras', bold: true },
      { text: ', un ' },
      { text: 'italique', italic: true },
      { text: ' et ' },
      { text: 'un lien', href: 'https://example.org/a?b=c#d' },
      { text: '.' },
    ])
    expect(read('***les deux***')).toEqual([{ text: 'les deux', bold: true, italic: true }])
    expect(read('**voir [ce *mot*](/calendar) ici**')).toEqual([
      { text: 'voir ', bold: true },
      { text: 'ce ', bold: true, href: '/calendar' },
      { text: 'mot', bold: true, italic: true, href: '/calendar' },
      { text: ' ici', bold: true },
    ])
  })

  it('leaves marks alone that have no partner or stand between spaces', () => {
    for (const text of [
      '5 * 3 * 2',
      'une * seule',
      'note*',
      '**ouvert',
      '***',
      '[sic] (..)',
      '[a](b c)',
    ])
      expect(read(text)).toEqual([{ text }])
  })

  it('keeps parentheses of an address, and gives bare addresses their scheme', () => {
    expect(read('[x](https://example.org/Foo_(bar))')).toEqual([
      { text: 'x', href: 'https://example.org/Foo_(bar)' },
    ])
    expect(read('[x](www.example.org/a)')[0]?.href).toBe('https://www.example.org/a')
    expect(read('[x](anne@example.org)')[0]?.href).toBe('mailto:anne@example.org')
  })

  it('refuses an address that runs code, keeps the text and says so', () => {
    const reading = readRichText('[clic](javascript:alert(1))')
    expect(reading.spans).toEqual([{ text: '[clic](javascript:alert(1))' }])
    expect(reading.warnings).toEqual([{ code: 'badLink', href: 'javascript:alert(1)' }])
  })

  it('takes the line ends of any form', () => {
    expect(read('a\r\nb\rc')).toEqual([{ text: 'a\nb\nc' }])
  })
})

const hardText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('*', '[', ']', '(', ')', '\\', ' ', '\n', '\u00a0', 'a', 'é', '**', '](', '😀'),
    fc.string({ minLength: 1, maxLength: 3 }),
  ),
  minLength: 1,
  maxLength: 12,
})
const href = fc.oneof(
  fc.constantFrom('/calendar', 'https://example.org/a_(b)\\c?d=*[e]', 'mailto:a@example.org'),
  fc.webUrl(),
)
const span = fc.record(
  { text: hardText, bold: fc.constant(true as const), italic: fc.constant(true as const), href },
  { requiredKeys: ['text'] },
)

describe('to and fro', () => {
  it('gives any spans back as they were', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
        const normal = normaliseSpans(spans as Span[])
        expect(readRichText(richTextOf(normal)).spans).toEqual(normal)
      }),
      { seed: 131, numRuns: 4_000 },
    )
  })

  it('keeps characters that look like a link from becoming one', () => {
    for (const text of ['[a](/b)', '[a]\\(/b)', '[[a](/b)](/c)']) {
      expect(readRichText(richTextOf([{ text }])).spans).toEqual([{ text }])
      const link: Span[] = [{ text, href: '/d' }]
      expect(readRichText(richTextOf(link)).spans).toEqual(link)
    }
  })

  it('reads any typed text without throwing and settles after one round', () => {
    fc.assert(
      fc.property(hardText, (text) => {
        const once = read(text)
        expect(read(richTextOf(once))).toEqual(once)
        const kept = (value: string) => value.replace(/[*[\]()\\\s]/g, '')
        if (!text.includes('](')) expect(kept(spansText(once))).toBe(kept(text))
      }),
      { seed: 131, numRuns: 4_000 },
    )
  })

  it('is linear in the length of the text', () => {
    const length = 200_000
    for (const unit of ['[', '*', '**a', '[a](', '\\', '[a]((', '](']) {
      const text = unit.repeat(length / unit.length)
      expect(readRichText(text).spans.length).toBeGreaterThan(0)
    }
  })
})
