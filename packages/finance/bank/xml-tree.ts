// An XML file as a plain tree: names without prefix, text, the attribute of an amount's currency. No
// entities of its own, no depth or size without an end; a file that is cut off is told from a whole one.
import { Parser } from 'htmlparser2'

export type Node = { name: string; currency?: string; text: string; children: Node[] }

export type XmlRead =
  | { kind: 'tree'; root: Node; space: string }
  | { kind: 'broken' }
  /** It declares entities or a document type: nothing that a bank sends. */
  | { kind: 'declares' }
  | { kind: 'tooMuch' }

const limits = { depth: 30, nodes: 2_000_000, text: 2_000 }

/** Reads XML; `space` is the namespace of the root. */
export function readXml(text: string): XmlRead {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return { kind: 'declares' }
  const root: Node = { name: '', text: '', children: [] }
  const path: Node[] = [root]
  let [space, nodes, closed, isBroken, isTooMuch] = ['', 0, 0, false, false]
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const node: Node = { name: localName(name), text: '', children: [] }
        if (attributes['Ccy'] !== undefined) node.currency = attributes['Ccy']
        if (nodes === 0) space = spaceOf(name, attributes)
        nodes += 1
        if (path.length > limits.depth || nodes > limits.nodes) isTooMuch = true
        if (isTooMuch) {
          parser.pause()
          return
        }
        path.at(-1)?.children.push(node)
        path.push(node)
      },
      ontext(piece) {
        const node = path.at(-1)
        if (node && node.text.length < limits.text) node.text += piece
      },
      onclosetag(_, isImplied) {
        if (!isImplied) closed += 1
        // The parser closes what nobody closed; only `<a/>` may be closed so.
        else if (text[parser.endIndex - 1] !== '/') isBroken = true
        if (path.length > 1) path.pop()
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.write(text)
  if (path.length > 1) isBroken = true
  parser.end()
  if (closed !== closingTags(text)) isBroken = true
  const [only, ...others] = root.children
  if (isTooMuch) return { kind: 'tooMuch' }
  if (isBroken || !only || others.length > 0) return { kind: 'broken' }
  return { kind: 'tree', root: only, space }
}

/** How many there are; the parser leaves those out that close nothing. */
function closingTags(text: string): number {
  let [count, from] = [0, 0]
  for (;;) {
    const next = /<\/|<!--|<!\[CDATA\[/g
    next.lastIndex = from
    const found = next.exec(text)
    if (!found) return count
    const end = ends[found[0]]
    if (end === undefined) count += 1
    const after = end === undefined ? next.lastIndex : text.indexOf(end, next.lastIndex)
    // What is never closed has nothing behind it.
    if (after < 0) return count
    from = after + (end?.length ?? 0)
  }
}

/** What ends a comment, and what is no markup. */
const ends: Readonly<Record<string, string>> = { '<!--': '-->', '<![CDATA[': ']]>' }

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function spaceOf(name: string, attributes: Record<string, string>): string {
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : undefined
  return attributes[prefix === undefined ? 'xmlns' : `xmlns:${prefix}`] ?? ''
}

/** The first node at a path of names below. */
export function at(node: Node | undefined, ...names: string[]): Node | undefined {
  let found = node
  for (const name of names) found = found?.children.find((child) => child.name === name)
  return found
}

/** All children of a name. */
export function all(node: Node | undefined, name: string): Node[] {
  return node?.children.filter((child) => child.name === name) ?? []
}

export function textAt(node: Node | undefined, ...names: string[]): string | undefined {
  const text = at(node, ...names)?.text.trim()
  return text ? text : undefined
}
