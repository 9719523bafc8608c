// The bank of the sample: what its account's statements say of Stripe's payouts, as CAMT.053, beside
// what a publisher's account has every month. Pure.
import type { Stripe } from 'stripe'

export type Movement = {
  /** The day it is booked on. */
  date: string
  /** Above zero the account gets it. */
  cents: number
  text: string
  /** The payment's own reference. */
  reference: string
}

export type Statement = {
  id: string
  iban: string
  from: string
  to: string
  openingCents: number
  movements: readonly Movement[]
}

/** What arrived from Stripe on days from `from` to `to`, both included. */
export function arrivalsOf(
  payouts: readonly Stripe.Payout[],
  { from, to }: { from: string; to: string },
): Movement[] {
  return payouts
    .filter(({ status }) => status === 'paid')
    .map(({ id, amount, arrival_date: at, trace_id: trace }) => ({
      date: new Date(at * 1_000).toISOString().slice(0, 10),
      cents: amount,
      text: `VIR SEPA STRIPE PAYOUT ${trace?.value ?? ''}`.trim(),
      reference: trace?.value ?? id,
    }))
    .filter(({ date }) => date >= from && date <= to)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

export function closingOf({ openingCents, movements }: Statement): number {
  return movements.reduce((sum, { cents }) => sum + cents, openingCents)
}

/** The statement as the bank's file: camt.053.001.08. */
export function camtFile(statement: Statement): string {
  const { id, iban, from, to, openingCents, movements } = statement
  const entries = [...movements]
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    .map(entryOf)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">',
    '<BkToCstmrStmt>',
    `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${to}T22:00:00Z</CreDtTm></GrpHdr>`,
    `<Stmt><Id>${id}</Id><CreDtTm>${to}T22:00:00Z</CreDtTm>`,
    `<FrToDt><FrDtTm>${from}T00:00:00Z</FrDtTm><ToDtTm>${to}T23:59:59Z</ToDtTm></FrToDt>`,
    `<Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>`,
    balance('OPBD', openingCents, from),
    balance('CLBD', closingOf(statement), to),
    ...entries,
    '</Stmt></BkToCstmrStmt></Document>',
    '',
  ].join('\n')
}

function balance(code: string, cents: number, date: string): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(cents)}<Dt><Dt>${date}</Dt></Dt></Bal>`
}

function entryOf({ date, cents, text, reference }: Movement): string {
  return [
    `<Ntry>${amount(cents)}<Sts><Cd>BOOK</Cd></Sts>`,
    `<BookgDt><Dt>${date}</Dt></BookgDt><ValDt><Dt>${date}</Dt></ValDt>`,
    `<AcctSvcrRef>${reference}</AcctSvcrRef>`,
    '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>',
    `<NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs>`,
    `<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`,
    `<AddtlNtryInf>${text}</AddtlNtryInf></Ntry>`,
  ].join('')
}

function amount(cents: number): string {
  const value = (Math.abs(cents) / 100).toFixed(2)
  return `<Amt Ccy="EUR">${value}</Amt><CdtDbtInd>${cents < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`
}
