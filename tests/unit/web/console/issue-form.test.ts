import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SectionKind } from '#editorial/issue'
import { pageBudget } from '#editorial/page-budget'
import {
  draftOf,
  type IssueDraft,
  pagesOf,
  readDraft,
  rearranged,
  sectionsOf,
} from '#web/console/issues/issue-form'
import { slicesOf } from '#web/console/issues/page-split.tsx'
import { anIssue } from '../../../support/editorial.ts'

function aDraft(change: Partial<IssueDraft> = {}): IssueDraft {
  return { ...draftOf(anIssue(), ['Alizés Relation']), ...change }
}

function errorsOf(change: Partial<IssueDraft>): string[] {
  const reading = readDraft(aDraft(change))
  return reading.kind === 'wrong' ? Object.keys(reading.errors) : []
}

describe('reading the form of an issue', () => {
  it('gives back what an issue holds', () => {
    const issue = anIssue()
    expect(readDraft(aDraft())).toEqual({
      kind: 'fields',
      fields: {
        number: issue.number,
        coverDate: issue.coverDate,
        title: issue.title,
        dossierTitle: issue.dossier.title,
        standfirst: issue.dossier.standfirst,
        companyNames: ['Alizés Relation'],
        sections: issue.sections,
        isSoldOut: false,
        version: issue.version,
      },
    })
    expect(readDraft({ ...aDraft(), soldOut: 'yes' })).toMatchObject({
      fields: { isSoldOut: true },
    })
  })

  it('names the field that is wrong', () => {
    expect(errorsOf({ number: 'douze' })).toEqual(['number'])
    expect(errorsOf({ number: '0' })).toEqual(['number'])
    expect(errorsOf({ coverDate: '2026-02-30' })).toEqual(['coverDate'])
    expect(errorsOf({ coverDate: '1er décembre' })).toEqual(['coverDate'])
    expect(errorsOf({ dossierTitle: 'x'.repeat(161) })).toEqual(['dossierTitle'])
    expect(errorsOf({ companies: 'n\n'.repeat(10) })).toEqual([])
    expect(
      errorsOf({ companies: Array.from({ length: 61 }, (_, n) => `n${n}`).join('\n') }),
    ).toEqual(['companies'])
    expect(errorsOf({ version: '' })).toEqual(['version'])
    expect(errorsOf({ rows: [{ kind: 'news', title: 'Brèves', pages: '2,3' }] })).toEqual([
      'sections',
    ])
    expect(errorsOf({ rows: [{ kind: 'poems', title: 'Brèves', pages: '2' }] })).toEqual([
      'sections',
    ])
  })

  it('makes one line of a title with a line break, so that no header can be broken', () => {
    const reading = readDraft(aDraft({ title: 'Décembre\r\nBcc: a@example.org' }))
    expect(reading).toMatchObject({ fields: { title: 'Décembre Bcc: a@example.org' } })
  })

  it('leaves empty rows out', () => {
    const rows = [
      { kind: 'news', title: ' ', pages: '' },
      { kind: 'report', title: 'Reportage', pages: '' },
    ]
    expect(sectionsOf(rows).sections).toEqual([{ kind: 'report', title: 'Reportage', pages: 0 }])
  })
})

describe('pages', () => {
  it('count in quarters, with a comma or a point', () => {
    expect(pagesOf('12')).toBe(12)
    expect(pagesOf(' 0,25 ')).toBe(0.25)
    expect(pagesOf('2.5')).toBe(2.5)
    for (const text of ['', '-1', '2,3', '1e3', '401', 'deux', '0,125'])
      expect(pagesOf(text)).toBeUndefined()
  })
})

describe('the small buttons', () => {
  const rows = ['a', 'b', 'c'].map((title) => ({ kind: 'news', title, pages: '1' }))
  const titles = (action: string) => rearranged(rows, action).map((row) => row.title)

  it('move a row up, take it out, add rows', () => {
    expect(titles('up:2')).toEqual(['a', 'c', 'b'])
    expect(titles('out:0')).toEqual(['b', 'c'])
    expect(titles('more')).toHaveLength(6)
  })

  it('change nothing when they name no row', () => {
    for (const action of ['up:0', 'up:9', 'out:9', 'out:', 'up:-1', 'nonsense'])
      expect(titles(action)).toEqual(['a', 'b', 'c'])
  })

  it('lose no row, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -2, max: 5 }), (verb, at) => {
        if (verb === 'out') return
        const after = rearranged(rows, `${verb}:${at}`).map((row) => row.title)
        expect(after).toEqual(expect.arrayContaining(['a', 'b', 'c']))
      }),
    )
  })
})

it('draws every page once: the slices of the bar fill it without a gap', () => {
  const section = fc.record({
    kind: fc.constantFrom(...SectionKind.options),
    title: fc.constant('x'),
    pages: fc.integer({ min: 0, max: 160 }).map((quarters) => quarters / 4),
  })
  fc.assert(
    fc.property(fc.array(section, { minLength: 1, maxLength: 20 }), (sections) => {
      const budget = pageBudget(sections, { newsMin: 0.4, advertisingMax: 2 / 3 })
      const slices = slicesOf(budget)
      const pages = slices.reduce((sum, slice) => sum + slice.pages, 0)
      expect(pages).toBe(budget.totalPages)
      let from = 0
      for (const slice of slices) {
        expect(slice.from).toBeCloseTo(from, 9)
        from += slice.share
      }
      if (budget.totalPages > 0) expect(from).toBeCloseTo(1, 9)
      if (budget.advertisingPages > 0) expect(slices.at(-1)?.kind).toBe('advertising')
    }),
  )
})
