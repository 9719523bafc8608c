// Fills the holes of a rendition with one recipient's values: for previews, tests and the page that
// shows what was sent. What goes over the wire is filled by compose.ts, by the same rules.
import type { HoleName, HoleValues, Rendition } from './rendition.ts'

export const holePattern =
  /\[\[hole:(unsubscribeUrl|preferencesUrl|archiveUrl|trackingPixel|notice)\]\]/g

/** HTML and text as the recipient gets them. */
export function fillHoles(
  rendition: Pick<Rendition, 'html' | 'text'>,
  holes: HoleValues,
): { html: string; text: string } {
  return {
    html: rendition.html.replace(holePattern, (_, name: HoleName) =>
      holeInHtml(name, holes[name] ?? ''),
    ),
    text: rendition.text.replace(holePattern, (_, name: HoleName) =>
      holeInText(name, holes[name] ?? ''),
    ),
  }
}

/** A link's value is escaped for an attribute; the pixel is an element of our own making. */
export function holeInHtml(name: HoleName, value: string): string {
  if (name === 'notice') return noticeInHtml(value)
  if (name === 'trackingPixel' || !/[&<>"']/.test(value)) return value
  return escapeHtml(value)
}

/** In plain text a link stands for itself; a pixel has no place there. */
export function holeInText(name: HoleName, value: string): string {
  if (name === 'notice') return noticeInText(value)
  return name === 'trackingPixel' ? '' : value
}

/**
 * A seed's first line: its value is a sentence, a link's words and the link, a line each (or empty,
 * as readers have it).
 */
function noticeInHtml(value: string): string {
  if (value === '') return ''
  const [sentence = '', words = '', url = ''] = value.split('\n').map(escapeHtml)
  const font = 'font-family:Helvetica,Arial,sans-serif;font-size:13px;line-height:20px;'
  const colour = 'color:#5c574f;'
  const link = `<a href="${url}" style="${colour}text-decoration:underline;white-space:nowrap;">${words}</a>`
  return `<div class="muted"><div style="max-width:536px;margin:0 auto;padding:14px 20px 0;${font}${colour}">${sentence} ${link}</div></div>`
}

function noticeInText(value: string): string {
  if (value === '') return ''
  const [sentence = '', words = '', url = ''] = value.split('\n')
  return `${sentence}\n${words}\n${url}\n\n`
}

/** Text made safe for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string)
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
