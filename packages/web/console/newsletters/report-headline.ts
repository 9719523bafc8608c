// How a mailing went, in a sentence or two: what the report says before its numbers. Pure.
import { sumOf } from '#delivery/counts'
import type { MailingReport } from '#delivery/report-mailing'
import type { Locale } from '#kernel/errors'
import { formatNumber, formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'

type Counts = Pick<
  MailingReport,
  | 'planned'
  | 'pending'
  | 'accepted'
  | 'skipped'
  | 'failed'
  | 'uncertain'
  | 'sentAgain'
  | 'delivered'
  | 'bounced'
  | 'bouncedSoft'
  | 'complained'
  | 'rejected'
>

export type Headline = {
  /** How it went. */
  lead: string
  /** What is to be known beside it. */
  notes: string[]
}

/** Of a mailing, or of several together with the state of the last. */
export function headlineOf(counts: Counts, status: string, locale: Locale): Headline {
  const n = (value: number) => formatNumber(value, locale)
  const { planned, pending, accepted } = counts
  switch (status) {
    case 'scheduled':
      return only(say(locale, 'Pas encore parti.', 'Not gone yet.'))
    case 'planning':
      return only(
        say(locale, 'La liste des destinataires se prépare.', 'The recipients are being listed.'),
      )
    case 'held':
      return only(
        say(
          locale,
          `Prêt pour ${n(planned)} lecteurs\u202f; personne n’a encore été appelé.`,
          `Ready for ${n(planned)} readers; nobody has been called yet.`,
        ),
      )
    case 'sending':
    case 'waitingForQuota':
    case 'paused':
    case 'stopped':
      return {
        lead: say(
          locale,
          `${n(planned - pending)} sur ${n(planned)} sont traités, ${n(pending)} attendent.`,
          `${n(planned - pending)} of ${n(planned)} are done, ${n(pending)} are waiting.`,
        ),
        notes: troubles(counts, locale),
      }
    case 'cancelled':
      return planned === 0 || accepted + counts.uncertain === 0
        ? only(
            say(
              locale,
              'Annulé avant le départ\u202f: personne n’a rien reçu.',
              'Cancelled before it went: nobody received anything.',
            ),
          )
        : {
            lead: say(
              locale,
              `Annulé en route\u202f: ${n(accepted)} sur ${n(planned)} étaient partis.`,
              `Cancelled on its way: ${n(accepted)} of ${n(planned)} had gone.`,
            ),
            notes: troubles(counts, locale),
          }
    default:
      return sent(counts, locale)
  }
}

function only(lead: string): Headline {
  return { lead, notes: [] }
}

function sent(counts: Counts, locale: Locale): Headline {
  const n = (value: number) => formatNumber(value, locale)
  const { planned, accepted, delivered, bounced, bouncedSoft, rejected } = counts
  if (planned === 0) return only(say(locale, 'Personne n’était prévu.', 'Nobody was planned for.'))
  const unheard = Math.max(0, accepted - delivered - bounced - bouncedSoft - rejected)
  const notes = [
    ...(unheard > 0 && delivered + bounced > 0
      ? [
          say(
            locale,
            `Pour ${n(unheard)} autres, la messagerie n’a pas encore répondu.`,
            `For ${n(unheard)} more the receiving server has not answered yet.`,
          ),
        ]
      : []),
    ...troubles(counts, locale),
  ]
  if (delivered + bounced + bouncedSoft === 0)
    return {
      lead: say(
        locale,
        `${n(accepted)} sur ${n(planned)} sont partis\u202f; les messageries n’ont pas encore répondu.`,
        `${n(accepted)} of ${n(planned)} have gone; no receiving server has answered yet.`,
      ),
      notes: troubles(counts, locale),
    }
  const share = formatShare(floor(delivered / planned), locale, 1)
  return {
    lead:
      delivered === planned
        ? say(
            locale,
            `Remis à ses ${n(planned)} lecteurs.`,
            `Delivered to all ${n(planned)} readers.`,
          )
        : say(
            locale,
            `Remis à ${n(delivered)} lecteurs sur ${n(planned)} (${share}).`,
            `Delivered to ${n(delivered)} of ${n(planned)} readers (${share}).`,
          ),
    notes,
  }
}

/** 99.96 % must not read as all of them. */
function floor(share: number): number {
  return Math.floor(share * 1_000) / 1_000
}

function troubles(counts: Counts, locale: Locale): string[] {
  const n = (value: number) => formatNumber(value, locale)
  const { bounced, complained, uncertain, sentAgain } = counts
  const failed = sumOf(counts.failed)
  const said = (count: number, one: [string, string], many: [string, string]) =>
    count === 0 ? [] : [say(locale, ...(count === 1 ? one : many))]
  const parts = [
    ...said(
      bounced + failed,
      ['une adresse refusée', 'one address refused'],
      [`${n(bounced + failed)} adresses refusées`, `${n(bounced + failed)} addresses refused`],
    ),
    ...said(
      complained,
      ['une plainte', 'one complaint'],
      [`${n(complained)} plaintes`, `${n(complained)} complaints`],
    ),
    ...said(
      uncertain,
      ['un destinataire incertain', 'one recipient uncertain'],
      [`${n(uncertain)} destinataires incertains`, `${n(uncertain)} recipients uncertain`],
    ),
    ...said(
      sentAgain,
      ['un envoyé une seconde fois', 'one sent a second time'],
      [`${n(sentAgain)} envoyés une seconde fois`, `${n(sentAgain)} sent a second time`],
    ),
  ]
  if (parts.length === 0) return []
  const text = new Intl.ListFormat(locale === 'fr' ? 'fr-FR' : 'en-GB').format(parts)
  return [`${text[0]?.toUpperCase()}${text.slice(1)}.`]
}
