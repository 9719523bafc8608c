// A rendition: a newsletter as it will be sent, rendered once per variant. Holes stand where a
// recipient's own values go; everything else is the same for everyone.
import * as z from 'zod'
import { locales } from '#kernel/errors'

/**
 * What differs from recipient to recipient. In the rendered HTML and text a hole is written
 * `[[hole:unsubscribeUrl]]`; compose replaces it.
 */
export const HoleName = z.enum([
  'unsubscribeUrl',
  'preferencesUrl',
  'archiveUrl',
  'trackingPixel', // an <img> for consenting readers, else nothing
  'notice', // the first line of a seed's mail (seed-notice.ts), else nothing
])
export type HoleName = z.infer<typeof HoleName>
export const hole = (name: HoleName): string => `[[hole:${name}]]`

export const Rendition = z.object({
  variant: z.string().max(40),
  locale: z.enum(locales),
  subject: z.string(),
  fromName: z.string(),
  fromEmail: z.string(),
  replyTo: z.string(),
  listId: z.string(),
  /** HTML and plain text with holes, as rendered. */
  html: z.string(),
  text: z.string(),
})
export type Rendition = z.infer<typeof Rendition>

/** A recipient's own values; each fills its hole in both parts. Only seeds get a notice. */
export type HoleValues = Readonly<Record<Exclude<HoleName, 'notice'>, string>> & {
  readonly notice?: string
}
