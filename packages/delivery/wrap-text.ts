// Plain text in lines that any mail program shows whole.

export const textColumns = 72
export const rule = '-'.repeat(textColumns)

/**
 * Wraps at ordinary spaces only, so that no-break spaces keep what they hold together; a word longer
 * than a line (a link) stands alone, never cut. Line breaks in the text stay.
 */
export function wrapText(
  text: string,
  options: { first?: string; next?: string; columns?: number } = {},
): string {
  const { first = '', next = first, columns = textColumns } = options
  let indent = first
  return text
    .split(/\r\n|\r|\n/)
    .flatMap((line) => {
      const lines: string[] = []
      let current = ''
      for (const word of line.split(/[ \t]+/).filter(Boolean)) {
        const joined = current === '' ? word : `${current} ${word}`
        if (current !== '' && width(indent) + width(joined) > columns) {
          lines.push(`${indent}${current}`)
          indent = next
          current = word
        } else current = joined
      }
      lines.push(`${indent}${current}`.trimEnd())
      indent = next
      return lines
    })
    .join('\n')
}

/** Columns a text takes, a character each. */
export function width(text: string): number {
  return [...text].length
}
