// How lists are read: page by page, newest first, within bounds.
import type { Item, Table } from '#aws/table'

/** Bounds of the lists that are read whole. A monthly title reaches them after a century. */
export const listLimits = { issues: 2_000, companies: 10_000, page: 50, pageMax: 200 }

export type PageOf<T> = { items: T[]; cursor?: string }

export async function readPage<T>(
  table: Table,
  partition: string,
  page: { cursor?: string; limit?: number },
  parse: (item: Item) => T,
): Promise<PageOf<T>> {
  const result = await table.queryPage({
    index: 'gsi1',
    partition,
    newestFirst: true,
    limit: Math.min(page.limit ?? listLimits.page, listLimits.pageMax),
    cursor: page.cursor,
  })
  return asPage(result, parse)
}

export function asPage<T>(
  page: { items: Item[]; cursor?: string },
  parse: (item: Item) => T,
): PageOf<T> {
  const items = page.items.map(parse)
  return page.cursor === undefined ? { items } : { items, cursor: page.cursor }
}
