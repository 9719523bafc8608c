// Streams in the table, and what dispatch wrote: which issues went out, and to which streams. A stream
// that issues are owed to carries the ENTITLED index; that is decided here alone.
import {
  dispatchIndex,
  dispatchKey,
  entitledIndex,
  entitledPartition,
  entitledShards,
  type Key,
  servedKey,
  servedPartition,
  streamKey,
} from '#aws/keys'
import { type Item, ifAbsent, ifPresent, type Table } from '#aws/table'
import type { CustomerId, StreamId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import { Dispatch } from './dispatch.ts'
import { isEntitled, ServedLine, Stream } from './stream.ts'
import { type Change, type Changed, changeItem } from './versioned.ts'

const schema = 1

export const shardsOfEntitled = entitledShards

export type StreamRef = { customerId: CustomerId; streamId: StreamId }

/** Where a stream's item lies, for intents. */
export function streamItemKey({ customerId, streamId }: StreamRef) {
  return streamKey(customerId, streamId)
}

export async function getStream(table: Table, ref: StreamRef): Promise<Stream | undefined> {
  const item = await table.get(streamItemKey(ref), { consistent: true })
  return item && Stream.parse(item)
}

export async function streamsOf(table: Table, customerId: CustomerId): Promise<Stream[]> {
  const streams: Stream[] = []
  const partition = streamKey(customerId, '').pk
  for await (const item of table.query({ partition, beginsWith: 'STREAM#', consistent: true }))
    streams.push(Stream.parse(item))
  return streams
}

/** Does nothing when it is there already. */
export async function putStream(table: Table, stream: Stream, now: Instant): Promise<void> {
  const { id, customerId } = stream
  const attributes = streamAttributes(stream, now)
  await table.put(
    { ...streamKey(customerId, id), schema, ...Stream.parse(stream), ...attributes },
    ifAbsent,
  )
}

/** One conditional change of a stream; `now` decides whether dispatch must still look at it. */
export async function changeStream(
  table: Table,
  at: StreamRef & { now: Instant },
  change: (is: Stream, open: Intent | undefined) => Omit<Change<Stream>, 'attributes'> | undefined,
): Promise<Changed<Stream>> {
  return await changeItem(table, streamItemKey(at), {
    parse: (item) => Stream.parse(item),
    change: (is, open) => {
      const to = change(is, open)
      if (!to) return undefined
      const changed = { ...to.to, updatedAt: at.now }
      return { ...to, to: changed, attributes: streamAttributes(changed, at.now) }
    },
  })
}

function streamAttributes(stream: Stream, now: Instant): Item {
  const index = isEntitled(stream, now) ? entitledIndex(stream.id) : undefined
  return { gsi1pk: index?.gsi1pk, gsi1sk: index?.gsi1sk }
}

/** The streams of a shard (0 to 63) that may be owed something. The index lags: read each again. */
export async function* entitledStreams(table: Table, shard: number): AsyncIterable<StreamRef> {
  const partition = entitledPartition(shard)
  for await (const item of table.query({ index: 'gsi1', partition, only: ['id', 'customerId'] }))
    yield { streamId: item['id'] as StreamId, customerId: item['customerId'] as CustomerId }
}

/** The same streams whole, as the index has them: for counts. */
export async function* entitledStreamsWhole(table: Table, shard: number): AsyncIterable<Stream> {
  const partition = entitledPartition(shard)
  for await (const item of table.query({ index: 'gsi1', partition })) yield Stream.parse(item)
}

// — Dispatches —

export function dispatchItemKey(number: number): Key {
  return dispatchKey(number)
}

export async function getDispatch(table: Table, number: number): Promise<Dispatch | undefined> {
  const item = await table.get(dispatchKey(number), { consistent: true })
  return item && Dispatch.parse(item)
}

/** The first dispatch of an issue stays; answers with it. */
export async function beginDispatch(table: Table, dispatch: Dispatch): Promise<Dispatch> {
  const { number, firstAt } = dispatch
  const key = dispatchKey(number)
  await table.put(
    { ...key, ...dispatchIndex(firstAt, number), schema, ...Dispatch.parse(dispatch) },
    ifAbsent,
  )
  return (await getDispatch(table, number)) ?? dispatch
}

/** Writes down what all its dispatches served. */
export async function noteServed(
  table: Table,
  { number, served }: { number: number; served: NonNullable<Dispatch['served']> },
): Promise<void> {
  await table.update(dispatchKey(number), { set: { served } }, ifPresent)
}

/** All dispatches up to an instant, oldest first; one an issue. */
export async function dispatchesUntil(table: Table, until: Instant): Promise<Dispatch[]> {
  const found: Dispatch[] = []
  const { gsi1pk: partition } = dispatchIndex('', 0)
  const between = ['0', `${until}~`] as const
  for await (const item of table.query({ index: 'gsi1', partition, between }))
    found.push(Dispatch.parse(item))
  return found
}

/** Writes the line of what a stream was served; the same one again changes nothing. */
export async function putServedLine(table: Table, line: ServedLine): Promise<void> {
  await table.put(
    { ...servedKey(line.number, line.streamId), schema, ...ServedLine.parse(line) },
    ifAbsent,
  )
}

/** Everyone who got an issue, in no order. */
export async function* servedLines(table: Table, number: number): AsyncIterable<ServedLine> {
  for (let shard = 0; shard < entitledShards; shard++) yield* servedLinesOf(table, number, shard)
}

/** What a stream was served of these issues, as far as it is written down. */
export async function servedLinesOfStream(
  table: Table,
  { streamId, numbers }: { streamId: StreamId; numbers: readonly number[] },
): Promise<ServedLine[]> {
  const keys = [...new Set(numbers)].map((number) => servedKey(number, streamId))
  const items = await table.getMany(keys, { consistent: true })
  return items.map((item) => ServedLine.parse(item))
}

/** Those of one shard. */
export async function* servedLinesOf(
  table: Table,
  number: number,
  shard: number,
): AsyncIterable<ServedLine> {
  const partition = servedPartition(number, shard)
  for await (const item of table.query({ partition, consistent: true }))
    yield ServedLine.parse(item)
}
