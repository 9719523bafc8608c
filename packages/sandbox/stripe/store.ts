// Everything this Stripe knows, in memory and in an append-only log in the data folder: one line a
// unit of work, with all that it changed, so that a kill leaves a unit whole or not at all.
import { closeSync, ftruncateSync, openSync, readFileSync, renameSync } from 'node:fs'
import type { Stripe } from 'stripe'
import { writeWholly } from '../data-folder.ts'
import { type Earliest, earliest } from './earliest.ts'

/** Objects as Stripe shows them, by their `object`. */
export type Objects = {
  customer: Stripe.Customer
  product: Stripe.Product
  price: Stripe.Price
  tax_rate: Stripe.TaxRate
  coupon: Stripe.Coupon
  promotion_code: Stripe.PromotionCode
  discount: Stripe.Discount
  'checkout.session': Stripe.Checkout.Session
  subscription: Stripe.Subscription
  invoice: Stripe.Invoice
  invoice_payment: Stripe.InvoicePayment
  payment_intent: Stripe.PaymentIntent
  payment_method: Stripe.PaymentMethod
  mandate: Stripe.Mandate
  charge: Stripe.Charge
  refund: Stripe.Refund
  dispute: Stripe.Dispute
  credit_note: Stripe.CreditNote
  balance_transaction: Stripe.BalanceTransaction
  payout: Stripe.Payout
  'billing_portal.configuration': Stripe.BillingPortal.Configuration
  'billing_portal.session': Stripe.BillingPortal.Session
  event: StoredEvent
}

/** An event of any type; Stripe's own type is a union of some 300. */
export type StoredEvent = Omit<Stripe.EventBase, 'data'> & {
  data: { object: { id?: string; object: string }; previous_attributes?: Record<string, unknown> }
}

/** What Stripe keeps to itself. */
export type Hidden = {
  /** What a means of payment does when it is charged. */
  behaviour: import('./cards.ts').Behaviour & { id: string }
  /** What a session's buyer is to be sold. */
  basket: import('./basket.ts').Basket & { id: string }
  /** What is to be done at a time. */
  task: { id: string; at: number; kind: import('./tasks.ts').TaskKind; ref: string }
  /** An event on its way to the site; times in epoch milliseconds. */
  delivery: { id: string; event: string; at: number; tries: number; firstAt: number }
  /** The answer to a request with an idempotency key; `at` in epoch seconds. */
  answer: { id: string; at: number; fingerprint: string; status: number; body: unknown }
  /** Which payout holds a balance transaction. */
  settlement: { id: string; payout: string }
  /** Counters and settings of the account. */
  account: import('./account.ts').Account & { id: string }
}

export type Records = Objects & Hidden
export type Kind = keyof Records
export type ObjectKind = keyof Objects

type AnyRecord = { id: string }
type Change = [kind: Kind, id: string, record: AnyRecord | null]

export type Store = {
  read<K extends Kind>(kind: K, id: string): Records[K] | undefined
  /** Oldest first. */
  all<K extends Kind>(kind: K): Records[K][]
  count(kind: Kind): number
  /** The kind of the object with this id. */
  kindOf(id: string): ObjectKind | undefined
  /** The ids of records of a kind that refer to this id. */
  referring<K extends Kind>(kind: K, to: string): Records[K][]
  /** What is due first, in order of time and then of coming. */
  first<K extends TimedKind>(kind: K): Records[K] | undefined
  /** Takes a unit of work: on disk first, then in memory. */
  take(changes: readonly Change[]): void
  close(): void
}

export type { Change }

/** Records that wait for a time. */
type TimedKind = 'task' | 'delivery'

export const hiddenKinds: readonly Kind[] = [
  'behaviour',
  'basket',
  'task',
  'delivery',
  'answer',
  'settlement',
  'account',
]

/** Fields by which records are found that refer to another. */
const references: Partial<Record<Kind, (record: never) => unknown[]>> = {
  invoice_payment: (one: Stripe.InvoicePayment) => [one.invoice, one.payment.payment_intent],
  charge: (one: Stripe.Charge) => [one.payment_intent],
  refund: (one: Stripe.Refund) => [one.charge, one.payment_intent],
  dispute: (one: Stripe.Dispute) => [one.charge, one.payment_intent],
  subscription: (one: Stripe.Subscription) => [one.customer],
  payment_method: (one: Stripe.PaymentMethod) => [one.customer],
  mandate: (one: Stripe.Mandate) => [one.payment_method],
  credit_note: (one: Stripe.CreditNote) => [one.invoice],
  invoice: (one: Stripe.Invoice) => [one.parent?.subscription_details?.subscription, one.customer],
  'checkout.session': (one: Stripe.Checkout.Session) => [one.payment_intent, one.invoice],
  balance_transaction: (one: Stripe.BalanceTransaction) => [one.source],
  event: (one: StoredEvent) => [one.data.object.id],
  delivery: (one: Hidden['delivery']) => [one.event],
  settlement: (one: Hidden['settlement']) => [one.payout],
}

/** The ids that a record refers to and is found by. */
export function referencesOf(kind: Kind, record: object): string[] {
  const refer = references[kind] as ((one: object) => unknown[]) | undefined
  return refer ? refer(record).filter((to) => typeof to === 'string') : []
}

const compactAfterLines = 50_000

function newQueues(): Record<TimedKind, Earliest<{ id: string; at: number }>> {
  return { task: earliest(), delivery: earliest() }
}

function isTimed(kind: Kind): kind is TimedKind {
  return kind === 'task' || kind === 'delivery'
}

/** Opens the log in `file`; a line that a kill cut short is dropped. */
export function openStore(file: string): Store {
  const kinds = new Map<Kind, Map<string, AnyRecord>>()
  const kindById = new Map<string, ObjectKind>()
  const index = new Map<string, Set<string>>()
  const queues = newQueues()
  const { lines, soundBytes } = readLines(file)
  const of = (kind: Kind) => {
    const known = kinds.get(kind) ?? new Map<string, AnyRecord>()
    kinds.set(kind, known)
    return known
  }

  function keysOf(kind: Kind, record: AnyRecord | undefined): string[] {
    return record ? referencesOf(kind, record).map((to) => `${kind} ${to}`) : []
  }

  function apply(changes: readonly Change[]): void {
    for (const [kind, id, record] of changes) {
      const records = of(kind)
      const before = keysOf(kind, records.get(id))
      const after = keysOf(kind, record ?? undefined)
      for (const key of before) if (!after.includes(key)) index.get(key)?.delete(id)
      for (const key of after) index.set(key, (index.get(key) ?? new Set()).add(id))
      if (record === null) records.delete(id)
      else records.set(id, record)
      if (record && isTimed(kind)) queues[kind].add(record as Records[TimedKind])
      if (!hiddenKinds.includes(kind)) kindById.set(id, kind as ObjectKind)
    }
  }

  for (const line of lines) apply(line)
  let descriptor = openSync(file, 'a', 0o600)
  ftruncateSync(descriptor, soundBytes)
  let lineCount = lines.length
  let compactAt = compactAfterLines

  /** Written anew when most of it is history; looked at ever more seldom, as what is live grows. */
  function compact(): void {
    const live = [...kinds].flatMap(([kind, records]) =>
      [...records].map(([id, record]): Change => [kind, id, record]),
    )
    compactAt = Math.max(live.length * 2, lineCount + compactAfterLines)
    if (live.length * 2 > lineCount) return
    const next = openSync(`${file}.new`, 'w', 0o600)
    for (const change of live) writeWholly(next, Buffer.from(`${JSON.stringify([change])}\n`))
    renameSync(`${file}.new`, file)
    closeSync(descriptor)
    descriptor = next
    lineCount = live.length
    compactAt = Math.max(compactAfterLines, lineCount * 2)
  }

  const read = <K extends Kind>(kind: K, id: string) => of(kind).get(id) as Records[K] | undefined
  return {
    read,
    all: <K extends Kind>(kind: K) => [...of(kind).values()] as Records[K][],
    count: (kind) => of(kind).size,
    kindOf: (id) => kindById.get(id),
    referring: <K extends Kind>(kind: K, to: string) =>
      [...(index.get(`${kind} ${to}`) ?? [])].map((id) => read(kind, id) as Records[K]),
    first: <K extends TimedKind>(kind: K) =>
      queues[kind].first((record) => of(kind).get(record.id) === record) as Records[K] | undefined,
    take(changes) {
      if (changes.length === 0) return
      writeWholly(descriptor, Buffer.from(`${JSON.stringify(changes)}\n`))
      apply(changes)
      lineCount++
      if (lineCount > compactAt) compact()
    },
    close: () => closeSync(descriptor),
  }
}

function readLines(file: string): { lines: Change[][]; soundBytes: number } {
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], soundBytes: 0 }
    throw error
  }
  const soundBytes = content.lastIndexOf(0x0a) + 1
  const lines: Change[][] = []
  for (let from = 0; from < soundBytes; ) {
    const to = content.indexOf(0x0a, from)
    lines.push(JSON.parse(content.subarray(from, to).toString()) as Change[])
    from = to + 1
  }
  return { lines, soundBytes }
}
