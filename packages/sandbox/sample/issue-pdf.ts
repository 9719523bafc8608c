// Sets a sample issue as a small PDF: cover, contents with the imprint, editorial, opening of the dossier.
// A publisher hands in what their layout program made; this stands in for it.
import { readFile } from 'node:fs/promises'
import { PDFDocument, type PDFFont, type PDFPage, type RGB, rgb } from '@cantoo/pdf-lib'
import fontkit from '@pdf-lib/fontkit'
import type { Company, Issue } from '#editorial/issue'
import { formatMonth } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import { coverOfIssue } from '#web/cover/cover-of-issue'
import { coverRenderer, localCoverSources } from '#web/cover/cover-png'
import { coverSvg } from '#web/cover/cover-svg'
import type { SampleArticle } from './articles.ts'

/** 210 × 280 mm, in points. */
const sheet = { width: 595, height: 794 }
const margin = { side: 54, top: 76, foot: 60 }
const coverPixels = 1_000
const inner = sheet.width - 2 * margin.side
const gutter = 22

type Setting = { document: PDFDocument; serif: PDFFont; sans: PDFFont; ink: RGB; accent: RGB }

export async function sampleIssuePdf(given: {
  issue: Issue
  companies: readonly Company[]
  publication: Publication
  article: SampleArticle
}): Promise<Uint8Array> {
  const { issue, publication, article } = given
  const setting = await openDocument(given)
  await addCover(setting, given)
  addContents(setting, given)
  addEditorial(setting, { article, publication })
  addDossier(setting, { issue, article })
  return await setting.document.save()
}

async function openDocument(given: { issue: Issue; publication: Publication }): Promise<Setting> {
  const { issue, publication } = given
  const document = await PDFDocument.create()
  document.registerFontkit(fontkit)
  const title = issue.dossier.title || issue.title
  document.setTitle(`${publication.name} ${issue.number}\u00a0: ${title}`, {
    showInWindowTitleBar: true,
  })
  document.setAuthor(publication.name)
  document.setLanguage('fr')
  const at = new Date(`${issue.coverDate}T06:00:00Z`)
  document.setCreationDate(at)
  document.setModificationDate(at)
  // The faces hold the letters of French alone: they need no further cutting.
  const face = async (name: string) =>
    await document.embedFont(
      await readFile(new URL(`../../web/cover/faces/${name}.ttf`, import.meta.url)),
      // Letters are drawn one by one, at their own widths.
      { features: { liga: false, clig: false, calt: false } },
    )
  return {
    ...{ document, serif: await face('display'), sans: await face('label') },
    ink: colourOf(publication.brand.ink),
    accent: colourOf(publication.brand.accent),
  }
}

async function addCover(
  { document }: Setting,
  given: { issue: Issue; companies: readonly Company[]; publication: Publication },
): Promise<void> {
  const renderer = await coverRenderer(await localCoverSources())
  const image = await document.embedPng(renderer.png(coverSvg(coverOfIssue(given)), coverPixels))
  const page = document.addPage([sheet.width, sheet.height])
  // The cover's own paper goes to the edges, where its proportions are not the sheet's.
  const { brand } = given.publication
  page.drawRectangle({ ...sheet, x: 0, y: 0, color: colourOf(brand.paper) })
  const scale = Math.min(sheet.width / image.width, sheet.height / image.height)
  const [width, height] = [image.width * scale, image.height * scale]
  const [x, y] = [(sheet.width - width) / 2, (sheet.height - height) / 2]
  page.drawImage(image, { x, y, width, height })
}

function addContents(
  setting: Setting,
  { issue, publication }: { issue: Issue; publication: Publication },
): void {
  const { serif, sans, ink, accent } = setting
  const page = newPage(setting, issue.number)
  let y = heading(setting, page, {
    kicker: `N° ${issue.number}, ${formatMonth(issue.coverDate, 'fr')}`,
    title: 'Au sommaire',
  })
  let at = 5
  for (const section of issue.sections.filter(({ kind }) => kind !== 'advertising')) {
    const lines = wrap(section.title, { font: serif, size: 17, width: inner - 60 })
    page.drawText(String(at), { x: margin.side, y, size: 17, font: serif, color: accent })
    for (const line of lines) {
      page.drawText(line, { x: margin.side + 46, y, size: 17, font: serif, color: ink })
      y -= 22
    }
    at += Math.round(section.pages)
    y -= 6
    rule(page, { y: y + 10, color: ink, opacity: 0.2 })
    y -= 16
  }
  const note =
    'Numéro d’exemple, en réduction\u00a0: la couverture, le sommaire, l’éditorial et l’ouverture du dossier. Les pages du sommaire sont celles de l’édition imprimée.'
  for (const line of wrap(note, { font: sans, size: 8.5, width: inner })) {
    page.drawText(line, { x: margin.side, y: y - 10, size: 8.5, font: sans, color: ink })
    y -= 13
  }
  drawImprint(setting, page, publication)
}

function addEditorial(
  setting: Setting,
  { article, publication }: { article: SampleArticle; publication: Publication },
): void {
  const { serif, sans, ink } = setting
  const page = newPage(setting, article.number)
  let y = heading(setting, page, { kicker: 'Éditorial', title: article.editorial.title })
  const width = inner * 0.86
  for (const paragraph of article.editorial.paragraphs) {
    for (const line of wrap(paragraph, { font: serif, size: 16, width })) {
      page.drawText(line, { x: margin.side, y, size: 16, font: serif, color: ink })
      y -= 24
    }
    y -= 12
  }
  const signed = `La rédaction de ${publication.name}`.replace('de En', 'd’En')
  page.drawText(signed, { x: margin.side, y: y - 6, size: 9, font: sans, color: ink })
}

function addDossier(
  setting: Setting,
  { issue, article }: { issue: Issue; article: SampleArticle },
): void {
  const { serif, sans, ink, accent } = setting
  const page = newPage(setting, issue.number)
  let y = heading(setting, page, { kicker: 'Dossier', title: issue.dossier.title })
  for (const line of wrap(issue.dossier.standfirst, { font: serif, size: 15, width: inner })) {
    page.drawText(line, { x: margin.side, y, size: 15, font: serif, color: ink })
    y -= 21
  }
  y -= 10
  page.drawText(article.dossier.byline, { x: margin.side, y, size: 9, font: sans, color: accent })
  y -= 26
  const { font, size, leading } = { font: serif, size: 11.5, leading: 15.5 }
  const width = (inner - gutter) / 2
  const lines = article.dossier.paragraphs.flatMap((text, at) => [
    ...(at > 0 ? [''] : []),
    ...wrap(text, { font, size, width }),
  ])
  const perColumn = Math.ceil(lines.length / 2)
  for (const [at, line] of lines.entries()) {
    const column = Math.floor(at / perColumn)
    const x = margin.side + column * (width + gutter)
    page.drawText(line, { x, y: y - (at % perColumn) * leading, size, font, color: ink })
  }
  y -= perColumn * leading + 18
  rule(page, { y: y + 8, color: accent, opacity: 1 })
  y -= 18
  for (const line of wrap(`« ${article.dossier.quote} »`, {
    font: serif,
    size: 19,
    width: inner,
  })) {
    page.drawText(line, { x: margin.side, y, size: 19, font: serif, color: ink })
    y -= 25
  }
}

/** Who publishes it, at the foot of the contents. */
function drawImprint({ sans, ink }: Setting, page: PDFPage, { identity, name }: Publication): void {
  const lines = [
    `${name} est édité par ${identity.publisher}, ${identity.address.join(', ')}.`,
    `Direction de la publication\u00a0: ${identity.director}.`,
    [
      identity.cppap ? `Commission paritaire\u00a0: ${identity.cppap}.` : '',
      identity.issn ? `ISSN\u00a0: ${identity.issn}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
    'Publication d’exemple\u00a0: personnes, entreprises et chiffres sont inventés.',
  ].flatMap((text) => wrap(text, { font: sans, size: 8.5, width: inner }))
  let y = margin.foot + lines.length * 13
  for (const line of lines) {
    page.drawText(line, { x: margin.side, y, size: 8.5, font: sans, color: ink })
    y -= 13
  }
}

/** A page with its folio at the foot. */
function newPage({ document, sans, ink }: Setting, number: number): PDFPage {
  const page = document.addPage([sheet.width, sheet.height])
  const folio = `${document.getPageCount()}   N° ${number}`
  page.drawText(folio, { x: margin.side, y: margin.foot - 24, size: 8, font: sans, color: ink })
  return page
}

/** The kicker, a rule and the title; answers with where the text begins. */
function heading(
  { serif, sans, ink, accent }: Setting,
  page: PDFPage,
  { kicker, title }: { kicker: string; title: string },
): number {
  let y = sheet.height - margin.top
  page.drawText(kicker.toLocaleUpperCase('fr'), {
    ...{ x: margin.side, y, size: 8.5, font: sans, color: accent },
  })
  rule(page, { y: y - 10, color: ink, opacity: 1 })
  y -= 50
  for (const line of wrap(title, { font: serif, size: 32, width: inner })) {
    page.drawText(line, { x: margin.side, y, size: 32, font: serif, color: ink })
    y -= 37
  }
  return y - 6
}

function rule(page: PDFPage, line: { y: number; color: RGB; opacity: number }): void {
  const { y, color, opacity } = line
  const [start, end] = [
    { x: margin.side, y },
    { x: sheet.width - margin.side, y },
  ]
  page.drawLine({ start, end, thickness: 0.6, color, opacity })
}

/** Greedy lines; a no-break space holds what stands on its two sides together. */
function wrap(
  text: string,
  { font, size, width }: { font: PDFFont; size: number; width: number },
): string[] {
  const lines: string[] = []
  let line = ''
  // The faces have no narrow no-break space.
  for (const word of text.replaceAll('\u202f', '\u00a0').split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && font.widthOfTextAtSize(longer, size) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

function colourOf(hex: string): RGB {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return rgb(part(1), part(3), part(5))
}
