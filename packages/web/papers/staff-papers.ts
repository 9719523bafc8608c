// `/console/finance/papers/…`: the same papers for those who keep the books, and a month's summary;
// each look is noted.
import type { Hono } from 'hono'
import { makeMonthPaper } from '#finance/papers/make-month-paper'
import { findPaper } from '#finance/papers/make-paper'
import { askForBooks } from '#finance/run-books'
import { VisibleError } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import { recordAudit } from '#staff/audit'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { exceptionWords } from '../finance/exception-words.ts'
import { notFound } from '../shared/errors.tsx'
import { answerPaper, handOver, type PaperDeps, readPaperRef } from './paper-answer.ts'

export type StaffPapersDeps = PaperDeps & { clock: Clock; makeId: MakeId }

/** The frame around (`/console/finance/*`) sees to who may come in. */
export function staffPaperRoutes(app: Hono<ConsoleEnv>, deps: StaffPapersDeps): void {
  app.get('/console/finance/papers/month/:month', (c) => showMonth(deps, c))
  app.get('/console/finance/papers/:invoice', (c) => showPaper(deps, c))
  app.get('/console/finance/papers/:invoice/:note', (c) => showPaper(deps, c))
}

async function showPaper(deps: StaffPapersDeps, c: ConsoleContext): Promise<Response> {
  const ref = readPaperRef(c)
  if (!ref) throw notFound()
  const found = await findPaper(deps.table, ref)
  if (!found) {
    await askForBooks(deps)
    throw new VisibleError('not-found', notYet)
  }
  const answer = await answerPaper(deps, c, found)
  await recordAudit(deps, {
    staffId: c.get('staff').id,
    act: 'paper.seen',
    subject: (ref.noteId ?? ref.invoiceId).slice(0, 80),
  })
  return answer
}

/** `2026-11.pdf`, in the language of who asks. */
async function showMonth(deps: StaffPapersDeps, c: ConsoleContext): Promise<Response> {
  const asked = /^(\d{4}-(?:0[1-9]|1[0-2]))\.pdf$/.exec(c.req.param('month') ?? '')
  const month = asked?.[1]
  if (month === undefined) throw notFound()
  const faces = await deps.paperFaces()
  const locale = c.get('locale')
  const made = await makeMonthPaper(
    { ...deps, faces },
    { month, locale, nameOf: (kind) => exceptionWords[kind].title },
  )
  const answer = handOver(c, made)
  await recordAudit(deps, { staffId: c.get('staff').id, act: 'monthPaper.seen', subject: month })
  return answer
}

const notYet = {
  fr: 'Les comptes n’ont pas encore lu ce document chez Stripe. Une mise à jour vient d’être demandée\u202f: réessayez dans une minute ou deux.',
  en: 'The books have not read this document at Stripe yet. An update was just asked for: try again in a minute or two.',
}
