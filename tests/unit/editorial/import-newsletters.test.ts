// One table test over the newsletters written for it: other words, marks and orders each time.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type Block, Blocks, blockText } from '#editorial/blocks'
import { type ImportFormat, importText } from '#editorial/import-text'
import { locales } from '#kernel/errors'

const folder = 'tests/fixtures/newsletters'

const Expected = z.strictObject({
  locale: z.enum(locales),
  types: z.array(z.string()),
  title: z.string().optional(),
  epigraph: z
    .strictObject({
      quote: z.string().optional(),
      attribution: z.string(),
      author: z.string().optional(),
      work: z.string().optional(),
      year: z.number().optional(),
      publisher: z.string().optional(),
    })
    .optional(),
  standfirst: z.string().optional(),
  calendarLink: z.string().optional(),
  warnings: z.array(z.string()).optional(),
})

const formats: Record<string, ImportFormat> = { txt: 'text', md: 'markdown', html: 'html' }

const cases = readdirSync(folder)
  .filter((name) => !name.endsWith('.json'))
  .sort()
  .map((name) => {
    const [, stem = '', ending = ''] = /^(.+)\.(\w+)$/.exec(name) ?? []
    const text = readFileSync(join(folder, name), 'utf8')
    const expected = Expected.parse(JSON.parse(readFileSync(join(folder, `${stem}.json`), 'utf8')))
    return { name, text, expected, format: formats[ending] as ImportFormat }
  })

/** Text in which only white space that one would see as a space is left. */
const plain = (text: string | undefined) => text?.replace(/\s+/g, ' ')
/** Text without any white space: what must not be lost. */
const inked = (text: string) => text.replace(/\s+/g, '')

function importCase({ text, format, expected }: (typeof cases)[number], as = format) {
  let made = 0
  const makeBlockId = () => {
    made += 1
    return `bk_${made}`
  }
  return importText({ text, format: as, locale: expected.locale, companies: [], makeBlockId })
}

function only(blocks: readonly Block[], type: Block['type']): string | undefined {
  const found = blocks.filter((block) => block.type === type)
  expect(found.length).toBeLessThanOrEqual(1)
  return found[0] && plain(blockText(found[0]))
}

describe('twenty newsletters', () => {
  it('are twenty, in three formats and two languages', () => {
    expect(cases.length).toBeGreaterThanOrEqual(20)
    expect(new Set(cases.map(({ format }) => format)).size).toBe(3)
    expect(new Set(cases.map(({ expected }) => expected.locale)).size).toBe(2)
  })

  it.each(cases)('$name gives its blocks', (each) => {
    const { expected } = each
    const { blocks, warnings } = importCase(each)
    expect(blocks.map(({ type }) => type)).toEqual(expected.types)
    expect(Blocks.safeParse(blocks).success).toBe(true)
    const spaced = (text: string) => text.replace(/[\s\u202f]+(?=[?!;:»])|(?<=«)\s*/g, '')
    const same = (text: string | undefined) => (text === undefined ? undefined : spaced(text))
    expect(same(only(blocks, 'title'))).toBe(same(expected.title))
    expect(same(only(blocks, 'standfirst')) ?? '').toContain(same(expected.standfirst) ?? '')
    expect(same(only(blocks, 'calendarLink')) ?? '').toContain(same(expected.calendarLink) ?? '')
    const epigraph = blocks.find((block) => block.type === 'epigraph')
    const { quote, ...source } = expected.epigraph ?? {}
    const read = Object.entries(epigraph ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? spaced(plain(value) ?? '') : value,
    ])
    const { id, type, quote: found, attributionFirst, ...rest } = Object.fromEntries(read)
    const wanted = Object.entries(source).map(([key, value]) => [
      key,
      typeof value === 'string' ? spaced(value) : value,
    ])
    expect(rest).toEqual(Object.fromEntries(wanted))
    if (quote !== undefined) expect(found).toBe(spaced(quote))
    expect(warnings.map(({ code }) => code)).toEqual(expected.warnings ?? [])
  })

  it.each(cases.filter(({ format }) => format === 'text'))('$name loses no character', (each) => {
    expect(inked(importCase(each).blocks.map(blockText).join('\n'))).toBe(inked(each.text))
  })

  it.each(cases)('$name is told for what it is by its signs alone', (each) => {
    const types = importCase(each, 'auto').blocks.map(({ type }) => type)
    expect(types).toEqual(each.expected.types)
  })
})

const seeds = [
  { file: 'packages/sandbox/sample/newsletter-131.txt', author: 'Blaise Pascal', work: 'Pensées' },
  {
    file: '../shared/seed/newsletter-131.txt',
    author: 'Michel Houellebecq',
    work: 'Extension du domaine de la lutte',
  },
].filter(({ file }) => existsSync(file))

describe.each(seeds)('the newsletter of issue 131 ($author)', ({ file, author, work }) => {
  const text = readFileSync(file, 'utf8')
  const expected = { locale: 'fr' as const, types: [] }
  const { blocks, warnings } = importCase({ name: file, text, format: 'text', expected })

  it('has its title, epigraph, standfirst, paragraphs and call to the calendar', () => {
    const types = blocks.map(({ type }) => type)
    const paragraphs = types.slice(3, -1)
    expect(types.slice(0, 3)).toEqual(['title', 'epigraph', 'standfirst'])
    expect(types.at(-1)).toBe('calendarLink')
    expect(paragraphs).toEqual(Array.from({ length: 7 }, () => 'paragraph'))
    expect(warnings).toEqual([])
  })

  it('names the source of the epigraph', () => {
    const epigraph = blocks.find((block) => block.type === 'epigraph')
    const line = text.split('\n')[1] ?? ''
    expect(epigraph).toMatchObject({ author, work })
    expect(epigraph?.publisher).toMatch(/^(?:Maurice Nadeau|Guillaume Desprez)$/)
    expect(epigraph?.year).toBe(author === 'Blaise Pascal' ? 1670 : 1994)
    expect(line.endsWith(epigraph?.attribution ?? '?')).toBe(true)
  })

  it('loses no character', () => {
    expect(inked(blocks.map(blockText).join('\n'))).toBe(inked(text))
  })
})
