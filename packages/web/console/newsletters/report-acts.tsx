// The report with its lists of names, its files and one recipient's trace.
import { exportRecipients, partCount } from '#delivery/export-recipients'
import { listExcluded } from '#delivery/list-excluded'
import { type ListedState, listedStates, listRecipients } from '#delivery/list-recipients'
import { type Report, reportMailing } from '#delivery/report-mailing'
import { getMailing } from '#delivery/store'
import { getShards } from '#delivery/store-batches'
import { type TestResult, testResult } from '#delivery/test-result'
import { traceRecipient } from '#delivery/trace-recipient'
import type { Newsletter } from '#editorial/newsletter'
import { idSchema, type MailingId } from '#kernel/ids'
import { listStaff } from '#staff/store'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { textStream } from '../readers/text-stream.ts'
import { nameBehind } from '../staff-name.tsx'
import { allRecipientsCsv } from './all-recipients-csv.ts'
import { newsletterIn, recordAct } from './desk.ts'
import { followUpCounts } from './follow-up-acts.tsx'
import { NamesPage } from './names-page.tsx'
import { recipientsCsv } from './recipients-csv.ts'
import { namesPath } from './report-links.ts'
import { ReportPage } from './report-page.tsx'
import { TracePage } from './trace-page.tsx'

type Deps = ConsoleDeps

/** Mailings of at most this many are counted as they stand; larger ones as the tick counted. */
const liveCount = 5_000

export async function showReport(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const of = { newsletterId: newsletter.id, now: deps.clock() }
  const counted = await reportMailing(deps, of)
  if (!counted) throw notFound()
  const isSmall = counted.planned <= liveCount
  const live = isSmall ? await reportMailing(deps, { ...of, live: true }) : undefined
  const staff = await listStaff(deps)
  const nameOf = (id: string) => nameBehind(staff, id, c.get('locale'))
  const report = live ?? counted
  const tests = await testResults(deps, report)
  const followUps = await followUpCounts(deps, newsletter)
  return c.html(
    <ReportPage
      c={c}
      newsletter={newsletter}
      report={report}
      nameOf={nameOf}
      tests={tests}
      followUps={followUps}
    />,
  )
}

/** What the subject tests of its mailings have shown, as the tick last counted them. */
async function testResults({ table }: Deps, report: Report): Promise<Map<MailingId, TestResult>> {
  const results = new Map<MailingId, TestResult>()
  for (const { mailing } of report.mailings) {
    const result = await testResult(table, mailing)
    if (result) results.set(mailing.id, result)
  }
  return results
}

type NamesQuery = { mailingId: MailingId; state: ListedState | 'excluded'; reason?: string }

function namesQuery(c: ConsoleContext, newsletter: Newsletter): NamesQuery {
  const mailingId = mailingOf(c, newsletter)
  const state = [...listedStates, 'excluded' as const].find((one) => one === c.req.query('state'))
  const reason = c.req.query('reason')
  if (!state) throw notFound()
  return { mailingId, state, ...(reason && /^[a-zA-Z]{1,40}$/.test(reason) ? { reason } : {}) }
}

function mailingOf(c: ConsoleContext, newsletter: Newsletter): MailingId {
  const mailingId = newsletter.mailingIds.find((id) => id === c.req.query('mailing'))
  if (!mailingId) throw notFound()
  return mailingId
}

export async function showNames(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const { state, ...query } = namesQuery(c, newsletter)
  const cursor = c.req.query('cursor')
  const paged = { ...query, ...(cursor ? { cursor } : {}) }
  const page =
    state === 'excluded'
      ? await excludedPage(deps, paged)
      : await listRecipients(deps, { ...paged, state })
  if (!page) throw notFound()
  const path = namesPath(newsletter.id, { ...query, state })
  return c.html(
    <NamesPage
      c={c}
      newsletter={newsletter}
      mailingId={query.mailingId}
      state={state}
      reason={query.reason}
      recipients={page.recipients}
      csvPath={
        state === 'excluded' ? undefined : namesPath(newsletter.id, { ...query, state }, true)
      }
      next={page.cursor && `${path}&cursor=${encodeURIComponent(page.cursor)}`}
      first={cursor && path}
    />,
  )
}

async function excludedPage(deps: Deps, input: Parameters<typeof listExcluded>[1]) {
  const page = await listExcluded(deps, input)
  if (!page) return undefined
  const { readers: recipients, cursor } = page
  return { recipients, ...(cursor === undefined ? {} : { cursor }) }
}

export async function namesCsv(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const { state, ...query } = namesQuery(c, newsletter)
  if (state === 'excluded') throw notFound()
  await recordAct(deps, c, {
    act: 'newsletter.namesExported',
    id: newsletter.id,
    data: { mailing: query.mailingId, state, reason: query.reason ?? '' },
  })
  c.header('content-type', 'text/csv; charset=utf-8')
  c.header('content-disposition', `attachment; filename="${query.mailingId}-${state}.csv"`)
  return c.body(recipientsCsv(deps, { ...query, state, locale: c.get('locale') }))
}

export async function allCsv(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const mailing = await getMailing(deps.table, mailingOf(c, newsletter))
  if (!mailing) throw notFound()
  const shards = await getShards(deps.table, mailing.id)
  const parts = partCount(shards.reduce((sum, { cursor }) => sum + cursor.prepared, 0))
  const part = Number(c.req.query('part') ?? 1)
  if (!Number.isInteger(part) || part < 1 || part > parts) throw notFound()
  await recordAct(deps, c, {
    act: 'newsletter.namesExported',
    id: newsletter.id,
    data: { mailing: mailing.id, state: 'all', part: String(part) },
  })
  const rows = exportRecipients(deps, { mailing, part: part - 1 })
  const name = parts === 1 ? mailing.id : `${mailing.id}-${part}`
  return c.body(textStream(allRecipientsCsv(rows, { mailing, locale: c.get('locale') })), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  })
}

export async function showTrace(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const mailingId = mailingOf(c, newsletter)
  const readerId = idSchema('reader').safeParse(c.req.query('reader'))
  if (!readerId.success) throw notFound()
  const trace = await traceRecipient(deps, { mailingId, readerId: readerId.data })
  if (trace.kind === 'notFound') throw notFound()
  return c.html(<TracePage c={c} newsletter={newsletter} readerId={readerId.data} trace={trace} />)
}
