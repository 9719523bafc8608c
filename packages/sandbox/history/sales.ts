// Who bought in the six months before the first start, how they paid, and what became of it. Names,
// firms and streets are invented; the towns are there, so that places and rates of tax are real.
import type { OrderForm } from '#subscriptions/order-form'
import type { Means } from '../stripe/methods.ts'
import { seededRandom } from './random.ts'

/** What comes after the sale, so many days later. */
export type Later = {
  days: number
  what:
    | { kind: 'refund'; share: number; reason: 'gesture' | 'error' }
    | { kind: 'withdraw' | 'cancel' | 'disputes' }
    | { kind: 'bankDecides'; outcome: 'won' | 'lost' }
}

export type Sale = { at: Date; form: OrderForm; means: Means; later: readonly Later[] }

/** Paris in summer; an hour later in winter does not matter here. */
const onDay = (day: string, hour = 10) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000)

const card = {
  good: { card: '4242424242424242' },
  other: { card: '5555555555554444' },
  contests: { card: '4000000000000259' },
  refusedLater: { card: '4000000000000341' },
}
const debit = {
  good: { iban: 'FR1420041010050500013M02606' },
  returned: { iban: 'FR8420041010050500013M02607' },
  contested: { iban: 'FR5720041010050500013M02608' },
}

type Place = { postcode: string; town: string; country: string }
const paris: Place = { postcode: '75011', town: 'Paris', country: 'FR' }

/** A sale in one line: everything else of the form follows from it. */
type Row = {
  on: string
  plan: string
  name: string
  place?: Place
  means?: Means
  company?: string
  vatNumber?: string
  copies?: number
  gift?: { name: string; message: string }
  code?: string
  issue?: number
  later?: readonly Later[]
}

/** Those with a story. */
const told: readonly Row[] = [
  {
    ...{
      on: '2026-06-02',
      plan: 'integral-1-an',
      name: 'Odile Brevin',
      company: 'Halcyon Relation',
    },
    ...{ copies: 4, place: { postcode: '59000', town: 'Lille', country: 'FR' }, means: debit.good },
  },
  { on: '2026-06-03', plan: 'papier-1-an', name: 'Baptiste Aubrac', means: card.contests },
  {
    ...{ on: '2026-06-05', plan: 'papier-1-an', name: 'Maïté Ravine' },
    place: { postcode: '97400', town: 'Saint-Denis', country: 'RE' },
  },
  {
    ...{ on: '2026-06-09', plan: 'numerique-1-an', name: 'Anneke Verlinden' },
    place: { postcode: '1000', town: 'Bruxelles', country: 'BE' },
  },
  {
    ...{ on: '2026-06-11', plan: 'papier-2-ans', name: 'Yannick Quéméner' },
    place: { postcode: '29200', town: 'Brest', country: 'FR' },
    later: [{ days: 9, what: { kind: 'withdraw' } }],
  },
  {
    ...{ on: '2026-06-16', plan: 'papier-1-an', name: 'Solange Tessier', code: 'BIENVENUE' },
    gift: { name: 'Hugo Tessier', message: 'Pour tes débuts au téléphone.' },
  },
  {
    ...{ on: '2026-06-18', plan: 'integral-1-an', name: 'Klaus Brinkmeier' },
    place: { postcode: '50667', town: 'Köln', country: 'DE' },
  },
  {
    ...{ on: '2026-06-24', plan: 'papier-1-an', name: 'Théo Marchadier', means: debit.returned },
    place: { postcode: '31000', town: 'Toulouse', country: 'FR' },
  },
  {
    ...{ on: '2026-07-01', plan: 'integral-1-an', name: 'Fabienne Oriol', company: 'Sirocco Care' },
    ...{ copies: 2, place: { postcode: '13002', town: 'Marseille', country: 'FR' } },
    later: [{ days: 70, what: { kind: 'refund', share: 0.5, reason: 'error' } }],
  },
  {
    ...{ on: '2026-07-08', plan: 'papier-1-an', name: 'Denis Kermorvan', means: debit.contested },
    place: { postcode: '56100', town: 'Lorient', country: 'FR' },
  },
  {
    ...{ on: '2026-07-15', plan: 'papier-1-an', name: 'Lucette Palmier' },
    place: { postcode: '97110', town: 'Pointe-à-Pitre', country: 'GP' },
  },
  {
    ...{ on: '2026-07-22', plan: 'papier-1-an', name: 'Beat Zurbriggen' },
    place: { postcode: '1204', town: 'Genève', country: 'CH' },
  },
  {
    ...{ on: '2026-08-04', plan: 'numerique-1-an', name: 'Wies Claessens' },
    ...{ company: 'Antwerpse Klantendienst', vatNumber: 'BE0123456749' },
    place: { postcode: '2000', town: 'Antwerpen', country: 'BE' },
  },
  {
    ...{ on: '2026-08-19', plan: 'papier-1-an', name: 'Roselyne Cachot' },
    later: [{ days: 12, what: { kind: 'refund', share: 0.2, reason: 'gesture' } }],
  },
  {
    ...{ on: '2026-09-02', plan: 'numerique-mensuel', name: 'Ismaël Doukouré' },
    means: card.refusedLater,
  },
  {
    ...{ on: '2026-09-10', plan: 'papier-1-an', name: 'Gaspard Delorge' },
    later: [
      { days: 25, what: { kind: 'disputes' } },
      { days: 52, what: { kind: 'bankDecides', outcome: 'won' } },
    ],
  },
  {
    ...{ on: '2026-09-16', plan: 'integral-1-an', name: 'Wassila Benhadj' },
    gift: { name: 'Inès Benhadj', message: 'Bonne lecture !' },
  },
  {
    ...{ on: '2026-09-29', plan: 'papier-1-an', name: 'Kaleb Wamytan' },
    place: { postcode: '98800', town: 'Nouméa', country: 'NC' },
  },
  {
    ...{ on: '2026-10-06', plan: 'integral-1-an', name: 'Perrine Lachaume' },
    ...{ company: 'Mutuelle de l’Aubépin', copies: 3, means: debit.good },
    place: { postcode: '86000', town: 'Poitiers', country: 'FR' },
  },
  {
    ...{ on: '2026-10-14', plan: 'papier-1-an', name: 'Aymeric Faucon' },
    later: [{ days: 33, what: { kind: 'disputes' } }],
  },
  {
    ...{ on: '2026-10-22', plan: 'papier-1-an', name: 'Marie-Noëlle Hoarau' },
    place: { postcode: '97300', town: 'Cayenne', country: 'GF' },
  },
  {
    ...{ on: '2026-11-03', plan: 'integral-1-an', name: 'Colombe Astier' },
    later: [{ days: 8, what: { kind: 'withdraw' } }],
  },
  {
    ...{ on: '2026-11-12', plan: 'papier-1-an', name: 'Régis Montfleury', means: debit.returned },
    place: { postcode: '63000', town: 'Clermont-Ferrand', country: 'FR' },
  },
]

const firstNames = [
  ...['Agathe', 'Bruno', 'Capucine', 'Damien', 'Estelle', 'Florent', 'Gisèle', 'Hamid', 'Irène'],
  ...['Joachim', 'Karima', 'Léonie', 'Mathurin', 'Nour', 'Octave', 'Pauline', 'Quentin', 'Rachida'],
]
const surnames = [
  ...['Vasseur', 'Echalier', 'Mornas', 'Toussan', 'Bellocq', 'Grandin', 'Sauvagnac', 'Perrochet'],
  ...['Lanoë', 'Ouvrard', 'Chassaing', 'Rigal', 'Fontvieille'],
]
const towns: readonly Place[] = [
  paris,
  { postcode: '69003', town: 'Lyon', country: 'FR' },
  { postcode: '44000', town: 'Nantes', country: 'FR' },
  { postcode: '67000', town: 'Strasbourg', country: 'FR' },
  { postcode: '20000', town: 'Ajaccio', country: 'FR' },
  { postcode: '35000', town: 'Rennes', country: 'FR' },
  { postcode: '33000', town: 'Bordeaux', country: 'FR' },
  { postcode: '98000', town: 'Monaco', country: 'MC' },
]
const plans = [
  ...['papier-1-an', 'integral-1-an', 'numerique-mensuel', 'papier-1-an', 'numerique-1-an'],
  ...['au-numero', 'integral-1-an', 'papier-1-an', 'papier-2-ans'],
]

/** Readers without a story: some two a week. */
function plainRows(): Row[] {
  const random = seededRandom(1_128)
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T
  return Array.from({ length: 46 }, (_, at) => {
    const day = Math.floor((at * 179) / 46) + Math.floor(random() * 3)
    const on = new Date(Date.parse('2026-06-01') + day * 86_400_000).toISOString().slice(0, 10)
    const plan = plans[at % plans.length] ?? ''
    return {
      ...{
        on,
        plan,
        name: `${firstNames[at % firstNames.length]} ${surnames[at % surnames.length]}`,
      },
      ...{ place: pick(towns), means: pick([card.good, card.good, card.other, debit.good]) },
      ...(plan === 'au-numero' ? { issue: on < '2026-09-07' ? 128 : 129 } : {}),
    }
  })
}

/** Oldest first. */
export function salesOfHistory(): Sale[] {
  return [...told, ...plainRows()]
    .map((row, at) => saleOf(row, at))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

function saleOf(row: Row, at: number): Sale {
  const { on, plan, name, place = paris, means = card.good, copies = 1, gift } = row
  const recipient = gift?.name ?? name
  return {
    at: onDay(on, 8 + (at % 10)),
    means,
    later: row.later ?? [],
    form: {
      ...{ planId: plan, name, email: addressOf(name), quantity: String(copies) },
      ...{ country: place.country, postcode: place.postcode },
      delivery: {
        ...{ recipient, street: `${3 + (at % 60)} rue de l’Exemple`, ...place },
        ...(row.company === undefined ? {} : { company: row.company }),
      },
      ...(row.company === undefined ? {} : { company: row.company }),
      ...(row.vatNumber === undefined ? {} : { vatNumber: row.vatNumber }),
      ...(row.code === undefined ? {} : { promotionCode: row.code }),
      ...(row.issue === undefined ? {} : { issueNumber: String(row.issue) }),
      ...(gift
        ? {
            gift: {
              ...{ recipientName: gift.name, recipientEmail: addressOf(gift.name) },
              message: gift.message,
            },
          }
        : {}),
    },
  }
}

function addressOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '')
  return `${plain.toLowerCase().replace(/[^a-z]+/g, '.')}@example.org`
}
