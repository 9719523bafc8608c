// Every key of the table, in one place. A comment lists who reads each. `gsi1` is for lists, `gsi2`
// for what is due or pending; both are sparse. No context builds a key by hand.
import { createHash } from 'node:crypto'

export type Key = { pk: string; sk: string }
export type Gsi1 = { gsi1pk: string; gsi1sk: string }
export type Gsi2 = { gsi2pk: string; gsi2sk: string }

/** Spreads readers and open intents over partitions, so that no partition gets all writes. */
export const audienceShards = 64
export const pendingShards = 16

/** A stable shard for an id, from 0 to `shards - 1`. */
export function shardOf(id: string, shards: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % shards
}

const number = (n: number) => String(n).padStart(6, '0')

// — Editorial —

/** Read by: site, console, CLI, delivery (dossier and issue cards). */
export const issueKey = (issue: number): Key => ({ pk: `ISSUE#${number(issue)}`, sk: 'ISSUE' })
/** Read by: calendar, front page, console's list of issues. Sorted by cover date, then number. */
export const calendarIndex = (coverDate: string, issue: number): Gsi1 => ({
  gsi1pk: 'CALENDAR',
  gsi1sk: `${coverDate}#${number(issue)}`,
})
/** Read by: reading pages, mails, dispatch, console. The file of an issue's digital edition. */
export const issueFileKey = (issue: number): Key => ({ pk: `ISSUE#${number(issue)}`, sk: 'FILE' })
/** Read by: company page, importer, console. */
export const companyKey = (id: string): Key => ({ pk: `COMPANY#${id}`, sk: 'COMPANY' })
/** Read by: company list, importer's matcher, `/companies/:slug`. */
export const companyIndex = (slug: string): Gsi1 => ({ gsi1pk: 'COMPANIES', gsi1sk: slug })
/** Read by: `/companies/:slug` and whoever looks a name up; one item a name or alias. */
export const companyNameKey = (normalisedName: string): Key => ({
  pk: `COMPANYNAME#${normalisedName}`,
  sk: 'COMPANYNAME',
})
/** Read by: composer, archive, delivery, CLI. */
export const newsletterKey = (id: string): Key => ({ pk: `NEWSLETTER#${id}`, sk: 'NEWSLETTER' })
/** Read by: console's list of newsletters (by last change). */
export const newsletterIndex = (createdAt: string, id: string): Gsi1 => ({
  gsi1pk: 'NEWSLETTERS',
  gsi1sk: `${createdAt}#${id}`,
})
/** Read by: public archive and RSS; written when the newsletter has been sent. */
export const archiveKey = (slug: string): Key => ({ pk: `ARCHIVE#${slug}`, sk: 'ARCHIVE' })
export const archiveIndex = (publishedAt: string, slug: string): Gsi1 => ({
  gsi1pk: 'ARCHIVE',
  gsi1sk: `${publishedAt}#${slug}`,
})
/** Read by: undo. */
export const newsletterVersionKey = (id: string, version: number): Key => ({
  pk: `NEWSLETTER#${id}`,
  sk: `VERSION#${number(version)}`,
})
/** Read by: composer and console before scheduling; one a version of the newsletter. */
export const checkKey = (id: string, version: number): Key => ({
  pk: `NEWSLETTER#${id}`,
  sk: `CHECK#${number(version)}`,
})
/** Read by: the public preview `/p/:token` and the composer, to show and answer approvals. */
export const approvalKey = (id: string, approvalId: string): Key => ({
  pk: `NEWSLETTER#${id}`,
  sk: `APPROVAL#${approvalId}`,
})
/** Read by: composer, mail rendering, `/media/…`. */
export const imageKey = (id: string): Key => ({ pk: `IMAGE#${id}`, sk: 'IMAGE' })
export const imageIndex = (createdAt: string, id: string): Gsi1 => ({
  gsi1pk: 'IMAGES',
  gsi1sk: `${createdAt}#${id}`,
})

// — Delivery —

/** Read by: send worker, console's preview of what was sent. */
export const renditionKey = (mailingId: string, variant: string): Key => ({
  pk: `MAILING#${mailingId}`,
  sk: `RENDITION#${variant}`,
})
/** Read by: tick, plan and send workers, report. */
export const mailingKey = (id: string): Key => ({ pk: `MAILING#${id}`, sk: 'MAILING' })
/** Read by: tick (what is due). */
export const dueIndex = (nextActionAt: string, id: string): Gsi2 => ({
  gsi2pk: 'DUE',
  gsi2sk: `${nextActionAt}#${id}`,
})
/** Read by: plan worker, tick. */
export const shardKey = (mailingId: string, shard: number): Key => ({
  pk: `MAILING#${mailingId}`,
  sk: `SHARD#${number(shard)}`,
})
/** Read by: tick, at the end of planning. Recipients of a planned shard by receiving domain. */
export const plannedDomainsKey = (mailingId: string, shard: number): Key => ({
  pk: `MAILING#${mailingId}`,
  sk: `DOMAINS#${number(shard)}`,
})
/** Read by: report, console; rebuilt by the tick. */
export const totalsKey = (mailingId: string, shard: number): Key => ({
  pk: `MAILING#${mailingId}`,
  sk: `TOTALS#${number(shard)}`,
})
/** Read by: send worker and tick, before the rest of a mailing goes. */
export const seedsKey = (mailingId: string): Key => ({ pk: `MAILING#${mailingId}`, sk: 'SEEDS' })
/** Read by: send worker, click redirect, report. The addresses a mailing's links lead to; frozen. */
export const linksKey = (mailingId: string): Key => ({ pk: `MAILING#${mailingId}`, sk: 'LINKS' })
/** Read by: click redirect, to tell a program that follows every link. TTL of an hour. */
export const clickBurstKey = (
  mailingId: string,
  place: { shard: number; batch: number; number: number },
): Key => ({
  pk: `CLICKS#${mailingId}#${number(place.shard)}#${number(place.batch)}`,
  sk: number(place.number),
})
/** Read by: send worker, report's lists of names. Immutable. */
export const rosterKey = (mailingId: string, shard: number, batch: number): Key => ({
  pk: `MAILING#${mailingId}#${number(shard)}`,
  sk: `ROSTER#${number(batch)}`,
})
/** Read by: send worker, feedback, report. */
export const progressKey = (mailingId: string, shard: number, batch: number): Key => ({
  pk: `MAILING#${mailingId}#${number(shard)}`,
  sk: `PROGRESS#${number(batch)}`,
})
/** Read by: report's lists of names, trace. What receiving servers said of the few they refused. */
export const feedbackNotesKey = (mailingId: string, shard: number, batch: number): Key => ({
  pk: `MAILING#${mailingId}#${number(shard)}`,
  sk: `NOTES#${number(batch)}`,
})
/** Read by: tick (batches and intents that are open). `seed` picks the shard: the item's own id. */
export const pendingIndex = (seed: string, dueAt: string): Gsi2 => ({
  gsi2pk: pendingPartition(shardOf(seed, pendingShards)),
  gsi2sk: `${dueAt}#${seed}`,
})
export const pendingPartition = (shard: number) => `PENDING#${shard}`
/** Read by: workers before a grant, within the current second. */
export const paceKey = (second: number): Key => ({ pk: `PACE#${second}`, sk: 'PACE' })
/** Read by: tick and workers; the account's SES quota as last seen. */
export const quotaKey = (): Key => ({ pk: 'QUOTA', sk: 'QUOTA' })
/** Read by: transactional sender, console's timeline of a reader. */
export const singleMailKey = (id: string): Key => ({ pk: `MAIL#${id}`, sk: 'MAIL' })
/** Read by: transactional sender, timeline; what SES's events said of a single mail. */
export const singleMailFeedbackKey = (id: string): Key => ({ pk: `MAIL#${id}`, sk: 'FEEDBACK' })
/** Read by: tick, before anybody is called a second time. */
export const feedbackHealthKey = (): Key => ({ pk: 'FEEDBACK', sk: 'HEALTH' })
/** Read by: a reader's page (the single mails they were sent), export. Sorted by time. */
export const readerMailIndex = (readerId: string, at: string): Gsi1 => ({
  gsi1pk: `READERMAIL#${readerId}`,
  gsi1sk: at,
})

// — Readers —

/** Read by: everything that mails or shows a reader. */
export const readerKey = (id: string): Key => ({ pk: `READER#${id}`, sk: 'READER' })
/** Read by: planning and live counts; only confirmed readers carry it. */
export const audienceIndex = (id: string): Gsi1 => ({
  gsi1pk: audiencePartition(shardOf(id, audienceShards)),
  gsi1sk: id,
})
export const audiencePartition = (shard: number) => `AUDIENCE#${number(shard)}`
/** Read by: a reader's page, export. Append-only. */
export const consentKey = (readerId: string, at: string, id: string): Key => ({
  pk: `READER#${readerId}`,
  sk: `CONSENT#${at}#${id}`,
})
/** Read by: transactional sender (its intent asks for a freshly mailed link). TTL. */
export const dataRequestKey = (readerId: string, requestId: string): Key => ({
  pk: `READER#${readerId}`,
  sk: `REQUEST#${requestId}`,
})
/** Read by: sign-up, send worker. Outlives the reader. */
export const suppressionKey = (readerId: string): Key => ({
  pk: `SUPPRESSED#${readerId}`,
  sk: 'SUPPRESSED',
})
/** Read by: staff search (a read model: one item an address prefix part). */
export const readerSearchKey = (term: string, readerId: string): Key => ({
  pk: `READERSEARCH#${term.slice(0, 3)}`,
  sk: `${term}#${readerId}`,
})
/** Read by: composer, planning (once, when a mailing is scheduled), console. Few. */
export const segmentKey = (id: string): Key => ({ pk: `SEGMENT#${id}`, sk: 'SEGMENT' })
export const segmentIndex = (name: string, id: string): Gsi1 => ({
  gsi1pk: 'SEGMENTS',
  gsi1sk: `${name}#${id}`,
})
/** Read by: the import's pages, its worker, the command. TTL. */
export const importKey = (id: string): Key => ({ pk: `IMPORT#${id}`, sk: 'IMPORT' })
/** Read by: the same; pieces of the file, and its lines with what becomes of each. TTL. */
export const importPieceKey = (id: string, piece: number): Key => ({
  pk: `IMPORT#${id}`,
  sk: `PIECE#${number(piece)}`,
})
export const importPartKey = (id: string, part: number): Key => ({
  pk: `IMPORT#${id}`,
  sk: `PART#${number(part)}`,
})
/** Read by: console's home and growth chart; one counter a day and shard. */
export const growthKey = (day: string, shard: number): Key => ({
  pk: `GROWTH#${day}`,
  sk: `GROWTH#${number(shard)}`,
})
/** Read by: sign-up, form and API doors. TTL. */
export const velocityKey = (scope: string, window: string): Key => ({
  pk: `VELOCITY#${scope}`,
  sk: window,
})
/** Read by: whoever redeems a single-use token. TTL. */
export const usedTokenKey = (nonce: string): Key => ({ pk: `USED#${nonce}`, sk: 'USED' })

// — Stripe —

/** Read by: Stripe's worker; the tick while it is `received`. TTL after that. */
export const stripeEventKey = (eventId: string): Key => ({ pk: `STRIPE#${eventId}`, sk: 'EVENT' })
/** Read by: the audit. Events of other products in the account, counted by day. */
export const stripeCountsKey = (day: string): Key => ({ pk: `STRIPECOUNTS#${day}`, sk: 'COUNTS' })
/** Read by: tick, Stripe's worker, command. One item: the next comparison, and the last's result. */
export const stripeAuditKey = (): Key => ({ pk: 'STRIPEAUDIT', sk: 'AUDIT' })

// — Subscriptions —

/** Read by: checkout, console, account, Stripe's worker. */
export const customerKey = (id: string): Key => ({ pk: `CUSTOMER#${id}`, sk: 'CUSTOMER' })
/** Read by: orders, account, privacy. Which customer an address belongs to; moves with the address. */
export const customerOfReaderKey = (readerId: string): Key => ({
  pk: `CUSTOMEROF#${readerId}`,
  sk: 'CUSTOMEROF',
})
/** Read by: order pages, Stripe's worker, mails, console. */
export const orderKey = (customerId: string, id: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `ORDER#${id}`,
})
/** Read by: console and command, by id alone. `month` is that of the id: `2026-12`. */
export const orderIndex = (month: string, id: string): Gsi1 => ({
  gsi1pk: `ORDERS#${month}`,
  gsi1sk: id,
})
/** Read by: account, console, Stripe's worker, renewals. */
export const subscriptionKey = (customerId: string, id: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `SUBSCRIPTION#${id}`,
})
/** Read by: console's list, newest first, and whoever has an id alone. */
export const subscriptionIndex = (month: string, id: string): Gsi1 => ({
  gsi1pk: `SUBSCRIPTIONS#${month}`,
  gsi1sk: id,
})
/** Read by: dispatch, Stripe's worker, account, console. Holds the queue of entitlements. */
export const streamKey = (customerId: string, id: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `STREAM#${id}`,
})
/** Read by: dispatch; only streams that issues are owed to carry it. */
export const entitledIndex = (streamId: string): Gsi1 => ({
  gsi1pk: entitledPartition(shardOf(streamId, entitledShards)),
  gsi1sk: streamId,
})
export const entitledPartition = (shard: number) => `ENTITLED#${number(shard)}`
export const entitledShards = 64
/** Read by: orders (the next issue), dispatch, console. */
export const dispatchKey = (issue: number): Key => ({
  pk: `ISSUE#${number(issue)}`,
  sk: 'DISPATCH',
})
export const dispatchIndex = (at: string, issue: number): Gsi1 => ({
  gsi1pk: 'DISPATCHES',
  gsi1sk: `${at}#${number(issue)}`,
})
/** Read by: dispatch's counts, lists of copies, finance. One line a stream that got the issue. */
export const servedKey = (issue: number, streamId: string): Key => ({
  pk: servedPartition(issue, shardOf(streamId, entitledShards)),
  sk: streamId,
})
export const servedPartition = (issue: number, shard: number) =>
  `SERVED#${number(issue)}#${number(shard)}`

/** Read by: console's home. Subscriptions whose renewal is unpaid: few, and gone when it is paid. */
export const unpaidKey = (subscriptionId: string): Key => ({
  pk: unpaidPartition,
  sk: subscriptionId,
})
export const unpaidPartition = 'UNPAID'

/** Read by: console's home. What a person must settle: paid twice, refunds that Stripe refused. */
export const toSettleKey = (kind: string, id: string): Key => ({
  pk: toSettlePartition,
  sk: `${kind}#${id}`,
})
export const toSettlePartition = 'TOSETTLE'
/**
 * Read by: staff search (a read model: one item a word or number by which an order is looked for).
 * Words are found by their beginning; numbers and addresses whole, each in a partition of its own.
 */
export const orderWordKey = (word: string, orderId: string): Key => ({
  pk: `ORDERSEARCH#${word.slice(0, 3)}`,
  sk: `${word}#${orderId}`,
})
export const orderNumberKey = (number: string, orderId: string): Key => ({
  pk: `ORDERSEARCH#=${number}`,
  sk: orderId,
})
/** Read by: console, command, Stripe's worker, export. Money that staff gave back, and why. */
export const refundKey = (customerId: string, id: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `REFUND#${id}`,
})

/** Read by: console, command, Stripe's worker, mails. A cancellation or a withdrawal, as declared. */
export const declarationKey = (id: string): Key => ({ pk: `DECLARATION#${id}`, sk: 'DECLARATION' })
/** Read by: console, command. `month` is that of the id; those that wait for a person lie apart. */
export const declarationIndex = (place: string | 'waiting', id: string): Gsi1 => ({
  gsi1pk: `DECLARATIONS#${place}`,
  gsi1sk: id,
})
/** Read by: mails. What is said of a declaration, and to whom; one a thing said, so never twice. */
export const declarationReceiptKey = (id: string, what: string): Key => ({
  pk: `DECLARATION#${id}`,
  sk: `RECEIPT#${what}`,
})
/** Read by: account, console, export, erasure. Which declarations an address or a contract has. */
export const declaredKey = (by: string, id: string): Key => ({ pk: `DECLARED#${by}`, sk: id })
/** Read by: renewals, mails, console. Kept as proof; one a subscription and last day to refuse. */
export const noticeKey = (customerId: string, id: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `NOTICE#${id}`,
})
/** Read by: console. `month` is that of the last day to refuse: `2027-03`. */
export const noticeIndex = (month: string, lastDay: string, id: string): Gsi1 => ({
  gsi1pk: `NOTICES#${month}`,
  gsi1sk: `${lastDay}#${id}`,
})
/** Read by: Stripe's worker, mails, console. The steps of one renewal that stays unpaid. */
export const unpaidStepsKey = (customerId: string, invoiceId: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `UNPAID#${invoiceId}`,
})
/** Read by: account, console. A copy that did not come; one an issue and stream. */
export const claimKey = (customerId: string, id: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `CLAIM#${id}`,
})
/** Read by: console. Copies to be sent again lie under `open`, those that were under their month. */
export const claimIndex = (place: string | 'open', id: string): Gsi1 => ({
  gsi1pk: `CLAIMS#${place}`,
  gsi1sk: id,
})
/** Read by: account. Which streams an address receives as gifts: one item each. */
export const recipientKey = (readerId: string, streamId: string): Key => ({
  pk: `RECIPIENT#${readerId}`,
  sk: streamId,
})
/** Read by: transactional sender, `/account/open/:token`. Who asked for the link; TTL. */
export const accountLinkKey = (readerId: string): Key => ({
  pk: `ACCOUNTLINK#${readerId}`,
  sk: 'LINK',
})
/** Read by: every page of the account. Counts up when an address signs out everywhere; TTL. */
export const accountGenerationKey = (readerId: string): Key => ({
  pk: `ACCOUNTLINK#${readerId}`,
  sk: 'GENERATION',
})
/** Read by: transactional sender. That an address is no longer a customer's; TTL. */
export const addressLeftKey = (readerId: string): Key => ({
  pk: `ACCOUNTLINK#${readerId}`,
  sk: 'LEFT',
})
/** Read by: Stripe's worker, account, console. Where a stream's copies go from now on: the newest. */
export const deliveryChangeKey = (customerId: string, streamId: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `DELIVERY#${streamId}`,
})
/** Read by: every page of the account. `hash` is SHA-256 of the cookie. TTL. */
export const accountSessionKey = (hash: string): Key => ({
  pk: `ACCOUNTSESSION#${hash}`,
  sk: 'SESSION',
})
/** Read by: planning and counts where a segment asks for it. What an address subscribes to; derived. */
export const standingKey = (readerId: string): Key => ({
  pk: `STANDING#${readerId}`,
  sk: 'STANDING',
})

// — Finance —

/** Read by: books' worker, exports, verify, console. One item a source, whatever its date. */
export const ledgerKey = (source: string): Key => ({ pk: `LEDGER#${source}`, sk: 'TX' })
/** Read by: seal, console (what no seal has yet). `at`: when it was booked. */
export const unsealedIndex = (source: string, at: string): Gsi1 => ({
  gsi1pk: unsealedPartition(shardOf(source, ledgerShards)),
  gsi1sk: `${at}#${source}`,
})
export const unsealedPartition = (shard: number) => `UNSEALED#${number(shard)}`
/** Read by: journals by day. Sealed transactions. */
export const ledgerDayIndex = (date: string, source: string): Gsi1 => ({
  gsi1pk: ledgerDayPartition(date, shardOf(source, ledgerShards)),
  gsi1sk: source,
})
export const ledgerDayPartition = (date: string, shard: number) =>
  `LEDGERDAY#${date}#${number(shard)}`
export const ledgerShards = 16
/** Read by: verify, exports, balances. Oldest first; one a seal, with its totals by account. */
export const sealKey = (seal: number): Key => ({ pk: sealsPartition, sk: number(seal) })
export const sealsPartition = 'SEALS'
/** Read by: verify, exports. Pages of the seal with this hash: who made another left other pages. */
export const sealPageKey = (seal: number, hash: string, page: number): Key => ({
  pk: `SEAL#${number(seal)}`,
  sk: `${hash}#${number(page)}`,
})
/** Read by: seal, balances. The seal whose lines are being written; gone when they are. */
export const sealingKey = (): Key => ({ pk: 'SEALING', sk: 'SEALING' })
/** Read by: mails. Who is told the hash of a seal; one a member of the staff. */
export const sealMailKey = (seal: number, staffId: string): Key => ({
  pk: `SEAL#${number(seal)}`,
  sk: `MAIL#${staffId}`,
})
/** Read by: console, exports. A read model, written by the seal: one line a posting. */
export const accountLineKey = (account: string, month: string, line: string): Key => ({
  pk: `ACCOUNT#${account}#${month}`,
  sk: line,
})
/** Read by: a customer's account. The same lines by whose they are; `line` begins with its date. */
export const customerLineKey = (auxiliary: string, line: string): Key => ({
  pk: `CUSTOMERACCOUNT#${auxiliary}`,
  sk: line,
})
/** Read by: bookings, console. One a month that is closed, or is being closed. */
export const monthCloseKey = (month: string): Key => ({ pk: monthClosesPartition, sk: month })
export const monthClosesPartition = 'CLOSES'
/** Read by: mails. Who is told that a month is closed; one a member of the staff. */
export const closeMailKey = (month: string, staffId: string): Key => ({
  pk: `CLOSE#${month}`,
  sk: `MAIL#${staffId}`,
})
/** Read by: books' worker, tick, console. The next run, how far one that runs has come, the last. */
export const booksKey = (): Key => ({ pk: 'BOOKS', sk: 'BOOKS' })
/** Read by: console, books' worker. Resolved ones lie under their month. */
export const exceptionKey = (id: string): Key => ({ pk: `EXCEPTION#${id}`, sk: 'EXCEPTION' })
export const exceptionIndex = (place: string | 'open', at: string, id: string): Gsi1 => ({
  gsi1pk: `EXCEPTIONS#${place}`,
  gsi1sk: `${at}#${id}`,
})
/** Read by: postings, papers, customers' accounts. An invoice as it was finalised at Stripe. */
export const invoiceDocumentKey = (invoiceId: string): Key => ({
  pk: invoicePartition(invoiceId),
  sk: 'INVOICE',
})
export const invoicePartition = (invoiceId: string) => `DOCUMENT#${invoiceId}`
/** Read by: the same. Its payments, credit notes and disputes, in the partition of their invoice. */
export const invoicePartKey = (
  invoiceId: string,
  kind: 'PAYMENT' | 'NOTE' | 'DISPUTE',
  id: string,
): Key => ({ pk: invoicePartition(invoiceId), sk: `${kind}#${id}` })
/** Read by: lists of documents. `month`: of its date; open (unpaid) invoices lie apart. */
export const invoiceIndex = (place: string | 'open', date: string, id: string): Gsi1 => ({
  gsi1pk: `INVOICES#${place}`,
  gsi1sk: `${date}#${id}`,
})
/** Read by: lists of credit notes by month, exports. */
export const noteIndex = (month: string, date: string, id: string): Gsi1 => ({
  gsi1pk: `NOTES#${month}`,
  gsi1sk: `${date}#${id}`,
})
/** Read by: console's list of disputes, newest first; few. */
export const disputeIndex = (createdAt: string, id: string): Gsi1 => ({
  gsi1pk: 'DISPUTES',
  gsi1sk: `${createdAt}#${id}`,
})
/** Read by: posting of moves. What a payment at Stripe paid: `pi_…` or `ch_…` to its invoice. */
export const paidByKey = (paymentId: string): Key => ({ pk: `PAIDBY#${paymentId}`, sk: 'PAIDBY' })
/** Read by: nightly release of what is sold by time. One a month that the period touches. */
export const releaseKey = (month: string, entitlementId: string): Key => ({
  pk: releasePartition(month, shardOf(entitlementId, ledgerShards)),
  sk: entitlementId,
})
export const releasePartition = (month: string, shard: number) =>
  `RELEASE#${month}#${number(shard)}`
/** Read by: recognition. What was booked of an issue, by day. */
export const recognisedKey = (issue: number, day: string): Key => ({
  pk: `ISSUE#${number(issue)}`,
  sk: `RECOGNISED#${day}`,
})
/** Read by: recognition. What was booked of a day of what is sold by time. */
export const recognisedDayKey = (day: string): Key => ({ pk: recognisedDays(day), sk: day })
export const recognisedDays = (day: string) => `RECOGNISEDDAYS#${day.slice(0, 7)}`
/** Read by: recognition. The days of what is sold by time that it is through with. */
export const recognisedThroughKey = (): Key => ({ pk: 'RECOGNISEDDAYS', sk: 'THROUGH' })
/** Read by: recognition, within one run. Sums of one shard, of an issue (`ISSUE#…`) or a month. */
export const recognisingKey = (what: string, shard: number): Key => ({
  pk: `RECOGNISING#${what}`,
  sk: number(shard),
})
/** Read by: recognition. What it must look at: issues, months, invoices; gone when it has. */
export const toRecogniseKey = (name: string): Key => ({ pk: toRecognisePartition, sk: name })
export const toRecognisePartition = 'TORECOGNISE'
/** Read by: console, exports, command. Deferred revenue as counted last; parts of a run's count. */
export const deferredCheckKey = (part: string): Key => ({ pk: 'DEFERRED', sk: part })
/** Read by: the fold of deferred revenue. When an invoice was found to be over; never changed. */
export const recognisedOverKey = (invoiceId: string): Key => ({
  pk: `OVER#${invoiceId}`,
  sk: 'OVER',
})
/** Read by: reconciliation, console, exports. */
export const payoutKey = (id: string): Key => ({ pk: `PAYOUT#${id}`, sk: 'PAYOUT' })
export const payoutIndex = (createdAt: string, id: string): Gsi1 => ({
  gsi1pk: 'PAYOUTS',
  gsi1sk: `${createdAt}#${id}`,
})
/** Read by: a payout's page, exports. The balance transactions that an automatic payout holds. */
export const payoutMoveKey = (payoutId: string, transactionId: string): Key => ({
  pk: `PAYOUT#${payoutId}`,
  sk: `MOVE#${transactionId}`,
})
/** Read by: console, reconciliation. What the bank says; a line seen before has its own key again. */
export const bankLineKey = (id: string): Key => ({ pk: `BANKLINE#${id}`, sk: 'BANKLINE' })
export const bankLineIndex = (place: string | 'open', date: string, id: string): Gsi1 => ({
  gsi1pk: `BANKLINES#${place}`,
  gsi1sk: `${date}#${id}`,
})
/** Read by: console. The files that were taken in. */
export const bankStatementKey = (id: string): Key => ({ pk: `BANK#${id}`, sk: 'STATEMENT' })
export const bankStatementIndex = (at: string, id: string): Gsi1 => ({
  gsi1pk: 'BANKSTATEMENTS',
  gsi1sk: `${at}#${id}`,
})
/** Read by: console, books' worker. A file of the books, asked for by a person. TTL. */
export const exportKey = (id: string): Key => ({ pk: `EXPORT#${id}`, sk: 'EXPORT' })
export const exportIndex = (at: string, id: string): Gsi1 => ({
  gsi1pk: 'EXPORTS',
  gsi1sk: `${at}#${id}`,
})
/** Read by: exports. Lots of entries for the accounting firm, by fiscal year; each seal is in one. */
export const lotKey = (year: string, lot: number): Key => ({
  pk: lotsPartition,
  sk: `${year}#${number(lot)}`,
})
export const lotsPartition = 'LOTS'

// — Staff —

/** Read by: console sign-in, settings. Few. */
export const staffKey = (email: string): Key => ({ pk: 'STAFF', sk: email })
/** Read by: every console request. `hash` is SHA-256 of the cookie. TTL. */
export const sessionKey = (hash: string): Key => ({ pk: `SESSION#${hash}`, sk: 'SESSION' })
/** Read by: console's audit trail. */
export const auditKey = (date: string, at: string, id: string): Key => ({
  pk: `AUDIT#${date}`,
  sk: `${at}#${id}`,
})
