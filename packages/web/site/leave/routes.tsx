// `/cancel` and `/withdraw`: leaving, without an account (Code de la consommation, D215-1 to D215-3,
// L221-21). Fields, then a recap for a cancellation, then the receipt. Nothing is stored before the
// button that the law names; from it on nothing is ever refused.
import type { Context } from 'hono'
import type { DeclarationId } from '#kernel/ids'
import { type DeclarationKind, declarationLimits } from '#subscriptions/declaration'
import {
  declarationToken,
  declaredPath,
  readDeclarationToken,
} from '#subscriptions/declaration-link'
import { declare } from '#subscriptions/declare'
import { readLeaveForm } from '#subscriptions/leave-form'
import { leaveLabels } from '#subscriptions/leave-labels'
import { getDeclaration } from '#subscriptions/store-declarations'
import { notFound } from '../../shared/errors.tsx'
import type { FormState } from '../../shared/form.tsx'
import { formValues, type SiteDeps, shopOf, viewOf } from '../context.ts'
import { DeclaredPage } from './declared-page.tsx'
import { LeaveFormPage } from './form-page.tsx'
import { orderIn, prefillOf } from './prefill.ts'
import { LeaveRecapPage } from './recap-page.tsx'

export async function leavePage(deps: SiteDeps, c: Context, kind: DeclarationKind) {
  shopOf(deps)
  const prefill = await prefillOf(deps, c)
  // A mail of ours may name the contract; it only spares the typing.
  const reference = (c.req.query('reference') ?? '').slice(0, declarationLimits.reference)
  const form = { values: prefill?.values ?? { reference }, errors: {} }
  return c.html(formPage(deps, c, { kind, form, order: prefill?.token ?? '' }))
}

export async function postLeave(deps: SiteDeps, c: Context, kind: DeclarationKind) {
  shopOf(deps)
  const values = await formValues(c)
  const order = values['order'] ?? ''
  const act = values['act']
  if (act === 'edit')
    return c.html(formPage(deps, c, { kind, form: { values, errors: {} }, order }))
  if (act === 'confirm') return await confirm(deps, c, { kind, values, order })
  const read = readLeaveForm(kind, values)
  if (read.kind === 'refused')
    return c.html(formPage(deps, c, { kind, form: { values, errors: read.fields }, order }), 422)
  const view = viewOf(deps, c)
  const token = newToken(deps)
  return c.html(
    <LeaveRecapPage
      view={view}
      kind={kind}
      typed={read.typed}
      values={values}
      order={order}
      token={token}
    />,
  )
}

export async function declaredPage(deps: SiteDeps, c: Context) {
  const token = c.req.param('token') ?? ''
  const id = readDeclarationToken(deps.signingKeys, { token, now: deps.clock() })
  const declaration = id && (await getDeclaration(deps.table, id))
  if (!declaration) throw notFound(noSuchDeclaration)
  return c.html(<DeclaredPage view={viewOf(deps, c)} declaration={declaration} />)
}

const noSuchDeclaration = {
  fr: 'Cet accusé de réception n’existe pas, ou n’est plus gardé. Vérifiez l’adresse de la page.',
  en: 'There is no such receipt, or it is kept no longer. Check the address of the page.',
}

type Sent = { kind: DeclarationKind; values: Readonly<Record<string, string>>; order: string }

async function confirm(deps: SiteDeps, c: Context, { kind, values, order }: Sent) {
  const view = viewOf(deps, c)
  const said = await declare(deps, {
    id: idOf(deps, values['declaration']),
    kind,
    form: values,
    locale: view.locale,
    linked: orderIn(deps, order)?.orderId,
    proof: {
      buttonLabel: leaveLabels[kind].act[view.locale],
      ip: deps.clientIp(c),
      userAgent: c.req.header('user-agent') ?? '',
    },
  })
  if (said.kind === 'refused')
    return c.html(formPage(deps, c, { kind, form: { values, errors: said.fields }, order }), 422)
  const token = declarationToken(deps.signingKeys, said.declaration.id)
  return c.redirect(declaredPath(view.locale, token), 303)
}

/** That of the page; a page without one declares all the same. */
function idOf(deps: SiteDeps, token: string | undefined): DeclarationId {
  const known = readDeclarationToken(deps.signingKeys, { token: token ?? '', now: deps.clock() })
  return known ?? deps.makeId('declaration')
}

function newToken(deps: SiteDeps): string {
  return declarationToken(deps.signingKeys, deps.makeId('declaration'))
}

function formPage(
  deps: SiteDeps,
  c: Context,
  given: { kind: DeclarationKind; form: FormState; order: string },
) {
  return <LeaveFormPage view={viewOf(deps, c)} {...given} token={newToken(deps)} />
}
