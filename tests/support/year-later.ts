// What becomes of an order later in the year, by the person's fate: at Stripe, at the bank, here.
import { actOutside, type OutsideAct } from '#sandbox/stripe/outside'
import { askRefund } from '#subscriptions/ask-refund'
import { changeDelivery } from '#subscriptions/change-delivery'
import { declare } from '#subscriptions/declare'
import type { Order } from '#subscriptions/order'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { type Act, type Life, orderFor } from './year-life.ts'
import type { Fate, Person } from './year-people.ts'
import { card } from './year-people.ts'

type Later = (life: Life, person: Person) => Promise<unknown>

/** The order as it is now, and the invoice and subscription that Stripe made of it. */
type Paid = { life: Life; person: Person; order: Order; invoiceId: string; subscriptionId?: string }

export const laterActs: Partial<Record<Fate, Later>> = {
  'gets everything back': ifPaid(({ life, invoiceId, order }) =>
    giveBack(life, invoiceId, order.price.gross),
  ),
  'gets money back that comes back': ifPaid(({ life, invoiceId, order }) =>
    giveBack(life, invoiceId, order.price.gross),
  ),
  'gets two issues back': ifPaid(({ life, invoiceId, order }) => {
    const { issues = 1 } = order.terms
    return giveBack(life, invoiceId, Math.ceil((order.price.gross * Math.min(2, issues)) / issues))
  }),
  'gets a gesture': ifPaid((paid) => askBack(paid, 100)),
  'contests and loses': ifPaid((paid) => dispute(paid, 'lost')),
  'contests and wins': ifPaid((paid) => dispute(paid, 'won')),
  'subscribes again before the end': ifPaid(async ({ life, person, order }) => {
    if (order.terms.kind === 'term') life.world.pay(await orderFor(life, person))
  }),
  'is refused at renewal, then gives another card': ifPaid(async (paid) => watchInvoices(paid)),
  'is refused once at renewal': ifPaid(async (paid) => refuseNext(paid)),
  'has the debit refused once at renewal': ifPaid(async (paid) => refuseNext(paid)),
  cancels: ifPaid((paid) => say(paid, 'cancellation')),
  withdraws: ifPaid((paid) => say(paid, 'withdrawal')),
  moves: ifPaid(async ({ life, person, order }) => {
    const { streams } = await life.world.holdings(order)
    const [stream] = streams
    if (!stream?.delivery) return
    const { delivery } = stream
    const place = person.at % 2 === 0 ? { postcode: '97110', town: 'Pointe-à-Pitre' } : {}
    const typed = { ...delivery, street: '3 quai de l’Exemple', ...place }
    if (place.postcode) typed.country = 'GP'
    const ref = { customerId: order.customerId, streamId: stream.id }
    const changed = await changeDelivery(life.world.all, { ref, typed, by: 'reader' })
    if (changed.kind !== 'changed') throw new Error(JSON.stringify(changed))
  }),
  'changes the plan': ifPaid(async ({ life, person, order }) => {
    if (order.terms.kind !== 'term') return
    const planId = order.planId === 'integral-1-an' ? 'numerique-1-an' : 'integral-1-an'
    const replaces = subscriptionIdOf(order.id)
    life.world.pay(await orderFor(life, person, { planId, replaces }, order.customerId))
  }),
  'leaves in the middle of the term': ifPaid(async ({ life, order, invoiceId, subscriptionId }) => {
    if (subscriptionId === undefined || order.terms.kind !== 'term') return
    await life.world.payments.cancelNow({ subscriptionId, key: `${order.id}:leave` })
    giveBack(life, invoiceId, Math.ceil(order.price.gross / 2))
  }),
}

function ifPaid(act: (paid: Paid) => unknown): Later {
  return async (life, person) => {
    const [first] = life.orders.get(person.at) ?? []
    const order = first && (await life.world.orderNow(first))
    const { invoiceId, subscriptionId } = order?.stripe ?? {}
    if (order?.status !== 'paid' || invoiceId === undefined) return
    await act({
      ...{ life, person, order, invoiceId },
      ...(subscriptionId === undefined ? {} : { subscriptionId }),
    })
  }
}

/** By hand, in Stripe's dashboard; more than there is gives back the rest. */
function giveBack(life: Life, id: string, amountCents: number): void {
  outside(life, { act: 'refund', id, amountCents })
}

/** By a member of the staff, in our own console. */
async function askBack({ life, order, invoiceId }: Paid, gross: number): Promise<void> {
  const { all } = life.world
  const { customerId, id: orderId } = order
  const asked = await askRefund(all, {
    ...{ refundId: all.makeId('refund'), customerId, orderId, invoiceId, gross },
    ...{ reason: 'gesture', staffId: 'marion@en-contact.example' },
  })
  if (asked.kind !== 'asked') throw new Error(asked.kind)
}

/** On the page that asks for no account: by name, address and the order's number. */
async function say({ life, order }: Paid, kind: 'cancellation' | 'withdrawal'): Promise<void> {
  const { all } = life.world
  const { name, email } = order.buyer
  const declared = await declare(all, {
    ...{ id: all.makeId('declaration'), kind, locale: 'fr' },
    form: { name, email, reference: order.id, wish: 'soonest' },
    proof: { buttonLabel: 'confirmer', ip: '192.0.2.9', userAgent: 'test' },
  })
  if (declared.kind !== 'declared') throw new Error(JSON.stringify(declared))
}

function dispute({ life, person, invoiceId: id }: Paid, outcome: 'won' | 'lost'): void {
  outside(life, { act: 'dispute', id })
  soon(life, person, {
    ...{ days: 70, what: `the bank decides: ${outcome}` },
    run: () => outside(life, { act: 'dispute', id, outcome }),
  })
}

/** The next charge is refused, whenever it comes; a debit and a renewal are tried again. */
function refuseNext({ life, subscriptionId }: Paid): void {
  if (subscriptionId !== undefined)
    outside(life, { act: 'decline', id: subscriptionId, reason: 'insufficient_funds' })
}

/** Looks every few days whether something is open, and pays it by a good card. */
function watchInvoices(paid: Paid): void {
  const { life, person, subscriptionId } = paid
  if (subscriptionId === undefined) return
  const open = life.world.stripe.look((work) =>
    work
      .referring('invoice', subscriptionId)
      .find(({ status, attempt_count: tries }) => status === 'open' && tries > 0),
  )
  if (open) outside(life, { act: 'pay', id: open.id, card: card.good })
  soon(life, person, {
    ...{ days: 4, what: open ? 'gives another card' : 'owes nothing' },
    run: () => watchInvoices(paid),
  })
}

function soon(
  life: Life,
  { hours }: Person,
  { days, ...act }: Pick<Act, 'what' | 'run'> & { days: number },
): void {
  const day = Math.floor(life.world.now() / 86_400_000) + days
  life.agenda.push({ ...act, day, hours })
}

function outside(life: Life, act: OutsideAct) {
  return actOutside(life.world.stripe, act)
}
