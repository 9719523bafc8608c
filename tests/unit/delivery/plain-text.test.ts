import { describe, expect, it } from 'vitest'
import { plainText } from '#delivery/plain-text'
import { wrapText } from '#delivery/wrap-text'
import type { Block } from '#editorial/blocks'
import { sampleNewsletter, sampleSource } from '../../support/sample-newsletter.ts'

const text = (blocks: Block[], change: Partial<typeof sampleNewsletter> = {}) =>
  plainText({ ...sampleSource, newsletter: { ...sampleNewsletter, ...change, blocks } })

describe('the plain-text part', () => {
  it('keeps to 72 columns but for addresses, which are never cut', () => {
    for (const line of plainText(sampleSource).split('\n'))
      if (!/https?:|\[\[hole/.test(line)) expect([...line].length, line).toBeLessThanOrEqual(72)
  })

  it('underlines titles and indents the epigraph with its source', () => {
    const written = plainText(sampleSource)
    expect(written).toContain(
      'Quand la machine décroche, qui garde la main\u202f?\n==============================================\n',
    )
    expect(written).toContain('\n    «\u202fOn reconnaît')
    expect(written).toContain('\n    — Odile Vernay, Le Standard, 1987. Éditions du Palier.\n')
  })

  it('numbers links, gives one address one number and lists them', () => {
    const written = text([
      {
        id: 'bk_1',
        type: 'paragraph',
        spans: [
          { text: 'Lire ' },
          { text: 'le nu', href: '/issues/131' },
          { text: 'méro', bold: true, href: '/issues/131' },
          { text: ', le ' },
          { text: 'calendrier ', href: '/calendar' },
          { text: 'et ' },
          { text: 'encore', href: '/issues/131' },
          { text: ', ou ' },
          { text: 'https://example.org/a', href: 'https://example.org/a' },
        ],
      },
    ])
    expect(written).toContain(
      'Lire le numéro\u00a0[1], le calendrier\u00a0[2] et encore\u00a0[1], ou\nhttps://example.org/a',
    )
    expect(written).toContain(
      '[1] https://en-contact.example/issues/131\n[2] https://en-contact.example/calendar',
    )
    expect(written).not.toContain('[3]')
  })

  it('says in words where it comes from and how to leave', () => {
    const written = plainText(sampleSource)
    expect(written).toContain('Se désinscrire\u202f:\n[[hole:unsubscribeUrl]]')
    expect(written).toContain('[[hole:preferencesUrl]]')
    expect(written).toContain('[[hole:archiveUrl]]')
    expect(written).toContain('SIREN')
    expect(written).not.toContain('trackingPixel')
    expect(text(sampleNewsletter.blocks, { locale: 'en' })).toContain(
      'Unsubscribe:\n[[hole:unsubscribeUrl]]',
    )
  })

  it('has no HTML in it', () => {
    expect(plainText(sampleSource)).not.toMatch(/<\/?[a-z]|&[a-z#0-9]+;/i)
  })

  it('wraps at ordinary spaces only', () => {
    const held = `${'a'.repeat(70)} b\u202f?`
    expect(wrapText(held)).toBe(`${'a'.repeat(70)}\nb\u202f?`)
    expect(wrapText('un\n\ndeux')).toBe('un\n\ndeux')
    expect(wrapText('x'.repeat(90))).toBe('x'.repeat(90))
    expect(wrapText('a b', { first: '1. ', next: '   ', columns: 4 })).toBe('1. a\n   b')
  })
})
