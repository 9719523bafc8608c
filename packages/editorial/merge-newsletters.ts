// Two people changed one newsletter: what differs, what each most likely meant, and the mix of both
// that a person chooses. Pure.
import type { Block } from './blocks.ts'
import type { NewsletterContent } from './newsletter.ts'

const heads = [
  'subject',
  'preheader',
  'senderName',
  'replyTo',
  'locale',
  'issueNumber',
  'topics',
  'segmentId',
] as const
type Head = (typeof heads)[number]

/** `key` is a field's name or `block:<id>`. A block that one side lacks was added or removed. */
export type Difference =
  | { key: string; kind: 'field'; field: Head; mine: string; theirs: string; likely: Side }
  | { key: string; kind: 'block'; mine?: Block; theirs?: Block; likely: Side }
export type Side = 'mine' | 'theirs'

/**
 * What differs, in the order of my text. `likely` is the side that changed since `base`; mine where
 * both did or the base is not known.
 */
export function differences(
  mine: NewsletterContent,
  theirs: NewsletterContent,
  base: NewsletterContent | undefined,
): Difference[] {
  const found: Difference[] = []
  for (const field of heads) {
    const [a, b] = [shown(mine[field]), shown(theirs[field])]
    if (a === b) continue
    const likely = base && shown(base[field]) === a ? 'theirs' : 'mine'
    found.push({ key: field, kind: 'field', field, mine: a, theirs: b, likely })
  }
  const before = byId(base?.blocks ?? [])
  const [own, other] = [byId(mine.blocks), byId(theirs.blocks)]
  for (const { id } of [...mine.blocks, ...theirs.blocks.filter((block) => !own.has(block.id))]) {
    const [a, b] = [own.get(id), other.get(id)]
    if (same(a, b)) continue
    const likely = base && same(a, before.get(id)) ? 'theirs' : 'mine'
    found.push({
      key: `block:${id}`,
      kind: 'block',
      ...(a ? { mine: a } : {}),
      ...(b ? { theirs: b } : {}),
      likely,
    })
  }
  return found
}

/** My content with their side where `takeTheirs` holds the difference's key. */
export function mergeNewsletters(
  mine: NewsletterContent,
  theirs: NewsletterContent,
  takeTheirs: ReadonlySet<string>,
): NewsletterContent {
  const merged: Record<string, unknown> = { ...mine }
  for (const field of heads) if (takeTheirs.has(field)) merged[field] = theirs[field]
  const other = byId(theirs.blocks)
  const blocks = mine.blocks.flatMap((block) =>
    takeTheirs.has(`block:${block.id}`) ? (other.get(block.id) ?? []) : block,
  )
  const own = new Set(mine.blocks.map(({ id }) => id))
  theirs.blocks.forEach((block, at) => {
    if (own.has(block.id) || !takeTheirs.has(`block:${block.id}`)) return
    const previous = theirs.blocks
      .slice(0, at)
      .reverse()
      .find(({ id }) => blocks.some((one) => one.id === id))
    const to = previous ? blocks.findIndex(({ id }) => id === previous.id) + 1 : 0
    blocks.splice(to, 0, block)
  })
  merged['blocks'] = blocks
  for (const name of ['senderName', 'replyTo', 'issueNumber', 'segmentId'])
    if (merged[name] === undefined) delete merged[name]
  return merged as NewsletterContent
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '')
}

function same(a: Block | undefined, b: Block | undefined): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(block: Block | undefined): unknown {
  return block && Object.entries(block).sort(([a], [b]) => (a < b ? -1 : 1))
}

function byId(blocks: readonly Block[]): Map<string, Block> {
  return new Map(blocks.map((block) => [block.id, block]))
}
