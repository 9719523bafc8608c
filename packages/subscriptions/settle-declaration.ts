// What a person does with a declaration that waits: says which contract it means, or closes it with a
// reason. What was declared stays as it was made.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { DeclarationId, SubscriptionId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import { type Declaration, declarationLimits } from './declaration.ts'
import { applyIntent } from './declare.ts'
import { findSubscription } from './store.ts'
import { changeDeclaration, declarationItemKey } from './store-declarations.ts'

export type SettleDeclarationDeps = {
  table: Table
  clock: Clock
  stepHint: (key: Key) => Promise<void>
}

export type SettleOutcome =
  | { kind: 'assigned' | 'closed'; declaration: Declaration }
  /** Nobody waits for it any more, or it has its effect. */
  | { kind: 'settled' }
  | { kind: 'notFound'; what: 'declaration' | 'subscription' }
  | { kind: 'reason' }

/** `isGoodwill`: lets withdraw who has no right to. Its effect follows at once, as if it were found. */
export async function assignDeclaration(
  deps: SettleDeclarationDeps,
  input: {
    id: DeclarationId
    subscriptionId: SubscriptionId
    isGoodwill?: boolean | undefined
  },
): Promise<SettleOutcome> {
  const { id } = input
  const found = await findSubscription(deps.table, input.subscriptionId)
  if (!found) return { kind: 'notFound', what: 'subscription' }
  const { customerId, orderId, id: subscriptionId } = found
  const contract = { customerId, orderId, subscriptionId, foundBy: 'staff' as const }
  const now = instant(deps.clock())
  const changed = await changeDeclaration(deps.table, id, (is) => {
    if (!isOpen(is) || is.effect !== undefined) return undefined
    const { waitingBecause: _, ...rest } = is
    const goodwill = input.isGoodwill ? { isGoodwill: true } : {}
    const to = { ...rest, ...goodwill, contract, status: 'received' as const, updatedAt: now }
    return { to, intent: applyIntent(to) }
  })
  if (changed.kind === 'missing') return { kind: 'notFound', what: 'declaration' }
  if (changed.kind === 'same') return { kind: 'settled' }
  await deps.stepHint(declarationItemKey(id))
  return { kind: 'assigned', declaration: changed.is }
}

/** `reason` is kept with it: what was done instead, or why nothing was. */
export async function closeDeclaration(
  deps: Omit<SettleDeclarationDeps, 'stepHint'>,
  input: { id: DeclarationId; by: string; reason: string },
): Promise<SettleOutcome> {
  const reason = input.reason.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  if (reason === '' || reason.length > declarationLimits.reason) return { kind: 'reason' }
  const now = instant(deps.clock())
  const changed = await changeDeclaration(deps.table, input.id, (is) => {
    if (!isOpen(is)) return undefined
    const closed = { at: now, by: input.by, reason }
    return { to: { ...is, status: 'closed', closed, updatedAt: now } }
  })
  if (changed.kind === 'missing') return { kind: 'notFound', what: 'declaration' }
  if (changed.kind === 'same') return { kind: 'settled' }
  return { kind: 'closed', declaration: changed.is }
}

function isOpen({ status }: Declaration): boolean {
  return status === 'waiting'
}
