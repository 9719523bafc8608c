// Sends a newsletter, as it is now, to one member of the staff. It belongs to no mailing and is
// counted in none.
import type { Table } from '#aws/table'
import { type MakeId, type NewsletterId, prefixedId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import { staffEmail } from '#staff/member'
import { getStaff } from '#staff/store'
import { composeMessage, cutRendition } from './compose.ts'
import { loadNewsletter } from './load-newsletter.ts'
import { countSingle } from './pace.ts'
import type { Mailer, SendOutcome } from './ports.ts'
import { holesFor } from './recipients.ts'
import { renderNewsletter } from './render-newsletter.ts'
import { mainVariant } from './store.ts'
import { putMail } from './store-mails.ts'
import { readViewer } from './viewers.ts'

export type SendTestDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  mailer: Pick<Mailer, 'send'>
  signingKeys: SigningKeys
  publication: Publication
  siteUrl: string
  log: Log
}

/**
 * `seenBy` in the input: who it is written for, as `Viewer.value`; a reader in none of the block
 * segments unless given. `notStaff`: tests go to active members of the staff alone. `refused` and `uncertain` say what
 * became of the call.
 */
export type SendTestOutcome =
  | { kind: 'accepted'; messageId: string }
  | { kind: 'refused'; because: Exclude<SendOutcome['kind'], 'accepted' | 'uncertain'> }
  | { kind: 'uncertain' }
  | { kind: 'notFound' | 'notStaff' }

export async function sendTest(
  deps: SendTestDeps,
  input: { newsletterId: NewsletterId; to: string; seenBy?: string },
): Promise<SendTestOutcome> {
  const email = staffEmail(input.to)
  const staff = email === undefined ? undefined : await getStaff(deps.table, email)
  if (staff?.status !== 'active') return { kind: 'notStaff' }
  const source = await loadNewsletter(deps, { newsletterId: input.newsletterId })
  if (!source) return { kind: 'notFound' }
  const inside = readViewer(input.seenBy ?? '', source.newsletter.blocks)
  const rendition = await renderNewsletter({ ...source, variant: mainVariant, inside })
  const cut = cutRendition({ ...rendition, subject: `[Test] ${rendition.subject}` })
  const { signingKeys, siteUrl } = deps
  const mailing = { locale: source.newsletter.locale, archiveSlug: source.newsletter.slug }
  const mailId = deps.makeId('mail')
  await countSingle(deps)
  const outcome = await deps.mailer.send({
    from: cut.from,
    to: staff.email,
    raw: composeMessage(cut, {
      to: staff.email,
      holes: holesFor({ id: nobody }, { mailing, signingKeys, siteUrl }),
    }),
    tags: { kind: 'test', mail: mailId },
  })
  const recorded = outcome.kind === 'accepted' || outcome.kind === 'uncertain'
  await putMail(deps.table, {
    id: mailId,
    kind: 'test',
    staffId: staff.id,
    outcome: recorded ? outcome.kind : 'failed',
    ...(recorded ? {} : { reason: outcome.kind }),
    at: instant(deps.clock()),
  })
  deps.log('info', 'mail.test', { newsletterId: input.newsletterId, outcome: outcome.kind })
  if (outcome.kind === 'accepted') return { kind: 'accepted', messageId: outcome.messageId }
  if (outcome.kind === 'uncertain') return { kind: 'uncertain' }
  return { kind: 'refused', because: outcome.kind }
}

/** A test's links are real ones, of a reader who does not exist: using them changes nothing. */
const nobody = prefixedId('reader', 'test')
