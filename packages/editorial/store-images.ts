// Images, and approvals of newsletters, in the table.
import { approvalKey, imageIndex, imageKey, newsletterKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { ApprovalId, ImageId, NewsletterId } from '#kernel/ids'
import { Approval } from './approval.ts'
import { Image } from './issue.ts'
import { type PageOf, readPage } from './store-pages.ts'

/** In the order asked; ids that name nothing are left out. */
export async function getImages(table: Table, ids: readonly ImageId[]): Promise<Image[]> {
  const items = await table.getMany([...new Set(ids)].map(imageKey))
  const byId = new Map(items.map((item) => [item['id'], Image.parse(item)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Newest first. */
export async function listImages(
  table: Table,
  page: { cursor?: string; limit?: number } = {},
): Promise<PageOf<Image>> {
  return await readPage(table, 'IMAGES', page, (item) => Image.parse(item))
}

export async function putImage(table: Table, image: Image) {
  const item = Image.parse(image)
  return await table.put({ ...item, ...imageKey(item.id), ...imageIndex(item.createdAt, item.id) })
}

/** In the order they came. */
export async function listApprovals(table: Table, id: NewsletterId): Promise<Approval[]> {
  const page = await table.queryPage({
    partition: newsletterKey(id).pk,
    beginsWith: 'APPROVAL#',
    consistent: true,
  })
  return page.items.map((item) => Approval.parse(item))
}

export async function putApproval(table: Table, approval: Approval) {
  const item = Approval.parse(approval)
  const key = approvalKey(item.newsletterId, item.id as ApprovalId)
  return await table.put({ ...item, ...key }, ifAbsent)
}
