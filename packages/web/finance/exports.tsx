// Exports: what is asked for, what was made, and the links that take a file. Each file that is taken is
// noted.
import type { Hono } from 'hono'
import { askExport } from '#finance/ask-export'
import type { BooksExport } from '#finance/books-export'
import { ExportKind, exportKinds, fecCharsets } from '#finance/export-kinds'
import { exportLink } from '#finance/export-link'
import { isFiscalYear, type PeriodAsked, readPeriod } from '#finance/period'
import { listExports } from '#finance/store-exports'
import type { Sentence } from '#kernel/errors'
import { type ExportId, idSchema } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { listStaff } from '#staff/store'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import { type ConsoleContext, type ConsoleEnv, formValues } from '../console/context.ts'
import { nameBehind } from '../console/staff-name.tsx'
import type { FinanceDeps } from './context.ts'
import { ExportsPage } from './exports-page.tsx'
import { financePath } from './frame.tsx'
import { saidAfter } from './said.ts'

const path = `${financePath}/exports`

export function exportRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(path, (c) => show(deps, c, emptyForm))
  app.post(path, (c) => ask(deps, c))
  // A link of some minutes, made for who clicks: nothing is changed but the audit trail.
  app.get(`${path}/:id/:file{[0-9]+}`, async (c) => {
    const id = idSchema('export').safeParse(c.req.param('id'))
    const file = Number(c.req.param('file'))
    const link = id.success
      ? await exportLink(deps, { exportId: id.data, file })
      : { kind: 'gone' as const }
    if (link.kind === 'gone') return c.redirect(`${path}?done=export-gone`, 303)
    await recordAudit(deps, {
      staffId: c.get('staff').id,
      act: 'export.taken',
      subject: c.req.param('id'),
      data: { file: String(file) },
    })
    return c.redirect(link.url, 303)
  })
}

async function show(deps: FinanceDeps, c: ConsoleContext, form: FormState) {
  const [made, staff]: [BooksExport[], Awaited<ReturnType<typeof listStaff>>] = await Promise.all([
    listExports(deps.table, { now: deps.clock() }),
    listStaff(deps),
  ])
  const locale = c.get('locale')
  const who = (id: string) => nameBehind(staff, id, locale)
  const kind = ExportKind.safeParse(c.req.query('kind')).data
  return c.html(
    <ExportsPage
      {...{ c, made, form, who, kind }}
      id={deps.makeId('export')}
      flash={saidAfter(c)}
    />,
    form === emptyForm ? 200 : 422,
  )
}

/** The period as the form gives it: a fiscal year, a month, or two days. */
function askedPeriod(values: Readonly<Record<string, string>>): PeriodAsked {
  switch (values['span']) {
    case 'year':
      return { year: Number(values['year']) }
    case 'days':
      return { from: values['from'] ?? '', to: values['to'] ?? '' }
    default:
      return { month: values['month'] ?? '' }
  }
}

async function ask(deps: FinanceDeps, c: ConsoleContext) {
  const values = await formValues(c)
  const again = (field: string, sentence: Sentence) =>
    show(deps, c, { values, errors: { [field]: sentence } })
  const kind = exportKinds.find((one) => one === values['kind'])
  if (!kind) return again('kind', { fr: 'Choisissez un export.', en: 'Choose an export.' })
  const read = readPeriod(askedPeriod(values), deps.publication.books.yearEnds)
  if (read.kind === 'refused') return again('period', read.sentence)
  const known = idSchema('export').safeParse(values['id'])
  const exportId: ExportId = known.success ? known.data : deps.makeId('export')
  const charset = fecCharsets.find((one) => one === values['charset']) ?? 'utf-8'
  const { email, id: staffId } = c.get('staff')
  const { period } = read
  if (kind === 'fec' && !isFiscalYear(period, deps.publication.books.yearEnds))
    return again('period', {
      fr: 'Un FEC couvre un exercice entier\u202f: choisissez «\u202fUn exercice\u202f».',
      en: 'An FEC is of a whole fiscal year: choose “A fiscal year”.',
    })
  await askExport(deps, {
    ...{ exportId, by: email },
    request: { kind, period, charset, locale: c.get('locale') },
  })
  await recordAudit(deps, {
    ...{ staffId, act: 'export.asked', subject: exportId },
    data: { kind, from: period.from, to: period.to },
  })
  return c.redirect(`${path}?done=export-asked`, 303)
}
