// Settles an exception in one of its ways. The choice is written down first and is one person's alone;
// what it takes is then done step by step, each step harmless when repeated, so that a choice that
// breaks off is carried out by whoever comes next.
import * as z from 'zod'
import { exceptionKey } from '#aws/keys'
import type { Condition, Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { type Clock, dateOf, instant } from '#kernel/time'
import { isKnownAccount } from '#publication/books'
import type { Publication } from '#publication/schema'
import { getBankLine } from './bank/store-lines.ts'
import { dayAfter } from './day-after.ts'
import { Claim, Exception } from './exception.ts'
import { finishClaim } from './finish-claim.ts'
import { exceptionOf } from './store-exceptions.ts'
import { transactionOf } from './store-ledger.ts'
import { getPayout } from './store-payouts.ts'
import type { Way } from './ways.ts'
import { waysOf } from './ways-of.ts'

export type ResolveDeps = { table: Table; clock: Clock; publication: Publication }

export type ResolveInput = {
  exceptionId: string
  /** The id of one of `waysFor`. */
  way: string
  /** The address of who decides. */
  by: string
  reason?: string | undefined
  /** What the way asks for. */
  account?: string | undefined
  customerId?: string | undefined
  lineId?: string | undefined
  payoutId?: string | undefined
  /** A day after today, at most `resolveLimits.waitDays` away. */
  until?: string | undefined
  /** The ledger's source of an entry that was made by hand. */
  source?: string | undefined
}

export type ResolveOutcome =
  /** `source`: of the transaction that was booked. */
  | { kind: 'resolved'; exception: Exception; source?: string }
  | { kind: 'waiting'; exception: Exception; until: string }
  /** Somebody settled it before, or is about to; their choice stands. */
  | { kind: 'already'; exception: Exception }
  | { kind: 'missing' }
  | { kind: 'unknownWay'; ways: Way[] }
  /** What the way asks for is missing or can't be: `field` names it. */
  | { kind: 'invalid'; field: ResolveField; sentence: Sentence }

export type ResolveField =
  | 'reason'
  | 'account'
  | 'customerId'
  | 'lineId'
  | 'payoutId'
  | 'until'
  | 'source'

export const resolveLimits = { waitDays: 62, reason: 500 }

const ifUnclaimed: Condition = {
  if: 'attribute_exists(#pk) AND attribute_not_exists(#resolution) AND attribute_not_exists(#claim)',
}

/** Settles an exception in one of its ways, by a person. */
export async function resolveBy(deps: ResolveDeps, input: ResolveInput): Promise<ResolveOutcome> {
  const { table, publication } = deps
  const exception = await exceptionOf(table, input.exceptionId)
  if (!exception) return { kind: 'missing' }
  if (exception.resolution) return { kind: 'already', exception }
  const ways = await waysOf(deps, exception, { books: publication.books })
  const way = ways.find(({ id }) => id === input.way)
  if (!way) return { kind: 'unknownWay', ways }
  const fault = await faultOf(deps, way, { input, exception })
  if (fault) return { kind: 'invalid', ...fault }
  if (way.kind === 'wait') return await putOff(deps, exception, input)
  const claimed = await claim(deps, exception, input)
  if (!claimed)
    return { kind: 'already', exception: (await exceptionOf(table, exception.id)) ?? exception }
  return await finishClaim(deps, claimed)
}

/** Writes the choice down; undefined when somebody else's is there. The same choice again is it. */
async function claim(
  { table, clock, publication }: ResolveDeps,
  { id }: Exception,
  input: ResolveInput,
): Promise<(Exception & { claim: Claim }) | undefined> {
  const { way, by, reason, account, customerId, lineId, payoutId, source } = input
  const at = instant(clock())
  const choice = Claim.parse({
    ...{ way, by, at, date: dateOf(at, publication.zone) },
    ...{ reason: reason?.trim() || undefined, account, customerId, lineId, payoutId, source },
  })
  const written = await table.update(
    exceptionKey(id),
    { set: { claim: choice }, remove: ['waiting'] },
    ifUnclaimed,
  )
  if (written.kind === 'written') return { ...Exception.parse(written.item), claim: choice }
  const there = await exceptionOf(table, id)
  const isMine = there?.claim?.by === by && there.claim.way === way && !there.resolution
  return isMine && there?.claim ? { ...there, claim: there.claim } : undefined
}

async function putOff(
  { table, clock, publication }: ResolveDeps,
  exception: Exception,
  { by, reason, until }: ResolveInput,
): Promise<ResolveOutcome> {
  const at = instant(clock())
  const day = until ?? dayAfter(dateOf(at, publication.zone), 7)
  const waiting = { until: day, at, by, ...(reason?.trim() ? { reason: reason.trim() } : {}) }
  const written = await table.update(exceptionKey(exception.id), { set: { waiting } }, ifUnclaimed)
  if (written.kind === 'written')
    return { kind: 'waiting', exception: Exception.parse(written.item), until: day }
  return { kind: 'already', exception: (await exceptionOf(table, exception.id)) ?? exception }
}

type Fault = { field: ResolveField; sentence: Sentence }

async function faultOf(
  { table, clock, publication }: ResolveDeps,
  way: Way,
  { input, exception }: { input: ResolveInput; exception: Exception },
): Promise<Fault | undefined> {
  const reason = input.reason?.trim() ?? ''
  if (way.needsReason && reason === '') return { field: 'reason', sentence: sentences.reason }
  if (reason.length > resolveLimits.reason)
    return { field: 'reason', sentence: sentences.longReason }
  switch (way.asks) {
    case undefined:
      return undefined
    case 'account':
      return isKnownAccount(publication.books.accounts, input.account ?? '')
        ? undefined
        : { field: 'account', sentence: sentences.account }
    case 'customer':
      return idSchema('customer').safeParse(input.customerId).success
        ? undefined
        : { field: 'customerId', sentence: sentences.customer }
    case 'bankLine': {
      const line = isId(input.lineId) ? await getBankLine(table, input.lineId) : undefined
      const isFree = line !== undefined && line.match === undefined
      const fits = way.kind === 'untie' ? line?.match?.payoutId === exception.about : isFree
      return fits ? undefined : { field: 'lineId', sentence: sentences.bankLine }
    }
    case 'payout': {
      const payout = isId(input.payoutId) ? await getPayout(table, input.payoutId) : undefined
      return payout ? undefined : { field: 'payoutId', sentence: sentences.payout }
    }
    case 'until': {
      const today = dateOf(instant(clock()), publication.zone)
      const { until } = input
      const isDay = until === undefined || z.iso.date().safeParse(until).success
      const last = dayAfter(today, resolveLimits.waitDays)
      if (until === undefined || (isDay && until > today && until <= last)) return undefined
      return { field: 'until', sentence: sentences.until }
    }
    case 'entry': {
      const { source } = input
      const booked = isId(source) ? await transactionOf(table, source) : undefined
      const isHandMade = booked?.transaction.by !== undefined && source !== exception.about
      return isHandMade ? undefined : { field: 'source', sentence: sentences.entry }
    }
  }
}

/** What could be one; a form may hold anything. */
function isId(given: string | undefined): given is string {
  return given !== undefined && given !== '' && given.length <= 120
}

const sentences = {
  reason: {
    fr: 'Dites pourquoi, en une phrase\u202f: elle reste dans les comptes avec votre nom.',
    en: 'Say why, in a sentence: it stays in the books with your name.',
  },
  longReason: {
    fr: 'Raccourcissez l’explication à 500 caractères.',
    en: 'Shorten the explanation to 500 characters.',
  },
  account: {
    fr: 'Choisissez un compte du plan comptable du titre.',
    en: 'Choose an account of the title’s chart.',
  },
  customer: {
    fr: 'Indiquez le numéro du client, qui commence par cu_.',
    en: 'Give the customer’s number, which begins with cu_.',
  },
  bankLine: {
    fr: 'Choisissez une ligne de banque qui n’est celle d’aucun autre virement.',
    en: 'Choose a bank line that is no other payout’s.',
  },
  payout: {
    fr: 'Indiquez un virement connu, dont le numéro commence par po_.',
    en: 'Give a payout that is known, whose number begins with po_.',
  },
  until: {
    fr: 'Choisissez un jour à venir, au plus dans deux mois.',
    en: 'Choose a day to come, at most two months away.',
  },
  entry: {
    fr: 'Passez d’abord l’écriture, puis indiquez son numéro, qui commence par je_.',
    en: 'Make the entry first, then give its number, which begins with je_.',
  },
} satisfies Record<string, Sentence>
