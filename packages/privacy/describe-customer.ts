// What is held about a person as a customer, in words: sections of labelled lines.
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { CustomerHoldings } from '#subscriptions/hold-customer'
import { addressLines } from '#subscriptions/postal-address'
import type { HoldingsSection } from './describe-holdings.ts'

export type CustomerContext = {
  publication: Publication
  locale: Locale
  /** Of who is no reader the frame says how long things are kept; else it is said here. */
  saysRetention: boolean
  /** An instant in the publication's zone. */
  time: (at: Instant) => string
}

export function describeCustomer(
  holdings: CustomerHoldings,
  context: CustomerContext,
): HoldingsSection[] {
  const words = wordsOf(context.locale)
  return [
    { title: words.customer, lines: customerLines(holdings, context) },
    { title: words.orders, lines: orderLines(holdings, context) },
    { title: words.received, lines: receivedLines(holdings, context) },
    { title: words.declarations, lines: declarationLines(holdings, context) },
    { title: words.records, lines: recordLines(holdings, context) },
  ]
}

function customerLines(
  { customer, places, standing, accountLinkAskedAt }: CustomerHoldings,
  context: CustomerContext,
) {
  const { locale, time } = context
  const words = wordsOf(locale)
  const optional = (label: string, value: string | undefined) =>
    value === undefined || value === '' ? [] : [{ label, value }]
  return [
    ...optional(words.name, customer?.name),
    ...optional(words.company, customer?.company),
    ...optional(words.email, customer?.email),
    ...optional(words.formerEmail, customer?.formerEmail),
    ...optional(words.newEmail, customer?.newEmail),
    ...optional(words.since, customer && time(customer.createdAt)),
    ...places.flatMap(({ delivery, recipient }) => [
      ...optional(words.place, delivery && addressLines(delivery).join(', ')),
      ...optional(
        words.recipient,
        recipient && [recipient.name, recipient.email].filter(Boolean).join(', '),
      ),
    ]),
    ...optional(words.accountLink, accountLinkAskedAt && time(accountLinkAskedAt)),
    ...optional(words.standing, standing && standingText(standing, context)),
  ]
}

function standingText(
  { parts, giftsGiven }: NonNullable<CustomerHoldings['standing']>,
  { locale, publication }: CustomerContext,
): string {
  const words = wordsOf(locale)
  const plans = publication.subscriptions?.plans ?? []
  const nameOf = (id: string) => plans.find((plan) => plan.id === id)?.name[locale] ?? id
  const said = parts.map(({ planIds, issuesLeft: left, role }) =>
    words.part({ plans: planIds.map(nameOf).join(', '), left, isGift: role === 'received' }),
  )
  return [...said, ...(giftsGiven > 0 ? [words.gifts(giftsGiven)] : [])].join(' – ')
}

function orderLines({ orders, issues, retention }: CustomerHoldings, context: CustomerContext) {
  const { locale, time, saysRetention } = context
  const words = wordsOf(locale)
  if (orders.length === 0) return []
  const lines = orders.map((order) => {
    const { terms, quantity, status, buyer, delivery, price } = order
    const what = `${terms.name[locale]} × ${quantity}, ${euros(price.gross, locale)}`
    const whom = delivery ? addressLines(delivery).join(', ') : buyer.name
    const own = issues.filter(({ orderId }) => orderId === order.id)
    const served = own.flatMap((one) => one.served)
    const owed = own.reduce((sum, one) => sum + one.owed, 0)
    const counted = own.length > 0 ? [words.issues(served, owed)] : []
    const value = [what, words.orderStatuses[status], whom, buyer.email, ...counted].join(' – ')
    return { label: time(order.createdAt), value }
  })
  return saysRetention ? [...lines, { label: words.retention, value: retention[locale] }] : lines
}

function receivedLines({ received }: CustomerHoldings, { locale }: CustomerContext) {
  const words = wordsOf(locale)
  return received.map(({ name, served, owed }) => ({
    label: name,
    value: words.issues(served, owed),
  }))
}

function declarationLines({ declarations }: CustomerHoldings, context: CustomerContext) {
  const words = wordsOf(context.locale)
  return declarations.map(({ at, kind, typed, status }) => {
    const { name, email, address, reference, motive } = typed
    const said = [name, email, address, reference, motive].filter(Boolean)
    return {
      label: context.time(at),
      value: [words.declared[kind], ...said, words.declarationStatuses[status]].join(' – '),
    }
  })
}

/** The rest as it is stored: few lines, each with its day. */
function recordLines({ records }: CustomerHoldings, { locale, time }: CustomerContext) {
  const words = wordsOf(locale)
  return (Object.keys(records) as (keyof typeof records)[]).flatMap((kind) =>
    records[kind].map((item) => {
      const at = [item['claimedAt'], item['createdAt'], item['since'], item['at'], item['askedAt']]
      const day = at.find((one) => typeof one === 'string') as Instant | undefined
      const told = [
        item['number'],
        item['lastDay'],
        item['gross'] && euros(Number(item['gross']), locale),
      ]
      const value = [words.recordKinds[kind], ...told.filter(Boolean)].join(' – ')
      return { label: day === undefined ? words.undated : time(day), value }
    }),
  )
}

function euros(cents: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(cents / 100)
}

function wordsOf(locale: Locale) {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  return {
    customer: say('Votre compte et vos abonnements', 'Your account and subscriptions'),
    orders: say('Vos commandes', 'Your orders'),
    received: say('Ce que l’on vous offre', 'What you are given'),
    declarations: say('Vos déclarations', 'Your declarations'),
    records: say(
      'Avis, réclamations, impayés et remboursements',
      'Notices, claims, what was unpaid, refunds',
    ),
    name: say('Nom', 'Name'),
    company: say('Société', 'Company'),
    email: say('Adresse e-mail', 'E-mail address'),
    formerEmail: say('Adresse précédente', 'Address before'),
    newEmail: say('Adresse à confirmer', 'Address to be confirmed'),
    since: say('Client depuis le', 'Customer since'),
    place: say('Livraison', 'Delivery'),
    recipient: say('Offert à', 'Given to'),
    accountLink: say('Lien de connexion demandé le', 'Sign-in link asked for on'),
    standing: say('Ce que savent les segments de la lettre', 'What the newsletter’s segments know'),
    retention: say('Durée de conservation', 'Retention'),
    undated: say('Sans date', 'Undated'),
    part: (part: { plans: string; left: number | undefined; isGift: boolean }) =>
      [
        part.plans,
        ...(part.left === undefined
          ? []
          : [say(`à venir\u202f: ${part.left}`, `to come: ${part.left}`)]),
        ...(part.isGift ? [say('offert', 'a gift')] : []),
      ].join(', '),
    gifts: (count: number) => say(`abonnements offerts\u202f: ${count}`, `gifts given: ${count}`),
    issues: (served: readonly number[], owed: number) =>
      say(
        `numéros reçus\u202f: ${served.join(', ') || 'aucun'}, à venir\u202f: ${owed}`,
        `issues served: ${served.join(', ') || 'none'}, to come: ${owed}`,
      ),
    orderStatuses: {
      recapped: say('non confirmée', 'not confirmed'),
      placed: say('en attente de paiement', 'waiting for payment'),
      provisional: say('prélèvement en cours', 'debit under way'),
      paid: say('payée', 'paid'),
      failed: say('paiement refusé', 'payment refused'),
      expired: say('expirée', 'expired'),
    },
    declared: {
      cancellation: say('résiliation', 'cancellation'),
      withdrawal: say('rétractation', 'withdrawal'),
    },
    declarationStatuses: {
      received: say('reçue', 'received'),
      decided: say('en cours', 'under way'),
      applied: say('prise en compte', 'given effect'),
      waiting: say('chez une personne de l’équipe', 'with a member of the team'),
      closed: say('close', 'closed'),
    },
    recordKinds: {
      notices: say('avis avant reconduction', 'notice before a renewal'),
      claims: say('numéro non reçu', 'issue that did not come'),
      unpaid: say('renouvellement impayé', 'renewal that stayed unpaid'),
      deliveryChanges: say('changement d’adresse', 'change of address'),
      refunds: say('remboursement', 'refund'),
    },
  }
}
