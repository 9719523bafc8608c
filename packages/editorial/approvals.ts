// Approval by people without an account: a signed link shows the newsletter; who holds it may
// approve or comment under their name, and each answer is recorded with the version it was about.
import * as z from 'zod'
import type { Table } from '#aws/table'
import { idSchema, type MakeId, type NewsletterId } from '#kernel/ids'
import { type Clock, dayMs, type Instant, instant } from '#kernel/time'
import { readToken, type SigningKeys, signToken } from '#kernel/tokens'
import { Approval, approvalLimits } from './approval.ts'
import type { Newsletter } from './newsletter.ts'
import { listApprovals, putApproval } from './store-images.ts'
import { getNewsletter } from './store-newsletters.ts'

/** A link that anyone may open until `expiresAt`. It shows the newsletter as it is when opened. */
export function sharePreview(
  deps: { signingKeys: SigningKeys; siteUrl: string; clock: Clock },
  input: { newsletterId: NewsletterId; by: string },
): { url: string; expiresAt: Instant } {
  const expiresAt = instant(deps.clock().getTime() + approvalLimits.linkDays * dayMs)
  const token = signToken(deps.signingKeys, {
    purpose: 'preview',
    subject: input.newsletterId,
    expiresAt,
    data: { by: input.by },
  })
  return { url: `${deps.siteUrl}/p/${token}`, expiresAt }
}

export type PreviewLinkReading =
  | { kind: 'valid'; newsletter: Newsletter; sharedBy: string }
  | { kind: 'expired' | 'invalid' }

export async function readPreviewLink(
  deps: { table: Table; signingKeys: SigningKeys; clock: Clock },
  token: string,
): Promise<PreviewLinkReading> {
  const reading = readToken(deps.signingKeys, { purpose: 'preview', token, now: deps.clock() })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const id = idSchema('newsletter').safeParse(reading.subject)
  const newsletter = id.success ? await getNewsletter(deps.table, id.data) : undefined
  if (!newsletter) return { kind: 'invalid' }
  return { kind: 'valid', newsletter, sharedBy: reading.data['by'] ?? '' }
}

export const ApprovalInput = z.object({
  verdict: Approval.shape.verdict,
  name: z.string().trim().pipe(Approval.shape.name),
  comment: z.string().trim().max(approvalLimits.comment),
  /** The version the person read. */
  version: z.number().int().min(1),
})
export type ApprovalInput = z.infer<typeof ApprovalInput>

/**
 * `changed`: the text was changed since the person opened it; they should look again. `full`: this
 * newsletter has as many answers as one may have.
 */
export type AnswerPreviewOutcome =
  | { kind: 'recorded'; approval: Approval }
  | { kind: 'changed' | 'full' | 'expired' | 'invalid' }

export async function answerPreview(
  deps: { table: Table; signingKeys: SigningKeys; clock: Clock; makeId: MakeId },
  input: { token: string; answer: ApprovalInput },
): Promise<AnswerPreviewOutcome> {
  const link = await readPreviewLink(deps, input.token)
  if (link.kind !== 'valid') return link
  const answer = ApprovalInput.parse(input.answer)
  if (answer.verdict === 'approved' && answer.version !== link.newsletter.version)
    return { kind: 'changed' }
  const earlier = await listApprovals(deps.table, link.newsletter.id)
  const version = Math.min(answer.version, link.newsletter.version)
  const last = newestOf(earlier)
  if (last && isSameAnswer(last, { ...answer, version }))
    return { kind: 'recorded', approval: last }
  if (earlier.length >= approvalLimits.perNewsletter) return { kind: 'full' }
  const approval: Approval = {
    ...answer,
    version,
    id: deps.makeId('approval'),
    newsletterId: link.newsletter.id,
    at: instant(deps.clock()),
    sharedBy: link.sharedBy,
  }
  await putApproval(deps.table, approval)
  return { kind: 'recorded', approval }
}

function newestOf(approvals: readonly Approval[]): Approval | undefined {
  return [...approvals].sort((a, b) => (a.id < b.id ? 1 : -1))[0]
}

/** A form that was sent twice. */
function isSameAnswer(a: ApprovalInput, b: ApprovalInput): boolean {
  return (
    a.name === b.name &&
    a.comment === b.comment &&
    a.verdict === b.verdict &&
    a.version === b.version
  )
}
