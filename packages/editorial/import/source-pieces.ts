// Cuts the line that names a source into its pieces, at commas, stops, dashes and brackets.

/** `enclosed` stood in brackets, `quoted` between marks; the others tell the sign before it. */
export type Piece = {
  text: string
  quoted: boolean
  enclosed: boolean
  afterStop: boolean
  afterColon: boolean
}
const abbreviation =
  /(?:^|[\s.(-])(?:\p{Lu}|éd|ed|trad|tr|t|chap|ch|vol|v|p|pp|dir|coll|st|ste|mr|mrs|ms|dr|mme|mlle|me|mgr|av|apr|env|ca|c|fr|jr|sr|liv|l)$/iu

/** Cuts at commas, semicolons, full stops, dashes, brackets; never inside quotation marks. */
export function cutPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  let closing = ''
  let enclosed = false
  let afterStop = false
  const push = (end: number, quoted: boolean) => {
    const piece = text.slice(from, end).trim()
    const afterColon = /:\s*$/.test(text.slice(0, from))
    if (piece !== '') pieces.push({ text: piece, quoted, enclosed, afterStop, afterColon })
    from = end + 1
    if (piece !== '') afterStop = false
  }
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string
    if (closing !== '') {
      if (closing.includes(sign)) {
        push(at, true)
        closing = ''
      }
      continue
    }
    const opened = quoteAnswer(sign)
    if (opened) {
      push(at, false)
      closing = opened
    } else if (sign === '(' || sign === '[') {
      push(at, false)
      enclosed = true
    } else if (sign === ')' || sign === ']') {
      push(at, false)
      enclosed = false
    } else if (separates(text, at)) {
      push(at, false)
      if (sign === '.') afterStop = true
    }
  }
  push(text.length, closing !== '')
  return pieces
}

function quoteAnswer(sign: string): string {
  return { '«': '»', '“': '”"', '"': '"”', '„': '“”' }[sign] ?? ''
}

function separates(text: string, at: number): boolean {
  const sign = text[at] as string
  const next = text[at + 1] ?? ' '
  if (sign === '\n' || sign === ';' || sign === ',' || sign === '/' || sign === '|') {
    return !(sign === ',' && /\d/.test(next))
  }
  if (sign === '–' || sign === '—' || sign === '-' || sign === '·' || sign === '•') {
    return /\s/.test(next) && /\s/.test(text[at - 1] ?? ' ')
  }
  if (sign === ':') return /\s/.test(next)
  return sign === '.' && /\s/.test(next) && !abbreviation.test(text.slice(Math.max(0, at - 8), at))
}
