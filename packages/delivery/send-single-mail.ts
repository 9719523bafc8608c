// Sends one transactional mail: reads the item that holds the intent, claims it, calls the mailer
// once, records the outcome, closes the intent. What is uncertain is recorded and not sent again.
import { intentOf } from '#aws/intent'
import type { Table } from '#aws/table'
import { idSchema, type MakeId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Log } from '#kernel/log'
import { type Clock, hourMs, instant } from '#kernel/time'
import { getReader } from '#readers/store'
import { composeSingle, mailableAddress } from './compose.ts'
import { claimMail, claimOf, closeMail, postponeMail } from './mail-claim.ts'
import { deliveryLimits } from './mailing.ts'
import { noteKinds } from './note.ts'
import { countSingle } from './pace.ts'
import type { Mailer, OutgoingMessage, SendOutcome } from './ports.ts'
import { singleMail } from './single-mail.ts'
import { forgetReaderOfMail, getMail, putMail, type SingleMailRecord } from './store-mails.ts'
import {
  type Addressee,
  type MailCause,
  type MailKind,
  type WriteMailDeps,
  type Written,
  writeSingleMail,
} from './write-single-mail.ts'

export type SendSingleMailDeps = WriteMailDeps & {
  table: Table
  clock: Clock
  makeId: MakeId
  mailer: Pick<Mailer, 'send'>
  log: Log
}

/**
 * `nothing`: no mail is asked for here (any more). `claimed`: another worker is at it. `later`: it
 * was refused for now; the tick tries again. The others are its outcome, now or recorded before.
 */
export type SendSingleMailOutcome = {
  kind: 'nothing' | 'claimed' | 'later' | SingleMailRecord['outcome']
}

/** @throws what the mailer threw, which it must not, once `uncertain` is recorded. */
export async function sendSingleMail(
  deps: SendSingleMailDeps,
  input: { pk: string; sk: string },
): Promise<SendSingleMailOutcome> {
  const { table } = deps
  const key = { pk: input.pk, sk: input.sk }
  const item = await table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (!item || !intent || !isMailKind(intent.kind)) return { kind: 'nothing' }
  const now = deps.clock()
  const cause = { key, item, intent, kind: intent.kind, now }
  const claim = claimOf(item, intent)
  if (claim && claim.until > instant(now)) return { kind: 'claimed' }
  if (claim) return await settle(deps, cause)
  // A newer hint may come before the time that a postponed mail waits for.
  if (intent.attempts > 0 && intent.dueAt > instant(now)) return { kind: 'later' }
  const token = deps.makeId('request')
  if (!(await claimMail(table, { key, intent, token, now }))) return { kind: 'claimed' }
  const written = await writeSingleMail(deps, cause)
  if (written.kind === 'skipped')
    return await conclude(deps, cause, { ...written, outcome: 'skipped' })
  return await call(deps, { ...cause, token }, written)
}

/** A claim that ran out: its worker recorded the outcome, or nobody knows what became of the call. */
async function settle(deps: SendSingleMailDeps, cause: MailCause): Promise<SendSingleMailOutcome> {
  const recorded = await getMail(deps.table, cause.intent.id)
  if (!recorded) {
    const addressee = addresseeOf(cause)
    return await conclude(deps, cause, { outcome: 'uncertain', reason: 'claimExpired', addressee })
  }
  await closeMail(deps.table, cause)
  return { kind: recorded.outcome }
}

async function call(
  deps: SendSingleMailDeps,
  cause: MailCause & { token: string },
  written: Extract<Written, { kind: 'mail' }>,
): Promise<SendSingleMailOutcome> {
  const { addressee } = written
  const message = messageOf(deps, cause.intent, written)
  if (!message)
    return await conclude(deps, cause, { outcome: 'failed', reason: 'address', addressee })
  await countSingle(deps)
  let outcome: SendOutcome
  try {
    outcome = await deps.mailer.send(message)
  } catch (error) {
    await conclude(deps, cause, { outcome: 'uncertain', reason: 'broken', addressee })
    throw error
  }
  switch (outcome.kind) {
    case 'accepted':
      return await conclude(deps, cause, { outcome: 'accepted', addressee })
    case 'failed':
      return await conclude(deps, cause, { outcome: 'failed', reason: outcome.reason, addressee })
    case 'uncertain':
      return await conclude(deps, cause, { outcome: 'uncertain', reason: outcome.cause, addressee })
    default:
      return await postpone(deps, cause, outcome, addressee)
  }
}

function messageOf(
  deps: SendSingleMailDeps,
  intent: Intent,
  written: Extract<Written, { kind: 'mail' }>,
): OutgoingMessage | undefined {
  if (mailableAddress(written.to) === undefined) return undefined
  const { sender } = deps.publication
  const { publication, siteUrl } = deps
  const words = singleMail(written.mail, { publication, siteUrl, locale: written.locale })
  return {
    from: sender.email,
    to: written.to,
    raw: composeSingle({
      from: { name: sender.name, email: sender.email },
      replyTo: sender.replyTo,
      to: written.to,
      ...words,
    }),
    tags: {
      kind: written.mail.kind.replace('.', '-'),
      mail: intent.id,
      // An event may come before our record: it must find the reader by itself.
      ...('readerId' in written.addressee && written.addressee.readerId !== undefined
        ? { reader: written.addressee.readerId }
        : {}),
    },
  }
}

type Conclusion = {
  outcome: SingleMailRecord['outcome']
  reason?: string
  addressee?: Partial<Addressee>
}

/** Evidence first: the record, then the closed intent. */
async function conclude(
  deps: SendSingleMailDeps,
  cause: MailCause,
  conclusion: Conclusion,
): Promise<SendSingleMailOutcome> {
  const { intent } = cause
  const { reason, addressee } = conclusion
  const at = instant(deps.clock())
  const why = reason === undefined ? {} : { reason }
  const { id, kind } = intent
  const record = { id, kind, outcome: conclusion.outcome, at, ...why, ...addressee }
  const outcome = await putMail(deps.table, record)
  if (await isErased(deps.table, addressee)) await forgetReaderOfMail(deps.table, id)
  await closeMail(deps.table, cause)
  const level = outcome === 'accepted' || outcome === 'skipped' ? 'info' : 'warn'
  deps.log(level, `mail.${outcome}`, { mailId: id, kind, ...why })
  return { kind: outcome }
}

/** An erasure while the mail was under way must not leave the reader's id behind. */
async function isErased(table: Table, addressee: Partial<Addressee> = {}): Promise<boolean> {
  if (!('readerId' in addressee) || addressee.readerId === undefined) return false
  return (await getReader(table, addressee.readerId, { consistent: true })) === undefined
}

/** Refused for now: tried again ever later, then given up. */
async function postpone(
  deps: SendSingleMailDeps,
  cause: MailCause & { token: string },
  outcome: Exclude<SendOutcome, { kind: 'accepted' | 'failed' | 'uncertain' }>,
  addressee: Addressee,
): Promise<SendSingleMailOutcome> {
  const attempts = cause.intent.attempts + 1
  if (attempts >= deliveryLimits.intentAttempts)
    return await conclude(deps, cause, { outcome: 'failed', reason: 'attempts', addressee })
  const level = outcome.kind === 'throttled' ? 'info' : 'error'
  deps.log(level, 'mail.postponed', { mailId: cause.intent.id, because: outcome.kind, attempts })
  const dueAt = instant(deps.clock().getTime() + retryMs(attempts))
  await postponeMail(deps.table, { ...cause, dueAt, attempts })
  return { kind: 'later' }
}

/** One minute, two, four … at most two hours: over half a day in ten tries. */
export function retryMs(attempts: number): number {
  return Math.min(deliveryLimits.mailRetryMs * 2 ** (attempts - 1), 2 * hourMs)
}

/** Whom the mail was for, as far as its item says without being parsed whole. */
function addresseeOf({ item, intent }: MailCause): Partial<Addressee> {
  const id = intent.data['readerId'] ?? item['id']
  const reader = idSchema('reader').safeParse(id)
  if (reader.success) return { readerId: reader.data }
  const staff = idSchema('staff').safeParse(id)
  return staff.success ? { staffId: staff.data } : {}
}

const mailKinds: ReadonlySet<string> = new Set<MailKind>([
  'mail.confirmation',
  'mail.welcome',
  'mail.alreadyReader',
  'mail.staffSignIn',
  'mail.dataExport',
  'mail.erasure',
  'mail.orderConfirmed',
  ...noteKinds,
])

function isMailKind(kind: string): kind is MailKind {
  return mailKinds.has(kind)
}
