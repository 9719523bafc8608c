// Reads Markdown into units with marked's lexer; nothing is rendered to HTML.
import { lexer, type Token, type Tokens } from 'marked'
import type { Span } from '../blocks.ts'
import { decodeReferences, readHtml } from './read-html.ts'
import { readPlainText } from './read-plain-text.ts'
import {
  type Dropped,
  nothingDropped,
  type Reading,
  safeHref,
  tidySpans,
  type Unit,
  type UnitRole,
} from './unit.ts'

/** Markdown as units. A text too intricate for the lexer's time bound is read as plain text. */
export function readMarkdown(text: string): Reading {
  if (isIntricate(text)) {
    const reading = readPlainText(text)
    return { ...reading, dropped: { ...reading.dropped, formatting: 1 } }
  }
  const reader = new MarkdownReader()
  reader.blocks(lexer(text, { gfm: true }), { role: 'text' })
  return { units: reader.units, dropped: reader.dropped }
}

/**
 * The lexer takes more than linear time on long runs of unmatched marks and on deep nesting, so
 * both are bounded: 600 marks a paragraph, 20 container marks a line, 20,000 characters a line of it.
 */
function isIntricate(text: string): boolean {
  let marks = 0
  let size = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      marks = 0
      size = 0
    }
    size += line.length
    marks += line.match(/[*_`[\]<>!~\\|&]/g)?.length ?? 0
    if (marks > 600 || size > 40_000) return true
    const lead = /^[\s>*+\-\d.)]*/.exec(line)?.[0] ?? ''
    if ((lead.match(/[>*+)-]|\d\./g)?.length ?? 0) > 20 && !/^\s*([-*_]\s*)+$/.test(line))
      return true
    if (/^\s{200,}/.test(line)) return true
  }
  return false
}

type Context = { role: UnitRole; list?: { key: number; ordered: boolean } }
type Style = { bold?: true; italic?: true; href?: string }

class MarkdownReader {
  readonly units: Unit[] = []
  readonly dropped: Dropped = nothingDropped()
  private group = 0
  private listKey = 0
  private skipping: string | undefined

  blocks(tokens: readonly Token[], context: Context): void {
    for (const token of tokens) this.block(token, context)
  }

  private block(token: Token, context: Context): void {
    switch (token.type) {
      case 'heading':
        this.lines(token.tokens ?? [], { ...context, role: 'heading' }, token.depth)
        return
      case 'blockquote':
        this.group += 1
        this.blocks(token.tokens ?? [], { ...context, role: 'quote' })
        return
      case 'list':
        this.list(token as Tokens.List, context)
        return
      case 'hr':
        this.units.push({ role: 'divider', spans: [], group: this.group })
        return
      case 'html':
        this.html(token.text)
        return
      case 'code':
        for (const line of token.text.split('\n')) this.push([{ text: line }], context)
        this.group += 1
        return
      case 'table':
        this.table(token as Tokens.Table, context)
        return
      case 'paragraph':
      case 'text':
        this.lines(token.tokens ?? [{ type: 'text', raw: token.raw, text: token.text }], context)
        return
      default: // space, def: nothing to see
        return
    }
  }

  private list({ ordered, items }: Tokens.List, context: Context): void {
    this.listKey += context.list ? 0 : 1
    const list = context.list ?? { key: this.listKey, ordered }
    for (const item of items) this.blocks(item.tokens, { ...context, role: 'item', list })
  }

  private table({ header, rows }: Tokens.Table, context: Context): void {
    for (const row of [header, ...rows]) {
      for (const cell of row) this.lines(cell.tokens, context)
    }
  }

  private html(raw: string): void {
    const { units, dropped } = readHtml(raw)
    for (const [kind, count] of Object.entries(dropped)) {
      this.dropped[kind as keyof Dropped] += count
    }
    const lists = this.listKey
    for (const unit of units) {
      const group = this.group + unit.group + 1
      const list = unit.list ? { ...unit.list, key: unit.list.key + lists } : undefined
      this.listKey = Math.max(this.listKey, list?.key ?? 0)
      this.units.push({ ...unit, group, ...(list ? { list } : {}) })
    }
    this.group += (units.at(-1)?.group ?? 0) + 2
  }

  /** Inline tokens as one or more units: hard breaks, and soft ones that stand before a dash. */
  private lines(tokens: readonly Token[], context: Context, level?: number): void {
    this.group += context.role === 'quote' ? 0 : 1
    this.skipping = undefined
    const parts: (Span | undefined)[] = []
    this.inline(tokens, {}, { parts, breaks: context.role === 'quote' })
    let line: Span[] = []
    for (const part of [...parts, undefined]) {
      if (part) line.push(part)
      else {
        this.push(line, context, level)
        line = []
      }
    }
  }

  private push(spans: Span[], { role, list }: Context, level?: number): void {
    const tidy = tidySpans(spans)
    if (tidy.length === 0) return
    this.units.push({
      role,
      spans: tidy,
      group: this.group,
      ...(level === undefined ? {} : { level }),
      ...(list ? { list } : {}),
    })
  }

  private inline(
    tokens: readonly Token[],
    style: Style,
    out: { parts: (Span | undefined)[]; breaks: boolean },
  ): void {
    for (const token of tokens) {
      if (this.skipping && token.type !== 'html') continue
      switch (token.type) {
        case 'strong':
          this.inline(token.tokens ?? [], { ...style, bold: true }, out)
          break
        case 'em':
          this.inline(token.tokens ?? [], { ...style, italic: true }, out)
          break
        case 'del':
          this.inline(token.tokens ?? [], style, out)
          break
        case 'link':
          this.inline(token.tokens ?? [], this.linked(style, token.href), out)
          break
        case 'image':
          this.dropped.images += 1
          break
        case 'br':
          out.parts.push(undefined)
          break
        case 'html':
          this.inlineHtml(token.text, out)
          break
        default:
          if (token.type === 'text' && token.tokens) this.inline(token.tokens, style, out)
          else this.text(token, style, out)
      }
    }
  }

  private text(
    token: Token,
    style: Style,
    { parts, breaks }: { parts: (Span | undefined)[]; breaks: boolean },
  ): void {
    const isCode = token.type === 'codespan'
    const text = 'text' in token ? String(token.text) : token.raw
    const shown = isCode || token.type === 'escape' ? text : decodeReferences(text)
    const lines = shown.split(breaks ? /\n/ : /\n(?=\s{0,3}[–—])/)
    for (const [at, line] of lines.entries()) {
      if (at > 0) parts.push(undefined)
      const clean = line.replace(/[\s\p{Cc}]+/gu, (run) =>
        /^[\u00a0\u202f]+$/.test(run) ? run : ' ',
      )
      if (clean !== '') parts.push({ text: clean, ...style })
    }
  }

  private linked(style: Style, raw: string): Style {
    const href = safeHref(decodeReferences(raw))
    if (!href) this.dropped.links += 1
    return href ? { ...style, href } : style
  }

  /** Tags inside a paragraph are dropped; so is what stands inside a script or style. */
  private inlineHtml(tag: string, { parts }: { parts: (Span | undefined)[] }): void {
    const name = /^<(\/?[a-z0-9]+)/i.exec(tag)?.[1]?.toLowerCase()
    if (this.skipping) {
      if (name === `/${this.skipping}`) this.skipping = undefined
      return
    }
    if (name === 'script' || name === 'style') {
      this.dropped.scripts += 1
      this.skipping = name
    } else if (name === 'img') this.dropped.images += 1
    else if (name === 'br') parts.push(undefined)
  }
}
