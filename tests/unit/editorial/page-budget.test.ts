import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Section, SectionKind } from '#editorial/issue'
import { pageBudget } from '#editorial/page-budget'

const budget = { newsMin: 0.4, advertisingMax: 2 / 3 }
const section = (kind: SectionKind, pages: number): Section => ({ kind, title: kind, pages })
const codes = (sections: Section[]) => pageBudget(sections, budget).warnings.map(({ code }) => code)

describe('the page budget', () => {
  it('counts sections of news alone as news', () => {
    const split = pageBudget(
      [
        section('news', 16),
        section('report', 3),
        section('investigation', 1),
        section('dossier', 10),
        section('advertising', 10),
      ],
      budget,
    )
    expect(split).toMatchObject({ totalPages: 40, newsPages: 16, newsShare: 0.4, warnings: [] })
    expect(split.kinds[0]).toEqual({ kind: 'news', pages: 16, share: 0.4 })
  })

  it('warns one quarter of a page below the bound, not at it', () => {
    expect(codes([section('news', 16), section('dossier', 24)])).toEqual([])
    expect(codes([section('news', 15.75), section('dossier', 24.25)])).toEqual(['tooLittleNews'])
  })

  it('allows two thirds of advertising and no more', () => {
    const rest = [section('news', 20)]
    expect(codes([...rest, section('advertising', 40)])).toEqual(['tooLittleNews'])
    const loose = { newsMin: 0, advertisingMax: 2 / 3 }
    expect(pageBudget([...rest, section('advertising', 40)], loose).warnings).toEqual([])
    expect(
      pageBudget([...rest, section('advertising', 40.25)], loose).warnings.map(({ code }) => code),
    ).toEqual(['tooMuchAdvertising'])
  })

  it('says how many pages are missing, in both languages', () => {
    const [warning] = pageBudget([section('news', 10), section('dossier', 30)], budget).warnings
    expect(warning?.sentence.fr).toContain('il manque 6\u00a0pages')
    expect(warning?.sentence.en).toContain('6 pages short')
  })

  it('has one thing to say about an issue without pages', () => {
    expect(codes([])).toEqual(['empty'])
    expect(codes([section('news', 0)])).toEqual(['empty'])
  })

  it('splits every page once, and shares add up to one', () => {
    const kinds: SectionKind[] = ['dossier', 'spotlight', 'news', 'report', 'advertising']
    const sections = fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        title: fc.constant('x'),
        pages: fc.integer({ min: 0, max: 400 }).map((quarters) => quarters / 4),
      }),
    )
    fc.assert(
      fc.property(sections, (list) => {
        const split = pageBudget(list, budget)
        expect(split.totalPages).toBe(list.reduce((sum, { pages }) => sum + pages, 0))
        const shares = split.kinds.reduce((sum, { share }) => sum + share, 0)
        expect(shares).toBeCloseTo(split.totalPages === 0 ? 0 : 1)
      }),
      { seed: 131 },
    )
  })
})
