// A contract on a durable medium (Code de la consommation, L221-13): its summary, the articles that
// must be reproduced, the withdrawal form and the terms of sale, as the mail of confirmation says them.
import type { Locale } from '#kernel/errors'
import { dateOf } from '#kernel/time'
import { formatDate } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import {
  contractSummary,
  partiesSummary,
  type SummaryContext,
} from '#subscriptions/contract-summary'
import { renewalArticles, withdrawalForm } from '#subscriptions/law-texts'
import type { Order } from '#subscriptions/order'
import { priceSummary } from '#subscriptions/price-summary'
import { sellerLine, termsSections, termsVersion } from '#subscriptions/terms'
import { escapeText } from './template.ts'
import { rule, wrapText } from './wrap-text.ts'

/** A heading and its paragraphs; under it such parts again, a level deep. */
export type Part = Section & { sections?: readonly Section[] }
type Section = { title: string; paragraphs: readonly string[] }

/** A label of a summary with its lines. */
export type Line = {
  label: string
  texts: readonly string[]
  /** After them; absolute. */
  link?: { text: string; url: string }
}

/** The summary: label and lines. */
export function contractLines(order: Order, context: SummaryContext): Line[] {
  const { locale, publication } = context
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const price = priceSummary(order, locale)
  const at = order.proof?.at ?? order.createdAt
  return [
    {
      label: say('Commande', 'Order'),
      texts: [
        `${order.id}, ${say('passée le', 'placed on')} ${formatDate(dateOf(at, publication.zone), locale)}`,
      ],
    },
    ...contractSummary(order, context),
    ...partiesSummary(order, locale),
    {
      label: say('Prix', 'Price'),
      texts: [
        ...price.lines.map(({ label, amount }) => `${label}${say('\u202f: ', ': ')}${amount}`),
        ...price.mentions,
      ],
    },
    { label: say('Vendeur', 'Seller'), texts: [sellerLine(publication)] },
  ]
}

/** What follows the summary. */
export function contractAnnex(
  order: Order,
  { publication, locale }: { publication: Publication; locale: Locale },
): Part[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const sold = publication.subscriptions
  const form: Part = {
    title: say('Formulaire de rétractation', 'Withdrawal form'),
    paragraphs: withdrawalForm({ locale, to: sellerLine(publication) }),
  }
  const articles: Part = {
    title: say(
      'Code de la consommation, articles L215-1 à L215-3 et L241-3',
      'Code de la consommation, articles L215-1 to L215-3 and L241-3',
    ),
    paragraphs: [],
    sections: renewalArticles.map(({ number, paragraphs }) => ({
      title: `Article ${number}`,
      paragraphs,
    })),
  }
  const terms: Part = {
    title: say(
      `Conditions de vente, version ${termsVersion}`,
      `Terms of sale, version ${termsVersion}`,
    ),
    paragraphs: [],
    sections: sold
      ? termsSections(publication, sold).map(({ title, paragraphs }, at) => ({
          title: `${at + 1}. ${title[locale]}`,
          paragraphs: paragraphs.map((paragraph) => paragraph[locale]),
        }))
      : [],
  }
  return [
    ...(order.terms.kind === 'single' ? [] : [form]),
    ...(order.terms.renews ? [articles] : []),
    terms,
  ]
}

/** The summary as HTML: a list that needs no columns to be read. */
export function linesHtml(lines: readonly Line[]): string {
  return lines
    .map(
      ({ label, texts, link }) =>
        `<p style="margin:0 0 14px;"><strong>${escapeText(label)}</strong><br />${[...texts.map(escapeText), ...(link ? [linkHtml(link)] : [])].join('<br />')}</p>`,
    )
    .join('')
}

function linkHtml({ text, url }: NonNullable<Line['link']>): string {
  return `<a href="${escapeText(url)}" style="color:inherit;text-decoration:underline;">${escapeText(text)}</a>`
}

export function annexHtml(parts: readonly Part[]): string {
  return parts
    .map(({ title, paragraphs, sections = [] }) =>
      [
        `<h2 style="margin:24px 0 10px;font-size:18px;line-height:24px;">${escapeText(title)}</h2>`,
        paragraphsHtml(paragraphs),
        ...sections.map(
          (section) =>
            `<h3 style="margin:16px 0 6px;font-size:14px;line-height:22px;">${escapeText(section.title)}</h3>${paragraphsHtml(section.paragraphs)}`,
        ),
      ].join(''),
    )
    .join('')
}

function paragraphsHtml(paragraphs: readonly string[]): string {
  return paragraphs.map((text) => `<p style="margin:0 0 10px;">${escapeText(text)}</p>`).join('')
}

export function linesText(lines: readonly Line[]): string {
  return lines
    .map(({ label, texts, link }) =>
      [
        label,
        ...texts.map((text) => wrapText(text)),
        ...(link ? [wrapText(link.text), link.url] : []),
      ].join('\n'),
    )
    .join('\n\n')
}

export function annexText(parts: readonly Part[]): string {
  return parts
    .map(({ title, paragraphs, sections = [] }) => {
      const under = sections.flatMap((section) => [section.title, ...section.paragraphs])
      const texts = [...paragraphs, ...under].map((text) => wrapText(text))
      return [rule, title.toLocaleUpperCase(), ...texts].join('\n\n')
    })
    .join('\n\n')
}
