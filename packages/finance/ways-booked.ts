// Ways that settle an exception by a ledger transaction: what each books, from the exception alone.
// Pure.
import type { Sentence } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import { formatEuros } from '#kernel/typography'
import type { Accounts } from '#publication/books'
import type { Exception, ExceptionKind } from './exception.ts'
import type { Way, WaysInput } from './ways.ts'

type Line = { account: string; auxiliary?: string; cents: Cents }

type Booking = {
  id: string
  title: Sentence
  /** Gets the amount and the account as text. */
  explains: (text: { amount: Record<'fr' | 'en', string>; account: string }) => Sentence
  asks?: 'account' | 'customer'
  /** What holds the amount now and is emptied, and where it goes. Above zero a debit. */
  holder: (accounts: Accounts) => string
  target: (accounts: Accounts, cents: Cents) => string
  /** What of both is a customer's. */
  customer?: 'holder' | 'target'
  /** Which sign the holder is debited with: the exception's own, or its size. */
  debits?: 'size' | 'lessSize'
  isOffered?: (books: WaysInput['books']) => boolean
}

/** The accounts that stand for what the person is asked. */
export const asked = '000'

/** Ways of this exception that book. */
export function bookedWays(exception: Exception, { books }: WaysInput): Way[] {
  // Nothing of another currency is booked, and of nothing nothing can be.
  if (exception.refs['currency'] !== undefined || exception.cents === 0) return []
  return bookingsOf(exception.kind)
    .filter(({ isOffered }) => isOffered?.(books) ?? true)
    .map((booking) => wayOf(booking, exception, books.accounts))
}

function wayOf(booking: Booking, exception: Exception, accounts: Accounts): Way {
  const { id, title, explains, asks } = booking
  const size = Math.abs(exception.cents)
  const amount = { fr: formatEuros(size, 'fr'), en: formatEuros(size, 'en') }
  const postings = postingsOf(booking, exception, accounts)
  const account = postings[1].account
  const knowsCustomer = exception.refs['customer'] !== undefined
  const still = asks === 'customer' && knowsCustomer ? undefined : asks
  return {
    ...{ id, kind: 'book' as const, title, explains: explains({ amount, account }) },
    ...(still === undefined ? {} : { asks: still }),
    needsReason: true,
    postings,
  }
}

function postingsOf(booking: Booking, exception: Exception, accounts: Accounts): [Line, Line] {
  const { cents, refs } = exception
  const size = Math.abs(cents)
  const debit = booking.debits === undefined ? cents : booking.debits === 'size' ? size : -size
  const customer = refs['customer']
  const auxiliary = customer === undefined ? {} : { auxiliary: customer }
  return [
    {
      account: booking.holder(accounts),
      ...(booking.customer === 'holder' ? auxiliary : {}),
      cents: debit,
    },
    {
      account: booking.target(accounts, cents),
      ...(booking.customer === 'target' ? auxiliary : {}),
      cents: -debit,
    },
  ]
}

function bookingsOf(kind: ExceptionKind): readonly Booking[] {
  switch (kind) {
    case 'payoutShort':
      return [bankFees, difference]
    case 'payoutOver':
      return [difference]
    case 'unknownCategory':
      return [fees, otherProduct, toCustomer, toAccount]
    case 'invoiceOfNothing':
      return [printRevenue, digitalRevenue]
    case 'refundWithoutNote':
      return [goodwill]
    case 'refundOwed':
      return [paidByTransfer, renounced]
    default:
      return []
  }
}

const bankFees: Booking = {
  id: 'bankFees',
  title: { fr: 'Frais de la banque', en: 'Bank fees' },
  explains: ({ amount, account }) => ({
    fr: `La banque a retenu ${amount.fr}\u202f: la somme passe en frais bancaires (compte ${account}) et le virement est soldé.`,
    en: `The bank kept ${amount.en}: it goes to bank fees (account ${account}) and the payout is settled.`,
  }),
  holder: ({ inTransit }) => inTransit,
  target: ({ bankFees: account }) => account,
}

const difference: Booking = {
  id: 'difference',
  title: { fr: 'Différence de règlement', en: 'A difference of settlement' },
  explains: ({ amount, account }) => ({
    fr: `Personne ne l’explique\u202f: ${amount.fr} passent en différence de règlement (compte ${account}) et le virement est soldé.`,
    en: `Nobody explains it: ${amount.en} goes to differences of settlement (account ${account}) and the payout is settled.`,
  }),
  holder: ({ inTransit }) => inTransit,
  target: ({ differenceCost, differenceGain }, cents) =>
    cents < 0 ? differenceCost : differenceGain,
}

const fees: Booking = {
  id: 'fees',
  title: { fr: 'Frais de Stripe', en: 'A fee of Stripe’s' },
  explains: ({ amount, account }) => ({
    fr: `${amount.fr} quittent le compte d’attente pour les frais Stripe (compte ${account}).`,
    en: `${amount.en} leaves suspense for Stripe’s fees (account ${account}).`,
  }),
  holder: ({ suspense }) => suspense,
  target: ({ fees: account }) => account,
}

const otherProduct: Booking = {
  id: 'otherProduct',
  title: { fr: 'Autre produit du même compte', en: 'Another product of this account' },
  explains: ({ amount, account }) => ({
    fr: `${amount.fr} ne concernent pas ce titre\u202f: la somme passe au compte ${account}.`,
    en: `${amount.en} is not this title’s: it goes to account ${account}.`,
  }),
  holder: ({ suspense }) => suspense,
  target: ({ otherProducts }) => otherProducts,
}

const toCustomer: Booking = {
  id: 'customer',
  title: { fr: 'Argent d’un client', en: 'A customer’s money' },
  explains: ({ amount, account }) => ({
    fr: `${amount.fr} passent du compte d’attente au compte du client que vous nommez (${account}).`,
    en: `${amount.en} goes from suspense to the account of the customer you name (${account}).`,
  }),
  asks: 'customer',
  customer: 'target',
  holder: ({ suspense }) => suspense,
  target: ({ customers }) => customers,
}

const toAccount: Booking = {
  id: 'account',
  title: { fr: 'Autre compte', en: 'Another account' },
  explains: ({ amount }) => ({
    fr: `${amount.fr} passent du compte d’attente au compte que vous choisissez.`,
    en: `${amount.en} goes from suspense to the account you choose.`,
  }),
  asks: 'account',
  holder: ({ suspense }) => suspense,
  target: () => asked,
}

const printRevenue: Booking = {
  id: 'printRevenue',
  title: { fr: 'Vente déjà servie (papier)', en: 'A sale that is served (print)' },
  explains: ({ amount, account }) => ({
    fr: `Rien n’est à servir\u202f: ${amount.fr} passent du compte d’attente au chiffre d’affaires papier (compte ${account}).`,
    en: `Nothing is to be served: ${amount.en} goes from suspense to print revenue (account ${account}).`,
  }),
  holder: ({ suspense }) => suspense,
  target: ({ printRevenue: account }) => account,
}

const digitalRevenue: Booking = {
  ...printRevenue,
  id: 'digitalRevenue',
  title: { fr: 'Vente déjà servie (numérique)', en: 'A sale that is served (digital)' },
  explains: ({ amount, account }) => ({
    fr: `Rien n’est à servir\u202f: ${amount.fr} passent du compte d’attente au chiffre d’affaires numérique (compte ${account}).`,
    en: `Nothing is to be served: ${amount.en} goes from suspense to digital revenue (account ${account}).`,
  }),
  target: ({ digitalRevenue: account }) => account,
}

const goodwill: Booking = {
  id: 'goodwill',
  title: { fr: 'Geste commercial', en: 'A gesture' },
  explains: ({ amount, account }) => ({
    fr: `Aucun avoir ne viendra\u202f: ${amount.fr} sont pris sur le chiffre d’affaires (compte ${account}), sans TVA reprise, et le client ne doit plus rien.`,
    en: `No credit note will come: ${amount.en} is taken from revenue (account ${account}), no VAT goes back, and the customer owes nothing.`,
  }),
  asks: 'customer',
  customer: 'holder',
  debits: 'lessSize',
  holder: ({ customers }) => customers,
  target: ({ printRevenue: account }) => account,
}

const paidByTransfer: Booking = {
  id: 'paidByTransfer',
  title: { fr: 'Remboursé par virement', en: 'Given back by transfer' },
  explains: ({ amount, account }) => ({
    fr: `Vous avez rendu ${amount.fr} depuis la banque (compte ${account})\u202f: le client n’a plus rien à recevoir.`,
    en: `You gave ${amount.en} back from the bank (account ${account}): nothing is owed to the customer.`,
  }),
  asks: 'customer',
  customer: 'holder',
  debits: 'size',
  holder: ({ customers }) => customers,
  target: ({ bank }) => bank,
  isOffered: ({ bank }) => bank === 'post',
}

const renounced: Booking = {
  id: 'renounced',
  title: { fr: 'Le client y renonce', en: 'The customer lets it go' },
  explains: ({ amount, account }) => ({
    fr: `Le client l’a écrit\u202f: ${amount.fr} passent en produit (compte ${account}). Gardez sa lettre\u202f; sans elle, la somme reste due cinq ans.`,
    en: `The customer wrote so: ${amount.en} becomes a gain (account ${account}). Keep the letter; without it the sum is owed for five years.`,
  }),
  asks: 'customer',
  customer: 'holder',
  debits: 'size',
  holder: ({ customers }) => customers,
  target: ({ differenceGain }) => differenceGain,
}
