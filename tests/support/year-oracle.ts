// What every reader must hold at the end of a year, worked out anew from Stripe's own journal of
// events and objects, from the publisher's dispatches, and from where each order went. It shares no
// code with what it judges.
import type { Stripe } from 'stripe'
import type { DispatchCall } from './year-world.ts'

/** The offers, as printed. */
const offers: Record<string, { issues?: number; doubleUses?: 2; specials?: true; digital?: true }> =
  {
    'papier-1-an': { issues: 6 },
    'papier-2-ans': { issues: 12, doubleUses: 2 },
    'integral-1-an': { issues: 6, specials: true },
    'numerique-1-an': { issues: 6, digital: true },
    'numerique-mensuel': { digital: true },
    'au-numero': { issues: 1, specials: true },
  }

/** What the reader chose and Stripe is not told: where it goes, and which issue, or the first one. */
export type Destination = { place: string; issueNumber?: number }

type Purchase = {
  invoiceId: string
  queue: string
  planId: string
  copies: number
  paidAt: number
  gross: number
  bought: number
  from: number
  only?: number
  period?: { from: number; until: number }
  served: { number: number; used: number }[]
  refunded: number
  refunds: Map<string, { amount: number; status: string }>
  disputes: Map<string, { amount: number; status: string }>
}

/** One line a queue of copies: what it was served, what it is still owed, what was given back. */
export type Holding = { queue: string; served: string[]; owed: number; givenBack: number }

export type StripeSide = {
  /** Oldest first. */
  events: readonly Stripe.Event[]
  sessions: readonly Stripe.Checkout.Session[]
  payments: readonly Stripe.InvoicePayment[]
}

export async function readStripeSide(client: Stripe): Promise<StripeSide> {
  const all = async <T>(list: AsyncIterable<T>) => {
    const found: T[] = []
    for await (const one of list) found.push(one)
    return found.reverse()
  }
  return {
    events: await all(client.events.list({ limit: 100 })),
    sessions: await all(client.checkout.sessions.list({ limit: 100 })),
    payments: await all(client.invoicePayments.list({ limit: 100 })),
  }
}

export function holdingsByStripe(
  stripe: StripeSide,
  given: {
    dispatches: readonly DispatchCall[]
    destinations: ReadonlyMap<string, Destination>
    calendar: readonly number[]
  },
): Holding[] {
  const purchases: Purchase[] = []
  const orderedAt = new Map(
    stripe.sessions.map(({ metadata, created }) => [metadata?.['kiosque_order'] ?? '', created]),
  )
  const invoiceOf = new Map(
    stripe.payments.map(({ invoice, payment }) => [
      idOf(payment.payment_intent ?? null),
      idOf(invoice),
    ]),
  )
  const nextAt = (seconds: number) => {
    const out = given.dispatches.filter(({ firstAt }) => firstAt <= seconds * 1_000)
    const last = Math.max(0, ...out.map(({ number }) => number))
    return Math.min(...given.calendar.filter((number) => number > last))
  }

  function buy(invoice: Stripe.Invoice): void {
    // A change of a subscription (a renewal that is put off) makes an invoice of nothing.
    if (invoice.billing_reason === 'subscription_update') return
    const metadata = invoice.metadata?.['kiosque_order']
      ? invoice.metadata
      : (invoice.parent?.subscription_details?.metadata ?? {})
    const order = metadata['kiosque_order']
    if (!order || purchases.some(({ invoiceId }) => invoiceId === invoice.id)) return
    const destination = given.destinations.get(order)
    if (!destination) throw new Error(`Nobody ordered ${order}`)
    const planId = metadata['kiosque_plan'] ?? ''
    const offer = offers[planId]
    if (!offer) throw new Error(`No offer ${planId}`)
    const { issueNumber, place } = destination
    const only = planId === 'au-numero' ? issueNumber : undefined
    const isRenewal = invoice.billing_reason === 'subscription_cycle'
    const [line] = invoice.lines.data
    if (!line) throw new Error('An invoice of nothing')
    const own = planId === 'au-numero' || planId === 'numerique-mensuel'
    const from = nextAt(isRenewal ? invoice.created : (orderedAt.get(order) ?? 0))
    const purchase: Purchase = {
      ...{ invoiceId: invoice.id, planId, gross: invoice.total, bought: offer.issues ?? 0 },
      queue: own ? order : `${metadata['kiosque_customer']} ${place}`,
      copies: line.quantity ?? 0,
      paidAt: invoice.status_transitions.paid_at ?? 0,
      from: isRenewal ? from : (issueNumber ?? from),
      ...(only === undefined ? {} : { only }),
      ...(planId === 'numerique-mensuel'
        ? { period: { from: line.period.start * 1_000, until: line.period.end * 1_000 } }
        : {}),
      ...{ served: [], refunded: 0, refunds: new Map(), disputes: new Map() },
    }
    purchases.push(purchase)
    // What is read on a screen waits for no list.
    const isOut = given.dispatches.find(
      ({ number, at }) => number === purchase.from && at <= purchase.paidAt * 1_000,
    )
    if (isOut && offer.digital && offer.issues) serve(purchase.queue, isOut)
  }

  function serve(queue: string, dispatch: DispatchCall): void {
    const mine = purchases.filter((one) => one.queue === queue)
    if (mine.some(({ served }) => served.some(({ number }) => number === dispatch.number))) return
    const counted = mine.filter((one) => !one.period).sort((a, b) => a.paidAt - b.paidAt)
    const first = counted.find((one) => owed(one) > 0)
    if (first) {
      const used = usedBy(first, dispatch)
      if (used > 0) first.served.push({ number: dispatch.number, used })
      return
    }
    const open = mine.find((one) => isOpen(one, dispatch.firstAt))
    open?.served.push({ number: dispatch.number, used: 0 })
  }

  function settle(intent: string | Stripe.PaymentIntent | null, tell: (one: Purchase) => void) {
    const invoiceId = invoiceOf.get(idOf(intent))
    const purchase = purchases.find((one) => one.invoiceId === invoiceId)
    if (!purchase) return
    tell(purchase)
    const left = purchase.bought - used(purchase)
    purchase.refunded = Math.min(left, issuesFor(purchase, givenBack(purchase)))
  }

  const steps: { at: number; take: () => void }[] = []
  for (const { created, type, data } of stripe.events) {
    const object = data.object as Stripe.Invoice | Stripe.Refund | Stripe.Dispute
    const at = created * 1_000
    if (type === 'invoice.paid') steps.push({ at, take: () => buy(object as Stripe.Invoice) })
    if (object.object === 'refund') {
      const { id, amount, status, payment_intent: intent } = object
      const take = () =>
        settle(intent, ({ refunds }) => refunds.set(id, { amount, status: status ?? '' }))
      steps.push({ at, take })
    }
    if (object.object === 'dispute') {
      const { id, amount, status, payment_intent: intent } = object
      steps.push({
        at,
        take: () => settle(intent, ({ disputes }) => disputes.set(id, { amount, status })),
      })
    }
  }
  for (const dispatch of given.dispatches)
    steps.push({
      at: dispatch.at,
      take: () => {
        for (const queue of new Set(purchases.map((one) => one.queue))) serve(queue, dispatch)
      },
    })
  // A stable sort: what is of the same second stays in Stripe's order.
  for (const { take } of steps.sort((a, b) => a.at - b.at)) take()
  return heldIn(purchases)
}

function heldIn(purchases: readonly Purchase[]): Holding[] {
  return [...new Set(purchases.map(({ queue }) => queue))].sort().map((queue) => {
    const mine = purchases.filter((one) => one.queue === queue)
    const sum = (of: (one: Purchase) => number) => mine.reduce((total, one) => total + of(one), 0)
    const served = mine.flatMap((one) =>
      one.served.map(
        ({ number, used }) => `${number} × ${one.copies} uses ${used} ${one.invoiceId}`,
      ),
    )
    return { queue, served: served.sort(), owed: sum(owed), givenBack: sum((one) => one.refunded) }
  })
}

const used = ({ served }: Purchase) => served.reduce((sum, one) => sum + one.used, 0)
const owed = (one: Purchase) => one.bought - used(one) - one.refunded

/** How many of its issues an issue uses up; none when it is not for this purchase, or not now. */
function usedBy(purchase: Purchase, { number, kind }: DispatchCall): number {
  const offer = offers[purchase.planId]
  if (number < purchase.from || (purchase.only !== undefined && number !== purchase.only)) return 0
  if (isContested(purchase)) return 0
  if (kind === 'special' && !offer?.specials) return 0
  return Math.min(owed(purchase), kind === 'double' ? (offer?.doubleUses ?? 1) : 1)
}

function isOpen(purchase: Purchase, outAt: number): boolean {
  const { period, gross } = purchase
  if (!period || isContested(purchase)) return false
  if (gross > 0 && givenBack(purchase) >= gross) return false
  return period.from <= outAt && outAt < period.until
}

function isContested({ disputes }: Purchase): boolean {
  return [...disputes.values()].some(({ status }) => /^(needs_response|under_review)$/.test(status))
}

function givenBack({ refunds, disputes, gross }: Purchase): number {
  let sum = 0
  for (const { amount, status } of refunds.values())
    if (status !== 'failed' && status !== 'canceled') sum += amount
  for (const { amount, status } of disputes.values()) if (status === 'lost') sum += amount
  return Math.min(sum, gross)
}

/** As many as the money pays for, by the price of one; a cent is lost in rounding at most. */
function issuesFor({ bought, gross }: Purchase, back: number): number {
  if (back === 0 || gross === 0) return 0
  return Math.min(bought, Math.floor(((back + 1) * bought) / gross))
}

function idOf(reference: string | { id: string } | null): string {
  return reference === null ? '' : typeof reference === 'string' ? reference : reference.id
}
