// The links of a mail that can be counted: found in its HTML, and listed once for each mailing, so
// that a link is a number and a redirect leads only where the mail itself led.

import * as z from 'zod'
import { linksKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Rendition } from './rendition.ts'

const schema = 1

export const linkLimits = { links: 1_000, url: 2_048 }

/** A place in the HTML: the attribute's value stands from `start` to `end`. */
export type LinkPlace = { url: string; start: number; end: number }

/** Every http(s) link of the HTML's anchors, in order; a hole is none. */
export function linkPlaces(html: string): LinkPlace[] {
  const places: LinkPlace[] = []
  for (const match of html.matchAll(anchor)) {
    const value = match[1] as string
    const url = unescapeHtml(value)
    if (!isCounted(url)) continue
    const end = match.index + match[0].length - 1
    places.push({ url, start: end - value.length, end })
  }
  return places
}

/** MJML writes attributes in double quotes; `href` is one of its own, not the end of another. */
const anchor = /<a\b(?:\s+[a-z-]+(?:="[^"]*")?)*?\s+href="(https?:\/\/[^"]*)"/gi

function isCounted(url: string): boolean {
  return url.length <= linkLimits.url && !url.includes('[[hole:') && URL.canParse(url)
}

function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi,
    (whole, dec, hex, name) => {
      if (name) return named[String(name).toLowerCase()] as string
      const code = dec ? Number(dec) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A site's address as long as they get, `/c/`, and a token of 59 characters. */
const countedLength = 40 + 3 + 59

/** By how many bytes at most the HTML grows when its links are counted: for its size's check. */
export function countingBytes(html: string): number {
  const grown = linkPlaces(html).map(({ start, end }) => countedLength - (end - start))
  return grown.reduce((sum, bytes) => sum + Math.max(0, bytes), 0)
}

/** The different addresses of all variants, in the order they are met. */
export function linksOf(renditions: readonly Pick<Rendition, 'html'>[]): string[] {
  const urls = new Set(renditions.flatMap(({ html }) => linkPlaces(html).map(({ url }) => url)))
  return [...urls].slice(0, linkLimits.links)
}

/**
 * Keeps the list of a mailing's links, over all its variants, and answers with the one that is
 * there: the first stays, so that a number always means the same address.
 */
export async function freezeLinks(
  table: Table,
  mailingId: MailingId,
  renditions: readonly Pick<Rendition, 'html'>[],
): Promise<string[]> {
  const urls = linksOf(renditions)
  const put = await table.put({ ...linksKey(mailingId), schema, urls }, ifAbsent)
  if (put.kind === 'written') return urls
  return (await getLinks(table, mailingId)) ?? urls
}

/** The addresses by number; undefined for a mailing whose links were never listed. */
export async function getLinks(table: Table, mailingId: MailingId): Promise<string[] | undefined> {
  const item = await table.get(linksKey(mailingId), { consistent: true })
  return item && z.array(z.string()).parse(item['urls'])
}
