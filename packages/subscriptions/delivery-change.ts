// Where a stream's copies go from now on, as somebody said it: one item a stream, the newest wish. It
// holds the intent that tells the stream, and Stripe where the VAT differs.
import * as z from 'zod'
import { intentOf, openIntent } from '#aws/intent'
import { deliveryChangeKey, type Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import { PostalAddress } from './postal-address.ts'
import type { StreamRef } from './store-streams.ts'

const schema = 1
const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

export const DeliveryChange = z.object({
  customerId: idSchema('customer'),
  streamId: idSchema('stream'),
  delivery: PostalAddress,
  /** The first issue that goes there. */
  appliesFrom: z.number().int().min(1),
  at: Timestamp,
  /** `reader`; `recipient` of a gift, whose giver is not told where; a member of staff for them. */
  by: z.string().max(254),
})
export type DeliveryChange = z.infer<typeof DeliveryChange>

/** Takes the place of an earlier wish, also of one that was not carried out yet. */
export async function putDeliveryChange(
  table: Table,
  change: DeliveryChange,
  intent: Intent,
): Promise<Key> {
  const key = deliveryChangeKey(change.customerId, change.streamId)
  await table.put({ ...key, schema, ...DeliveryChange.parse(change), ...openIntent(intent) })
  return key
}

/** The newest change of a stream, with what of it is still to be done. */
export async function getDeliveryChange(
  table: Table,
  { customerId, streamId }: StreamRef,
): Promise<{ change: DeliveryChange; open: Intent | undefined } | undefined> {
  const item = await table.get(deliveryChangeKey(customerId, streamId), { consistent: true })
  return item && { change: DeliveryChange.parse(item), open: intentOf(item) }
}

/** Whether who receives a gift has said themselves where it goes: that is not their giver's to see. */
export async function isPlaceOfRecipient(table: Table, ref: StreamRef): Promise<boolean> {
  return (await getDeliveryChange(table, ref))?.change.by === 'recipient'
}

/** Which stream a change is of, by where it lies. */
export function streamOfChange({ pk, sk }: Key): StreamRef {
  return {
    customerId: idSchema('customer').parse(pk.replace('CUSTOMER#', '')),
    streamId: idSchema('stream').parse(sk.replace('DELIVERY#', '')),
  }
}
