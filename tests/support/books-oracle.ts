// What the books must come to, worked out from Stripe's own journal and from what was served, and
// nothing else. It shares no code with the ledger: no posting rule, no fold, no rounding.
import type { Stripe } from 'stripe'

/** A line of an issue's list, and what an entitlement bought; read from the table as they lie there. */
export type ServedFact = { entitlementId: string; at: string; used: number; owed: number }
export type BoughtFact = {
  id: string
  invoiceId: string
  bought: number
  period?: { from: number; until: number } | undefined
  leftAt?: number | undefined
  /** What was to go back when it was left. */
  leftGross: number
  /** Issues that are still to come. */
  remaining: number
}

export type BooksFacts = {
  invoices: readonly Stripe.Invoice[]
  payments: readonly Stripe.InvoicePayment[]
  notes: readonly Stripe.CreditNote[]
  disputes: readonly Stripe.Dispute[]
  charges: readonly Stripe.Charge[]
  moves: readonly Stripe.BalanceTransaction[]
  events: readonly Stripe.Event[]
  bought: readonly BoughtFact[]
  served: readonly ServedFact[]
  /** Until when days of a period are earned, in epoch milliseconds. */
  earnedUntil: number
}

/** In cents, a debit above zero. */
export type ExpectedBooks = {
  stripe: number
  inTransit: number
  deferred: number
  vatCollected: number
  vatPending: number
  disputed: number
  /** By customer, those that come to nothing left out. */
  customers: Map<string, number>
}

/** Half up, away from zero, in whole numbers alone. */
function part(whole: number, of: number, all: number): number {
  const twice = 2n * BigInt(whole) * BigInt(of) + BigInt(all)
  return Number(twice / (2n * BigInt(all)))
}

export function expectedBooks(facts: BooksFacts): ExpectedBooks {
  const { moves } = facts
  const books: ExpectedBooks = {
    stripe: sum(moves, ({ net }) => net),
    inTransit: -sum(moves, ({ reporting_category: what, amount }) =>
      what === 'payout' || what === 'payout_reversal' ? amount : 0,
    ),
    ...{ deferred: 0, vatCollected: 0, vatPending: 0, disputed: 0, customers: new Map() },
  }
  for (const invoice of facts.invoices) addInvoice(books, facts, invoice)
  addChargesAhead(books, facts)
  for (const [customer, cents] of books.customers) if (cents === 0) books.customers.delete(customer)
  return books
}

/** What is paid once has its invoice when it is paid; a debit of it is under way, or failed, before. */
function addChargesAhead(books: ExpectedBooks, facts: BooksFacts): void {
  const paid = new Set(facts.payments.map(({ payment }) => String(payment.payment_intent)))
  for (const charge of facts.charges) {
    const customer = charge.metadata['kiosque_customer']
    if (customer === undefined || paid.has(String(charge.payment_intent))) continue
    const cents = sum(facts.moves, ({ source, amount, reporting_category: what }) =>
      source === charge.id && what.startsWith('charge') ? amount : 0,
    )
    books.customers.set(customer, (books.customers.get(customer) ?? 0) - cents)
  }
}

type Life = {
  invoice: Stripe.Invoice
  notes: Stripe.CreditNote[]
  disputes: {
    dispute: Stripe.Dispute
    lostAt: number | undefined
    decidedAt: number | undefined
    isDebit: boolean
  }[]
  moves: Stripe.BalanceTransaction[]
}

function addInvoice(books: ExpectedBooks, facts: BooksFacts, invoice: Stripe.Invoice): void {
  if (invoice.total === 0 || invoice.status === 'draft') return
  const life = lifeOf(facts, invoice)
  const vat = vatOf(invoice)
  const isPaid = invoice.status === 'paid'
  const isOwed = invoice.status === 'open'
  const credited = sum(life.notes, ({ total }) => total)
  const asked = isPaid || isOwed ? invoice.total : 0
  const settled = sum(life.moves, ({ amount, reporting_category: what }) =>
    /^(charge|refund|refund_failure|charge_failure)$/.test(what) ? amount : 0,
  )
  const customer = customerOf(invoice)
  const owes = asked - (isPaid || isOwed ? credited : 0) - settled
  books.customers.set(customer, (books.customers.get(customer) ?? 0) + owes)
  books.disputed -= sum(life.moves, ({ amount, reporting_category: what }) =>
    /^dispute/.test(what) ? amount : 0,
  )
  books.disputed -= sum(life.disputes, ({ dispute, lostAt }) =>
    lostAt === undefined ? 0 : dispute.amount,
  )
  if (isOwed) {
    books.vatPending -= vat
    books.deferred -= invoice.total - vat
    return
  }
  if (!isPaid) return
  const left = unserved(facts, life)
  books.deferred -= left.deferred
  books.vatCollected -= vat - left.vatBack
}

function lifeOf(facts: BooksFacts, invoice: Stripe.Invoice): Life {
  const intents = facts.payments
    .filter((one) => one.invoice === invoice.id)
    .map(({ payment }) => String(payment.payment_intent))
  const charges = facts.charges.filter((one) => intents.includes(String(one.payment_intent)))
  const disputes = facts.disputes
    .filter((one) => charges.some(({ id }) => id === one.charge))
    .map((dispute) => {
      const closed = facts.events.find(
        ({ type, data }) =>
          type === 'charge.dispute.closed' &&
          (data.object as Stripe.Dispute).id === dispute.id &&
          (data.object as Stripe.Dispute).status === 'lost',
      )
      const charge = charges.find(({ id }) => id === dispute.charge)
      const isDebit = charge?.payment_method_details?.type === 'sepa_debit'
      const decided = facts.events.find(
        ({ type, data }) =>
          type === 'charge.dispute.closed' && (data.object as Stripe.Dispute).id === dispute.id,
      )
      return { dispute, lostAt: closed?.created, decidedAt: decided?.created, isDebit }
    })
  const abouts = new Set([
    ...charges.map(({ id }) => id),
    ...disputes.map(({ dispute }) => dispute.id),
  ])
  const refunds = facts.moves.filter(({ source }) => isRefundOf(facts, source, charges))
  const moves = [
    ...facts.moves.filter(({ source }) => abouts.has(String(source))),
    ...refunds.filter(({ source }) => !abouts.has(String(source))),
  ]
  const notes = facts.notes.filter((one) => one.invoice === invoice.id && one.status !== 'void')
  return { invoice, notes, disputes, moves }
}

function isRefundOf(
  facts: BooksFacts,
  source: string | { id: string } | null,
  charges: readonly Stripe.Charge[],
): boolean {
  const id = typeof source === 'string' ? source : source?.id
  const refund = facts.events
    .map(({ data }) => data.object as Stripe.Refund)
    .find((object) => object.object === 'refund' && object.id === id)
  return refund !== undefined && charges.some((charge) => charge.id === refund.charge)
}

type Step =
  | { at: number; rank: 0; used: number; owed: number }
  | { at: number; rank: 1; net: number; vat: number }
  | { at: number; rank: 1; gross: number; isDebit: boolean }

/** What is left in deferred revenue of a paid invoice, and which VAT of it went back. */
function unserved(facts: BooksFacts, life: Life): { deferred: number; vatBack: number } {
  const { invoice } = life
  const whole = { vat: vatOf(invoice), net: invoice.total - vatOf(invoice) }
  const bought = facts.bought.find((one) => one.invoiceId === invoice.id)
  const steps: Step[] = [
    ...servedSteps(facts, life, bought),
    ...life.notes.map((note): Step => ({ at: note.created * 1_000, rank: 1, ...splitOf(note) })),
    ...life.disputes.flatMap(({ dispute, lostAt, isDebit }): Step[] =>
      lostAt === undefined ? [] : [{ at: lostAt * 1_000, rank: 1, gross: dispute.amount, isDebit }],
    ),
  ].sort((a, b) => a.at - b.at || a.rank - b.rank)
  const days = bought?.period ? daysOf(bought.period) : undefined
  const all = days ?? Math.max(1, bought?.bought ?? 1)
  let [deferred, vatDue, done] = [whole.net, whole.vat, 0]
  let netDue = whole.net
  let base = { cents: deferred, owed: -1, done: 0 }
  for (const step of steps) {
    if (step.rank === 0) {
      const used = Math.min(step.used, step.owed)
      if (base.owed - base.done !== step.owed) base = { cents: deferred, owed: step.owed, done: 0 }
      const upTo = part(base.cents, base.done + used, base.owed)
      deferred -= upTo - part(base.cents, base.done, base.owed)
      base = { ...base, done: base.done + used }
      done += step.used
      continue
    }
    let back = 0
    if ('net' in step) {
      back = step.net
      vatDue -= step.vat
      netDue -= step.net
    } else {
      const left = netDue + vatDue
      const vat = step.gross >= left ? vatDue : part(vatDue, step.gross, left)
      const kept = step.isDebit ? 0 : part(vat, Math.min(done, all), all)
      back = step.gross - vat
      vatDue -= vat - kept
      netDue -= back
    }
    const taken = Math.min(back, deferred)
    deferred -= taken
    if (taken > 0) base = { cents: deferred, owed: -1, done: 0 }
  }
  if (bought && isOver(facts, life, bought)) deferred = 0
  return { deferred, vatBack: whole.vat - vatDue }
}

/** Nobody owes anything any more: what is left is earned. */
function isOver(facts: BooksFacts, life: Life, bought: BoughtFact): boolean {
  const { period, leftAt, leftGross, remaining } = bought
  const isServed = period
    ? leftAt !== undefined || period.until <= facts.earnedUntil
    : remaining === 0
  const isContested = life.disputes.some(({ dispute: { status } }) => /^(needs|under)/.test(status))
  const lost = sum(life.disputes, ({ dispute, lostAt }) => (lostAt ? dispute.amount : 0))
  const refunded = -sum(life.moves, ({ reporting_category: what, amount }) =>
    /^refund/.test(what) ? amount : 0,
  )
  const noted = sum(life.notes, ({ total }) => total) + lost
  return isServed && !isContested && noted >= Math.max(leftGross, refunded + lost)
}

/** While a payment is contested no day of it is earned. */
function isHeld(life: Life, at: number): boolean {
  return life.disputes.some(
    ({ dispute, decidedAt = Number.POSITIVE_INFINITY }) =>
      !dispute.status.startsWith('warning') &&
      dispute.created * 1_000 <= at &&
      at < decidedAt * 1_000,
  )
}

function servedSteps(facts: BooksFacts, life: Life, bought: BoughtFact | undefined): Step[] {
  if (!bought) return []
  const { period } = bought
  if (!period)
    return facts.served
      .filter((one) => one.entitlementId === bought.id && one.used > 0)
      .map(({ at, used, owed }) => ({ at: Date.parse(at), rank: 0, used, owed }))
  const days = daysOf(period)
  const paidAt = (life.invoice.status_transitions.paid_at ?? 0) * 1_000
  return Array.from({ length: days }, (_, day): Step => {
    const at = Math.max(period.from + day * 86_400_000, paidAt)
    return { at, rank: 0, used: 1, owed: days - day }
  }).filter(
    ({ at }) =>
      at < facts.earnedUntil && (!bought.leftAt || at < bought.leftAt) && !isHeld(life, at),
  )
}

function daysOf({ from, until }: { from: number; until: number }): number {
  return Math.max(1, Math.ceil((until - from) / 86_400_000))
}

function vatOf({ total_taxes: taxes }: Pick<Stripe.Invoice, 'total_taxes'>): number {
  return sum(taxes ?? [], ({ amount }) => amount)
}

function splitOf(note: Stripe.CreditNote): { net: number; vat: number } {
  const vat = sum(note.total_taxes ?? [], ({ amount }) => amount)
  return { net: note.total - vat, vat }
}

function customerOf(invoice: Stripe.Invoice): string {
  const own = invoice.metadata?.['kiosque_customer']
  return own ?? invoice.parent?.subscription_details?.metadata?.['kiosque_customer'] ?? ''
}

function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((total, one) => total + value(one), 0)
}
