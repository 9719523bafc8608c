// Readers: search, browse, growth; one reader's page; unsubscribing, export and erasure for them.

import { unreachable } from '#kernel/errors'
import { idSchema, type ReaderId } from '#kernel/ids'
import { dateOf, instant } from '#kernel/time'
import { eraseReader } from '#privacy/erase-reader'
import { holdAbout, holdingsFileName } from '#privacy/hold-about'
import { readerTimeline } from '#privacy/reader-timeline'
import { searchReaders } from '#privacy/search-readers'
import { audienceCount } from '#readers/audience'
import { changeTags } from '#readers/change-tags'
import { exportReaders } from '#readers/export-readers'
import { readGrowth } from '#readers/growth'
import { delimiters } from '#readers/import/csv'
import { liftSuppression } from '#readers/lift-suppression'
import { getReader, getSuppression } from '#readers/store'
import { getSegment, listSegments } from '#readers/store-segments'
import { readTags } from '#readers/tags'
import { unsubscribe } from '#readers/unsubscribe'
import { recordAudit } from '#staff/audit'
import { contactOf } from '#subscriptions/contact-of'
import { notFound } from '#web/shared/errors.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  consoleApp,
  formValues,
  requireRole,
} from '../context.ts'
import { doneMessage } from '../done.ts'
import { browseReaders, readPlace } from './browse.ts'
import { ErasePage } from './erase-page.tsx'
import { ExportPage } from './export-page.tsx'
import { importRoutes } from './import-routes.tsx'
import { ReaderPage } from './reader-page.tsx'
import { ReadersPage } from './readers-page.tsx'
import { segmentRoutes } from './segment-routes.tsx'
import { textStream } from './text-stream.ts'

type Deps = ConsoleDeps
const growthDays = 90

/** The pages under `/console/readers`. Personal data: for marketing and administration. */
export function readersPages(deps: Deps) {
  const app = consoleApp()
  app.use('*', requireRole('marketing', 'admin'))

  app.get('/', async (c) => {
    const query = (c.req.query('q') ?? '').trim().slice(0, 254)
    const after = c.req.query('after')
    if (query !== '') {
      const outcome = await searchReaders(deps, { query, cursor: cursorOf(after) })
      return c.html(<ReadersPage c={c} query={query} search={outcome} />)
    }
    const [list, audience, growth] = await Promise.all([
      browseReaders(deps.table, readPlace(after)),
      audienceCount(deps.table, { topics: [] }),
      readGrowth(deps, { days: growthDays }),
    ])
    return c.html(
      <ReadersPage
        c={c}
        query=""
        list={list}
        isFirst={after === undefined}
        audience={audience}
        growth={growth}
        flash={doneMessage(c)}
      />,
    )
  })

  importRoutes(app, deps)
  segmentRoutes(app, deps)
  app.get('/export', async (c) =>
    c.html(<ExportPage c={c} segments={await listSegments(deps.table)} />),
  )
  // A POST, for it leaves a line in the audit trail.
  app.post('/export.csv', (c) => exportAudience(deps, c))

  app.get('/:id', async (c) => {
    const id = idIn(c)
    const [reader, timeline, suppression, contact] = await Promise.all([
      getReader(deps.table, id, { consistent: true }),
      readerTimeline(deps, { readerId: id }),
      getSuppression(deps.table, id),
      contactOf(deps.table, id),
    ])
    if (!reader && !contact && timeline.length === 0) throw notFound(noReader)
    return c.html(
      <ReaderPage
        c={c}
        id={id}
        {...(reader ? { reader } : {})}
        {...(contact ? { contact } : {})}
        {...(suppression ? { suppression } : {})}
        timeline={timeline}
        flash={doneMessage(c)}
      />,
    )
  })

  app.post('/:id/unsubscribe', (c) => unsubscribeFor(deps, c))
  app.post('/:id/tags', (c) => tag(deps, c))
  app.post('/:id/lift', async (c) => {
    const outcome = await liftSuppression(deps, { readerId: idIn(c) })
    if (outcome.kind === 'lifted') await audit(deps, c, 'reader.suppressionLifted')
    const done = outcome.kind === 'notLiftable' ? 'not-liftable' : 'lifted'
    return c.redirect(`/console/readers/${idIn(c)}?done=${done}`, 303)
  })
  // A POST, for it leaves a line in the audit trail.
  app.post('/:id/data.json', async (c) => {
    const holdings = await holdAbout(deps, { readerId: idIn(c) })
    if (!holdings) throw notFound(noReader)
    await audit(deps, c, 'reader.exported')
    c.header('content-disposition', `attachment; filename="${holdingsFileName(holdings)}"`)
    return c.json(holdings)
  })
  app.get('/:id/erase', async (c) => {
    const id = idIn(c)
    const known =
      (await getReader(deps.table, id, { consistent: true })) ?? (await contactOf(deps.table, id))
    if (!known) throw notFound(noReader)
    return c.html(<ErasePage c={c} reader={{ id, email: known.email }} />)
  })
  app.post('/:id/erase', async (c) => {
    const form = await formValues(c)
    const outcome = await eraseReader(deps, {
      readerId: idIn(c),
      by: 'staff',
      suppress: form['suppress'] === 'yes',
      formUrl: '/console/readers',
    })
    if (outcome.kind === 'gone') throw notFound(noReader)
    await audit(deps, c, 'reader.erased')
    return c.redirect('/console/readers?done=erased', 303)
  })
  return app
}

async function unsubscribeFor(deps: Deps, c: ConsoleContext) {
  const id = idIn(c)
  const form = await formValues(c)
  const outcome = await unsubscribe(deps, {
    readerId: id,
    reason: form['reason'],
    ip: deps.clientIp(c),
    userAgent: c.req.header('user-agent') ?? '',
    formUrl: `${deps.siteUrl}/console/readers`,
    source: 'staff',
  })
  switch (outcome.kind) {
    case 'unsubscribed':
      await audit(deps, c, 'reader.unsubscribed')
      return c.redirect(`/console/readers/${id}?done=unsubscribed`, 303)
    case 'alreadyUnsubscribed':
      return c.redirect(`/console/readers/${id}?done=already-unsubscribed`, 303)
    case 'gone':
      throw notFound(noReader)
    default:
      return unreachable(outcome)
  }
}

async function tag(deps: Deps, c: ConsoleContext) {
  const readerId = idIn(c)
  const form = await formValues(c)
  const typed = readTags(form['add'] ?? '')
  const to = (done: string) => c.redirect(`/console/readers/${readerId}?done=${done}#tags`, 303)
  if (typed.kind === 'malformed') return to('tag-malformed')
  const outcome = await changeTags(deps, {
    readerId,
    add: typed.add,
    remove: [...typed.remove, ...(form['remove'] ? [form['remove']] : [])],
  })
  switch (outcome.kind) {
    case 'changed':
      await audit(deps, c, 'reader.tagged')
      return to('saved')
    case 'unchanged':
      return to('')
    case 'tooMany':
      return to('tag-too-many')
    case 'gone':
      throw notFound(noReader)
    default:
      return unreachable(outcome)
  }
}

async function exportAudience(deps: Deps, c: ConsoleContext) {
  const form = await formValues(c)
  const segmentId = idSchema('segment').safeParse(form['segment'])
  const segment = segmentId.success ? await getSegment(deps.table, segmentId.data) : undefined
  if (form['segment'] && !segment)
    throw notFound({
      fr: 'Ce segment a été supprimé. Choisissez-en un autre, ou tous les lecteurs.',
      en: 'This segment was deleted. Choose another, or all readers.',
    })
  const delimiter = delimiters.find(
    (one) => one === (form['delimiter'] === 'tab' ? '\t' : form['delimiter']),
  )
  await recordAudit(deps, {
    staffId: c.get('staff').id,
    act: 'readers.exported',
    subject: segment?.id ?? 'audience',
  })
  const text = exportReaders(deps, {
    locale: c.get('locale'),
    delimiter,
    condition: segment?.condition,
  })
  const day = dateOf(instant(deps.clock()), deps.publication.zone)
  const name = c.get('locale') === 'fr' ? `lecteurs-${day}` : `readers-${day}`
  return c.body(textStream(text), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  })
}

async function audit(deps: Deps, c: ConsoleContext, act: string) {
  await recordAudit(deps, { staffId: c.get('staff').id, act, subject: idIn(c) })
}

function idIn(c: ConsoleContext): ReaderId {
  const id = idSchema('reader').safeParse(c.req.param('id'))
  if (!id.success) throw notFound(noReader)
  return id.data
}

/** A cursor as the table gives it, if it can be one. */
function cursorOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Za-z0-9_-]{1,2000}$/.test(text) ? text : undefined
}

const noReader = {
  fr: 'Ce lecteur n’est pas connu. Cherchez-le par son adresse.',
  en: 'This reader is not known. Search by address.',
}
