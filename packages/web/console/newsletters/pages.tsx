// Newsletters: everything under `/console/newsletters`. What needs MJML,
// and the reading of a text that is brought in, is in ../preview-app.tsx.
import type { Hono } from 'hono'
import { getCheck } from '#delivery/store'
import { sharePreview } from '#editorial/approvals'
import { listApprovals } from '#editorial/store-images'
import { finishUpload, imageUploadLink } from '#editorial/upload-image'
import {
  type ConsoleContext,
  type ConsoleDeps,
  type ConsoleEnv,
  consoleApp,
  formValues,
  requireRole,
} from '../context.ts'
import { ApprovalsPage } from './approvals-page.tsx'
import { CheckPage } from './check-page.tsx'
import { showClicks, showClicksMail } from './clicks-page.tsx'
import { decide } from './decide-act.tsx'
import { newsletterIn, recordAct } from './desk.ts'
import { followUp } from './follow-up-acts.tsx'
import { ImportPage } from './import-page.tsx'
import { copy, create, showList, showNew } from './list-acts.tsx'
import { approve, cancel, goNow, pause, release, resume } from './mailing-acts.tsx'
import { mergeConflict, restoreBlock } from './merge-acts.tsx'
import { allCsv, namesCsv, showNames, showReport, showTrace } from './report-acts.tsx'
import { saveComposer, showComposer } from './save.tsx'
import { schedule, showSchedule } from './schedule-acts.tsx'
import { viewersFor } from './seen-by.tsx'
import { acceptSuggestions, restore, showProofreading, showVersions } from './text-acts.tsx'

type Deps = ConsoleDeps

/** Mount at `/console/newsletters`, behind the session. Everyone reads, marketing writes. */
export function newslettersPages(deps: Deps): Hono<ConsoleEnv> {
  const app = consoleApp()
  app.post('*', requireRole('marketing'))

  app.get('/', (c) => showList(deps, c))
  app.get('/new', requireRole('marketing'), (c) => showNew(deps, c))
  app.post('/new', (c) => create(deps, c))

  app.get('/:id', (c) => showComposer(deps, c))
  app.post('/:id', (c) => saveComposer(deps, c))
  app.post('/:id/merge', (c) => mergeConflict(deps, c))
  app.post('/:id/restore-block', (c) => restoreBlock(deps, c))
  app.post('/:id/copy', (c) => copy(deps, c))

  app.get('/:id/import', requireRole('marketing'), async (c) =>
    c.html(<ImportPage c={c} newsletter={await newsletterIn(deps, c)} text="" format="auto" />),
  )

  app.get('/:id/proofread', (c) => showProofreading(deps, c))
  app.post('/:id/proofread', (c) => acceptSuggestions(deps, c))

  app.get('/:id/versions', (c) => showVersions(deps, c))
  app.post('/:id/restore', (c) => restore(deps, c))

  app.post('/:id/images/link', (c) => linkForImage(deps, c))
  app.post('/:id/images/finish', (c) => finishImage(deps, c))

  app.get('/:id/check', async (c) => {
    const newsletter = await newsletterIn(deps, c)
    const check = await getCheck(deps.table, newsletter.id, newsletter.version)
    const viewers = await viewersFor(deps, newsletter.blocks)
    return c.html(<CheckPage c={c} newsletter={newsletter} check={check} viewers={viewers} />)
  })
  app.get('/:id/approvals', (c) => showApprovals(deps, c))
  app.post('/:id/approvals', (c) => showApprovals(deps, c, 'withLink'))

  app.get('/:id/schedule', (c) => showSchedule(deps, c))
  app.post('/:id/schedule', (c) => schedule(deps, c))
  app.post('/:id/cancel', (c) => cancel(deps, c))
  app.post('/:id/pause', (c) => pause(deps, c))
  app.post('/:id/resume', (c) => resume(deps, c))
  app.post('/:id/approve', (c) => approve(deps, c))
  app.post('/:id/go-now', (c) => goNow(deps, c))
  app.post('/:id/release', (c) => release(deps, c))
  app.post('/:id/decide', (c) => decide(deps, c))
  app.post('/:id/follow-up', (c) => followUp(deps, c))
  app.get('/:id/report', (c) => showReport(deps, c))
  app.get('/:id/report/clicks', (c) => showClicks(deps, c))
  app.get('/:id/report/clicks/mail', (c) => showClicksMail(deps, c))
  app.get('/:id/report/names', (c) => showNames(deps, c))
  app.get('/:id/report/names.csv', requireRole('marketing'), (c) => namesCsv(deps, c))
  app.get('/:id/report/all.csv', requireRole('marketing'), (c) => allCsv(deps, c))
  app.get('/:id/report/trace', (c) => showTrace(deps, c))
  return app
}

async function linkForImage(deps: Deps, c: ConsoleContext) {
  await newsletterIn(deps, c)
  const form = await formValues(c)
  const link = await imageUploadLink(
    { ...deps, limits: deps.publication.limits },
    { contentType: form['contentType'] ?? '', bytes: Number(form['bytes']) },
  )
  if (link.kind === 'refused') return c.json({ sentence: link.sentence[c.get('locale')] }, 422)
  return c.json({ uploadKey: link.uploadKey, url: link.url })
}

async function finishImage(deps: Deps, c: ConsoleContext) {
  await newsletterIn(deps, c)
  const form = await formValues(c)
  const outcome = await finishUpload(
    { ...deps, limits: deps.publication.limits },
    { uploadKey: form['uploadKey'] ?? '', alt: form['alt'] ?? '' },
  )
  if (outcome.kind === 'refused')
    return c.json({ sentence: outcome.sentence[c.get('locale')] }, 422)
  const { id, alt, width, height } = outcome.image
  return c.json({ id, alt, width, height, url: `/media/images/${id}` })
}

async function showApprovals(deps: Deps, c: ConsoleContext, mode?: 'withLink') {
  const newsletter = await newsletterIn(deps, c)
  const link = mode && sharePreview(deps, { newsletterId: newsletter.id, by: c.get('staff').id })
  if (link) await recordAct(deps, c, { act: 'newsletter.shared', id: newsletter.id })
  const approvals = await listApprovals(deps.table, newsletter.id)
  return c.html(<ApprovalsPage c={c} newsletter={newsletter} approvals={approvals} link={link} />)
}
