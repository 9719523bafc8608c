// The running account of one invoice: each method is something that happened to it, and books what
// that makes. VAT of the press is due when it is paid (CGI art. 298 nonies): until then it waits. One
// rule for all means of payment. Pure (domain-rules §3.3).
import { type Cents, share } from '#kernel/money'
import { dateOf, type Instant } from '#kernel/time'
import type { Accounts } from '#publication/books'
import {
  type Amount,
  amountOf,
  back,
  isAlike,
  least,
  minus,
  nothing,
  partOf,
  plus,
  sumOf,
} from './amount.ts'
import type { DeferredBefore } from './deferred-before.ts'
import {
  type CreditNote,
  type Dispute,
  type Invoice,
  type InvoicePayment,
  isDigital,
  letterOf,
  lostSource,
  type TaxLine,
} from './documents.ts'
import { collected } from './post-sale.ts'
import { allDigital, allPrint, type RevenueSplit, revenuePostings } from './revenue-split.ts'
import { newTransaction, type Posting, reversalOf, type Transaction } from './transaction.ts'

export type PostingRules = {
  accounts: Accounts
  /** The publication's: days are its days. */
  zone: string
  /**
   * Whether VAT of what was served before a card payment was lost in a dispute comes back too (CGI art.
   * 272: only with a rectifying invoice). Of a debit that its bank took back it always does.
   */
  recoversLostVat: boolean
}

/** What a booking takes out of deferred revenue, and how revenue beyond it is shared. */
export type Unearned = Pick<DeferredBefore, 'taken' | 'served' | 'split'>

/** VAT of one rate and place: what has fallen due of it, and what never will. */
type Line = { tax: TaxLine; due: Amount; undone: Amount }

/** Of a note's tax: what waited on its line and does no more, and what had fallen due and goes back. */
type Undone = { line: Line | undefined; waited: Amount; due: TaxLine }

export class AccountFold {
  readonly made: Transaction[] = []
  /** What each takes back without tax, from deferred revenue first; by source. */
  readonly nets = new Map<string, Cents>()
  #lines: Line[]
  #paid = 0
  /** Of the price, what is asked for no more. */
  #undone = 0
  #deferred: Cents
  /** What had been given up, and how things stood before. */
  #givenUp: { transaction: Transaction; before: () => void } | undefined

  constructor(
    readonly invoice: Invoice,
    readonly rules: PostingRules,
    readonly unearned: ReadonlyMap<string, Unearned>,
  ) {
    this.#lines = invoice.taxes.map((tax) => ({ tax, due: nothing, undone: nothing }))
    this.#deferred = invoice.gross - sumOf(invoice.taxes).vat
  }

  /** Sold, whatever becomes of the payment: owed by the customer, unearned, its VAT pending. */
  sell(): void {
    const { id, gross, taxes, date } = this.invoice
    const { vat } = sumOf(taxes)
    this.#book(`${id}:finalized`, date, {
      label: `${whatOf(this.invoice)} ${this.invoice.number}`,
      // What bears no VAT is declared when it is invoiced: no payment will show it.
      taxes: taxes.filter(({ scheme }) => scheme === 'exempt'),
      postings: [
        this.#customer(gross),
        { account: this.#unearnedAccount, cents: vat - gross },
        { account: this.rules.accounts.vatPending, cents: -vat },
      ],
    })
  }

  /** Its VAT falls due: of a part payment pro rata by cumulation, of the last one all that waits. */
  pay({ id, amount, paidAt }: InvoicePayment): void {
    this.#recover(paidAt)
    this.#paid += amount
    const { gross, number } = this.invoice
    const isSettled = this.#paid >= gross - this.#undone
    const due = this.#taxed().map((line) => {
      const all = minus(amountOf(line.tax), line.undone)
      const up = isSettled ? all : least(all, partOf(amountOf(line.tax), this.#paid, gross))
      const now = minus(up, line.due)
      line.due = up
      return { ...line.tax, ...now }
    })
    this.#book(`${id}:paid`, this.#day(paidAt), {
      label: `Encaissement ${number}`,
      taxes: due,
      postings: [
        { account: this.rules.accounts.vatPending, cents: sumOf(due).vat },
        ...collected(due, this.rules.accounts, -1),
      ],
    })
  }

  /**
   * Takes back what was not served from deferred revenue, and what goes beyond it, a gesture, from
   * revenue: deferred revenue never turns negative.
   */
  credit(note: CreditNote): void {
    const { id, gross, date } = note
    const { accounts } = this.rules
    if (gross === 0) return
    const taxes = this.#taxesOf(note)
    const owed = Math.min(note.isPaid ? (note.owedGross ?? 0) : gross, gross)
    const settles = owed > 0 && this.#paid + this.#undone + owed >= this.invoice.gross
    const parts = taxes.map((tax) => this.#undo(tax, { owed, gross, settles }))
    this.#notes.set(id, { owed, parts, credited: note.hasTaxes ? 0 : gross })
    const net = gross - sumOf(taxes).vat
    this.nets.set(id, net)
    const { taken, split } = this.#unearnedOf(id, net)
    this.#undone += owed
    const due = parts.map(({ due }) => due)
    this.#book(id, date, {
      piece: { ref: note.number, date },
      label: `Avoir ${note.number} sur ${this.invoice.number}`,
      taxes: due.map(back),
      postings: [
        { account: this.#unearnedAccount, cents: taken },
        ...this.#revenue(taken - net, split),
        { account: accounts.vatPending, cents: sumOf(parts.map((one) => one.waited)).vat },
        ...collected(due, accounts, 1),
        this.#customer(-gross),
      ],
    })
  }

  /** A note that never was: all that it booked, the other way round. */
  voidNote({ id, number, voidedAt }: CreditNote): void {
    const made = this.made.find(({ source }) => source === id)
    const undone = this.#notes.get(id)
    if (!made || !undone || voidedAt === undefined) return
    this.#undone -= undone.owed
    this.#credited -= undone.credited
    for (const { line, waited, due } of undone.parts) {
      if (!line) continue
      line.undone = minus(line.undone, waited)
      line.due = plus(line.due, amountOf(due))
    }
    const deferred = made.postings.find(({ account }) => account === this.#unearnedAccount)
    this.#deferred += deferred?.cents ?? 0
    this.#takeBack(made, `${id}:void`, voidedAt, `Avoir ${number} annulé`)
  }

  giveUp(at: Instant | undefined): void {
    this.#writeOff(`${this.invoice.id}:uncollectible`, at, 'Créance abandonnée')
  }

  voidInvoice(at: Instant | undefined): void {
    this.#writeOff(`${this.invoice.id}:void`, at, 'Annulation')
  }

  /** The unserved part leaves deferred revenue with its VAT; the served part is a loss. */
  lose(dispute: Dispute): void {
    const { id, gross, lostAt, isReturn } = dispute
    const { accounts, recoversLostVat } = this.rules
    if (lostAt === undefined || gross === 0) return
    const source = lostSource(dispute)
    const left = this.#lines.reduce((sum, one) => sum + one.due.net + one.due.vat, 0)
    const takesAll = recoversLostVat || isReturn === true
    const { served } = this.#servedOf(source)
    const lost = this.#taxed().map((line) => {
      const part = gross >= left ? line.due : partOf(line.due, gross, left)
      const kept = takesAll ? nothing : partOf(part, served.count, served.of)
      line.due = minus(line.due, part)
      return { tax: line.tax, part, returned: { ...line.tax, ...minus(part, kept) } }
    })
    const net = gross - lost.reduce((sum, { part }) => sum + part.vat, 0)
    this.nets.set(`${id}:lost`, net)
    const { taken } = this.#unearnedOf(source, net)
    const returned = lost.map((one) => one.returned)
    this.#book(source, this.#day(lostAt), {
      journal: 'OD',
      piece: { ref: id, date: this.#day(lostAt) },
      label: `Contestation perdue ${this.invoice.number}`,
      taxes: [...returned, ...this.#exemptPart(taken)].map(back),
      postings: [
        { account: this.#unearnedAccount, cents: taken },
        { account: accounts.losses, cents: gross - taken - sumOf(returned).vat },
        ...collected(returned, accounts, 1),
        {
          account: accounts.disputed,
          auxiliary: this.invoice.customerId,
          cents: -gross,
        },
      ],
    })
  }

  /** On appeal: what was lost comes back. */
  winBack({ id, wonAt }: Dispute): void {
    const made = this.made.find(({ source }) => source === `${id}:lost`)
    if (made && wonAt) this.#takeBack(made, `${id}:won`, wonAt, 'Contestation gagnée en appel')
  }

  /** What is still owed is owed no more, with its VAT that waits and what it would have bought. */
  #writeOff(source: string, at: Instant | undefined, what: string): void {
    const rest = this.invoice.gross - this.#paid - this.#undone
    if (at === undefined || rest <= 0) return
    const { accounts } = this.rules
    const [undone, deferred, lines] = [
      this.#undone,
      this.#deferred,
      this.#lines.map((line) => ({ ...line })),
    ]
    const waiting = this.#taxed().reduce((sum, line) => {
      const left = minus(minus(amountOf(line.tax), line.due), line.undone)
      line.undone = plus(line.undone, left)
      return sum + left.vat
    }, 0)
    const net = rest - waiting
    this.nets.set(source, net)
    const { taken, split } = this.#unearnedOf(source, net)
    this.#undone += rest
    const transaction = this.#book(source, this.#day(at), {
      label: `${what} ${this.invoice.number}`,
      taxes: this.#exemptPart(net).map(back),
      postings: [
        { account: this.#unearnedAccount, cents: taken },
        // What was served and is not paid is lost; what was paid in part, and bought nothing, is kept.
        { account: accounts.losses, cents: Math.max(0, net - taken) },
        ...this.#revenue(Math.max(0, taken - net), split),
        { account: accounts.vatPending, cents: waiting },
        this.#customer(-rest),
      ],
    })
    if (transaction)
      this.#givenUp = {
        transaction,
        before: () => {
          ;[this.#undone, this.#deferred, this.#lines] = [undone, deferred, lines]
        },
      }
  }

  /** Paid after all: the sale is what it was. */
  #recover(at: Instant): void {
    if (!this.#givenUp) return
    const { transaction, before } = this.#givenUp
    this.#givenUp = undefined
    before()
    this.#takeBack(transaction, `${this.invoice.id}:recovered`, at, 'Payée après abandon')
  }

  /** As the note says; of one that does not say, by cumulation on the invoice (domain-rules §3.3). */
  #taxesOf({ hasTaxes, taxes, gross }: CreditNote): TaxLine[] {
    if (hasTaxes) return taxes
    const whole = this.invoice.gross
    const before = this.#credited
    this.#credited += gross
    return this.invoice.taxes.map((tax) => {
      const upTo = (back: Cents) => partOf(amountOf(tax), Math.min(back, whole), whole)
      return { ...tax, ...minus(upTo(before + gross), upTo(before)) }
    })
  }
  #credited = 0
  /** What each note undid, by its id: a void one gives it back. */
  readonly #notes = new Map<string, { owed: Cents; parts: Undone[]; credited: Cents }>()

  /** Of a note's tax, what waited and what had fallen due. One that settles leaves nothing waiting. */
  #undo(tax: TaxLine, note: { owed: Cents; gross: Cents; settles: boolean }): Undone {
    const line = this.#lines.find((one) => isAlike(one.tax, tax))
    if (tax.scheme === 'exempt' || !line) return { line: undefined, waited: nothing, due: tax }
    const { owed, gross, settles } = note
    const left = minus(minus(amountOf(line.tax), line.due), line.undone)
    const waiting = settles ? left : partOf(amountOf(tax), owed, gross)
    line.undone = plus(line.undone, waiting)
    const due = minus(amountOf(tax), waiting)
    line.due = minus(line.due, due)
    return { line, waited: waiting, due: { ...tax, ...due } }
  }

  #taxed(): Line[] {
    return this.#lines.filter(({ tax }) => tax.scheme !== 'exempt')
  }

  /** What bears no VAT, as far as so much of the net goes. */
  #exemptPart(net: Cents): TaxLine[] {
    const whole = this.invoice.taxes.reduce((sum, tax) => sum + tax.net, 0)
    return this.invoice.taxes
      .filter(({ scheme }) => scheme === 'exempt')
      .map((tax) => ({ ...tax, net: whole === 0 ? 0 : share(tax.net, net, whole), vat: 0 }))
  }

  /** What pays for no issue is never earned issue by issue: a person says what it is. */
  get #unearnedAccount(): string {
    const { deferred, suspense } = this.rules.accounts
    return this.invoice.reason === 'other' ? suspense : deferred
  }

  /** Earned above zero, taken back below. */
  #revenue(cents: Cents, split: RevenueSplit): Posting[] {
    const { accounts } = this.rules
    if (this.invoice.reason === 'other') return [{ account: accounts.suspense, cents: -cents }]
    return revenuePostings(cents, split, accounts)
  }

  /** What a booking of so much net takes of what is deferred. */
  #unearnedOf(source: string, net: Cents): Unearned {
    const known = this.unearned.get(source) ?? {
      ...this.#servedOf(source),
      taken: Math.min(net, this.#deferred),
      split: isDigital(this.invoice) ? allDigital : allPrint,
    }
    this.#deferred = Math.max(0, this.#deferred - known.taken)
    return known
  }

  #servedOf(source: string): Pick<Unearned, 'served'> {
    return { served: this.unearned.get(source)?.served ?? { count: 0, of: 1 } }
  }

  #customer(cents: Cents): Posting {
    const { customerId } = this.invoice
    return { account: this.rules.accounts.customers, auxiliary: customerId, cents }
  }

  #day(at: Instant): string {
    return dateOf(at, this.rules.zone)
  }

  #book(
    source: string,
    date: string,
    made: Pick<Transaction, 'label' | 'postings' | 'taxes'> & Partial<Transaction>,
  ): Transaction | undefined {
    if (made.postings.every(({ cents }) => cents === 0)) return undefined
    const { taxes = [], ...rest } = made
    const told = taxes.filter(({ net, vat }) => net !== 0 || vat !== 0)
    const transaction = newTransaction({
      source,
      journal: 'VE',
      date,
      piece: { ref: this.invoice.number, date },
      invoice: letterOf(this.invoice),
      ...rest,
      ...(told.length === 0 ? {} : { taxes: told }),
    })
    this.made.push(transaction)
    return transaction
  }

  #takeBack(made: Transaction, source: string, at: Instant, reason: string): void {
    this.made.push({ ...reversalOf(made, { date: this.#day(at), reason }), source })
  }
}

/** `Abonnement 6 numéros`: what its first line is called, short enough for a label. */
function whatOf({ lines }: Invoice): string {
  return (lines[0]?.what.trim() || 'Facture').slice(0, 120)
}
