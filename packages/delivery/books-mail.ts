// Writes the mails of the books: the hash of a seal, the close of a month. The item that holds the
// intent says all that is said; it names a member of the staff.
import * as z from 'zod'
import { hasRole } from '#staff/member'
import { memberById } from '#staff/store'
import {
  booksSealedTexts,
  type CloseTold,
  groupedHash,
  hashLabel,
  monthClosedTexts,
  type SealTold,
} from './books-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

const Numeral = z.string().regex(/^\d+$/).transform(Number)
const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Sealed = z.object({
  ...{ seal: Numeral, hash: Hash, date: z.iso.date(), count: Numeral, debit: Numeral },
}) satisfies z.ZodType<SealTold>
const Closed = z.object({
  ...{ month: z.string().regex(/^\d{4}-\d{2}$/), seal: Numeral, hash: Hash, debit: Numeral },
}) satisfies z.ZodType<CloseTold>

/** A seal was written. */
export async function booksSealed(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const told = Sealed.parse(cause.item)
  const texts = booksSealedTexts(told, deps.publication.name)
  return await toStaff(deps, cause, {
    texts,
    hash: told.hash,
    path: `/console/finance/seals#seal-${told.seal}`,
  })
}

/** A month was closed. */
export async function monthClosed(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const told = Closed.parse(cause.item)
  const texts = monthClosedTexts(told, deps.publication.name)
  const path = `/console/finance/close#${told.month}`
  return await toStaff(deps, cause, { texts, hash: told.hash, path })
}

async function toStaff(
  deps: WriteMailDeps,
  cause: MailCause,
  said: { texts: ReturnType<typeof booksSealedTexts>; hash: string; path: string },
): Promise<Written> {
  const member = await memberById(deps.table, cause.intent.data['staffId'] ?? '')
  if (!member) return { kind: 'skipped', reason: 'noStaff' }
  const { id, locale, email: to } = member
  const addressee = { staffId: id }
  if (!hasRole(member, 'finance')) return { kind: 'skipped', reason: 'notFinance', addressee }
  const { texts, hash, path } = said
  const note = {
    texts: texts[locale],
    link: `${deps.siteUrl}${path}`,
    box: { label: hashLabel[locale], text: groupedHash(hash) },
  }
  const kind = cause.kind === 'mail.monthClosed' ? cause.kind : 'mail.booksSealed'
  return { kind: 'mail', mail: { kind, note }, to, locale, addressee }
}
