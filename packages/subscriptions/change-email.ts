// A customer's address changes: asked for in the account or by staff, confirmed by a link that is
// mailed to the new one. Until then nothing changes; afterwards the old one is told.
import { customerKey, type Key } from '#aws/keys'
import type { Locale, Sentence } from '#kernel/errors'
import type { CustomerId, MakeId, ReaderId } from '#kernel/ids'
import { dayMs, hourMs, instant, plusMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import { parseAddress } from '#readers/address'
import { type ReaderKeys, readerIds } from '#readers/reader-id'
import { takeInWindow } from '#readers/store-counters'
import { accountLimits, readEmailToken } from './account-link.ts'
import type { Customer } from './customer.ts'
import { type FinishEmailDeps, freeOldAddress } from './finish-email-change.ts'
import { changeCustomer, claimAddress, customerOf, freeAddress, getCustomer } from './store.ts'

export type RequestEmailChangeDeps = Pick<FinishEmailDeps, 'table' | 'clock'> & {
  makeId: MakeId
  readerKeys: ReaderKeys
  hint: (key: Key) => Promise<void>
}

export type EmailChangeRequest =
  /** A link went to the new address. Whether it is a customer's already is told nowhere here. */
  | { kind: 'sent'; email: string }
  | { kind: 'refused'; sentence: Sentence; suggestion?: string | undefined }
  /** The last change is still being carried out: the address before it is to be told first. */
  | { kind: 'underWay' }
  | { kind: 'tooMany' }
  | { kind: 'notFound' }

/** Leaves the intent `mail.emailChange` with the customer; a newer wish takes an older one's place. */
export async function requestEmailChange(
  deps: RequestEmailChangeDeps,
  input: { customerId: CustomerId; email: string; locale: Locale },
): Promise<EmailChangeRequest> {
  const address = parseAddress(input.email)
  if (address.kind === 'malformed')
    return { kind: 'refused', sentence: address.sentence, suggestion: address.suggestion }
  const customer = await getCustomer(deps.table, input.customerId)
  if (!customer || customer.erasedAt !== undefined) return { kind: 'notFound' }
  if (customer.email === address.email) return { kind: 'refused', sentence: sameAddress }
  const now = deps.clock()
  const counted = await takeInWindow(deps.table, {
    ...{ scope: 'account-email', subject: input.customerId, now, windowMs: dayMs },
    limit: accountLimits.emailChangesPerCustomerAndDay,
  })
  if (counted === 'full') return { kind: 'tooMany' }
  const at = instant(now)
  const id = deps.makeId('mail')
  const emailChange = {
    ...{ id, email: address.email, locale: input.locale },
    readerIds: readerIds(deps.readerKeys, address.email),
    expiresAt: plusMs(at, accountLimits.emailHours * hourMs),
  }
  let before: Customer | undefined
  const changed = await changeCustomer(deps.table, input.customerId, (is, open) => {
    // One open intent a customer: a new wish must not take the place of one that tells somebody.
    if (open?.kind === 'customer.moved') return undefined
    before = is
    return {
      to: { ...is, emailChange, updatedAt: at },
      intent: {
        ...{ kind: 'mail.emailChange', id, createdAt: at, dueAt: at, attempts: 0 },
        data: { readerId: emailChange.readerIds[0] ?? '' },
      },
    }
  })
  if (changed.kind === 'missing') return { kind: 'notFound' }
  if (changed.kind === 'same') return { kind: 'underWay' }
  if (before) await freeWished(deps, before)
  await deps.hint(customerKey(input.customerId))
  return { kind: 'sent', email: address.email }
}

/** Nobody has a claim on an address that they only wished for once. */
async function freeWished(
  { table }: Pick<FinishEmailDeps, 'table'>,
  { id: customerId, readerId: current, emailChange }: Customer,
): Promise<void> {
  for (const readerId of emailChange?.readerIds ?? [])
    if (readerId !== current) await freeAddress(table, { readerId, customerId })
}

/** The wish that waits, if any, is worth nothing more: whoever made it may have been a stranger. */
export async function forgetEmailChange(
  deps: Pick<FinishEmailDeps, 'table' | 'clock'>,
  customerId: CustomerId,
): Promise<void> {
  const updatedAt = instant(deps.clock())
  let before: Customer | undefined
  await changeCustomer(deps.table, customerId, (is, open) => {
    before = is
    if (!is.emailChange) return undefined
    const { emailChange: _, ...to } = is
    const close = open?.kind === 'mail.emailChange' ? { close: open.id } : {}
    return { to: { ...to, updatedAt }, ...close }
  })
  if (before) await freeWished(deps, before)
}

const sameAddress: Sentence = {
  fr: 'C’est déjà l’adresse de votre compte. Écrivez la nouvelle.',
  en: 'This is the address of your account already. Write the new one.',
}

export type ConfirmEmailDeps = Pick<FinishEmailDeps, 'table' | 'clock'> & {
  signingKeys: SigningKeys
  readerKeys: ReaderKeys
  /** Tells Stripe's worker where a step waits; losing it is harmless. */
  stepHint: (key: Key) => Promise<void>
}

export type EmailChangeReading =
  | { kind: 'valid'; customer: Customer; email: string }
  /** It is done already, by this link. */
  | { kind: 'done' }
  | { kind: 'expired' | 'invalid' }

/** What a link would do, without doing it: for the page that shows the button. */
export async function readEmailChange(
  deps: Pick<ConfirmEmailDeps, 'table' | 'clock' | 'signingKeys'>,
  token: string,
): Promise<EmailChangeReading> {
  const reading = readEmailToken(deps.signingKeys, { token, now: deps.clock() })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const customer = await getCustomer(deps.table, reading.customerId)
  if (!customer) return { kind: 'invalid' }
  if (customer.movedFrom?.changeId === reading.changeId) return { kind: 'done' }
  const { emailChange } = customer
  if (emailChange?.id !== reading.changeId) return { kind: 'expired' }
  return { kind: 'valid', customer, email: emailChange.email }
}

export type ConfirmEmailOutcome =
  | { kind: 'moved'; readerIds: readonly ReaderId[]; email: string }
  /** The new address is another customer's: only a person can bring the two together. */
  | { kind: 'taken' }
  | { kind: 'done' | 'expired' | 'invalid' }

/** The new address is claimed first, then the customer moves; Stripe's worker does the rest. */
export async function confirmEmailChange(
  deps: ConfirmEmailDeps,
  { token }: { token: string },
): Promise<ConfirmEmailOutcome> {
  const reading = await readEmailChange(deps, token)
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const { customer } = reading
  const wanted = customer.emailChange
  const [readerId] = wanted?.readerIds ?? []
  if (!wanted || !readerId) return { kind: 'expired' }
  const owner = await ownerOf(deps, { readerIds: wanted.readerIds, customerId: customer.id })
  if (owner !== customer.id) return { kind: 'taken' }
  const at = instant(deps.clock())
  const changed = await changeCustomer(deps.table, customer.id, (is) => {
    if (is.emailChange?.id !== wanted.id) return undefined
    const { emailChange: _, email: before, ...rest } = is
    const known = before === undefined ? [] : readerIds(deps.readerKeys, before)
    const movedFrom = {
      ...{
        changeId: wanted.id,
        locale: wanted.locale,
        at,
        ...(before === undefined ? {} : { email: before }),
      },
      readerIds: [...new Set([is.readerId, ...known])],
    }
    return {
      to: { ...rest, email: wanted.email, readerId, movedFrom, updatedAt: at },
      intent: {
        ...{ kind: 'customer.moved', id: `${wanted.id}:moved`, createdAt: at, dueAt: at },
        ...{ attempts: 0, data: {} },
      },
    }
  })
  if (changed.kind === 'missing') return { kind: 'invalid' }
  if (changed.kind === 'same') return await overtaken(deps, changed.is, wanted)
  await freeOldAddress(deps, changed.is)
  await deps.stepHint(customerKey(customer.id))
  return { kind: 'moved', readerIds: wanted.readerIds, email: wanted.email }
}

/** Pressed twice at once: the other press moved it. Or another wish took its place meanwhile. */
async function overtaken(
  deps: Pick<ConfirmEmailDeps, 'table'>,
  is: Customer,
  wanted: NonNullable<Customer['emailChange']>,
): Promise<ConfirmEmailOutcome> {
  if (is.movedFrom?.changeId === wanted.id) return { kind: 'done' }
  const isWished = wanted.readerIds.some((id) => is.emailChange?.readerIds.includes(id))
  if (!isWished) await freeWished(deps, { ...is, emailChange: wanted })
  return { kind: 'expired' }
}

async function ownerOf(
  deps: Pick<ConfirmEmailDeps, 'table'>,
  given: { readerIds: readonly ReaderId[]; customerId: CustomerId },
): Promise<CustomerId> {
  const { readerIds: ids, customerId } = given
  const known = await customerOf(deps.table, ids)
  const [readerId] = ids
  if (known !== undefined || !readerId) return known ?? customerId
  return await claimAddress(deps.table, { readerId, customerId })
}
