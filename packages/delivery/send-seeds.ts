// Calls a mailing's seeds, each once: claimed before the call, what became of it recorded after.
// Their mail is what readers get, but for a first line that says so and lets them stop the rest.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { type MailingId, type MakeId, prefixedId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, dayMs, instant, wallClockOf } from '#kernel/time'
import { type SigningKeys, signToken } from '#kernel/tokens'
import { number as shown } from './brake-sentences.ts'
import { composeMessage, cutRendition } from './compose.ts'
import { stopMailing, stopSentences } from './halt-mailing.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import { countSingle } from './pace.ts'
import type { Mailer, OutgoingMessage, SendOutcome } from './ports.ts'
import { holesFor } from './recipients.ts'
import type { Rendition } from './rendition.ts'
import { goesAt, type SeedMail, seedMailId, seedMails } from './seed-mails.ts'
import { getMailing, getRendition } from './store.ts'
import { claimSeed, closeSeedClaims, isKnown, recordSeed, releaseSeed } from './store-seeds.ts'
import { variantsOf } from './variants.ts'
import { withSubject } from './with-subject.ts'

export type SendSeedsDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  mailer: Pick<Mailer, 'send'>
  signingKeys: SigningKeys
  siteUrl: string
  log: Log
  deadline?: Date
}

/** `later`: refused for now, or out of time; the tick asks again. `notHeld`: nothing to do. */
export type SendSeedsOutcome = { kind: 'called' | 'later' | 'notHeld' | 'stopped' }

/** @throws what the mailer threw, which it must not, once `uncertain` is recorded. */
export async function sendSeeds(
  deps: SendSeedsDeps,
  input: { mailingId: MailingId },
): Promise<SendSeedsOutcome> {
  const { table } = deps
  const { mailingId: id } = input
  const held = await heldFor(table, id)
  if (!held) return { kind: 'notHeld' }
  // Readers in every block segment see every block: so do those who look before all others.
  const rendition = await getRendition(table, id, variantsOf(held).at(-1) as string)
  if (!rendition) throw new Error('A mailing is held without its rendition')
  const calls = await closeSeedClaims(table, id, instant(deps.clock()))
  let waits = false
  for (const mail of await mailsOf(table, id)) {
    if (calls.attempted.has(mail.number)) {
      waits ||= !isKnown(calls, mail.number)
      continue
    }
    if (isOutOfTime(deps)) return { kind: 'later' }
    // Anyone may have paused it between two calls.
    const mailing = await heldFor(table, id)
    if (!mailing) return { kind: 'notHeld' }
    const end = await callSeed(deps, { mailing, mail, rendition })
    if (end === 'stopped' || end === 'later') return { kind: end }
  }
  return { kind: waits ? 'later' : 'called' }
}

async function heldFor(table: Table, id: MailingId): Promise<Mailing | undefined> {
  const mailing = await getMailing(table, id)
  return mailing?.status === 'held' && mailing.heldFor === 'seeds' ? mailing : undefined
}

async function mailsOf(table: Table, id: MailingId): Promise<SeedMail[]> {
  const mailing = await getMailing(table, id)
  return mailing ? seedMails(mailing) : []
}

function isOutOfTime({ clock, deadline }: SendSeedsDeps): boolean {
  return deadline !== undefined && clock().getTime() > deadline.getTime() - deliveryLimits.spareMs
}

type SeedCall = { mailing: Mailing; mail: SeedMail; rendition: Rendition }

async function callSeed(
  deps: SendSeedsDeps,
  call: SeedCall,
): Promise<'done' | 'later' | 'stopped'> {
  const { table, clock } = deps
  const { mailing, mail } = call
  const { number } = mail
  const message = messageOf(deps, call)
  const token = deps.makeId('request')
  await countSingle(deps)
  if (!(await claimSeed(table, mailing.id, { number, token, now: clock() }))) return 'done'
  const record = (outcome: 'accepted' | 'failed' | 'uncertain') =>
    recordSeed(table, mailing.id, { number, outcome, at: instant(clock()) })
  let outcome: SendOutcome
  try {
    outcome = await deps.mailer.send(message)
  } catch (error) {
    await record('uncertain')
    throw error
  }
  deps.log('info', 'mailing.seed', { mailingId: mailing.id, number, outcome: outcome.kind })
  switch (outcome.kind) {
    case 'accepted':
    case 'failed':
    case 'uncertain':
      await record(outcome.kind)
      return 'done'
    case 'stopped': {
      await releaseSeed(table, mailing.id, { number, token })
      const because = stopSentences[outcome.reason]
      await stopMailing(deps, mailing.id, { from: ['held'], because })
      return 'stopped'
    }
    default:
      await releaseSeed(table, mailing.id, { number, token })
      return 'later'
  }
}

function messageOf(deps: SendSeedsDeps, { mailing, mail, rendition }: SeedCall): OutgoingMessage {
  const { signingKeys, siteUrl } = deps
  const subject = mail.subject === 'b' ? mailing.test?.subjectB : undefined
  const cut = cutRendition(subject === undefined ? rendition : withSubject(rendition, subject))
  const { locale, archiveSlug } = mailing
  return {
    from: cut.from,
    to: mail.email,
    raw: composeMessage(cut, {
      to: mail.email,
      holes: {
        ...holesFor({ id: nobody }, { mailing: { locale, archiveSlug }, signingKeys, siteUrl }),
        notice: noticeFor(deps, mailing, mail),
      },
    }),
    tags: { kind: 'seed', mail: seedMailId(mailing.id, mail.number) },
  }
}

/** A seed's links are real ones, of a reader who does not exist: using them changes nothing. */
const nobody = prefixedId('reader', 'test')

/** Three lines, as the hole wants them: the sentence, the link's words, the link. */
function noticeFor(
  deps: Pick<SendSeedsDeps, 'clock' | 'signingKeys' | 'siteUrl'>,
  mailing: Mailing,
  mail: SeedMail,
): string {
  const { locale } = mailing
  const now = deps.clock()
  const token = stopToken(deps.signingKeys, { mailing, seed: mail.seed, now })
  const url = `${deps.siteUrl}${locale === 'en' ? '/en' : ''}/stop/${token}`
  return [noticeSentence(mailing, now), stopWords[locale], url].join('\n')
}

const stopWords: Record<Locale, string> = { fr: 'Arrêter l’envoi', en: 'Stop the mailing' }

function noticeSentence(mailing: Mailing, now: Date): string {
  const { locale, planned = 0, zone } = mailing
  const at = wallClockOf(goesAt(mailing, instant(now)), zone).slice('2026-12-01T'.length)
  const readers = shown(planned, locale)
  return locale === 'fr'
    ? `Envoi témoin\u202f: le reste part à ${at} à ${readers} ${planned > 1 ? 'lecteurs' : 'lecteur'}.`
    : `Seed copy: the rest goes out at ${at} to ${readers} ${planned > 1 ? 'readers' : 'reader'}.`
}

/** The link is good for a day. */
const stopTokenMs = dayMs

export function stopToken(
  keys: SigningKeys,
  stop: { mailing: Pick<Mailing, 'id'>; seed: number; now: Date },
): string {
  return signToken(keys, {
    purpose: 'stop',
    subject: stop.mailing.id,
    data: { seed: String(stop.seed + 1) },
    expiresAt: instant(stop.now.getTime() + stopTokenMs),
  })
}
