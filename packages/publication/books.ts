// How the title's books are kept: which accounts, and what the export is for. Part of
// publication.config.ts. The numbers are the publisher's accountant's to confirm (domain-rules §3.1).
import * as z from 'zod'

const Account = z
  .string()
  .regex(/^\d{3}[0-9A-Z]{0,9}$/, { message: 'an account whose first three characters are digits' })

export const Accounts = z.strictObject({
  /** Customers; each has an auxiliary account. */
  customers: Account.default('411000'),
  /** Of customers whose payment is contested. */
  disputed: Account.default('416000'),
  /** Subscriptions still to be served: what was sold, without tax, and is not earned. */
  deferred: Account.default('487100'),
  printRevenue: Account.default('701300'),
  digitalRevenue: Account.default('706100'),
  /** VAT collected, by rate in basis points; `oss`: due in another member state. */
  vat: z
    .strictObject({
      210: Account.default('445712'),
      105: Account.default('445711'),
      550: Account.default('445715'),
      2000: Account.default('445710'),
      850: Account.default('445718'),
      oss: Account.default('445719'),
    })
    .prefault({}),
  /** VAT on what is invoiced and not paid. */
  vatPending: Account.default('445800'),
  /** VAT on Stripe's own services. */
  vatOnFees: Account.default('445660'),
  stripe: Account.default('517100'),
  stripeReserve: Account.default('517200'),
  /** Money of other products that share the account at Stripe. */
  otherProducts: Account.default('467100'),
  suspense: Account.default('471000'),
  inTransit: Account.default('580000'),
  bank: Account.default('512000'),
  fees: Account.default('627800'),
  losses: Account.default('654000'),
  /** What the bank charges for itself. */
  bankFees: Account.default('627000'),
  /** Differences that a person has settled: a cost, or a gain. */
  differenceCost: Account.default('658000'),
  differenceGain: Account.default('758000'),
})
export type Accounts = z.infer<typeof Accounts>

/** What each account is called in exports, in French: an export is read by a French tax office. */
const accountNames: Readonly<Record<string, string>> = {
  customers: 'Clients',
  disputed: 'Clients douteux ou litigieux',
  deferred: 'Abonnements restant à servir',
  printRevenue: 'Abonnements papier',
  digitalRevenue: 'Abonnements numériques',
  vatPending: 'TVA en attente d’encaissement',
  vatOnFees: 'TVA déductible sur services',
  stripe: 'Stripe, solde',
  stripeReserve: 'Stripe, réserve',
  otherProducts: 'Stripe, autres produits',
  suspense: 'Compte d’attente',
  inTransit: 'Virements internes',
  bank: 'Banque',
  fees: 'Frais Stripe',
  losses: 'Pertes sur créances irrécouvrables',
  bankFees: 'Frais bancaires',
  differenceCost: 'Différences de règlement, charges',
  differenceGain: 'Différences de règlement, produits',
}

/** What an account is called; one that the configuration does not name is called by its number. */
export function accountName(accounts: Accounts, number: string): string {
  for (const [key, account] of Object.entries(accounts))
    if (account === number) return accountNames[key] ?? number
  for (const [rate, account] of Object.entries(accounts.vat))
    if (account === number) return rate === 'oss' ? 'TVA due dans l’Union' : vatName(Number(rate))
  return `Compte ${number}`
}

/** Every account of the configuration, once, in the order of their numbers. */
export function knownAccounts(accounts: Accounts): string[] {
  const { vat, ...others } = accounts
  return [...new Set([...Object.values(others), ...Object.values(vat)])].toSorted()
}

export function isKnownAccount(accounts: Accounts, number: string): boolean {
  return knownAccounts(accounts).includes(number)
}

function vatName(rate: number): string {
  return `TVA collectée ${(rate / 100).toFixed(2).replace('.', ',')} %`
}

export const Books = z.strictObject({
  /**
   * `auxiliary`: numbered lots of entries for the accounting firm's software. `complete`: the export is
   * the company's whole FEC and has its legal name.
   */
  kind: z.enum(['auxiliary', 'complete']).default('auxiliary'),
  /** `match-only`: bank lines are matched to account 580, and booked elsewhere. */
  bank: z.enum(['match-only', 'post']).default('match-only'),
  accounts: Accounts.prefault({}),
  /**
   * VAT of what was served before its card payment was lost in a dispute. `kept`: it stays due.
   * `recovered`: it comes back, with a rectifying invoice (CGI art. 272).
   */
  lostVat: z.enum(['kept', 'recovered']).default('kept'),
  /** The last day of the fiscal year, month and day: `12-31`. */
  yearEnds: z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
    .default('12-31'),
  /** What invoices to a business say of paying late or early (C. com. L441-9, L441-10, D441-5). */
  papers: z
    .strictObject({
      /** Follows « En cas de retard de paiement : ». */
      latePenalty: z.string().max(300).default('pénalités au taux de trois fois l’intérêt légal'),
      earlyPayment: z.string().max(300).default('Pas d’escompte pour paiement anticipé'),
    })
    .prefault({}),
})
export type Books = z.infer<typeof Books>
