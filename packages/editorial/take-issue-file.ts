// Takes an issue's PDF in: the browser puts it where it will stay, by a link of just its size; here it
// is opened and counted, and becomes the file that readers get. One that was there before goes.
import type { Table } from '#aws/table'
import type { MakeId } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import { type FileFault, type IssueFile, issueFileLimits, pdfType } from './issue-file.ts'
import { readPdf } from './pdf-pages.ts'
import { getIssue } from './store.ts'
import { getIssueFile, putIssueFile } from './store-issue-files.ts'
import type { ImageFiles } from './upload-image.ts'

export type IssueFileDeps = { table: Table; clock: Clock; makeId: MakeId; files: ImageFiles }

export type IssueFileLink =
  | { kind: 'link'; uploadKey: string; url: string; expiresAt: Instant }
  | { kind: 'refused'; why: FileFault }
  | { kind: 'notFound' }

/** A link that the browser may PUT the PDF to, of exactly `bytes` bytes. */
export async function issueFileLink(
  deps: IssueFileDeps,
  input: { number: number; contentType: string; bytes: number },
): Promise<IssueFileLink> {
  const { number, contentType, bytes } = input
  if (!(await getIssue(deps.table, number))) return { kind: 'notFound' }
  if (contentType !== pdfType) return { kind: 'refused', why: 'notPdf' }
  if (!Number.isInteger(bytes) || bytes < 1) return { kind: 'refused', why: 'empty' }
  if (bytes > issueFileLimits.bytes) return { kind: 'refused', why: 'tooLarge' }
  const uploadKey = keyOf(number, deps.makeId('issueFile'))
  const link = await deps.files.uploadLink({ key: uploadKey, contentType, bytes })
  return { kind: 'link', uploadKey, ...link }
}

export type TakeIssueFileOutcome =
  | { kind: 'taken'; file: IssueFile; replaced: boolean }
  | { kind: 'refused'; why: FileFault }
  | { kind: 'notFound' }

/** Opens what was put under the key; what is no issue is removed again. `by`: who handed it in. */
export async function takeIssueFile(
  deps: IssueFileDeps,
  input: { number: number; uploadKey: string; by: string },
): Promise<TakeIssueFileOutcome> {
  const { number, uploadKey, by } = input
  const [, place, id] = /^issues\/(\d{1,5})\/(if_[0-9a-z]{1,64})\.pdf$/.exec(uploadKey) ?? []
  if (Number(place) !== number) return { kind: 'refused', why: 'missing' }
  if (!(await getIssue(deps.table, number))) return { kind: 'notFound' }
  const before = await getIssueFile(deps.table, number)
  // Sent twice, its first answer lost.
  if (before?.fileKey === uploadKey) return { kind: 'taken', file: before, replaced: false }
  const found = await deps.files.get(uploadKey)
  if (!found) return { kind: 'refused', why: 'missing' }
  const why = await faultOf(found.body)
  if (typeof why === 'string') {
    await deps.files.delete(uploadKey)
    return { kind: 'refused', why }
  }
  const file: IssueFile = {
    ...{ id: id as IssueFile['id'], number, fileKey: uploadKey, bytes: found.body.length },
    ...{ pages: why.pages, uploadedAt: instant(deps.clock()), uploadedBy: by },
  }
  return await keep(deps, file)
}

/** The whole file in one call: for forms without a script, the command and the sample. */
export async function addIssueFile(
  deps: IssueFileDeps,
  input: { number: number; body: Uint8Array; by: string },
): Promise<TakeIssueFileOutcome> {
  const { number, body, by } = input
  if (body.length === 0) return { kind: 'refused', why: 'empty' }
  if (body.length > issueFileLimits.bytes) return { kind: 'refused', why: 'tooLarge' }
  const uploadKey = keyOf(number, deps.makeId('issueFile'))
  await deps.files.put({ key: uploadKey, body, contentType: pdfType })
  return await takeIssueFile(deps, { number, uploadKey, by })
}

async function faultOf(body: Uint8Array): Promise<FileFault | { pages: number }> {
  const reading = await readPdf(body)
  return reading.kind === 'pdf' ? { pages: reading.pages } : reading.kind
}

/** The first file of an issue opens the intent to tell those who were served it meanwhile. */
async function keep(deps: IssueFileDeps, file: IssueFile): Promise<TakeIssueFileOutcome> {
  for (;;) {
    const before = await getIssueFile(deps.table, file.number)
    const now = file.uploadedAt
    const intent = {
      ...({ kind: 'issue.tell', id: `${file.id}:tell`, createdAt: now, dueAt: now } as const),
      ...{ attempts: 0, data: {} },
    }
    const put = { file, before, intent: before ? undefined : intent }
    if ((await putIssueFile(deps.table, put)) === 'others') continue
    if (before) await deps.files.delete(before.fileKey)
    return { kind: 'taken', file, replaced: before !== undefined }
  }
}

/** Random, so that nobody finds it who was not given a link. */
function keyOf(number: number, id: string): string {
  return `issues/${number}/${id}.pdf`
}
