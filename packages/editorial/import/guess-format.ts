// Guesses the format of a pasted or uploaded text from signs that prose doesn't have.

export type TextFormat = 'text' | 'markdown' | 'html'

/** How much of a text is looked at: its signs show early. */
const looked = 20_000

/** `html` for block tags, `markdown` for headings, links or quotes in its signs, else `text`. */
export function guessFormat(text: string): TextFormat {
  const head = text.slice(0, looked)
  if (/^\s*(?:<!doctype html|<html|<\?xml)/i.test(head)) return 'html'
  if (
    /<(?:p|div|h[1-6]|br|table|ul|ol|span|section|article|blockquote)\b[^<>]{0,2000}>/i.test(head)
  ) {
    return 'html'
  }
  const signs = [
    /^#{1,6} \S/m,
    /^(?:=|-){3,}\s*$(?<=\S[^\n]*\n[=-]+\s*)/m,
    /\[[^\][\n]{1,300}\]\((?:https?:|mailto:|\/)[^)\s]{1,500}\)/,
    /(?<![\w*])\*\*[^\s*][^*\n]{0,500}\*\*/,
    /^> \S/m,
  ]
  return signs.some((sign) => sign.test(head)) ? 'markdown' : 'text'
}
