// Reads pasted HTML (web, Word, Google Docs, Outlook, LibreOffice) into units: visible text with
// bold, italic and safe links; everything else is left behind.
import { Parser } from 'htmlparser2'
import { VisibleError } from '#kernel/errors'
import type { Span } from '../blocks.ts'
import {
  type Dropped,
  nothingDropped,
  type Reading,
  safeHref,
  tidySpans,
  type Unit,
  type UnitRole,
} from './unit.ts'

/** Deeper than any word processor writes; a bound, so that hostile input stays linear. */
const depthLimit = 300

/**
 * HTML as units.
 * @throws VisibleError `invalid` when elements are nested more than 300 levels deep.
 */
export function readHtml(html: string): Reading {
  const reader = new HtmlReader()
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (text) => reader.text(text),
      onclosetag: () => reader.close(),
    },
    { decodeEntities: true },
  )
  parser.write(html)
  parser.end()
  return reader.reading()
}

/** Text with its character references (`&eacute;`) resolved. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  let out = ''
  const parser = new Parser({ ontext: (part) => (out += part) }, { xmlMode: false })
  parser.write(text.replaceAll('<', '&lt;'))
  parser.end()
  return out
}

type Frame = {
  name: string
  block: boolean
  bold: boolean
  italic: boolean
  href: string | undefined
  /** Nothing inside is shown. */
  hidden: boolean
  /** A word processor's list mark, drawn as text. */
  listMark: boolean
  preformatted: boolean
  role: UnitRole
  level: number | undefined
  list: { key: number; ordered: boolean } | undefined
}

const root: Frame = {
  name: '#root',
  block: true,
  bold: false,
  italic: false,
  href: undefined,
  hidden: false,
  listMark: false,
  preformatted: false,
  role: 'text',
  level: undefined,
  list: undefined,
}

const blockElements = new Set(
  (
    'address article aside blockquote body caption center dd details dialog div dl dt fieldset ' +
    'figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p ' +
    'pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)
const scriptElements = new Set(
  'script style noscript template iframe object embed svg math canvas audio video select'.split(
    ' ',
  ),
)
const silentElements = new Set(['head', 'title', 'meta', 'link', 'xml', 'datalist', 'textarea'])

class HtmlReader {
  private readonly stack: Frame[] = [root]
  private readonly units: Unit[] = []
  private readonly dropped: Dropped = nothingDropped()
  /** The paragraph being read; `undefined` in it is a line break. */
  private pending: (Span | undefined)[] = []
  private pendingFrame: Frame = root
  private group = 0
  private listKey = 0
  private markText = ''
  private atSpace = true

  open(name: string, attributes: Record<string, string>): void {
    const parent = this.stack.at(-1) ?? root
    if (this.stack.length > depthLimit) throw tooDeep()
    if (name === 'br') this.lineBreak(parent)
    if (name === 'img' && !parent.hidden) this.dropped.images += 1
    const frame = this.frameOf(parent, name, attributes)
    if (frame.block && !parent.hidden) this.flush()
    if (name === 'hr' && !frame.hidden) {
      this.units.push({ role: 'divider', spans: [], group: this.group })
    }
    if (frame.block) this.pendingFrame = frame
    this.stack.push(frame)
  }

  close(): void {
    const frame = this.stack.pop()
    if (!frame?.block) return
    if (!frame.hidden) this.flush()
    this.pendingFrame = this.stack.findLast(({ block }) => block) ?? root
  }

  text(raw: string): void {
    const frame = this.stack.at(-1) ?? root
    if (frame.listMark) {
      this.markText += raw.trim()
      return
    }
    if (frame.hidden) return
    let text = raw.replace(/\p{Cc}/gu, (sign) => {
      if (/\s/.test(sign)) return sign
      this.dropped.controls += 1
      return ' '
    })
    if (frame.preformatted) {
      for (const [at, line] of text.split('\n').entries()) {
        if (at > 0) this.pending.push(undefined)
        if (line !== '') this.pending.push(this.span(line, frame))
      }
      return
    }
    text = text.replace(/[ \t\n\r\f]+/g, ' ')
    if (this.atSpace && text.startsWith(' ')) text = text.slice(1)
    if (text === '') return
    this.atSpace = text.endsWith(' ')
    this.pending.push(this.span(text, frame))
  }

  reading(): Reading {
    this.flush()
    return { units: this.units, dropped: this.dropped }
  }

  private span(text: string, { bold, italic, href, level }: Frame): Span {
    return {
      text,
      ...(bold && level === undefined ? { bold } : {}),
      ...(italic ? { italic } : {}),
      ...(href ? { href } : {}),
    } as Span
  }

  private lineBreak(frame: Frame): void {
    if (frame.hidden) return
    this.pending.push(undefined)
    this.atSpace = true
  }

  /** Ends the paragraph: its lines become units; an empty line between them starts a new group. */
  private flush(): void {
    const { role, level, list } = this.pendingFrame
    const lines = splitLines(this.pending)
    const marker = this.markText
    this.pending = []
    this.markText = ''
    this.atSpace = true
    this.group += 1
    let item = list
    if (marker !== '')
      item = { key: this.wordListKey(), ordered: /^\(?[\da-z]{1,3}[.)]/i.test(marker) }
    for (const spans of lines) {
      if (spans.length === 0) this.group += 1
      else {
        this.units.push({
          role: item && role === 'text' ? 'item' : role,
          spans,
          group: this.group,
          ...(level === undefined ? {} : { level }),
          ...(item ? { list: item } : {}),
        })
      }
    }
  }

  /** Word writes lists as paragraphs: neighbours are one list. */
  private wordListKey(): number {
    const last = this.units.at(-1)
    if (last?.role === 'item' && last.list) return last.list.key
    this.listKey += 1
    return this.listKey
  }

  private frameOf(parent: Frame, name: string, attributes: Record<string, string>): Frame {
    const frame = { ...parent, name, block: blockElements.has(name) }
    const style = (attributes.style ?? '').slice(0, 4_000).toLowerCase()
    const className = (attributes.class ?? '').slice(0, 1_000)
    this.readVisibility(frame, { name, attributes, style })
    this.readEmphasis(frame, { name, style })
    readRole(frame, className)
    if (name === 'a') this.readLink(frame, attributes.href)
    if (name === 'ul' || name === 'ol') {
      this.listKey += 1
      frame.list = { key: parent.list?.key ?? this.listKey, ordered: name === 'ol' }
    }
    return frame
  }

  private readVisibility(
    frame: Frame,
    {
      name,
      attributes,
      style,
    }: { name: string; attributes: Record<string, string>; style: string },
  ): void {
    if (frame.hidden) return
    const isScript = scriptElements.has(name)
    const isHidden =
      'hidden' in attributes || /display:\s*none|visibility:\s*hidden|mso-hide:\s*all/.test(style)
    if (isScript) this.dropped.scripts += 1
    else if (isHidden) this.dropped.hidden += 1
    if (/mso-list:\s*ignore/.test(style)) frame.listMark = true
    frame.hidden = isScript || isHidden || silentElements.has(name)
    if (name === 'pre') frame.preformatted = true
  }

  private readEmphasis(frame: Frame, { name, style }: { name: string; style: string }): void {
    if (name === 'b' || name === 'strong') frame.bold = true
    if (['i', 'em', 'dfn', 'var'].includes(name)) frame.italic = true
    if (/font-weight:\s*(?:bold|[6-9]00)/.test(style)) frame.bold = true
    if (/font-weight:\s*(?:normal|[1-5]00)/.test(style)) frame.bold = false
    if (/font-style:\s*(?:italic|oblique)/.test(style)) frame.italic = true
    if (/font-style:\s*normal/.test(style)) frame.italic = false
    const heading = /^h([1-6])$/.exec(name)
    if (heading) {
      frame.role = 'heading'
      frame.level = Number(heading[1])
    }
    if (name === 'blockquote') frame.role = 'quote'
  }

  private readLink(frame: Frame, raw: string | undefined): void {
    if (raw === undefined || raw === '' || frame.hidden) return
    const href = safeHref(raw)
    if (href === undefined && !raw.startsWith('#')) this.dropped.links += 1
    frame.href = href
  }
}

/** Word's paragraph styles and the class names that magazines give to a standfirst. */
function readRole(frame: Frame, className: string): void {
  if (!frame.block) return
  if (/\bMsoTitle\b/i.test(className)) frame.role = 'title'
  else if (/\bMso(?:Intense)?Quote\b/i.test(className)) frame.role = 'quote'
  else if (/\b(?:MsoSubtitle|chap[oô]|standfirst)\b/i.test(className)) frame.role = 'standfirst'
}

function splitLines(pending: readonly (Span | undefined)[]): Span[][] {
  const lines: Span[][] = [[]]
  for (const span of pending) {
    if (span === undefined) lines.push([])
    else lines.at(-1)?.push(span)
  }
  return lines.map(tidySpans)
}

function tooDeep(): VisibleError {
  return new VisibleError('invalid', {
    fr: 'Ce HTML imbrique plus de 300 éléments : collez-le comme texte brut.',
    en: 'This HTML nests more than 300 elements: paste it as plain text.',
  })
}
