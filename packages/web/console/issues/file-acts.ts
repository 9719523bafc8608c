// Handing in an issue's PDF: by the page's script straight into the store, or with the form itself
// where there is no script. Also looking at it.

import type { Issue } from '#editorial/issue'
import {
  type FileFault,
  fileFaults,
  fileNameOf,
  issueFileLimits,
  pdfType,
} from '#editorial/issue-file'
import { getIssueFile } from '#editorial/store-issue-files'
import { addIssueFile, issueFileLink, takeIssueFile } from '#editorial/take-issue-file'
import type { Sentence } from '#kernel/errors'
import { notFound } from '#web/shared/errors.tsx'
import type { FlashMessage } from '#web/shared/parts.tsx'
import { type ConsoleContext, type ConsoleDeps, formValues } from '../context.ts'
import { auditIssue, noIssue } from './save.tsx'

/** Where the script puts the file: `{ uploadKey, url }`, or 422 with a sentence. */
export async function fileLink(deps: ConsoleDeps, c: ConsoleContext, { number }: Issue) {
  const form = await formValues(c)
  const asked = { contentType: form['contentType'] ?? '', bytes: Number(form['bytes']) }
  const link = await issueFileLink(deps, { number, ...asked })
  if (link.kind === 'notFound') throw notFound(noIssue)
  if (link.kind === 'refused') return sentence(c, link.why)
  return c.json({ uploadKey: link.uploadKey, url: link.url })
}

/** The script has put it there: `{ place }` to go to, or 422 with a sentence. */
export async function finishFile(deps: ConsoleDeps, c: ConsoleContext, { number }: Issue) {
  const form = await formValues(c)
  const by = c.get('staff').id
  const outcome = await takeIssueFile(deps, { number, uploadKey: form['uploadKey'] ?? '', by })
  if (outcome.kind === 'notFound') throw notFound(noIssue)
  if (outcome.kind === 'refused') return sentence(c, outcome.why)
  await auditIssue(deps, c, 'issue.fileTaken', number)
  return c.json({ place: placeAfter(number, outcome.replaced) })
}

/** The form without a script: what the function itself takes. Answers with a refusal to be shown. */
export async function postFile(
  deps: ConsoleDeps,
  c: ConsoleContext,
  { number }: Issue,
): Promise<Response | { flash: FlashMessage; status: 422 }> {
  const given = (await c.req.parseBody())['file']
  if (!(given instanceof File) || given.size === 0) return refusal(fileFaults.empty)
  if (given.size > issueFileLimits.formBytes) return refusal(tooLargeForForm)
  const body = new Uint8Array(await given.arrayBuffer())
  const outcome = await addIssueFile(deps, { number, body, by: c.get('staff').id })
  if (outcome.kind === 'notFound') throw notFound(noIssue)
  if (outcome.kind === 'refused') return refusal(fileFaults[outcome.why])
  await auditIssue(deps, c, 'issue.fileTaken', number)
  return c.redirect(placeAfter(number, outcome.replaced), 303)
}

/** The PDF as readers get it, by a link for some minutes. */
export async function openFile(deps: ConsoleDeps, c: ConsoleContext, { number }: Issue) {
  const file = await getIssueFile(deps.table, number)
  if (!file) throw notFound(noFile)
  const { url } = await deps.files.downloadLink({
    key: file.fileKey,
    contentType: pdfType,
    fileName: fileNameOf(deps.publication.name, number),
    opens: 'inBrowser',
  })
  return c.redirect(url, 303)
}

function placeAfter(number: number, replaced: boolean): string {
  return `/console/issues/${number}?done=${replaced ? 'file-replaced' : 'file-taken'}`
}

function sentence(c: ConsoleContext, why: FileFault) {
  return c.json({ sentence: fileFaults[why][c.get('locale')] }, 422)
}

function refusal(said: Sentence): { flash: FlashMessage; status: 422 } {
  return { flash: { tone: 'bad', sentence: said }, status: 422 }
}

const tooLargeForForm: Sentence = {
  fr: `Sans script, la console prend des PDF de ${issueFileLimits.formBytes / 1e6} Mo au plus. Activez JavaScript pour envoyer celui-ci.`,
  en: `Without a script the console takes PDFs of ${issueFileLimits.formBytes / 1e6} MB at most. Turn JavaScript on to send this one.`,
}

const noFile: Sentence = {
  fr: 'Ce numéro n’a pas encore de PDF. Remettez-le à la page du numéro.',
  en: 'This issue has no PDF yet. Hand it in on the issue’s page.',
}
