// The cards and accounts for trying out, with Stripe's own numbers, and what each does when it is
// charged.

/** What a means of payment does. Kept beside it; Stripe shows none of it. */
export type Behaviour = {
  /** When it is first charged. */
  first: Outcome
  /** At every later charge without the buyer. */
  later: Outcome
  /** The buyer must confirm at the bank before the first charge. */
  needsAuthentication: boolean
  /** Refunds to it come back a day later. */
  refundsFail: boolean
  /** Its holder disputes each charge at once. */
  disputes: boolean
  /** A bank account: the answer comes days later. */
  isDebit: boolean
  /** The very next charge is refused with this, then it behaves again. */
  next?: DeclineCode | undefined
}

export type Outcome = 'pays' | DeclineCode
export type DeclineCode =
  | 'generic_decline'
  | 'insufficient_funds'
  | 'expired_card'
  | 'lost_card'
  | 'debit_not_authorized'

const pays: Behaviour = {
  first: 'pays',
  later: 'pays',
  needsAuthentication: false,
  refundsFail: false,
  disputes: false,
  isDebit: false,
}

export type TestCard = { number: string; brand: 'visa' | 'mastercard'; behaviour: Behaviour }

const card = (number: string, changes: Partial<Behaviour> = {}): TestCard => ({
  number,
  brand: number.startsWith('5') ? 'mastercard' : 'visa',
  behaviour: { ...pays, ...changes },
})

/** By number; any other number is refused as Stripe's test mode does. */
export const testCards: readonly TestCard[] = [
  card('4242424242424242'),
  card('5555555555554444'),
  card('4000002500003155', { needsAuthentication: true }),
  card('4000000000003220', { needsAuthentication: true }),
  card('4000000000000002', { first: 'generic_decline', later: 'generic_decline' }),
  card('4000000000009995', { first: 'insufficient_funds', later: 'insufficient_funds' }),
  card('4000000000000069', { first: 'expired_card', later: 'expired_card' }),
  card('4000000000000341', { later: 'generic_decline' }),
  card('4000000000005126', { refundsFail: true }),
  card('4000000000000259', { disputes: true }),
]

export type TestIban = { iban: string; country: string; behaviour: Behaviour }

const iban = (text: string, changes: Partial<Behaviour> = {}): TestIban => ({
  iban: text,
  country: text.slice(0, 2),
  behaviour: { ...pays, isDebit: true, ...changes },
})

/** Accounts whose debit arrives, comes back, or is disputed weeks later. */
export const testIbans: readonly TestIban[] = [
  iban('FR1420041010050500013M02606'),
  iban('DE89370400440532013000'),
  iban('FR8420041010050500013M02607', {
    first: 'insufficient_funds',
    later: 'insufficient_funds',
  }),
  iban('DE62370400440532013001', {
    first: 'debit_not_authorized',
    later: 'debit_not_authorized',
  }),
  iban('FR5720041010050500013M02608', { disputes: true }),
]

const plain = (text: string) => text.replace(/[\s-]/g, '').toUpperCase()

export function findCard(number: string): TestCard | undefined {
  return testCards.find((one) => one.number === plain(number))
}

export function findIban(text: string): TestIban | undefined {
  return testIbans.find((one) => one.iban === plain(text))
}

/** What a refused charge says of itself. */
export const declineMessages: Record<DeclineCode, { code: string; message: string }> = {
  generic_decline: { code: 'card_declined', message: 'Your card was declined.' },
  insufficient_funds: { code: 'card_declined', message: 'Your card has insufficient funds.' },
  expired_card: { code: 'expired_card', message: 'Your card has expired.' },
  lost_card: { code: 'card_declined', message: 'Your card was declined.' },
  debit_not_authorized: {
    code: 'debit_not_authorized',
    message: 'The customer has notified their bank that this payment was unauthorized.',
  },
}
