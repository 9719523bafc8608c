// A proofreading suggestion as it is shown and named in a form. Pure.
import { type Block, spansText } from '#editorial/blocks'
import type { Suggestion } from '#editorial/proofread'

const aroundChars = 70

/** Names a suggestion within one version of the text. */
export function keyOf({ blockId, field, start, end, code }: Suggestion): string {
  return [blockId, field, start, end, code].join('|')
}

/** The passage with some words on both sides. */
export function contextOf(
  block: Block,
  { field, start, end }: Suggestion,
): { before: string; found: string; after: string } {
  const text = fieldText(block, field)
  const from = wordStart(text, Math.max(0, start - aroundChars))
  const to = wordEnd(text, Math.min(text.length, end + aroundChars))
  return {
    before: `${from > 0 ? '… ' : ''}${text.slice(from, start)}`,
    found: text.slice(start, end),
    after: `${text.slice(end, to)}${to < text.length ? ' …' : ''}`,
  }
}

export type ChangedPart = { kind: 'same' | 'out' | 'in'; text: string }

const tokensMax = 400

/** What a replacement changes, word by word, so that one new apostrophe is not a whole new line. */
export function changedParts(found: string, replacement: string): ChangedPart[] {
  const [a, b] = [tokens(found), tokens(replacement)]
  if (a.length > tokensMax || b.length > tokensMax)
    return [
      { kind: 'out', text: found },
      { kind: 'in', text: replacement },
    ]
  const common = commonLengths(a, b)
  const parts: ChangedPart[] = []
  const add = (kind: ChangedPart['kind'], text: string) => {
    const last = parts.at(-1)
    if (last?.kind === kind) last.text += text
    else parts.push({ kind, text })
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      add('same', a[i] ?? '')
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && at(common, i + 1, j) >= at(common, i, j + 1))) {
      add('out', a[i] ?? '')
      i += 1
    } else {
      add('in', b[j] ?? '')
      j += 1
    }
  }
  return parts
}

/** White space that changes is drawn, or the change would look like nothing. */
export function shownText(text: string): string {
  if (/[^\s.,;:!?…«»“”"()]/u.test(text)) return text
  return text.replace(/[\u00a0\u202f]/g, '⍽').replace(/ /g, '␣')
}

function tokens(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+|[\s\S]/gu) ?? []
}

/** Lengths of the longest common subsequences of the tails. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i] as number[]
      row[j] =
        a[i] === b[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1))
    }
  return table
}

function at(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0
}

function fieldText(block: Block, field: string): string {
  const [name = '', index] = field.split('.')
  const value = (block as Record<string, unknown>)[name]
  if (name === 'spans' && 'spans' in block) return spansText(block.spans)
  if (name === 'items' && block.type === 'list') return spansText(block.items[Number(index)] ?? [])
  return typeof value === 'string' ? value : ''
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0
  const space = text.indexOf(' ', at)
  return space === -1 || space - at > 20 ? at : space + 1
}

function wordEnd(text: string, at: number): number {
  if (at === text.length) return at
  const space = text.lastIndexOf(' ', at)
  return space === -1 || at - space > 20 ? at : space
}
