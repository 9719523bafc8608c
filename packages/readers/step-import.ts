// The next step of an import that the console took in: compare its lines, or read them in, part by
// part until the deadline. The job's version lets one worker go on at a time; the tick is the
// guarantee that one does.
import type { Table } from '#aws/table'
import type { ImportId } from '#kernel/ids'
import { type Clock, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { compareLines, type ImportAct, importLines } from './import/apply.ts'
import { countLines, type JudgedLine } from './import/counts.ts'
import { importLimits } from './import/prepare.ts'
import {
  deleteImport,
  getImport,
  getPart,
  type ImportJob,
  putParts,
  replaceImport,
} from './store-imports.ts'

/** The queue of long work, as far as an import needs it. */
export type ImportQueue = {
  send(messages: readonly { body: { kind: 'import'; importId: ImportId } }[]): Promise<void>
}

export type StepImportDeps = {
  table: Table
  clock: Clock
  publication: Publication
  siteUrl: string
  mailingQueue: ImportQueue
  /** When whoever runs this must be done; the rest is queued before. */
  deadline?: Date
}

const spareMs = 2_000
/** The tick takes an import up again that nobody has brought on for so long. */
export const importSweepMs = 90_000

/** `resting`: there is nothing to do. `overtaken`: another worker has it. */
export type StepImportOutcome = { kind: 'through' | 'requeued' | 'overtaken' | 'resting' }

export async function stepImport(
  deps: StepImportDeps,
  { importId }: { importId: ImportId },
): Promise<StepImportOutcome> {
  let job = await getImport(deps.table, importId)
  while (job && (job.status === 'comparing' || job.status === 'importing')) {
    if (job.cursor >= job.partCount) return await finish(deps, job)
    if (deps.deadline && deps.clock().getTime() > deps.deadline.getTime() - spareMs) {
      await deps.mailingQueue.send([{ body: { kind: 'import', importId } }])
      return { kind: 'requeued' }
    }
    job = await stepPart(deps, job)
    if (!job) return { kind: 'overtaken' }
  }
  return { kind: 'resting' }
}

/** One part: its lines, then the parts as they are now, then how far the job is. */
async function stepPart(deps: StepImportDeps, job: ImportJob): Promise<ImportJob | undefined> {
  const lines = await getPart(deps.table, job.id, job.cursor)
  if (!lines) throw new Error('A part of an import is missing')
  const judged = await judge(deps, job, lines)
  await putParts(deps.table, job, [{ part: job.cursor, lines: judged }])
  const counts = structuredClone(job.counts)
  countLines(counts, judged)
  return await replaceImport(deps.table, {
    ...job,
    counts,
    cursor: job.cursor + 1,
    ...(job.intent
      ? { intent: { ...job.intent, dueAt: plusMs(instant(deps.clock()), importSweepMs) } }
      : {}),
  })
}

async function judge(
  deps: StepImportDeps,
  job: ImportJob,
  lines: readonly JudgedLine[],
): Promise<JudgedLine[]> {
  const act: ImportAct = {
    importId: job.id,
    at: job.at,
    basis: job.basis,
    locale: job.locale,
    formUrl: `${deps.siteUrl}/console/readers/import`,
  }
  const batches = Array.from({ length: Math.ceil(lines.length / importLimits.batch) }, (_, at) =>
    lines.slice(at * importLimits.batch, (at + 1) * importLimits.batch).map(({ line }) => line),
  )
  const judged = await Promise.all(
    batches.map((batch) =>
      job.status === 'importing'
        ? importLines(deps, batch, act)
        : compareLines(deps.table, batch, job.basis !== undefined),
    ),
  )
  return judged.flat()
}

async function finish(deps: StepImportDeps, job: ImportJob): Promise<StepImportOutcome> {
  const { intent: _, ...rest } = job
  const isDone = job.status === 'importing'
  const saved = await replaceImport(deps.table, { ...rest, status: isDone ? 'done' : 'compared' })
  if (!saved) return { kind: 'overtaken' }
  // The lines say what became of each; the file itself is no longer needed.
  if (isDone) await deleteImport(deps.table, job, { fileAlone: true })
  return { kind: 'through' }
}
