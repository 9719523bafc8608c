// Cancelling, resuming, and the report with its lists of names.
import { cancelMailing } from '#delivery/cancel-mailing'
import { type ListedState, listedStates, listRecipients } from '#delivery/list-recipients'
import { reportMailing } from '#delivery/report-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { idSchema, type MailingId } from '#kernel/ids'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'
import { NamesPage } from './names-page.tsx'
import { recipientsCsv } from './recipients-csv.ts'
import { ReportPage } from './report-page.tsx'

type Deps = ConsoleDeps

export async function cancel(deps: Deps, c: ConsoleContext) {
  const { newsletter, mailingId } = await mailingIn(deps, c)
  const outcome = await cancelMailing(deps, { mailingId, by: c.get('staff').id })
  if (outcome.kind === 'notFound') throw notFound()
  if (outcome.kind === 'tooLate')
    return c.redirect(`${newsletterPath(newsletter.id, 'report')}?done=too-late`, 303)
  if (outcome.kind === 'cancelled')
    await recordAct(deps, c, {
      act: 'newsletter.cancelled',
      id: newsletter.id,
      data: { mailing: mailingId },
    })
  const isBack = outcome.mailing.closedAt !== undefined && outcome.mailing.startedAt === undefined
  const page = isBack ? '' : 'report'
  return c.redirect(`${newsletterPath(newsletter.id, page)}${isBack ? '?done=cancelled' : ''}`, 303)
}

export async function resume(deps: Deps, c: ConsoleContext) {
  const { newsletter, mailingId } = await mailingIn(deps, c)
  const outcome = await resumeMailing(deps, { mailingId })
  if (outcome.kind === 'notFound') throw notFound()
  if (outcome.kind === 'resumed')
    await recordAct(deps, c, {
      act: 'newsletter.resumed',
      id: newsletter.id,
      data: { mailing: mailingId },
    })
  return c.redirect(newsletterPath(newsletter.id, 'report'), 303)
}

async function mailingIn(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const mailingId = idSchema('mailing').safeParse(body['mailing'])
  if (!mailingId.success || !newsletter.mailingIds.includes(mailingId.data)) throw notFound()
  return { newsletter, mailingId: mailingId.data }
}

/** Mailings of at most this many are counted as they stand; larger ones as the tick counted. */
const liveCount = 5_000

export async function showReport(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const counted = await reportMailing(deps, { newsletterId: newsletter.id })
  if (!counted) throw notFound()
  const report =
    counted.planned <= liveCount
      ? await reportMailing(deps, { newsletterId: newsletter.id, live: true })
      : counted
  return c.html(<ReportPage c={c} newsletter={newsletter} report={report ?? counted} />)
}

type NamesQuery = { mailingId: MailingId; state: ListedState; reason?: string }

function namesQuery(c: ConsoleContext, newsletter: Newsletter): NamesQuery {
  const mailingId = newsletter.mailingIds.find((id) => id === c.req.query('mailing'))
  const state = listedStates.find((one) => one === c.req.query('state'))
  const reason = c.req.query('reason')
  if (!mailingId || !state) throw notFound()
  return { mailingId, state, ...(reason && /^[a-zA-Z]{1,40}$/.test(reason) ? { reason } : {}) }
}

export async function showNames(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const query = namesQuery(c, newsletter)
  const cursor = c.req.query('cursor')
  const page = await listRecipients(deps, { ...query, ...(cursor ? { cursor } : {}) })
  if (!page) throw notFound()
  const { mailingId, state, reason } = query
  const search = `mailing=${mailingId}&state=${state}${reason ? `&reason=${reason}` : ''}`
  const path = newsletterPath(newsletter.id, 'report/names')
  return c.html(
    <NamesPage
      c={c}
      newsletter={newsletter}
      state={state}
      reason={reason}
      recipients={page.recipients}
      csvPath={`${path}.csv?${search}`}
      next={page.cursor && `${path}?${search}&cursor=${page.cursor}`}
      first={cursor && `${path}?${search}`}
    />,
  )
}

export async function namesCsv(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const query = namesQuery(c, newsletter)
  await recordAct(deps, c, {
    act: 'newsletter.namesExported',
    id: newsletter.id,
    data: { mailing: query.mailingId, state: query.state, reason: query.reason ?? '' },
  })
  const locale: Locale = c.get('locale')
  c.header('content-type', 'text/csv; charset=utf-8')
  c.header('content-disposition', `attachment; filename="${query.mailingId}-${query.state}.csv"`)
  return c.body(recipientsCsv(deps, { ...query, locale }))
}
