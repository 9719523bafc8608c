// Takes a declaration down: by a reader from the form, or by a member of the staff from a call or a
// letter. Evidence first: it is written with its time before anything is looked up.
import { createHash } from 'node:crypto'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Locale, Sentence } from '#kernel/errors'
import {
  type DeclarationId,
  idSchema,
  type MakeId,
  type OrderId,
  type SubscriptionId,
} from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, hourMs, type Instant, instant } from '#kernel/time'
import { networkOf } from '#readers/network'
import { type ReaderKeys, readerIds } from '#readers/reader-id'
import { takeInWindow } from '#readers/store-counters'
import {
  type Declaration,
  type DeclarationKind,
  declarationLimits,
  type Wish,
} from './declaration.ts'
import { type LeaveForm, readLeaveForm } from './leave-form.ts'
import { findSubscription, getCustomer, getOrder } from './store.ts'
import { declarationItemKey, putDeclaration } from './store-declarations.ts'
import { termsVersion } from './terms.ts'

export type DeclareDeps = {
  table: Table
  clock: Clock
  readerKeys: ReaderKeys
  /** Tells Stripe's worker that a step waits; the tick finds it without. */
  stepHint: (key: Key) => Promise<void>
}

export type DeclareOutcome =
  | { kind: 'declared'; declaration: Declaration }
  /** What the form needs to be a declaration at all; a sentence a field. */
  | { kind: 'refused'; fields: Record<string, Sentence> }

/** `id` was made for the page that was confirmed, so that a double click declares once. */
export async function declare(
  deps: DeclareDeps,
  input: {
    id: DeclarationId
    kind: DeclarationKind
    form: LeaveForm
    locale: Locale
    linked?: OrderId | undefined
    proof: { buttonLabel: string; ip: string; userAgent: string }
  },
): Promise<DeclareOutcome> {
  const { id, kind, locale, linked, proof } = input
  const read = readLeaveForm(kind, input.form)
  if (read.kind === 'refused') return read
  const now = deps.clock()
  const at = instant(now)
  const { email } = read.typed
  const isFlood = await isTooMany(deps, { ip: proof.ip, email, now })
  const declaration = await write(deps, {
    ...{ id, kind, channel: 'site', typed: read.typed, locale, at, updatedAt: at, version: 1 },
    proof: {
      buttonLabel: proof.buttonLabel.slice(0, 200),
      textVersion: `${termsVersion}, ${locale}`,
      ip: proof.ip.slice(0, 64),
      userAgent: proof.userAgent.slice(0, 300),
    },
    readerIds: email === undefined ? [] : readerIds(deps.readerKeys, email),
    ...(linked === undefined ? {} : { linked }),
    ...(isFlood
      ? { status: 'waiting' as const, waitingBecause: 'many' as const }
      : { status: 'received' as const }),
  })
  return { kind: 'declared', declaration }
}

/** Counted by network and by address; a declaration beyond either is written down all the same. */
async function isTooMany(
  { table }: DeclareDeps,
  from: { ip: string; email: string | undefined; now: Date },
): Promise<boolean> {
  const { ip, email, now } = from
  const { perHour, perAddressAndHour } = declarationLimits
  const window = { windowMs: hourMs, now }
  const taken = await Promise.all([
    takeInWindow(table, {
      ...{ ...window, scope: 'declaration-ip', subject: networkOf(ip), limit: perHour },
    }),
    email === undefined
      ? 'taken'
      : takeInWindow(table, {
          ...{ ...window, scope: 'declaration-address', subject: email, limit: perAddressAndHour },
        }),
  ])
  return taken.includes('full')
}

export type DeclareByStaffDeps = DeclareDeps & { makeId: MakeId }

/**
 * A call, a letter or a mail, taken down by a member for a contract that they have before them; the
 * customer gets the same receipt. `at`: when the reader said it, of a letter the day it was posted.
 * `isGoodwill`: a withdrawal that there is no right to.
 */
export async function declareByStaff(
  deps: DeclareByStaffDeps,
  input: {
    kind: DeclarationKind
    subscriptionId: SubscriptionId
    by: string
    means: 'phone' | 'letter' | 'email' | 'command'
    wish?: Wish | undefined
    at?: Instant | undefined
    isGoodwill?: boolean | undefined
  },
): Promise<{ kind: 'declared'; declaration: Declaration } | { kind: 'notFound' }> {
  const subscription = await findSubscription(deps.table, input.subscriptionId)
  if (!subscription) return { kind: 'notFound' }
  const { customerId, orderId, id: subscriptionId, locale } = subscription
  const [customer, order] = await Promise.all([
    getCustomer(deps.table, customerId),
    getOrder(deps.table, { customerId, orderId }),
  ])
  const now = instant(deps.clock())
  const name = customer?.name ?? order?.buyer.name ?? customer?.company ?? subscriptionId
  const declaration = await write(deps, {
    ...{ id: deps.makeId('declaration'), kind: input.kind, channel: 'staff', by: input.by, locale },
    typed: {
      ...{ name, reference: orderId, wish: input.wish ?? { kind: 'soonest' } },
      ...(customer?.email === undefined ? {} : { email: customer.email }),
    },
    ...{ at: input.at ?? now, updatedAt: now, version: 1, status: 'received' },
    proof: { buttonLabel: input.means, textVersion: termsVersion, ip: '', userAgent: '' },
    readerIds: customer?.email === undefined ? [] : readerIds(deps.readerKeys, customer.email),
    contract: { customerId, orderId, subscriptionId, foundBy: 'staff' },
    ...(input.isGoodwill ? { isGoodwill: true } : {}),
  })
  return { kind: 'declared', declaration }
}

async function write(deps: DeclareDeps, declaration: Declaration): Promise<Declaration> {
  const put = (one: Declaration) => putDeclaration(deps.table, one, applyIntent(one))
  const there = await put(declaration)
  // A page that one went back to and changed says something else: that is declared as well.
  const written =
    wordsOf(there) === wordsOf(declaration)
      ? there
      : await put({ ...declaration, id: idOfOthers(declaration) })
  await deps.stepHint(declarationItemKey(written.id))
  return written
}

/** What was said, in one text. */
function wordsOf({ kind, typed }: Declaration): string {
  const { name, email, address, reference, wish, motive } = typed
  const day = wish.kind === 'day' ? wish.day : ''
  return JSON.stringify([kind, name, email, address, reference, wish.kind, day, motive])
}

/** Of the page's own time and of the words: pressed twice, they are one declaration. */
function idOfOthers(declaration: Declaration): DeclarationId {
  const hash = createHash('sha256').update(wordsOf(declaration)).digest('hex')
  const timeEnd = 'dc_'.length + idTimeDigits
  return idSchema('declaration').parse(declaration.id.slice(0, timeEnd) + hash.slice(0, 16))
}

/** Of a ULID. */
const idTimeDigits = 10

/** The step that gives a declaration its effect. `dueAt`: at once unless a later day was wished for. */
export function applyIntent(
  { id, version, updatedAt }: Pick<Declaration, 'id' | 'version' | 'updatedAt'>,
  dueAt: Instant = updatedAt,
): Intent {
  return {
    ...{ kind: 'declaration.apply', id: `${id}:${version}`, createdAt: updatedAt, dueAt },
    ...{ attempts: 0, data: {} },
  }
}
