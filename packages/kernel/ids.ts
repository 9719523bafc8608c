// Ids are `prefix_ULID`, from one table of prefixes, as branded types.
import { decodeTime, monotonicFactory } from 'ulid'
import * as z from 'zod'

const prefixes = {
  newsletter: 'nl',
  mailing: 'ml',
  reader: 'rd', // not a ULID: a keyed hash of the address, see readers/reader-id.ts
  company: 'co',
  image: 'im',
  issueFile: 'if', // an issue's digital edition, as it was handed in
  consent: 'cs',
  block: 'bk',
  mail: 'mm', // a single transactional mail
  session: 'se',
  request: 'rq',
  approval: 'ap',
  staff: 'sf',
  audit: 'au', // a line of the audit trail
  segment: 'sg',
  import: 'ip', // a file of readers that is read in
  customer: 'cu', // who pays; random, so that an address may change
  order: 'or',
  subscription: 'sb',
  entitlement: 'en', // from its order, or a hash of the invoice that paid for it
  stream: 'st', // copies of one title that go to one place
  declaration: 'dc', // what somebody declared: a cancellation or a withdrawal
  notice: 'nt', // before a tacit renewal; from its subscription and last day
  claim: 'cl', // a copy that did not come; from its stream and issue
  refund: 'rf', // money that a person of the staff gives back
  exception: 'ex', // what finance must look at; from its cause and what it is about
  bankStatement: 'bs', // a file of the bank; from its content
  bankLine: 'bl', // a line of it; from what the bank says of it
  entry: 'je', // an entry made by hand
  export: 'xp', // a file of the books that is being made
} as const

export type IdKind = keyof typeof prefixes
export type Id<K extends IdKind> = string & { readonly __id: K }
export type NewsletterId = Id<'newsletter'>
export type MailingId = Id<'mailing'>
export type ReaderId = Id<'reader'>
export type CompanyId = Id<'company'>
export type ImageId = Id<'image'>
export type ApprovalId = Id<'approval'>
export type StaffId = Id<'staff'>
export type SegmentId = Id<'segment'>
export type ImportId = Id<'import'>
export type CustomerId = Id<'customer'>
export type OrderId = Id<'order'>
export type SubscriptionId = Id<'subscription'>
export type EntitlementId = Id<'entitlement'>
export type StreamId = Id<'stream'>
export type DeclarationId = Id<'declaration'>
export type NoticeId = Id<'notice'>
export type ClaimId = Id<'claim'>
export type RefundId = Id<'refund'>
export type ExceptionId = Id<'exception'>
export type BankStatementId = Id<'bankStatement'>
export type BankLineId = Id<'bankLine'>
export type EntryId = Id<'entry'>
export type ExportId = Id<'export'>

/** Makes ids; passed as a dependency so that tests are repeatable. */
export type MakeId = <K extends IdKind>(kind: K) => Id<K>

/** An id maker over a clock (epoch ms) and a source of randomness in [0, 1). */
export function idMaker(options: { nowMs: () => number; random?: () => number }): MakeId {
  const next = monotonicFactory(options.random)
  return <K extends IdKind>(kind: K) =>
    `${prefixes[kind]}_${next(options.nowMs()).toLowerCase()}` as Id<K>
}

/** A zod schema that accepts only ids of this kind (at most 64 characters after the prefix). */
export function idSchema<K extends IdKind>(kind: K) {
  return z.custom<Id<K>>(
    (value) =>
      typeof value === 'string' && new RegExp(`^${prefixes[kind]}_[0-9a-z]{1,64}$`).test(value),
    { message: `not an id of kind ${kind}` },
  )
}

/** The id with its prefix, for kinds whose tail is made elsewhere (readers). */
export function prefixedId<K extends IdKind>(kind: K, tail: string): Id<K> {
  return `${prefixes[kind]}_${tail}` as Id<K>
}

/** When an id with a ULID was made, in epoch milliseconds; undefined for a tail of another kind. */
export function idTimeMs(id: string): number | undefined {
  const tail = id.slice(id.indexOf('_') + 1)
  return /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(tail) ? decodeTime(tail.toUpperCase()) : undefined
}
