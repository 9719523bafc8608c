import { describe, expect, it } from 'vitest'
import type { Block } from '#editorial/blocks'
import { calendarFeed } from '#editorial/calendar-feed'
import { cutAtWord, draftContent } from '#editorial/draft-newsletter'
import { withImported } from '#editorial/import-newsletter'
import { NewsletterContent } from '#editorial/newsletter'
import { slugOf } from '#editorial/slug'
import type { ImageId } from '#kernel/ids'
import { aCompany, anIssue, companyId } from '../../support/editorial.ts'

let counter = 0
const options = { locale: 'fr' as const, makeBlockId: () => `bk_${counter++}` }

describe('the first state of a newsletter', () => {
  it('is valid whatever the dossier holds', () => {
    const dossier = {
      title: 'Très long '.repeat(16).trim(),
      standfirst: 'mot '.repeat(150).trim(),
      companyIds: Array.from({ length: 60 }, (_, at) => companyId(`c${at}`)),
    }
    for (const issue of [
      anIssue({ dossier }),
      anIssue({ dossier: { title: '', standfirst: '', companyIds: [] } }),
    ])
      for (const locale of ['fr', 'en'] as const)
        expect(
          NewsletterContent.safeParse(draftContent(issue, { ...options, locale })).success,
        ).toBe(true)
  })

  it('falls back on the issue’s title where the dossier has none', () => {
    const content = draftContent(
      anIssue({ dossier: { title: ' ', standfirst: '', companyIds: [] } }),
      { ...options, locale: 'en' },
    )
    expect(content.subject).toBe('No. 131 · Décembre 2026')
    expect(content.blocks.map(({ type }) => type)).toEqual(['title', 'dossierCard', 'calendarLink'])
  })

  it('cuts at a word and ends with an ellipsis', () => {
    expect(cutAtWord('un deux trois', 13)).toBe('un deux trois')
    expect(cutAtWord('un deux, trois', 11)).toBe('un deux…')
    expect(cutAtWord('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`)
  })
})

describe('an import into a newsletter', () => {
  const card: Block = { id: 'c', type: 'dossierCard', issueNumber: 131 }
  const call: Block = { id: 'k', type: 'calendarLink', spans: [{ text: 'Le calendrier' }] }
  const image: Block = { id: 'i', type: 'image', imageId: 'im_1' as ImageId, alt: 'x' }
  const text = (id: string) => ({ id, type: 'paragraph' as const, spans: [{ text: id }] })

  it('replaces text and keeps cards and pictures, before the closing call', () => {
    const before = [text('old'), card, image, call]
    const imported = [
      text('new'),
      { ...call, id: 'k2' },
      { ...text('end'), type: 'closing' as const },
    ]
    expect(withImported(before, imported, []).map(({ id }) => id)).toEqual([
      'new',
      'c',
      'i',
      'k2',
      'end',
    ])
    expect(withImported(before, [text('new')], []).map(({ id }) => id)).toEqual([
      'new',
      'c',
      'i',
      'k',
    ])
  })

  it('adds the companies it names to the list that is there, each once', () => {
    const list = { id: 'l', type: 'companies' as const, companyIds: [companyId('a')] }
    const [, after] = withImported([list], [text('new')], [companyId('b'), companyId('a')])
    expect(after).toEqual({ ...list, companyIds: [companyId('a'), companyId('b')] })
  })

  it('refuses more blocks than a newsletter may have', () => {
    const many = Array.from({ length: 200 }, (_, at) => text(`t${at}`))
    expect(() => withImported([card], many, [])).toThrow(/201 blocks/)
  })
})

describe('the calendar feed', () => {
  it('names companies, hides advertising, and links in the language asked', () => {
    const issue = anIssue({ dossier: { ...anIssue().dossier, companyIds: [aCompany().id] } })
    const [item] = calendarFeed([issue], {
      companies: [aCompany()],
      siteUrl: 'https://en-contact.example',
      locale: 'en',
    })
    expect(item?.url).toBe('https://en-contact.example/en/issues/131')
    expect(item?.dossier.companies).toEqual([
      { name: 'Alizés Relation', url: 'https://en-contact.example/en/companies/alizes-relation' },
    ])
    expect(item?.sections.map(({ kind }) => kind)).toEqual(['news', 'dossier'])
  })
})

describe('slugs', () => {
  it('fold accents, ligatures and marks', () => {
    expect(slugOf('L’Œuvre & C°, Été')).toBe('l-oeuvre-c-ete')
    expect(slugOf('***')).toBe('')
    expect(slugOf('mot '.repeat(50), 30).length).toBeLessThanOrEqual(30)
  })
})
