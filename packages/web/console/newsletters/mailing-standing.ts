// How a mailing stands that waits for something, in words, and what a person may do about it. Pure.
import { needsApproval } from '#delivery/approve-mailing'
import type { Mailing } from '#delivery/mailing'
import { seedMails } from '#delivery/seed-mails'
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { formatNumber, formatRelative } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'

export type Act = 'resume' | 'approve' | 'go-now' | 'pause'
export type Standing = { tone: 'warn' | 'bad'; sentence: string; notes: string[]; acts: Act[] }

type Sight = {
  locale: Locale
  now: Date
  planned: number
  /** The name behind an id of staff. */
  nameOf: (id: string) => string
  /** The member who looks. */
  me: string
}

/** Undefined while nothing waits for a person or a time. */
export function standingOf(mailing: Mailing, sight: Sight): Standing | undefined {
  switch (mailing.status) {
    case 'stopped':
      return {
        tone: 'bad',
        sentence: mailing.stoppedBecause?.[sight.locale] ?? '',
        notes: [],
        acts: ['resume'],
      }
    case 'paused':
      return paused(mailing, sight)
    case 'held':
      return mailing.heldFor === 'seeds' ? seeds(mailing, sight) : approval(mailing, sight)
    case 'scheduled':
    case 'planning':
      return ahead(mailing, sight)
    case 'waitingForQuota':
      return waiting(mailing, sight)
    default:
      return undefined
  }
}

function paused(mailing: Mailing, sight: Sight): Standing {
  const { locale } = sight
  const { pausedBecause, pausedAt } = mailing
  const since = pausedAt ? near(pausedAt, mailing, sight) : ''
  const acts: Act[] = ['resume']
  if (pausedBecause) {
    const notes = [say(locale, `En pause ${since}.`, `Paused ${since}.`)]
    return { tone: 'bad', sentence: pausedBecause[locale], notes, acts }
  }
  const who = whoActed(mailing, mailing.pausedBy ?? '', sight)
  return {
    tone: 'warn',
    sentence: say(
      locale,
      `En pause, ${since}, par ${who}. Personne n’est appelé tant qu’on ne le reprend pas.`,
      `Paused ${since} by ${who}. Nobody is called until somebody resumes it.`,
    ),
    notes: resumesWhere(mailing, sight),
    acts,
  }
}

/** What resuming will do, where that is not simply going on. */
function resumesWhere({ pausedFrom, heldUntil, sendAt }: Mailing, { locale, now }: Sight) {
  const isPast = (at: Instant) => Date.parse(at) <= now.getTime()
  if (pausedFrom === 'scheduled')
    return [
      isPast(sendAt)
        ? say(
            locale,
            'Son heure est passée\u202f: repris, il part aussitôt.',
            'Its time has passed: once resumed it goes at once.',
          )
        : say(
            locale,
            'Repris avant son heure, il partira à l’heure dite.',
            'Resumed before its time, it goes at that time.',
          ),
    ]
  if (pausedFrom === 'held' && heldUntil !== undefined && isPast(heldUntil))
    return [
      say(
        locale,
        'L’attente des témoins est passée\u202f: repris, il part aussitôt.',
        'The wait after the seeds is over: once resumed it goes at once.',
      ),
    ]
  return []
}

/** Who did something to a mailing: staff, a program, or a seed by its link. */
export function whoActed(
  { seeds: seeded }: Pick<Mailing, 'seeds'>,
  by: string,
  { locale, nameOf }: Pick<Sight, 'locale' | 'nameOf'>,
): string {
  const seed = /^seed:(\d+)$/.exec(by)?.[1]
  if (seed === undefined) return nameOf(by)
  const email = seeded?.emails[Number(seed) - 1]
  const named = say(locale, `le témoin n° ${seed}`, `seed ${seed}`)
  return email === undefined ? named : `${named} (${email})`
}

function approval(mailing: Mailing, sight: Sight): Standing {
  const { locale, planned, me, nameOf } = sight
  const above = formatNumber(mailing.approvalAbove ?? 0, locale)
  const count = formatNumber(planned, locale)
  const isMine = me === mailing.createdBy
  return {
    tone: 'warn',
    sentence: say(
      locale,
      `Prêt à partir à ${count} lecteurs. Au-delà de ${above}, une seconde personne doit l’approuver.`,
      `Ready to go to ${count} readers. Above ${above}, a second person must approve it.`,
    ),
    notes: [
      isMine
        ? say(
            locale,
            'Vous l’avez programmé\u202f: demandez à une autre personne de l’équipe.',
            'You scheduled it: ask another member of the team.',
          )
        : say(
            locale,
            `Programmé par ${nameOf(mailing.createdBy)}.`,
            `Scheduled by ${nameOf(mailing.createdBy)}.`,
          ),
    ],
    acts: isMine ? [] : ['approve'],
  }
}

/** Before its time: what it will wait for. */
function ahead(mailing: Mailing, { locale, me }: Sight): Standing | undefined {
  if (!needsApproval(mailing)) return undefined
  const above = formatNumber(mailing.approvalAbove ?? 0, locale)
  const isMine = me === mailing.createdBy
  return {
    tone: 'warn',
    sentence: say(
      locale,
      `Au-delà de ${above} lecteurs, cet envoi attendra l’accord d’une seconde personne.`,
      `Above ${above} readers this mailing will wait for a second person’s approval.`,
    ),
    notes: [
      isMine
        ? say(
            locale,
            'Vous l’avez programmé\u202f: une autre personne de l’équipe peut l’approuver dès maintenant, ici même.',
            'You scheduled it: another member of the team can approve it now, on this page.',
          )
        : say(
            locale,
            'Vous pouvez l’approuver dès maintenant\u202f: il partira alors à l’heure.',
            'You can approve it now: it then goes on time.',
          ),
    ],
    acts: [],
  }
}

function seeds(mailing: Mailing, sight: Sight): Standing {
  const { locale, planned } = sight
  const acts: Act[] = ['go-now', 'pause']
  const count = formatNumber(planned, locale)
  const { heldUntil, seedOutcomes, seeds: seeded } = mailing
  if (heldUntil === undefined || !seedOutcomes) {
    const wait = formatNumber(seeded?.waitMinutes ?? 0, locale)
    return {
      tone: 'warn',
      sentence: say(
        locale,
        `L’envoi témoin est en cours. Le reste suit ${wait} minutes après, à ${count} lecteurs.`,
        `The seeds are being called. The rest follows ${wait} minutes later, to ${count} readers.`,
      ),
      notes: [],
      acts,
    }
  }
  const at = clockTime(heldUntil, mailing.zone)
  return {
    tone: 'warn',
    sentence: say(
      locale,
      `L’envoi témoin est fait. Le reste part à ${at}, ${near(heldUntil, mailing, sight)}, à ${count} lecteurs.`,
      `The seeds have it. The rest goes at ${at}, ${near(heldUntil, mailing, sight)}, to ${count} readers.`,
    ),
    notes: seedNotes(mailing, locale),
    acts,
  }
}

function seedNotes(mailing: Mailing, locale: Locale): string[] {
  const { seedOutcomes } = mailing
  if (!seedOutcomes) return []
  const mails = seedMails(mailing)
  const at = (numbers: readonly number[]) => {
    const emails = mails.filter(({ number }) => numbers.includes(number)).map(({ email }) => email)
    return [...new Set(emails)].join(', ')
  }
  const { failed, uncertain } = seedOutcomes
  return [
    ...(failed.length > 0
      ? [say(locale, `Refusé pour ${at(failed)}.`, `Refused for ${at(failed)}.`)]
      : []),
    ...(uncertain.length > 0
      ? [
          say(
            locale,
            `Incertain pour ${at(uncertain)}\u202f: regardez dans cette boîte, il ne sera pas envoyé deux fois.`,
            `Uncertain for ${at(uncertain)}: look in that mailbox, it is not sent twice.`,
          ),
        ]
      : []),
  ]
}

function waiting(mailing: Mailing, sight: Sight): Standing {
  const { nextActionAt } = mailing
  const when = nextActionAt ? near(nextActionAt, mailing, sight) : ''
  return {
    tone: 'warn',
    sentence: say(
      sight.locale,
      `Le quota du jour est épuisé. Nous regardons de nouveau ${when}\u202f; l’envoi repart de lui-même.`,
      `The daily quota is used up. We look again ${when}; the mailing goes on by itself.`,
    ),
    notes: [],
    acts: [],
  }
}

function near(at: Instant, { zone }: Mailing, { now, locale }: Sight): string {
  return formatRelative(at, now, locale, zone)
}

function clockTime(at: Instant, zone: string): string {
  return new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short', timeZone: zone }).format(
    new Date(at),
  )
}
