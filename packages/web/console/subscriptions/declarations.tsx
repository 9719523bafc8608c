// The routes of declarations: those that wait for a person, those of a month, one whole, and what a
// person decides: which contract it means, or that it is closed.
import type { Hono } from 'hono'
import { type Sentence, unreachable } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { instant } from '#kernel/time'
import { recordAudit } from '#staff/audit'
import { hasRole } from '#staff/member'
import type { Declaration } from '#subscriptions/declaration'
import { findCandidates } from '#subscriptions/find-candidates'
import { assignDeclaration, closeDeclaration } from '#subscriptions/settle-declaration'
import { monthsBack } from '#subscriptions/store'
import { getDeclaration, listDeclarations } from '#subscriptions/store-declarations'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  type ConsoleEnv,
  formValues,
  RoleNeeded,
  refundRoles,
} from '../context.ts'
import { doneMessage } from '../done.ts'
import { DeclarationPage } from './declaration-page.tsx'
import { DeclarationsPage } from './declarations-page.tsx'

type Deps = Pick<ConsoleDeps, 'table' | 'clock' | 'makeId' | 'stepHint'>

const list = '/console/subscriptions/declarations'
const monthsListed = 24

export function declarationsRoutes(app: Hono<ConsoleEnv>, deps: Deps): void {
  app.get('/declarations', async (c) => {
    const months = monthsBack(instant(deps.clock()), monthsListed)
    const place = months.find((one) => one === c.req.query('place')) ?? 'waiting'
    const cursor = c.req.query('after')?.slice(0, 2_000)
    const found = await listDeclarations(deps.table, { place, cursor })
    return c.html(
      <DeclarationsPage
        {...{ c, place, months }}
        rows={found.items}
        cursor={found.cursor}
        flash={doneMessage(c)}
      />,
    )
  })

  app.get('/declarations/:declaration', async (c) =>
    page(deps, c, { declaration: await declarationIn(deps, c), form: emptyForm }),
  )

  app.post('/declarations/:declaration/assign', (c) => assign(deps, c))
  app.post('/declarations/:declaration/close', (c) => close(deps, c))
}

async function declarationIn(deps: Deps, c: ConsoleContext): Promise<Declaration> {
  const id = idSchema('declaration').safeParse(c.req.param('declaration'))
  const declaration = id.success ? await getDeclaration(deps.table, id.data) : undefined
  if (!declaration) throw notFound()
  return declaration
}

async function page(
  deps: Deps,
  c: ConsoleContext,
  { declaration, form }: { declaration: Declaration; form: FormState },
  status: 200 | 422 = 200,
) {
  const isOpen = declaration.status === 'waiting' && declaration.effect === undefined
  const candidates = isOpen ? await findCandidates(deps, declaration) : []
  return c.html(
    <DeclarationPage {...{ c, declaration, candidates, form }} flash={doneMessage(c)} />,
    status,
  )
}

async function assign(deps: Deps, c: ConsoleContext) {
  const declaration = await declarationIn(deps, c)
  const values = await formValues(c)
  const here = `${list}/${declaration.id}`
  const subscriptionId = idSchema('subscription').safeParse((values['subscription'] ?? '').trim())
  const again = (sentence: Sentence) =>
    page(deps, c, { declaration, form: { values, errors: { subscription: sentence } } }, 422)
  if (!subscriptionId.success) return await again(noId)
  const isGoodwill = values['goodwill'] === 'yes'
  if (isGoodwill && !hasRole(c.get('staff'), ...refundRoles)) throw new RoleNeeded(refundRoles)
  const outcome = await assignDeclaration(deps, {
    ...{ id: declaration.id, subscriptionId: subscriptionId.data, isGoodwill },
  })
  switch (outcome.kind) {
    case 'assigned':
      await recordAudit(deps, {
        ...{ staffId: c.get('staff').id, act: 'declaration.assigned', subject: declaration.id },
        data: { subscriptionId: subscriptionId.data, ...(isGoodwill ? { goodwill: 'yes' } : {}) },
      })
      return c.redirect(`${here}?done=declaration-assigned`, 303)
    case 'notFound':
      if (outcome.what === 'declaration') throw notFound()
      return await again(noSubscription)
    case 'settled':
    case 'closed':
    case 'reason':
      return c.redirect(`${here}?done=declaration-settled`, 303)
    default:
      return unreachable(outcome)
  }
}

async function close(deps: Deps, c: ConsoleContext) {
  const declaration = await declarationIn(deps, c)
  const values = await formValues(c)
  const by = c.get('staff').id
  const reason = values['reason'] ?? ''
  const outcome = await closeDeclaration(deps, { id: declaration.id, by, reason })
  if (outcome.kind === 'reason')
    return page(deps, c, { declaration, form: { values, errors: { reason: noReason } } }, 422)
  if (outcome.kind === 'closed')
    await recordAudit(deps, { staffId: by, act: 'declaration.closed', subject: declaration.id })
  const done = outcome.kind === 'closed' ? 'declaration-closed' : 'declaration-settled'
  return c.redirect(`${list}?done=${done}`, 303)
}

const noId = {
  fr: 'Choisissez un contrat, ou collez l’identifiant de l’abonnement (il commence par sb_).',
  en: 'Choose a contract, or paste the subscription’s id (it begins with sb_).',
}
const noSubscription = {
  fr: 'Aucun abonnement n’a cet identifiant.',
  en: 'No subscription has this id.',
}
const noReason = {
  fr: 'Dites en une phrase pourquoi\u202f: c’est gardé avec la déclaration.',
  en: 'Say why in a sentence: it is kept with the declaration.',
}
