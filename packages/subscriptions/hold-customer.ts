// What is held about a person as a customer, as who receives a gift, or as who made a declaration: all
// of it, whether or not they are a reader.
import { accountLinkKey, customerKey } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import type { ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Standing } from '#readers/standing'
import { getStanding } from '#readers/store-standings'
import { Customer } from './customer.ts'
import type { Declaration } from './declaration.ts'
import { remainingOf } from './entitlement.ts'
import { Order } from './order.ts'
import { customerOf } from './store.ts'
import { declarationsOf } from './store-declarations.ts'
import { streamsReceived } from './store-recipients.ts'
import { getStream } from './store-streams.ts'
import { Stream } from './stream.ts'
import { Subscription } from './subscription.ts'

export type CustomerHoldings = {
  /** Absent of who only receives a gift, or made a declaration. */
  customer?: Pick<Customer, 'id' | 'email' | 'name' | 'company' | 'locale' | 'createdAt'> & {
    /** The address before this one. */
    formerEmail?: string
    /** One that waits to be confirmed. */
    newEmail?: string
  }
  orders: HeldOrder[]
  subscriptions: Pick<Subscription, 'id' | 'status' | 'planId' | 'createdAt' | 'endedAt'>[]
  /** Issues that were served and that are still to come, by entitlement. */
  issues: { orderId: string; bought: number; served: number[]; owed: number; refunded: number }[]
  /** Where copies go; of a gift also to whom, as the giver said. */
  places: Pick<Stream, 'edition' | 'delivery' | 'recipient'>[]
  /** Gifts that others have sent to this address. */
  received: { edition: Stream['edition']; name: string; served: number[]; owed: number }[]
  /** Notices before renewals, copies that did not come, renewals that stay unpaid, money given back. */
  records: Record<RecordKind, Item[]>
  declarations: HeldDeclaration[]
  /** When the link to the account was last asked for. */
  accountLinkAskedAt?: Instant
  /** What segments of the newsletter know of the subscriptions. */
  standing?: Standing
  retention: Sentence
}

type HeldOrder = Pick<
  Order,
  | 'id'
  | 'status'
  | 'terms'
  | 'quantity'
  | 'buyer'
  | 'delivery'
  | 'gift'
  | 'price'
  | 'promotion'
  | 'proof'
  | 'createdAt'
  | 'paidAt'
>
type HeldDeclaration = Pick<
  Declaration,
  'id' | 'kind' | 'typed' | 'at' | 'proof' | 'status' | 'effect' | 'refund' | 'appliedAt'
>

/** By how their sort keys begin. */
const recordKinds = {
  notices: 'NOTICE#',
  claims: 'CLAIM#',
  unpaid: 'UNPAID#',
  deliveryChanges: 'DELIVERY#',
  refunds: 'REFUND#',
} as const
export type RecordKind = keyof typeof recordKinds

/** Undefined when nothing is held of this address. */
export async function holdCustomer(
  table: Table,
  readerId: ReaderId,
): Promise<CustomerHoldings | undefined> {
  const customerId = await customerOf(table, [readerId])
  const [own, received, declarations, link, { standing }] = await Promise.all([
    customerId === undefined ? noOwn() : ownOf(table, customerId),
    receivedBy(table, readerId),
    declarationsOf(table, readerId),
    table.get(accountLinkKey(readerId), { consistent: true }),
    getStanding(table, readerId),
  ])
  const askedAt = own.customer || received.length > 0 ? link?.['askedAt'] : undefined
  if (!own.customer && received.length === 0 && declarations.length === 0) return undefined
  return {
    ...own,
    received,
    declarations: declarations.map(heldDeclaration),
    ...(askedAt === undefined ? {} : { accountLinkAskedAt: askedAt as Instant }),
    ...(standing === undefined ? {} : { standing }),
    retention: customerRetention,
  }
}

type Own = Omit<CustomerHoldings, 'received' | 'declarations' | 'standing' | 'retention'>

function noOwn(): Own {
  const records = { notices: [], claims: [], unpaid: [], deliveryChanges: [], refunds: [] }
  return { orders: [], subscriptions: [], issues: [], places: [], records }
}

/** Everything under the customer's key. */
async function ownOf(table: Table, customerId: string): Promise<Own> {
  const own = noOwn()
  // Where the recipients of gifts have these sent, by stream: theirs, not the giver's.
  const hiddenPlaces = new Set<unknown>()
  const { pk: partition } = customerKey(customerId)
  for await (const item of table.query({ partition, consistent: true })) {
    const sk = String(item['sk'])
    const kind = (Object.keys(recordKinds) as RecordKind[]).find((one) =>
      sk.startsWith(recordKinds[one]),
    )
    if (kind === 'deliveryChanges' && item['by'] === 'recipient') hiddenPlaces.add(item['streamId'])
    else if (kind) own.records[kind].push(plain(item))
    else if (sk === 'CUSTOMER') own.customer = heldCustomer(Customer.parse(item))
    else if (sk.startsWith('ORDER#')) own.orders.push(heldOrder(Order.parse(item)))
    else if (sk.startsWith('SUBSCRIPTION#'))
      own.subscriptions.push(heldSubscription(Subscription.parse(item)))
    else if (sk.startsWith('STREAM#')) addStream(own, Stream.parse(item), hiddenPlaces)
  }
  return own
}

/** Without what only the machine reads, and without the names of staff. */
const hidden = new Set(
  'pk sk gsi1pk gsi1sk gsi2pk gsi2sk schema version intent intentClaim expiresAt by sentBy'.split(
    ' ',
  ),
)

function plain(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !hidden.has(name)))
}

function heldCustomer(customer: Customer): NonNullable<CustomerHoldings['customer']> {
  const { id, email, name, company, locale, createdAt, movedFrom, emailChange } = customer
  return {
    ...{ id, email, name, company, locale, createdAt },
    ...(movedFrom?.email === undefined ? {} : { formerEmail: movedFrom.email }),
    ...(emailChange === undefined ? {} : { newEmail: emailChange.email }),
  }
}

function heldSubscription(one: Subscription): CustomerHoldings['subscriptions'][number] {
  const { id, status, planId, createdAt, endedAt } = one
  return { id, status, planId, createdAt, ...(endedAt === undefined ? {} : { endedAt }) }
}

/** A recipient's own place and newer address are nothing that the giver has said. */
function addStream(own: Own, stream: Stream, hiddenPlaces: ReadonlySet<unknown>): void {
  const { id, entitlements, edition, delivery, recipient } = stream
  const isSaid = own.orders.some(({ gift }) => gift?.recipientEmail === recipient?.email)
  own.places.push({
    edition,
    ...(delivery === undefined || hiddenPlaces.has(id) ? {} : { delivery }),
    ...(recipient === undefined
      ? {}
      : { recipient: isSaid ? recipient : { name: recipient.name } }),
  })
  for (const one of entitlements)
    own.issues.push({
      ...{ orderId: one.orderId, bought: one.bought, refunded: one.refunded },
      served: one.served.map(({ number }) => number),
      owed: remainingOf(one),
    })
}

/** Of a gift the recipient sees what they get, not who pays for it or how much. */
async function receivedBy(table: Table, readerId: ReaderId): Promise<CustomerHoldings['received']> {
  const refs = await streamsReceived(table, [readerId])
  const streams = await Promise.all(refs.map((ref) => getStream(table, ref)))
  return streams.flatMap((stream) =>
    stream?.recipient?.readerId === readerId
      ? [
          {
            ...{ edition: stream.edition, name: stream.recipient.name },
            served: stream.entitlements.flatMap(({ served }) => served.map((one) => one.number)),
            owed: stream.entitlements.reduce((sum, one) => sum + remainingOf(one), 0),
          },
        ]
      : [],
  )
}

function heldOrder(order: Order): HeldOrder {
  const { id, status, terms, quantity, buyer, delivery, gift, price, promotion, proof } = order
  const { createdAt, paidAt } = order
  return {
    ...{ id, status, terms, quantity, buyer, price, createdAt },
    ...(delivery === undefined ? {} : { delivery }),
    ...(gift === undefined ? {} : { gift }),
    ...(promotion === undefined ? {} : { promotion }),
    ...(proof === undefined ? {} : { proof }),
    ...(paidAt === undefined ? {} : { paidAt }),
  }
}

function heldDeclaration(declaration: Declaration): HeldDeclaration {
  const { id, kind, typed, at, proof, status, effect, refund, appliedAt } = declaration
  return {
    ...{ id, kind, typed, at, proof, status },
    ...(effect === undefined ? {} : { effect }),
    ...(refund === undefined ? {} : { refund }),
    ...(appliedAt === undefined ? {} : { appliedAt }),
  }
}

/** For the person's document and pages. */
export const customerRetention: Sentence = {
  fr: 'Une commande qui n’a pas été payée est effacée au bout de 30 jours, ou quand vous demandez l’effacement. Une commande payée, son contrat et ses factures sont conservés dix ans, comme la loi l’exige (code de commerce, article L123-22\u202f; code de la consommation, article L213-1)\u202f: l’effacement ne les supprime pas, et les numéros que vous avez payés vous sont servis. Votre compte, avec votre nom et votre adresse e-mail, est effacé trois ans après la fin de votre dernier abonnement, ou dès sa fin si vous avez demandé l’effacement. Une déclaration de résiliation ou de rétractation est conservée cinq ans. Les sessions et les liens de connexion expirent d’eux-mêmes.',
  en: 'An order that was not paid is erased after 30 days, or when you ask for erasure. A paid order, its contract and its invoices are kept for ten years, as the law demands (French commercial code, Article L123-22; consumer code, Article L213-1): erasure does not remove them, and the issues you have paid for are sent to you. Your account, with your name and e-mail address, is erased three years after your last subscription has ended, or as soon as it ends if you asked for erasure. A declaration of cancellation or withdrawal is kept for five years. Sessions and sign-in links expire by themselves.',
}
