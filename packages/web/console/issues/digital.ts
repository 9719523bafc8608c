// What the console knows of an issue's digital edition and of its dispatch.
import type { IssueFile } from '#editorial/issue-file'
import { issueFileLimits, pdfType } from '#editorial/issue-file'
import { getIssueFile } from '#editorial/store-issue-files'
import { type DispatchState, showDispatch } from '#subscriptions/ask-dispatch'
import { contentSecurityPolicy } from '#web/shared/security'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'

export type IssueDigital = DispatchState & { file: IssueFile | undefined }

/**
 * Undefined where nothing is sold. Lets the page's script put the file into the store, which has an
 * origin of its own.
 */
export async function digitalOf(
  deps: Pick<ConsoleDeps, 'table' | 'files' | 'publication'>,
  c: ConsoleContext,
  number: number,
): Promise<IssueDigital | undefined> {
  if (!deps.publication.subscriptions) return undefined
  const example = { key: `issues/${number}/if_0.pdf`, contentType: pdfType, bytes: 1 }
  const [file, state, link] = await Promise.all([
    getIssueFile(deps.table, number),
    showDispatch(deps.table, number),
    deps.files.uploadLink(example),
  ])
  const { origin } = new URL(link.url)
  c.header('content-security-policy', contentSecurityPolicy({ 'connect-src': [origin] }))
  return { file, ...state }
}

/** As a form's hint says it. */
export const largestMegabytes = issueFileLimits.bytes / 1e6
