// The cover of an issue, composed from its number, date, dossier, companies and the brand. The same
// issue always gets the same cover; neighbours differ in composition and ground. Pure.
import type { Locale } from '#kernel/errors'
import { formatMonth, sentenceCase } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import { mix } from '../shared/colour.ts'
import { compositions } from './compositions.ts'
import { escapeXml, type Ground, label, type Sheet } from './drawing.ts'
import { socialSheet } from './social.ts'

export type Cover = {
  number: number
  /** `2026-12-01` */
  coverDate: string
  title: string
  /** Names of the companies the dossier will speak of. */
  companies: readonly string[]
  brand: Publication['brand']
  /** Name of the publication. */
  name: string
  locale: Locale
}

/** Upright, 600 × 800. Text is text: the page's fonts or the renderer's faces draw it. */
export function coverSvg(cover: Cover): string {
  const compose = compositions[cover.number % compositions.length]
  if (!compose) throw new Error('No composition')
  return svg({ width: 600, height: 800, cover, body: compose(sheetOf(cover)) })
}

/** Lying, 1200 × 630, for cards of social networks. */
export function socialSvg(cover: Cover): string {
  return svg({ width: 1200, height: 630, cover, body: socialSheet(sheetOf(cover)) })
}

/** What a cover says to those who can't see it. */
export function coverAlt(cover: Pick<Cover, 'number' | 'title' | 'locale'>): string {
  return cover.locale === 'fr'
    ? `Couverture du numéro ${cover.number} : ${cover.title}`
    : `Cover of issue ${cover.number}: ${cover.title}`
}

function svg(page: { width: number; height: number; cover: Cover; body: string }): string {
  const { width, height, cover, body } = page
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(coverAlt(cover))}">${body}</svg>`
}

function sheetOf(cover: Cover): Sheet {
  const grounds = groundsOf(cover.brand)
  const ground = grounds[cover.number % grounds.length]
  if (!ground) throw new Error('No ground')
  return {
    ground,
    number: String(cover.number),
    date: sentenceCase(formatMonth(cover.coverDate, cover.locale), cover.locale),
    title: cover.title,
    companies: cover.companies,
    logo: cover.brand.logo,
    kicker: label('Dossier', cover.locale),
    seed: cover.number,
  }
}

/** Ground, text and the one strong colour of a cover. */
function groundsOf(brand: Publication['brand']): readonly Ground[] {
  const { paper, ink, accent, accentDark } = brand
  return [
    { back: paper, text: ink, strong: accent, onStrong: paper },
    { back: accent, text: paper, strong: mix(accent, ink, 0.82), onStrong: paper },
    { back: mix(paper, ink, 0.13), text: ink, strong: ink, onStrong: paper },
    { back: ink, text: paper, strong: accentDark, onStrong: ink },
    { back: mix(paper, accent, 0.2), text: ink, strong: accent, onStrong: paper },
  ]
}
