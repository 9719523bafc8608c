// The doors of an import: hand a file in, look at the difference, confirm it or give it up.
import { unreachable, VisibleError } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { instant, plusMs } from '#kernel/time'
import { importFields, type Mapping } from '#readers/import/columns'
import { lineCountOf } from '#readers/import/counts'
import { type Encoding, encodings } from '#readers/import/decode'
import { importLimits } from '#readers/import/prepare'
import type { OutcomeKind } from '#readers/import/words'
import { importCsv, importPage } from '#readers/import-lines'
import { stepImport } from '#readers/step-import'
import { Basis, getImport, type ImportJob } from '#readers/store-imports'
import { confirmImport, giveUpImport, remapImport, takeImport } from '#readers/take-import'
import { recordAudit } from '#staff/audit'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import type { ConsoleContext, ConsoleDeps, consoleApp } from '../context.ts'
import { formValues } from '../context.ts'
import { doneMessage } from '../done.ts'
import { ImportPage } from './import-page.tsx'
import { countOfKind, ImportResult, shownKinds } from './import-result.tsx'
import { textStream } from './text-stream.ts'

type Deps = ConsoleDeps

/** What a page may take before the worker goes on alone. */
const pageMs = 9_000

export function importRoutes(app: ReturnType<typeof consoleApp>, deps: Deps): void {
  app.get('/import', (c) => c.html(<ImportPage c={c} form={emptyForm} />))
  app.post('/import', (c) => takeFile(deps, c))
  app.get('/import/:id', (c) => showImport(deps, c))
  app.get('/import/:id/lines.csv', (c) => downloadLines(deps, c))
  app.post('/import/:id/columns', (c) => chooseColumns(deps, c))
  app.post('/import/:id/confirm', (c) => confirm(deps, c))
  app.post('/import/:id/give-up', (c) => giveUp(deps, c))
}

async function takeFile(deps: Deps, c: ConsoleContext) {
  const body = await c.req.parseBody()
  const values = await formValues(c)
  const file = body['file']
  const errors: Record<string, FormState['errors'][string]> = {}
  if (!(file instanceof File) || file.size === 0) errors['file'] = faults.file
  else if (file.size > importLimits.formBytes) errors['file'] = faults.tooLarge
  const basis = Basis.required().safeParse({
    text: values['basis'] ?? '',
    obtainedOn: values['basisOn'] ?? '',
  })
  for (const issue of basis.error?.issues ?? [])
    if (issue.path[0] === 'text') errors['basis'] = faults.basis
    else errors['basisOn'] = faults.basisOn
  if (basis.success && basis.data.obtainedOn > instant(deps.clock()).slice(0, 10))
    errors['basisOn'] = faults.basisOn
  const again = () => {
    c.status(422)
    return c.html(<ImportPage c={c} form={{ values, errors }} />)
  }
  if (Object.keys(errors).length > 0 || !(file instanceof File) || !basis.success) return again()
  const outcome = await takeImport(deps, {
    bytes: new Uint8Array(await file.arrayBuffer()),
    fileName: file.name,
    basis: basis.data,
    locale: values['locale'] === 'en' ? 'en' : 'fr',
    by: c.get('staff').id,
  })
  if (outcome.kind === 'refused') {
    errors['file'] = outcome.sentence
    return again()
  }
  return await bringOn(deps, c, outcome.job)
}

/** Does as much as a page may wait for; a small file is through at once. */
async function bringOn(deps: Deps, c: ConsoleContext, job: ImportJob, done = '') {
  if (job.status !== 'unmapped') {
    const deadline = new Date(plusMs(instant(deps.clock()), pageMs))
    await stepImport({ ...deps, deadline }, { importId: job.id })
  }
  return c.redirect(`/console/readers/import/${job.id}${done}`, 303)
}

async function showImport(deps: Deps, c: ConsoleContext) {
  const job = await jobIn(deps, c)
  const wanted = shownKinds.find((kind) => kind === c.req.query('show'))
  const kind = wanted ?? shownKinds.find((one) => countOfKind(job.counts, one) > 0) ?? 'new'
  const from = Math.max(0, Math.floor(Number(c.req.query('from')) || 0))
  const isShown = job.status !== 'unmapped' && countOfKind(job.counts, kind) > 0
  const page = isShown
    ? await importPage(deps.table, job, { kinds: [kind], from })
    : { lines: [], next: undefined }
  if (job.status === 'comparing' || job.status === 'importing') c.header('refresh', '3')
  return c.html(
    <ImportResult
      c={c}
      job={job}
      kind={kind}
      lines={page.lines}
      next={page.next}
      from={from}
      flash={job.status === 'importing' ? doneMessage(c) : undefined}
    />,
  )
}

async function downloadLines(deps: Deps, c: ConsoleContext) {
  const job = await jobIn(deps, c)
  const kind: OutcomeKind = shownKinds.find((one) => one === c.req.query('show')) ?? 'refused'
  const text = importCsv(deps.table, job, { kinds: [kind], locale: c.get('locale') })
  return c.body(textStream(text), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="import-${kind}.csv"`,
  })
}

async function chooseColumns(deps: Deps, c: ConsoleContext) {
  const { id } = await jobIn(deps, c)
  const values = await formValues(c)
  const mapping: Mapping = Object.fromEntries(
    importFields.map((field) => [field, (values[field] ?? '').slice(0, 200)]),
  )
  // No column chosen for the address is no choice: its name is looked for again.
  if (mapping.email === '') delete mapping.email
  const encoding: Encoding | undefined = encodings.find((one) => one === values['encoding'])
  const outcome = await remapImport(deps, { id, mapping, ...(encoding ? { encoding } : {}) })
  switch (outcome.kind) {
    case 'taken':
      return await bringOn(deps, c, outcome.job)
    case 'refused':
      throw new VisibleError('invalid', outcome.sentence)
    case 'begun':
      return c.redirect(`/console/readers/import/${id}`, 303)
    case 'gone':
      throw notFound(noImport)
    default:
      return unreachable(outcome)
  }
}

async function confirm(deps: Deps, c: ConsoleContext) {
  const { id, counts } = await jobIn(deps, c)
  const outcome = await confirmImport(deps, { id })
  switch (outcome.kind) {
    case 'begun':
      await recordAudit(deps, {
        staffId: c.get('staff').id,
        act: 'readers.imported',
        subject: id,
        data: { lines: String(lineCountOf(counts)), new: String(counts.new) },
      })
      return await bringOn(deps, c, outcome.job, '?done=import-begun')
    case 'already':
    case 'notReady':
      return c.redirect(`/console/readers/import/${id}`, 303)
    case 'gone':
      throw notFound(noImport)
    default:
      return unreachable(outcome)
  }
}

async function giveUp(deps: Deps, c: ConsoleContext) {
  const { id } = await jobIn(deps, c)
  const outcome = await giveUpImport(deps, { id })
  if (outcome.kind === 'begun') return c.redirect(`/console/readers/import/${id}`, 303)
  return c.redirect('/console/readers?done=import-given-up', 303)
}

/** The import of the address; one that is past its days is gone, whatever the table still holds. */
async function jobIn(deps: Deps, c: ConsoleContext): Promise<ImportJob> {
  const id = idSchema('import').safeParse(c.req.param('id'))
  const job = id.success ? await getImport(deps.table, id.data) : undefined
  if (!job || job.keepUntil < instant(deps.clock())) throw notFound(noImport)
  return job
}

const noImport = {
  fr: 'Cet import n’est plus là\u202f: il a été abandonné, ou gardé sept jours. Recommencez avec le fichier.',
  en: 'This import is no longer here: it was given up, or kept for seven days. Start again with the file.',
}

const faults = {
  file: { fr: 'Choisissez un fichier qui n’est pas vide.', en: 'Choose a file that is not empty.' },
  tooLarge: {
    fr: 'Ce fichier est trop grand pour cette page. Importez-le avec la commande «\u202fkiosque reader import\u202f».',
    en: 'This file is too large for this page. Import it with the command “kiosque reader import”.',
  },
  basis: {
    fr: 'Dites où et par quels mots ces personnes ont donné leur accord (800 caractères au plus).',
    en: 'Say where and in which words these people agreed (800 characters at most).',
  },
  basisOn: {
    fr: 'Donnez un jour passé, par exemple le dernier de la collecte.',
    en: 'Give a day in the past, such as the last one of collecting.',
  },
}
