// Gives a declaration its effect, by the intent in it: finds its contract, decides what it comes to,
// says so by mail, ends the contract at Stripe. Each step leaves the next one to whoever comes after.
import type { Key } from '#aws/keys'
import { idSchema } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { dateOf, type Instant, instant } from '#kernel/time'
import { contractNow, type DecideDeps, type Decision, decideEffect } from './decide-effect.ts'
import type { Declaration } from './declaration.ts'
import { applyIntent } from './declare.ts'
import { type EndSubscriptionDeps, endSubscription } from './end-subscription.ts'
import { findCandidates } from './find-candidates.ts'
import { matchDeclaration } from './match-declaration.ts'
import { changeDeclaration, getDeclaration } from './store-declarations.ts'
import type { Leaving } from './subscription.ts'
import { tellDeclaration } from './tell-declaration.ts'
import { startOfDay } from './working-days.ts'

export type ApplyDeclarationDeps = EndSubscriptionDeps & DecideDeps

/** Repeatable at every step. @throws whatever Stripe throws: the intent stays open. */
export async function applyDeclaration(
  deps: ApplyDeclarationDeps,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const id = idSchema('declaration').parse(key.pk.replace('DECLARATION#', ''))
  const known = await getDeclaration(deps.table, id)
  if (!known) return
  const declaration = known.status === 'received' ? await decide(deps, known) : known
  // Said before Stripe is asked: the receipt waits for nobody.
  await tellDeclaration(deps, declaration)
  if (declaration.status === 'decided') await giveEffect(deps, { declaration, intent })
  else await close(deps, { declaration, intent })
}

type Found = Pick<Declaration, 'contract'> & { decision: Decision }

async function decide(deps: ApplyDeclarationDeps, declaration: Declaration): Promise<Declaration> {
  const { contract, decision } = await find(deps, declaration)
  const now = instant(deps.clock())
  const changed = await changeDeclaration(deps.table, declaration.id, (is) => {
    if (is.status !== 'received') return undefined
    const { waitingBecause: _, ...rest } = is
    const to = { ...rest, ...(contract ? { contract } : {}), updatedAt: now }
    return decision.kind === 'effect'
      ? { to: { ...to, status: 'decided', effect: decision.effect } }
      : { to: { ...to, status: 'waiting', waitingBecause: decision.because } }
  })
  if (changed.kind === 'missing') throw new Error(`A declaration went away: ${declaration.id}`)
  return changed.is
}

async function find(deps: ApplyDeclarationDeps, declaration: Declaration): Promise<Found> {
  const contract = declaration.contract ?? (await match(deps, declaration))
  if ('because' in contract) return { decision: { kind: 'doubt', because: contract.because } }
  const whole = await contractNow(deps, contract)
  if (!whole) return { decision: { kind: 'doubt', because: 'unknown' } }
  const given = { declaration, contract: whole, at: declaration.at }
  return { contract, decision: await decideEffect(deps, given) }
}

async function match(deps: ApplyDeclarationDeps, declaration: Declaration) {
  const found = matchDeclaration(declaration, await findCandidates(deps, declaration))
  if (found.kind === 'doubt') return found
  const { customerId, orderId, subscriptionId } = found.candidate
  return { customerId, orderId, subscriptionId, foundBy: found.foundBy }
}

type Step = { declaration: Declaration; intent: Intent }

async function giveEffect(deps: ApplyDeclarationDeps, step: Step): Promise<void> {
  const { declaration } = step
  const { effect, contract, typed } = declaration
  if (!effect || !contract) throw new Error(`Decided without a contract: ${declaration.id}`)
  if (effect.kind === 'already') return await settle(deps, step, undefined)
  if (effect.kind !== 'later') return await end(deps, step, leavingOf(declaration, declaration.at))
  const day = typed.wish.kind === 'day' ? typed.wish.day : (effect.endsOn ?? '')
  const now = instant(deps.clock())
  if (dateOf(now, deps.publication.zone) < day) return await wait(deps, step, day)
  const whole = await contractNow(deps, contract)
  const soonest = { ...declaration, typed: { ...typed, wish: { kind: 'soonest' as const } } }
  const decision =
    whole && (await decideEffect(deps, { declaration: soonest, contract: whole, at: now }))
  const then = decision?.kind === 'effect' ? decision.effect : effect
  if (then.kind === 'already') return await settle(deps, step, undefined)
  await end(deps, step, leavingOf({ ...declaration, effect: then }, now))
}

function leavingOf({ id, kind, effect }: Declaration, at: Instant): Leaving {
  if (kind === 'withdrawal') return { kind: 'withdrawn', because: id, at, ends: 'now' }
  return { kind: 'cancelled', because: id, at, ends: effect?.kind === 'now' ? 'now' : 'end' }
}

/** Nothing changes until the day that was wished for. */
async function wait(deps: ApplyDeclarationDeps, step: Step, day: string): Promise<void> {
  const { declaration } = step
  const dueAt = startOfDay(day, deps.publication.zone)
  await changeDeclaration(deps.table, declaration.id, (is, open) =>
    open?.dueAt === dueAt ? undefined : { to: is, intent: applyIntent(is, dueAt) },
  )
}

async function end(deps: ApplyDeclarationDeps, step: Step, leaving: Leaving): Promise<void> {
  const { contract } = step.declaration
  if (!contract) throw new Error(`Nothing to end: ${step.declaration.id}`)
  const { customerId, subscriptionId } = contract
  const ended = await endSubscription(deps, { ref: { customerId, subscriptionId }, leaving })
  await settle(deps, step, ended.kind === 'ended' ? ended.refund : undefined)
}

async function settle(
  deps: ApplyDeclarationDeps,
  { declaration, intent }: Step,
  refund: Declaration['refund'],
): Promise<void> {
  const now = instant(deps.clock())
  await changeDeclaration(deps.table, declaration.id, (is) => {
    if (is.status !== 'decided') return undefined
    const to = { ...is, appliedAt: now, updatedAt: now, ...(refund ? { refund } : {}) }
    const because = waitsBecause(is, refund)
    return {
      to: because
        ? { ...to, status: 'waiting', waitingBecause: because }
        : { ...to, status: 'applied' },
      close: intent.id,
    }
  })
}

/** What a person has still to look at, though it has its effect. */
function waitsBecause({ typed }: Declaration, refund: Declaration['refund']) {
  if (refund?.kind === 'refused') return 'refund'
  return typed.motive === undefined ? undefined : 'motive'
}

async function close(deps: ApplyDeclarationDeps, { declaration, intent }: Step): Promise<void> {
  await changeDeclaration(deps.table, declaration.id, (is, open) =>
    open?.id === intent.id ? { to: is, close: intent.id } : undefined,
  )
}
