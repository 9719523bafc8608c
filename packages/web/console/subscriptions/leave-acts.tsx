// Cancelling and withdrawing for somebody who called or wrote: taken down as a declaration, which has
// its effect by the same way as one from the site.
import type { Hono } from 'hono'
import { dateOf, instant } from '#kernel/time'
import { recordAudit } from '#staff/audit'
import { hasRole } from '#staff/member'
import { contractNow, type Decision, decideEffect } from '#subscriptions/decide-effect'
import type { DeclarationKind, Wish } from '#subscriptions/declaration'
import { declareByStaff } from '#subscriptions/declare'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import { isDay, startOfDay } from '#subscriptions/working-days'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  type ConsoleEnv,
  type FormValues,
  formValues,
  RoleNeeded,
  refundRoles,
} from '../context.ts'
import { LeavePage, leaveMeans } from './leave-page.tsx'
import { shownOf } from './shown.ts'

type Deps = Pick<
  ConsoleDeps,
  'table' | 'clock' | 'makeId' | 'readerKeys' | 'publication' | 'stepHint'
>

export function leaveRoutes(app: Hono<ConsoleEnv>, deps: Deps): void {
  for (const [path, kind] of [
    ['cancel', 'cancellation'],
    ['withdraw', 'withdrawal'],
  ] as const) {
    app.get(`/:id/${path}`, async (c) => {
      const shown = await shownOf(deps, c)
      const decision = await decisionOf(deps, { shown, kind })
      return c.html(<LeavePage {...{ c, shown, kind, decision }} form={emptyForm} />)
    })
    app.post(`/:id/${path}`, (c) => leave(deps, c, kind))
  }
}

async function decisionOf(
  deps: Deps,
  given: { shown: SubscriptionView; kind: DeclarationKind },
): Promise<Decision> {
  const { shown, kind } = given
  const { customerId, id: subscriptionId } = shown.subscription
  const contract = await contractNow(deps, { customerId, subscriptionId })
  if (!contract) throw notFound()
  const typed = { name: '', wish: { kind: 'soonest' as const } }
  const at = instant(deps.clock())
  return await decideEffect(deps, { declaration: { kind, typed }, contract, at })
}

async function leave(deps: Deps, c: ConsoleContext, kind: DeclarationKind) {
  const shown = await shownOf(deps, c)
  const values = await formValues(c)
  const read = readForm(deps, values)
  if (read.kind === 'refused') {
    const decision = await decisionOf(deps, { shown, kind })
    return c.html(<LeavePage {...{ c, shown, kind, decision }} form={read.form} />, 422)
  }
  const { id } = shown.subscription
  const { means, at, wish } = read
  const isGoodwill = kind === 'withdrawal' && values['goodwill'] === 'yes'
  if (isGoodwill && !hasRole(c.get('staff'), ...refundRoles)) throw new RoleNeeded(refundRoles)
  const by = c.get('staff').id
  const made = await declareByStaff(deps, {
    ...{ kind, subscriptionId: id, by, means, at, isGoodwill },
    ...(kind === 'cancellation' ? { wish } : {}),
  })
  if (made.kind === 'notFound') throw notFound()
  await recordAudit(deps, {
    staffId: by,
    act: kind === 'cancellation' ? 'subscription.cancelled' : 'subscription.withdrawn',
    subject: id,
    data: { means, declarationId: made.declaration.id, ...(isGoodwill ? { goodwill: 'yes' } : {}) },
  })
  return c.redirect(`/console/subscriptions/${id}?done=declared`, 303)
}

type Read =
  | { kind: 'read'; means: (typeof leaveMeans)[number]; at: ReturnType<typeof instant>; wish: Wish }
  | { kind: 'refused'; form: FormState }

/** Of today, the very moment; of an earlier day its start, which no deadline of it has passed. */
function readForm(deps: Deps, values: FormValues): Read {
  const now = instant(deps.clock())
  const { zone } = deps.publication
  const today = dateOf(now, zone)
  const day = values['day'] ?? ''
  const means = leaveMeans.find((one) => one === values['means'])
  if (!means || !isDay(day) || day > today)
    return { kind: 'refused', form: { values, errors: { day: wrongDay } } }
  const at = day === today ? now : startOfDay(day, zone)
  return { kind: 'read', means, at, wish: { kind: values['wish'] === 'paid' ? 'paid' : 'soonest' } }
}

const wrongDay = {
  fr: 'Indiquez le jour de la demande\u202f: aujourd’hui ou avant.',
  en: 'Give the day of the request: today or before.',
}
