// A list in one text field: an item a line. A line end inside an item is written with a backslash.
import type { Span } from '#editorial/blocks'
import { richTextOf } from '#editorial/rich-text'

/** The text to edit; empty items are left out. */
export function listText(items: readonly (readonly Span[])[]): string {
  return items
    .map((item) =>
      richTextOf(item).replace(/\\[\s\S]|\n/g, (part) => (part === '\n' ? '\\\n' : part)),
    )
    .filter((text) => text !== '')
    .join('\n')
}

/** The items as rich text, each to be read by `readRichText`. */
export function readList(typed: string): string[] {
  const items = ['']
  for (const [part] of typed.matchAll(/\\[\s\S]|[^\\\n]+|\n|\\/g)) {
    if (part === '\n') items.push('')
    else items[items.length - 1] += part
  }
  return items.filter((item) => item.trim() !== '')
}
