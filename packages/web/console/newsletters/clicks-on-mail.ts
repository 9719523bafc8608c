// The mail with the clicks of each link drawn on it: small marks that take no room in its layout.
import { fillHoles } from '#delivery/fill-holes'
import { linkPlaces } from '#delivery/mail-links'
import type { HoleValues, Rendition } from '#delivery/rendition'

/** What a link's mark says: its rank in the table, and the people who followed it. */
export type LinkMark = { rank: number; text: string; isClicked: boolean }

/** Nobody's links: the mail is only looked at. */
const nobody: HoleValues = {
  unsubscribeUrl: '#',
  preferencesUrl: '#',
  archiveUrl: '#',
  trackingPixel: '',
}

/**
 * The mail's HTML with a mark at the start of each counted link, `marks` by address. It follows the
 * device's scheme as it does in a mail program; links open outside the frame, uncounted.
 */
export function clicksOnMail(
  rendition: Pick<Rendition, 'html' | 'text'>,
  marks: ReadonlyMap<string, LinkMark>,
): string {
  const { html } = fillHoles(rendition, nobody)
  let out = ''
  let from = 0
  for (const { url, end } of linkPlaces(html)) {
    const mark = marks.get(url)
    if (!mark) continue
    // The anchor's own end; attributes are quoted, so that it is the first one.
    const inside = html.indexOf('>', end) + 1
    out += html.slice(from, inside) + markHtml(mark)
    from = inside
  }
  out += html.slice(from)
  return out.replace(/<head([^>]*)>/i, (_, rest) => `<head${rest}><base target="_blank">`)
}

/** Without a place of its own it stands where the link begins, out of the flow of its line. */
function markHtml({ rank, text, isClicked }: LinkMark): string {
  const tone = isClicked ? clicked : quiet
  return `<span style="${shape}${tone}"><b style="font-weight:700;color:inherit;">${rank}</b>&#8201;·&#8201;${text}</span>`
}

const shape =
  'position:absolute;z-index:9;margin:-11px 0 0 -5px;padding:0 5px;border-radius:7px;' +
  'font:500 9.5px/13px system-ui,sans-serif;letter-spacing:0;text-transform:none;' +
  'text-decoration:none;text-align:left;white-space:nowrap;font-style:normal;'
const clicked = 'background:#1b1814;color:#ffffff;box-shadow:0 0 0 1px rgba(255,255,255,.7);'
const quiet = 'background:none;color:#857b6c;box-shadow:0 0 0 1px rgba(133,123,108,.6);'
