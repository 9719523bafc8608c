// The routes of exceptions: the queue, one of them with its ways, and the act that settles it.
import type { Hono } from 'hono'
import { openBankLines } from '#finance/bank/store-lines'
import { type Exception, inOrder } from '#finance/exception'
import { payoutDetail, payoutReport } from '#finance/payout-report'
import { type ResolveInput, type ResolveOutcome, resolveBy } from '#finance/resolve-by'
import { exceptionOf, exceptionsOf, openExceptions } from '#finance/store-exceptions'
import type { Way } from '#finance/ways'
import { waysOf } from '#finance/ways-of'
import { unreachable } from '#kernel/errors'
import { recordAudit } from '#staff/audit'
import { listStaff } from '#staff/store'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import { type ConsoleContext, type ConsoleEnv, formValues } from '../console/context.ts'
import { nameBehind } from '../console/staff-name.tsx'
import type { FinanceDeps } from './context.ts'
import { type Choices, ExceptionPage } from './exception-page.tsx'
import { ExceptionsPage } from './exceptions-page.tsx'
import { financePath, monthOf, todayOf } from './frame.tsx'
import { exceptionPath } from './money.tsx'
import { namesOf } from './names.tsx'
import { saidAfter } from './said.ts'

const path = `${financePath}/exceptions`

export function exceptionRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(path, async (c) => {
    const isMonth = c.req.query('month') !== undefined
    const month = monthOf(c)
    const [open, ofMonth] = await Promise.all([
      openExceptions(deps.table),
      isMonth ? exceptionsOf(deps.table, month) : [],
    ])
    const list = isMonth ? ofMonth : inOrder(open, todayOf(c))
    return c.html(
      <ExceptionsPage
        c={c}
        list={list}
        month={isMonth ? month : undefined}
        openCount={open.length}
        flash={saidAfter(c)}
      />,
    )
  })
  app.get(`${path}/:id`, async (c) => await show(deps, c, { form: emptyForm, status: 200 }))
  app.post(`${path}/:id`, (c) => settle(deps, c))
}

async function exceptionIn(deps: FinanceDeps, c: ConsoleContext): Promise<Exception> {
  const found = await exceptionOf(deps.table, c.req.param('id') ?? '')
  if (!found)
    throw notFound({
      fr: 'Cette anomalie n’existe pas. Son adresse a peut-être été mal recopiée.',
      en: 'There is no such exception. Its address may have been copied wrongly.',
    })
  return found
}

async function show(
  deps: FinanceDeps,
  c: ConsoleContext,
  given: { form: FormState; way?: string | undefined; status: 200 | 409 | 422 },
) {
  const exception = await exceptionIn(deps, c)
  const locale = c.get('locale')
  const ways = await waysOf(deps, exception, { books: deps.publication.books })
  const [choices, staff, names, open] = await Promise.all([
    choicesFor(deps, exception, ways),
    listStaff(deps),
    namesOf(deps, [exception.refs['customer'], ...ways.flatMap(auxiliariesOf)]),
    openExceptions(deps.table),
  ])
  const next = inOrder(open, todayOf(c)).find(({ id }) => id !== exception.id)
  return c.html(
    <ExceptionPage
      c={c}
      exception={exception}
      ways={ways}
      choices={choices}
      names={names}
      next={next}
      who={(id) => nameBehind(staff, id, locale)}
      form={given.form}
      way={given.way ?? c.req.query('way')}
      flash={saidAfter(c)}
    />,
    given.status,
  )
}

function auxiliariesOf({ postings }: Way): string[] {
  return (postings ?? []).flatMap(({ auxiliary }) => auxiliary ?? [])
}

/** What the ways let a person choose from: lines of the bank, payouts that wait. */
async function choicesFor(
  deps: FinanceDeps,
  exception: Exception,
  ways: readonly Way[],
): Promise<Choices> {
  const asks = (what: Way['asks']) => ways.some((way) => way.asks === what)
  const [lines, payouts, detail] = await Promise.all([
    asks('bankLine') ? openBankLines(deps.table) : [],
    asks('payout') ? payoutReport(deps, {}) : undefined,
    exception.about.startsWith('po_') ? payoutDetail(deps, exception.about) : undefined,
  ])
  return {
    openLines: lines,
    tiedLines: detail?.lines ?? [],
    payouts: (payouts?.payouts ?? []).filter(({ status }) => status !== 'matched'),
  }
}

/** The fields of a form of a way, those that hold something. */
function inputOf(
  exception: Exception,
  values: Readonly<Record<string, string>>,
  by: string,
): ResolveInput {
  const given = (name: string) => values[name]?.trim() || undefined
  return {
    exceptionId: exception.id,
    way: values['way'] ?? '',
    by,
    reason: given('reason'),
    account: given('account'),
    customerId: given('customerId'),
    lineId: given('lineId'),
    payoutId: given('payoutId'),
    until: given('until'),
    source: given('source'),
  }
}

async function settle(deps: FinanceDeps, c: ConsoleContext) {
  const exception = await exceptionIn(deps, c)
  const values = await formValues(c)
  const input = inputOf(exception, values, c.get('staff').email)
  const outcome: ResolveOutcome = await resolveBy(deps, input)
  const done = (code: string) => c.redirect(`${exceptionPath(exception.id)}?done=${code}`, 303)
  const again = (errors: FormState['errors']) =>
    show(deps, c, { form: { values, errors }, way: input.way, status: 422 })
  switch (outcome.kind) {
    case 'resolved':
      await note(deps, c, { act: 'exception.resolved', id: exception.id, way: input.way })
      return done('resolved')
    case 'waiting':
      await note(deps, c, { act: 'exception.putOff', id: exception.id, way: input.way })
      return c.redirect(`${path}?done=put-off`, 303)
    case 'already':
      return done('resolved-already')
    case 'missing':
      throw notFound()
    case 'unknownWay':
      return again({
        way: {
          fr: 'Choisissez l’une des façons de régler cette anomalie.',
          en: 'Choose one of the ways to settle this exception.',
        },
      })
    case 'invalid':
      return again({ [outcome.field]: outcome.sentence })
    default:
      return unreachable(outcome)
  }
}

async function note(
  deps: FinanceDeps,
  c: ConsoleContext,
  { act, id, way }: { act: string; id: string; way: string },
) {
  await recordAudit(deps, { staffId: c.get('staff').id, act, subject: id, data: { way } })
}
