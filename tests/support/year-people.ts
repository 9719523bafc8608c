// Who lives through the year: what each of them orders, how they pay, and what becomes of it. Made
// from a number alone, so that a year can be lived again.

import type { Means } from '#sandbox/stripe/methods'
import type { OrderForm } from '#subscriptions/order-form'
import { aForm } from './paying-world.ts'

/** What happens to a person, each in the words of who would tell it. */
export const fates = [
  'pays by card',
  'pays by debit',
  'confirms at the bank',
  'is refused, then pays by another card',
  'walks away',
  'clicks twice, pays one of two orders',
  'is refused by the bank days later',
  'contests the debit weeks later',
  'is refused at renewal for good',
  'is refused at renewal, then gives another card',
  'is refused once at renewal',
  'has the debit refused once at renewal',
  'gets everything back',
  'gets two issues back',
  'gets a gesture',
  'gets money back that comes back',
  'contests and loses',
  'contests and wins',
  'contests by card at once',
  'cancels',
  'withdraws',
  'leaves in the middle of the term',
  'gives it to another person',
  'subscribes again before the end',
  'orders several copies',
  'has a promotion code',
  'lives elsewhere',
  'moves',
  'changes the plan',
  'begins with a later issue',
] as const
export type Fate = (typeof fates)[number]

export type Person = {
  at: number
  fate: Fate
  form: Partial<OrderForm>
  means: Means
  /** When they order: the day, and the hour of it (UTC). */
  day: number
  hours: number
  /** Days after the order on which the second part of the story comes. */
  laterDays: number
}

const plans = [
  'papier-1-an',
  'numerique-1-an',
  'integral-1-an',
  'numerique-mensuel',
  'papier-2-ans',
  'au-numero',
  'papier-1-an',
]

export const card = {
  good: '4242424242424242',
  asksBank: '4000002500003155',
  refused: '4000000000000002',
  refusedLater: '4000000000000341',
  refundsFail: '4000000000005126',
  contests: '4000000000000259',
}

const iban = {
  good: 'FR1420041010050500013M02606',
  returned: 'FR8420041010050500013M02607',
  contested: 'FR5720041010050500013M02608',
}

const meansOf: Partial<Record<Fate, Means>> = {
  'pays by debit': { iban: iban.good },
  'confirms at the bank': { card: card.asksBank },
  'is refused, then pays by another card': { card: card.refused },
  'is refused by the bank days later': { iban: iban.returned },
  'contests the debit weeks later': { iban: iban.contested },
  'is refused at renewal for good': { card: card.refusedLater },
  'is refused at renewal, then gives another card': { card: card.refusedLater },
  'has the debit refused once at renewal': { iban: iban.good },
  'gets money back that comes back': { card: card.refundsFail },
  'contests by card at once': { card: card.contests },
}

const laterDaysOf: Partial<Record<Fate, number>> = {
  'gets everything back': 40,
  'gets two issues back': 100,
  'gets a gesture': 12,
  'gets money back that comes back': 30,
  'contests and loses': 60,
  'contests and wins': 60,
  cancels: 90,
  withdraws: 9,
  'leaves in the middle of the term': 150,
  'subscribes again before the end': 110,
  moves: 70,
  'changes the plan': 120,
  'is refused once at renewal': 5,
  'has the debit refused once at renewal': 12,
}

const elsewhere = [
  { postcode: '97110', town: 'Pointe-à-Pitre', country: 'GP' },
  { postcode: '1000', town: 'Bruxelles', country: 'BE' },
  { postcode: '1204', town: 'Genève', country: 'CH' },
  { postcode: '98800', town: 'Nouméa', country: 'NC' },
]

export function peopleOfTheYear(count: number, random: () => number): Person[] {
  return Array.from({ length: count }, (_, at) => personAt(at, random))
}

function personAt(at: number, random: () => number): Person {
  const fate = fates[at % fates.length] as Fate
  // Every plan meets every fate, where there are people enough.
  const planned = plans[(at + Math.floor(at / fates.length)) % plans.length] ?? ''
  const planId = isGift(fate) && !isGiftable(planned) ? 'integral-1-an' : planned
  // Most come before the first issue, so that their term ends within the year.
  const isEarly = random() < 0.6 || fate.includes('renewal')
  const day = isEarly ? 1 + Math.floor(random() * 17) : 21 + Math.floor(random() * 290)
  return {
    ...{ at, fate, day },
    hours: 9 + Math.floor(random() * 10 * 60) / 60,
    means: meansOf[fate] ?? { card: card.good },
    laterDays: laterDaysOf[fate] ?? 0,
    form: formOf(at, { fate, planId, random }),
  }
}

function formOf(
  at: number,
  { fate, planId, random }: { fate: Fate; planId: string; random: () => number },
): Partial<OrderForm> {
  const name = `Lectrice ${at} Exemple`
  const place = fate === 'lives elsewhere' ? elsewhere[at % elsewhere.length] : undefined
  return {
    ...{ planId, name, email: `lectrice.${at}@example.org` },
    country: place?.country ?? 'FR',
    quantity: fate === 'orders several copies' ? String(2 + (at % 4)) : '1',
    delivery: { ...aForm().delivery, recipient: isGift(fate) ? `Cousine ${at}` : name, ...place },
    ...(planId === 'au-numero' ? { issueNumber: String(131 + Math.floor(random() * 6)) } : {}),
    ...(isGift(fate)
      ? { gift: { recipientName: `Cousine ${at}`, recipientEmail: `cousine.${at}@example.org` } }
      : {}),
  }
}

const isGift = (fate: Fate) => fate === 'gives it to another person'
const isGiftable = (planId: string) =>
  ['papier-1-an', 'integral-1-an', 'numerique-1-an'].includes(planId)
