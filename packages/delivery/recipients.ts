// Who of a chunk may be called, by what is known of the readers now, and the message of each.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { MailingId, ReaderId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import { preferencesToken, readerUrl, unsubscribeToken } from '#readers/links'
import type { Reader } from '#readers/reader'
import { getReaders, suppressedAmong } from '#readers/store'
import { wantsTopics } from '#readers/topics'
import type { Outcome } from './batch.ts'
import { type CutMessage, composeMessage, mailableAddress } from './compose.ts'
import type { Mailing, SkipReason } from './mailing.ts'
import type { OutgoingMessage } from './ports.ts'
import type { HoleValues } from './rendition.ts'
import type { BatchId, Roster } from './store-batches.ts'
import { clickTokens, openToken } from './tracking-token.ts'

/** A recipient to call, its message ready. */
export type Call = {
  number: number
  message: OutgoingMessage
  /** It has the pixel and counted links. */
  isTracked: boolean
}

export type Chunk = { calls: Call[]; outcomes: Outcome[] }

/** The numbers of calls whose messages are tracked. */
export function trackedOf(calls: readonly Call[]): number[] {
  return calls.filter(({ isTracked }) => isTracked).map(({ number }) => number)
}

export type MessageContext = {
  mailing: Mailing
  cuts: ReadonlyMap<string, CutMessage>
  signingKeys: SigningKeys
  siteUrl: string
  clock: Clock
  /** The call follows one of which nothing was heard: its events say so. */
  isSecond?: boolean
}

/**
 * Reads the readers of these numbers again (an unsubscribe counts until now) and composes the
 * messages. Who is not called gets an outcome instead.
 */
export async function readChunk(
  table: Table,
  batch: { id: BatchId; roster: Roster; numbers: readonly number[] },
  context: MessageContext,
): Promise<Chunk> {
  const lines = batch.numbers.map((number) => ({ number, line: lineOf(batch.roster, number) }))
  const ids = lines.map(({ line }) => line.readerId)
  const [readers, suppressed] = await Promise.all([
    getReaders(table, ids, { consistent: true }),
    suppressedAmong(table, ids, { consistent: true }),
  ])
  const byId = new Map(readers.map((reader) => [reader.id, reader]))
  const chunk: Chunk = { calls: [], outcomes: [] }
  for (const { number, line } of lines) {
    const reader = byId.get(line.readerId)
    const reason = reasonToSkip(reader, suppressed, context.mailing.topics)
    const cut = context.cuts.get(line.variant)
    if (reason) chunk.outcomes.push({ number, kind: 'skipped', reason })
    else if (!reader || !cut || mailableAddress(reader.email) === undefined)
      chunk.outcomes.push({ number, kind: 'failed', reason: 'address' })
    else chunk.calls.push(callOf(reader, cut, { id: batch.id, number }, context))
  }
  return chunk
}

function lineOf(roster: Roster, number: number) {
  const line = roster.lines[number]
  if (!line) throw new Error('A number beyond its roster')
  return line
}

/** Why a planned reader is not called, or undefined. */
function reasonToSkip(
  reader: Reader | undefined,
  suppressed: ReadonlySet<ReaderId>,
  topics: readonly string[],
): SkipReason | undefined {
  if (!reader) return 'erased'
  if (suppressed.has(reader.id)) return 'suppressed'
  if (reader.status !== 'confirmed') return 'unsubscribed'
  return wantsTopics(reader, topics) ? undefined : 'changed'
}

/** Tracked for who consents to it now; a reader's consent is read with the reader. */
function callOf(
  reader: Reader,
  cut: CutMessage,
  place: { id: BatchId; number: number },
  context: MessageContext,
): Call {
  const { id, number } = place
  const isTracked = reader.trackingConsent && cut.tracked !== undefined
  const holes = holesFor(reader, context)
  const own = isTracked ? trackedParts({ ...place, holes }, context) : { holes }
  return {
    number,
    isTracked,
    message: {
      from: cut.from,
      to: reader.email,
      raw: composeMessage(cut, { to: reader.email, ...own }),
      tags: {
        mailing: id.mailingId,
        shard: String(id.shard),
        batch: String(id.batch),
        number: String(number),
        ...(context.isSecond ? { attempt: '2' } : {}),
      },
    },
  }
}

/** The pixel and the way through the site of each link, for one recipient's message. */
export function trackedParts(
  message: { id: BatchId; number: number; holes: HoleValues },
  { signingKeys, siteUrl, clock }: Pick<MessageContext, 'signingKeys' | 'siteUrl' | 'clock'>,
): { holes: HoleValues; linkUrl: (link: number) => string } {
  const { id, number, holes } = message
  const sentAt = Math.floor(clock().getTime() / 1_000)
  const tokens = clickTokens(signingKeys, { id, number, sentAt })
  const pixelUrl = `${siteUrl}/o/${openToken(signingKeys, { id, number, sentAt })}`
  return {
    holes: { ...holes, trackingPixel: pixelOf(pixelUrl) },
    linkUrl: (link: number) => `${siteUrl}/c/${tokens(link)}`,
  }
}

/** Hidden from screen readers: it says nothing. */
export function pixelOf(url: string): string {
  return `<img src="${url}" alt="" width="1" height="1" aria-hidden="true" style="display:block;width:1px;height:1px;border:0;" />`
}

/** A reader's own links in a mailing. Their pages are in the reader's language, where it is known. */
export function holesFor(
  reader: { id: ReaderId; locale?: Locale },
  context: {
    mailing: { id?: MailingId; locale: Locale; archiveSlug?: string | undefined }
    signingKeys: SigningKeys
    siteUrl: string
  },
): HoleValues {
  const { mailing, signingKeys: keys, siteUrl } = context
  const readerId = reader.id
  const locale = reader.locale ?? mailing.locale
  const token = unsubscribeToken(keys, {
    readerId,
    ...(mailing.id === undefined ? {} : { mailingId: mailing.id }),
  })
  return {
    unsubscribeUrl: readerUrl({ siteUrl, locale, link: 'unsubscribe', token }),
    preferencesUrl: readerUrl({
      siteUrl,
      locale,
      link: 'preferences',
      token: preferencesToken(keys, readerId),
    }),
    archiveUrl: archiveUrl(siteUrl, mailing.locale, mailing.archiveSlug),
    trackingPixel: '',
  }
}

/** Where the newsletter can be read on the site; the archive's list while it has no page. */
export function archiveUrl(siteUrl: string, locale: Locale, slug: string | undefined): string {
  const list = `${siteUrl}${locale === 'en' ? '/en' : ''}/newsletters`
  return slug === undefined ? list : `${list}/${slug}`
}
