import { Parser } from 'htmlparser2'
import { describe, expect, it } from 'vitest'
import { compositions } from '#web/cover/compositions'
import { type Cover, coverSvg, socialSvg } from '#web/cover/cover-svg'
import { publication } from '../../support/editorial.ts'

const aCover = (change: Partial<Cover> = {}): Cover => ({
  number: 131,
  coverDate: '2026-12-01',
  title: 'Patienter, est-ce déjà partir\u202f?',
  companies: ['Trois-Rivages', 'Banque Solstice'],
  brand: publication.brand,
  name: publication.name,
  locale: 'fr',
  ...change,
})

describe('a cover', () => {
  it('is the same each time it is drawn', () => {
    expect(coverSvg(aCover())).toBe(coverSvg(aCover()))
  })

  it('differs from its neighbours in ground and composition', () => {
    for (let number = 1; number < 60; number++) {
      const [one, next] = [coverSvg(aCover({ number })), coverSvg(aCover({ number: number + 1 }))]
      expect(groundOf(one)).not.toBe(groundOf(next))
      expect(shapeOf(one)).not.toBe(shapeOf(next))
    }
  })

  it('shows number, date and companies, and says its title to those who can’t see it', () => {
    for (const number of compositions.keys()) {
      const svg = coverSvg(aCover({ number: 1200 + number }))
      expect(textsOf(svg).join(' ')).toContain('Décembre 2026')
      expect(textsOf(svg).join('')).toContain(String(1200 + number))
      expect(textsOf(svg)).toContain('Banque Solstice')
      expect(svg).toContain('est-ce déjà partir')
    }
  })

  it('is well-formed and holds no markup of its title or companies', () => {
    const hostile = '<script>alert(1)</script> "&\' ]]>'
    for (const draw of [coverSvg, socialSvg])
      for (const number of compositions.keys()) {
        const svg = draw(aCover({ number: 60 + number, title: hostile, companies: [hostile] }))
        expect(elementsOf(svg)).not.toContain('script')
        expect(svg).not.toMatch(/&(?!#\d+;)/)
      }
  })

  it('counts the companies it has no room for', () => {
    const companies = Array.from({ length: 40 }, (_, at) => `Maison ${at}`)
    expect(textsOf(coverSvg(aCover({ number: 126, companies })))).toContain('+ 29')
  })

  it('fits numbers of one to five figures', () => {
    for (const number of [1, 42, 999, 1234, 99_999])
      for (const draw of [coverSvg, socialSvg])
        expect(draw(aCover({ number }))).not.toContain('NaN')
  })
})

function elementsOf(svg: string): string[] {
  const names: string[] = []
  const parser = new Parser({ onopentagname: (name) => names.push(name) }, { xmlMode: true })
  parser.end(svg)
  return names
}

function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '')
}

function groundOf(svg: string): string | undefined {
  return /<rect[^>]*fill="([^"]+)"/.exec(svg)?.[1]
}

/** Names and anchors of what is drawn: the composition without its matter. */
function shapeOf(svg: string): string {
  return (
    elementsOf(svg)
      .join(' ')
      .replace(/(?:rect ){20,}/, 'rects ') + (/text-anchor="end"/.exec(svg)?.index ?? 0)
  )
}
