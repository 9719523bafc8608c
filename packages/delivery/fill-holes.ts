// Fills the holes of a rendition with one recipient's values: for previews, tests and the page that
// shows what was sent. What goes over the wire is filled by compose.ts, by the same rules.
import type { HoleName, HoleValues, Rendition } from './rendition.ts'

export const holePattern = /\[\[hole:(unsubscribeUrl|preferencesUrl|archiveUrl|trackingPixel)\]\]/g

/** HTML and text as the recipient gets them. */
export function fillHoles(
  rendition: Pick<Rendition, 'html' | 'text'>,
  holes: HoleValues,
): { html: string; text: string } {
  return {
    html: rendition.html.replace(holePattern, (_, name: HoleName) => holeInHtml(name, holes[name])),
    text: rendition.text.replace(holePattern, (_, name: HoleName) => holeInText(name, holes[name])),
  }
}

/** A link's value is escaped for an attribute; the pixel is an element of our own making. */
export function holeInHtml(name: HoleName, value: string): string {
  if (name === 'trackingPixel' || !/[&<>"']/.test(value)) return value
  return escapeHtml(value)
}

/** In plain text a link stands for itself; a pixel has no place there. */
export function holeInText(name: HoleName, value: string): string {
  return name === 'trackingPixel' ? '' : value
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
