// Finds the epigraph: a quotation that stands by itself, with its source, at the head of the text
// or at its end. Quotations inside the article are not epigraphs.
import { type Epigraph, epigraphAt } from './read-epigraph.ts'
import { type Unit, unitText } from './unit.ts'

export type { Epigraph } from './read-epigraph.ts'

const limits = { head: 7, tail: 4 }
/** A paragraph of at least this many characters is text, not a title or a source. */
const longText = 150

/** The epigraph of the text, if it has one; `taken` are units that are something else already. */
export function findEpigraph(
  units: readonly Unit[],
  taken: ReadonlySet<number>,
): Epigraph | undefined {
  return epigraphAtHead(units, taken) ?? epigraphAtTail(units, taken)
}

function epigraphAtHead(units: readonly Unit[], taken: ReadonlySet<number>): Epigraph | undefined {
  let longs = 0
  for (let at = 0; at < Math.min(units.length, limits.head) && longs < 2; at += 1) {
    const unit = units[at] as Unit
    if (!taken.has(at)) {
      const found = epigraphAt(units, at, taken)
      if (found && isCredible(found, units, { longs })) return found
    }
    if (unit.role === 'text' && unitText(unit).length >= longText) longs += 1
  }
  return undefined
}

function isCredible(
  found: Epigraph,
  units: readonly Unit[],
  { longs }: { longs: number },
): boolean {
  if (units.length <= found.to - found.from) return false
  if (found.attribution !== '') return longs === 0 || namesWork(found)
  if (longs > 0) return false
  if (found.from > 0) return true
  // Nothing but a quotation opens the text: an epigraph only where a title comes after it.
  const next = units[found.to]
  const title = next ? unitText(next) : ''
  const isTitle = next?.role === 'heading' || next?.role === 'title'
  return found.quote.length >= 60 && (isTitle || (title.length <= 160 && !title.endsWith('.')))
}

function epigraphAtTail(units: readonly Unit[], taken: ReadonlySet<number>): Epigraph | undefined {
  for (let at = units.length - 1; at >= Math.max(1, units.length - limits.tail); at -= 1) {
    if (taken.has(at)) continue
    const found = epigraphAt(units, at, taken)
    if (found && found.attribution !== '' && (namesWork(found) || standsAlone(found, units))) {
      return found
    }
  }
  return undefined
}

/** After the article has begun, people it speaks of are quoted too: only a work tells an epigraph. */
function namesWork({ read }: Epigraph): boolean {
  return read.work !== undefined || read.publisher !== undefined
}

/** A quotation and its source, each on its own line, with blank lines around them. */
function standsAlone({ from, to }: Epigraph, units: readonly Unit[]): boolean {
  const [first, last] = [units[from], units[to - 1]]
  return (
    to - from > 1 &&
    first?.group !== units[from - 1]?.group &&
    last?.group !== units[to]?.group &&
    last?.group === first?.group
  )
}
