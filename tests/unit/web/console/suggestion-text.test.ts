import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listText, readList } from '#web/console/newsletters/list-text'
import { csvLine } from '#web/console/newsletters/recipients-csv'
import { changedParts, contextOf, shownText } from '#web/console/newsletters/suggestion-text'

describe('a suggestion as it is shown', () => {
  it('marks only what changes', () => {
    expect(changedParts("c'est d'un", 'c’est d’un')).toEqual([
      { kind: 'same', text: 'c' },
      { kind: 'out', text: "'" },
      { kind: 'in', text: '’' },
      { kind: 'same', text: 'est d' },
      { kind: 'out', text: "'" },
      { kind: 'in', text: '’' },
      { kind: 'same', text: 'un' },
    ])
  })

  it('holds both texts whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const parts = changedParts(before, after)
        const text = (kinds: string[]) =>
          parts
            .filter(({ kind }) => kinds.includes(kind))
            .map(({ text: one }) => one)
            .join('')
        expect(text(['same', 'out'])).toBe(before)
        expect(text(['same', 'in'])).toBe(after)
      }),
      { seed: 131 },
    )
  })

  it('draws white space that changes, and leaves words alone', () => {
    expect(shownText('\u202f?')).toBe('⍽?')
    expect(shownText('deux mots')).toBe('deux mots')
  })

  it('shows the words around', () => {
    const block = {
      id: 'b',
      type: 'title' as const,
      text: `${'avant '.repeat(30)}ici${' après'.repeat(30)}`,
    }
    const around = contextOf(block, {
      blockId: 'b',
      field: 'text',
      start: 180,
      end: 183,
      code: 'apostrophe',
      sentence: { fr: '', en: '' },
      found: 'ici',
    })
    expect(around.found).toBe('ici')
    expect(around.before).toMatch(/^… (avant )+$/)
    expect(around.after).toMatch(/^( après)+ …$/)
  })
})

describe('a list in one field', () => {
  it('keeps line ends inside an item apart from those between', () => {
    const items = [
      [{ text: 'un\ndeux', bold: true as const }],
      [{ text: 'trois\\' }],
      [{ text: '\n' }],
    ]
    expect(readList(listText(items))).toHaveLength(3)
    expect(readList('un\\\ndeux\n\ntrois\\')).toEqual(['un\\\ndeux', 'trois\\'])
  })
})

describe('CSV', () => {
  it('quotes separators and keeps spreadsheets from computing', () => {
    expect(csvLine(['a;b', '=1+1', 'c"d', ''], 'fr')).toBe('"a;b";\'=1+1;"c""d";\r\n')
    expect(csvLine(['a,b'], 'en')).toBe('"a,b"\r\n')
  })
})
