// Finds where a quotation opens and closes in a line, whatever marks the writer's keyboard had.

/** Closing marks that may answer an opening one; keyboards mix them freely. */
const closings: Record<string, string> = {
  '«': '»',
  '»': '«', // German and Danish order
  '“': '”"',
  '„': '“”"',
  '”': '”', // Swedish and Finnish
  '"': '"”“',
  '‘': "’'",
  "'": "'’",
  '‹': '›',
  '＂': '＂',
}

/** A source line is short; closings are looked for within this distance of the end. */
const reach = 420
/** How many closing marks are tried from the end: nested quotations have a few. */
const tries = 12

export type OpenQuotation = { mark: string; closing: string }

/** The quotation mark a text opens with, if it does. */
export function openingMark(text: string): OpenQuotation | undefined {
  if (text.startsWith('<<')) return { mark: '<<', closing: '>' }
  const mark = text[0] ?? ''
  const closing = closings[mark]
  return closing === undefined ? undefined : { mark, closing }
}

/** A text cut after a closing mark: `quote` holds both marks, `rest` what follows. */
export type Cut = { quote: string; rest: string }

/**
 * The ways in which a text that opens with a mark can be cut into quotation and rest, the longest
 * quotation first. Looks only near the end, so its cost doesn't grow with the text.
 */
export function cutsAfterQuotation(text: string): Cut[] {
  const open = openingMark(text)
  if (!open) return []
  const cuts: Cut[] = []
  const floor = Math.max(1, text.length - reach)
  for (let at = text.length - 1; at >= floor && cuts.length < tries; at -= 1) {
    if (closesAt(text, at, open)) {
      cuts.push({ quote: text.slice(0, at + 1), rest: text.slice(at + 1) })
    }
  }
  return cuts
}

/** Whether the text is one quotation and nothing else but a final mark. */
export function isWholeQuotation(text: string): boolean {
  const open = openingMark(text)
  if (!open) return false
  const end = text.replace(/[\s.,;…]{0,8}$/, '')
  return end.length > 2 && closesAt(end, end.length - 1, open) && !closesEarlier(end, open)
}

/** `« a » et « b »` is two quotations, not one: the first mark closes before the end. */
function closesEarlier(text: string, open: OpenQuotation): boolean {
  if (open.mark === "'" || open.mark === '‘' || open.mark === '<<') return false
  let depth = 0
  const nests = open.closing !== open.mark && !open.closing.includes('"')
  for (let at = 0; at < text.length - 1; at += 1) {
    const sign = text[at] as string
    if (nests && sign === open.mark) depth += 1
    else if (at > 0 && open.closing.includes(sign)) depth -= 1
    else if (!nests && at === 0) depth = 1
    if (depth <= 0) return true
  }
  return false
}

/** Whether a mark of the right kind closes here; an apostrophe inside a word doesn't. */
function closesAt(text: string, at: number, { closing }: OpenQuotation): boolean {
  const sign = text[at] as string
  if (!closing.includes(sign)) return false
  if (sign === '’' || sign === "'") return !/[\p{L}\p{N}]/u.test(text[at + 1] ?? '')
  return true
}

/** A text that ends with a quotation, cut before its opening mark. */
export function cutBeforeQuotation(text: string): { lead: string; quote: string } | undefined {
  const limit = Math.min(text.length, reach)
  for (let at = 1; at < limit; at += 1) {
    if (!openingMark(text.slice(at, at + 2))) continue
    const before = text[at - 1] as string
    if (!/[\s:(—–-]/.test(before)) continue
    const quote = text.slice(at)
    const lead = text.slice(0, at)
    if (!/[:,.—–-]\s*$/.test(lead)) continue
    return isWholeQuotation(quote) ? { lead, quote } : undefined
  }
  return undefined
}

/**
 * A quotation without its outer marks and the separators after them, for pages and mails that draw
 * the marks themselves.
 */
export function bareQuotation(quote: string): string {
  const trimmed = quote.trim()
  const open = openingMark(trimmed)
  if (!open) return trimmed
  const end = trimmed.replace(/[\s.,;:]{1,8}$/, '')
  const closes = end.length > 2 && open.closing.includes(end.at(-1) ?? '')
  const width = open.mark.length
  return closes && !closesEarlier(end, open) ? end.slice(width, -width).trim() : trimmed
}
