// The routes of a refund: the form, what it would do, and the act itself.
import type { Hono } from 'hono'
import { unreachable } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { askRefund } from '#subscriptions/ask-refund'
import { type OrderView, showOrder } from '#subscriptions/show-order'
import { paymentsOf } from '#subscriptions/staff-refund'
import { settleRefusedRefund } from '#subscriptions/store-refunds'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  type ConsoleEnv,
  formValues,
  refundRoles,
  requireRole,
} from '../context.ts'
import { placeOf } from './order-words.ts'
import { readRefundForm, tooMuch } from './refund-form.ts'
import { RefundLookPage, RefundPage } from './refund-page.tsx'

type Deps = Pick<ConsoleDeps, 'table' | 'clock' | 'makeId' | 'stepHint'>

export function refundRoutes(app: Hono<ConsoleEnv>, deps: Deps): void {
  const path = '/orders/:order/refund'
  app.use(path, requireRole(...refundRoles))
  app.use(`${path}/*`, requireRole(...refundRoles))

  app.get(path, async (c) => {
    const { shown, payments } = await asked(deps, c)
    const refundId = deps.makeId('refund')
    return c.html(<RefundPage {...{ c, shown, payments, refundId }} form={emptyForm} />)
  })

  app.post(`${path}/look`, async (c) => {
    const { shown, payments } = await asked(deps, c)
    const values = await formValues(c)
    const read = readRefundForm(values, payments)
    if (read.kind === 'refused') return again(deps, c, { shown, payments, form: read.form })
    return c.html(
      <RefundLookPage {...{ c, shown, payments }} read={read.read} payment={read.payment} />,
    )
  })

  app.post(path, (c) => giveBack(deps, c))

  app.post('/refunds/:id/seen', requireRole(...refundRoles), async (c) => {
    const id = idSchema('refund').safeParse(c.req.param('id'))
    if (!id.success) throw notFound()
    await settleRefusedRefund(deps.table, id.data)
    await recordAudit(deps, {
      ...{ staffId: c.get('staff').id, act: 'refund.seen', subject: id.data },
    })
    return c.redirect('/console', 303)
  })
}

async function giveBack(deps: Deps, c: ConsoleContext) {
  const { shown, payments } = await asked(deps, c)
  const values = await formValues(c)
  const read = readRefundForm(values, payments)
  const to = (done: string) => c.redirect(`${placeOf(shown)}?done=${done}#refunds`, 303)
  // A form that was sent twice finds its sum given back.
  if (shown.refunds.some(({ id }) => id === values['refundId'])) return to('refund-asked')
  if (read.kind === 'refused') return again(deps, c, { shown, payments, form: read.form })
  const { id: orderId, customerId } = shown.order
  const staffId = c.get('staff').id
  const outcome = await askRefund(deps, { ...read.read, customerId, orderId, staffId })
  switch (outcome.kind) {
    case 'asked': {
      const { refundId, gross, reason } = read.read
      const data = { refundId, cents: String(gross), reason }
      await recordAudit(deps, { staffId, act: 'order.refunded', subject: orderId, data })
      return to('refund-asked')
    }
    case 'already':
      return to('refund-asked')
    case 'tooMuch': {
      const errors = { amount: tooMuch(outcome.left) }
      return again(deps, c, { shown, payments, form: { values, errors } })
    }
    case 'contested':
    case 'noPayment':
    case 'needsNote':
    case 'nothing':
      return again(deps, c, { shown, payments, form: { values, errors: {} } })
    default:
      return unreachable(outcome)
  }
}

function again(
  deps: Deps,
  c: ConsoleContext,
  given: Awaited<ReturnType<typeof asked>> & { form: FormState },
) {
  const known = idSchema('refund').safeParse(given.form.values['refundId'])
  const refundId = known.success ? known.data : deps.makeId('refund')
  return c.html(<RefundPage c={c} {...given} refundId={refundId} />, 422)
}

async function asked(deps: Deps, c: ConsoleContext) {
  const id = idSchema('order').safeParse(c.req.param('order'))
  const shown: OrderView | undefined = id.success ? await showOrder(deps, id.data) : undefined
  if (!shown) throw notFound()
  return { shown, payments: paymentsOf(shown.order, shown) }
}
