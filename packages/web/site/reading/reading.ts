// What `/read/…` does for every page of it: which issue is meant, who asks, and whether they may.
import type { Context } from 'hono'
import type { Company, Issue } from '#editorial/issue'
import type { IssueFile } from '#editorial/issue-file'
import { getCompanies, getIssue } from '#editorial/store'
import { getIssueFile } from '#editorial/store-issue-files'
import type { ReadingAccess } from '#subscriptions/access'
import {
  accessBy,
  type ReadingRights,
  rightsOfReader,
  rightsOfStream,
} from '#subscriptions/load-access'
import { readReadingToken } from '#subscriptions/reading-link'
import { notFound } from '../../shared/errors.tsx'
import { signedInReader } from '../account/session.ts'
import type { SiteDeps } from '../context.ts'

/** `base` is the page's own address without a language; `open` and `save` lie below it. */
export type Reading = {
  issue: Issue
  companies: Company[]
  file: IssueFile | undefined
  access: ReadingAccess
  rights: ReadingRights
  base: string
  by: 'account' | 'link'
}

/** `signIn`: nobody is signed in. `expired`: the link of a mail was good, and is no longer. */
export type ReadingAsked =
  | { kind: 'reading'; reading: Reading }
  | { kind: 'signIn' }
  | { kind: 'expired'; issue: Issue }

/** @throws VisibleError `not-found` for an issue that is not there, or a link that is none of ours. */
export async function readingAsked(deps: SiteDeps, c: Context): Promise<ReadingAsked> {
  const text = c.req.param('number') ?? ''
  const number = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0
  const issue = number > 0 ? await getIssue(deps.table, number) : undefined
  if (!issue) throw notFound(noIssue)
  const token = c.req.param('token')
  if (token === undefined) {
    const reader = await signedInReader(deps, c)
    if (!reader) return { kind: 'signIn' }
    const rights = await rightsOfReader(deps, reader.readerIds)
    return await reading(deps, { issue, rights, base: `/read/${number}`, by: 'account' })
  }
  const link = readReadingToken(deps.signingKeys, { token, number, now: deps.clock() })
  if (link.kind === 'invalid') throw notFound(noLink)
  if (link.kind === 'expired') return { kind: 'expired', issue }
  const rights = await rightsOfStream(deps, link.ref)
  return await reading(deps, { issue, rights, base: `/read/${number}/${token}`, by: 'link' })
}

async function reading(
  deps: SiteDeps,
  given: Pick<Reading, 'issue' | 'rights' | 'base' | 'by'>,
): Promise<ReadingAsked> {
  const { issue, rights } = given
  const { number } = issue
  const [access, file, companies] = await Promise.all([
    accessBy(deps, { number, rights }),
    getIssueFile(deps.table, number),
    getCompanies(deps.table, issue.dossier.companyIds),
  ])
  return { kind: 'reading', reading: { ...given, access, file, companies } }
}

const noIssue = {
  fr: 'Ce numéro ne figure pas à notre calendrier. Retrouvez-les tous dans le calendrier rédactionnel.',
  en: 'This issue is not in our calendar. The editorial calendar shows them all.',
}
const noLink = {
  fr: 'Cette adresse n’ouvre aucun numéro\u202f: elle est peut-être coupée. Copiez-la en entier, ou ouvrez le numéro depuis votre compte.',
  en: 'This address opens no issue: it may be cut off. Copy it whole, or open the issue from your account.',
}
