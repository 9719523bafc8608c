// The typed blocks a newsletter is made of, and the text they hold. Rich text is a list of spans,
// never HTML: what is stored can always be shown safely, in any medium.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'

export const blockLimits = {
  blocks: 200,
  spanText: 20_000,
  spans: 400,
  heading: 500,
  listItems: 100,
  url: 2_000,
  /** Different segments that blocks of one newsletter may be for. */
  segments: 3,
}

/** Links may point to the web, a mailbox, or one of our own pages (`/calendar`). */
export const Href = z
  .string()
  .max(blockLimits.url)
  .refine(
    (href) => /^(https?:\/\/[^\s<>"]+|mailto:[^\s<>"]+@[^\s<>"]+|\/(?!\/)[^\s<>"]*)$/i.test(href),
    {
      message: 'an https, mailto or site link',
    },
  )

export const Span = z.object({
  text: z.string().min(1).max(blockLimits.spanText),
  bold: z.literal(true).optional(),
  italic: z.literal(true).optional(),
  href: Href.optional(),
})
export type Span = z.infer<typeof Span>

const Spans = z.array(Span).max(blockLimits.spans)
const Line = z.string().max(blockLimits.heading)
/** What every block has: its id and, where it is not for everyone, the saved segment it is for. */
const common = {
  id: z.string().regex(/^[a-z0-9_]{1,40}$/),
  segmentId: idSchema('segment').optional(),
}

export const Block = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('title'), text: Line }),
  z.object({ ...common, type: z.literal('standfirst'), spans: Spans }),
  /** `attribution` is the source as written; the four fields are what was understood of it. */
  z.object({
    ...common,
    type: z.literal('epigraph'),
    quote: z.string().max(blockLimits.spanText),
    attribution: z.string().max(1_000),
    author: Line.optional(),
    work: Line.optional(),
    year: z.number().int().min(-3000).max(2200).optional(),
    publisher: Line.optional(),
    /** The text named the source before the quotation. */
    attributionFirst: z.literal(true).optional(),
  }),
  z.object({ ...common, type: z.literal('heading'), text: Line }),
  z.object({ ...common, type: z.literal('paragraph'), spans: Spans }),
  /** A list of companies by id, with an optional lead-in. */
  z.object({
    ...common,
    type: z.literal('companies'),
    lead: Line.optional(),
    companyIds: z.array(idSchema('company')).max(60),
  }),
  z.object({ ...common, type: z.literal('dossierCard'), issueNumber: z.number().int().min(1) }),
  z.object({ ...common, type: z.literal('issueCard'), issueNumber: z.number().int().min(1) }),
  z.object({
    ...common,
    type: z.literal('image'),
    imageId: idSchema('image'),
    alt: Line,
    caption: Line.optional(),
    href: Href.optional(),
  }),
  z.object({
    ...common,
    type: z.literal('list'),
    ordered: z.boolean(),
    items: z.array(Spans).max(blockLimits.listItems),
    /** The items' marks as typed in a plain text (`-`, `2.`); mail and pages draw their own. */
    markers: z.array(z.string().max(12)).max(blockLimits.listItems).optional(),
  }),
  z.object({ ...common, type: z.literal('button'), label: Line, href: Href }),
  /** `mark` is what a plain text drew it with (`* * *`). */
  z.object({ ...common, type: z.literal('divider'), mark: z.string().max(100).optional() }),
  /** The call to the editorial calendar; the mail links it to `/calendar`. */
  z.object({ ...common, type: z.literal('calendarLink'), spans: Spans }),
  z.object({ ...common, type: z.literal('closing'), spans: Spans }),
])
export type Block = z.infer<typeof Block>
export type BlockType = Block['type']
export const Blocks = z.array(Block).max(blockLimits.blocks)

/** All the text a block holds, in reading order, marks and all; no markup. */
export function blockText(block: Block): string {
  switch (block.type) {
    case 'title':
    case 'heading':
      return block.text
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return spansText(block.spans)
    case 'epigraph':
      return block.attributionFirst
        ? `${block.attribution} ${block.quote}`.trim()
        : `${block.quote} ${block.attribution}`.trim()
    case 'list':
      return block.items
        .map((item, at) => [block.markers?.[at] ?? '', spansText(item)].join(' ').trim())
        .join('\n')
    case 'button':
      return block.label
    case 'image':
      return block.caption ?? ''
    case 'companies':
      return block.lead ?? ''
    case 'divider':
      return block.mark ?? ''
    case 'dossierCard':
    case 'issueCard':
      return ''
  }
}

export function spansText(spans: readonly Span[]): string {
  return spans.map((span) => span.text).join('')
}
