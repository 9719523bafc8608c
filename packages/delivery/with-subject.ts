// A rendition under another subject, as a subject test's second group gets it. Pure.

import type { Rendition } from './rendition.ts'
import { escapeText } from './template.ts'

/** The same mail with another subject: in its header, and in the title that some readers show. */
export function withSubject(rendition: Rendition, subject: string): Rendition {
  // A function, so that no `$&` in a subject is taken for a pattern.
  const title = () => `<title>${escapeText(subject)}</title>`
  return { ...rendition, subject, html: rendition.html.replace(/<title>[^<]*<\/title>/, title) }
}
