// How a mailing goes out, as a person chose it when scheduling: its departure, its seeds and its two
// subjects. What can't be is refused in a sentence that belongs to a field of the form. Pure.
import type { Sentence } from '#kernel/errors'
import { instant, minuteMs, wallClockOf } from '#kernel/time'
import { Departure, type Mailing, Seeds, SubjectTest } from './mailing.ts'

export type ScheduleOptions = {
  departure?: Departure
  /** Addresses as they were typed; spaces and capitals at the domain do no harm. */
  seeds?: { emails: readonly string[]; waitMinutes: number }
  test?: Pick<SubjectTest, 'subjectB' | 'share' | 'waitMinutes' | 'measure'>
}

/** The field of the schedule form that a refusal stands at; the command names its option by it. */
export type OptionField =
  | 'departure'
  | 'minutes'
  | 'perDay'
  | 'seeds'
  | 'seedWait'
  | 'subjectB'
  | 'share'
  | 'testWait'

export type OptionRefusal = { kind: 'option'; field: OptionField; sentence: Sentence }

/** The fields of the mailing that the options set; what was not asked for is not there. */
export type OptionFields = Pick<Mailing, 'departure' | 'seeds' | 'test'>

export const optionLimits = {
  seeds: 20,
  spreadMinutes: [10, 2_880],
  seedWaitMinutes: 1_440,
} as const

/** Reads the options. `subject` is the newsletter's own, which the second must differ from. */
export function readOptions(
  options: ScheduleOptions,
  { subject }: { subject: string },
): { kind: 'read'; fields: OptionFields } | OptionRefusal {
  const departure = readDeparture(options.departure)
  if (departure.kind !== 'read') return departure
  const seeds = readSeeds(options.seeds)
  if (seeds.kind !== 'read') return seeds
  const test = readTest(options.test, subject)
  if (test.kind !== 'read') return test
  const clash = test.value && clashOf(departure.value)
  if (clash) return clash
  return {
    kind: 'read',
    fields: {
      ...(departure.value ? { departure: departure.value } : {}),
      ...(seeds.value ? { seeds: seeds.value } : {}),
      ...(test.value ? { test: test.value } : {}),
    },
  }
}

type Read<T> = { kind: 'read'; value: T | undefined } | OptionRefusal

function readDeparture(asked: Departure | undefined): Read<Departure> {
  // At once is what a mailing does that says nothing, now as before there was a choice.
  if (asked === undefined || asked.kind === 'atOnce') return { kind: 'read', value: undefined }
  const departure = Departure.safeParse(asked)
  if (departure.success) return { kind: 'read', value: departure.data }
  if (asked.kind === 'spread')
    return refused(
      'minutes',
      'Étalez l’envoi sur 10 minutes au moins et 2\u202f880 (48 heures) au plus.',
      'Spread the mailing over 10 minutes at least and 2,880 (48 hours) at most.',
    )
  return refused(
    'perDay',
    'Écrivez combien de mails partent chaque jour, de 1 à 60 nombres, par exemple 50, 100, 200.',
    'Write how many mails go on each day, from 1 to 60 numbers, such as 50, 100, 200.',
  )
}

function readSeeds(asked: ScheduleOptions['seeds']): Read<Seeds> {
  const emails = [...new Set((asked?.emails ?? []).map((one) => one.trim()).filter(Boolean))]
  if (!asked || emails.length === 0) return { kind: 'read', value: undefined }
  if (emails.length > optionLimits.seeds)
    return refused(
      'seeds',
      `Vous avez écrit ${emails.length} adresses\u202f: gardez-en ${optionLimits.seeds} au plus.`,
      `You wrote ${emails.length} addresses: keep ${optionLimits.seeds} at most.`,
    )
  const wrong = emails.filter((email) => !Seeds.shape.emails.element.safeParse(email).success)
  if (wrong.length > 0) {
    const shown = wrong.slice(0, 3).map((one) => (one.length > 60 ? `${one.slice(0, 60)}…` : one))
    return refused(
      'seeds',
      `Ce n’est pas une adresse\u202f: ${shown.join(', ')}. Écrivez une adresse par ligne.`,
      `This is no address: ${shown.join(', ')}. Write one address a line.`,
    )
  }
  const seeds = Seeds.safeParse({ emails, waitMinutes: asked.waitMinutes })
  if (seeds.success) return { kind: 'read', value: seeds.data }
  return refused(
    'seedWait',
    'Laissez-leur de 1 minute à 1\u202f440 (24 heures).',
    'Give them from 1 minute to 1,440 (24 hours).',
  )
}

function readTest(asked: ScheduleOptions['test'], subject: string): Read<SubjectTest> {
  if (!asked) return { kind: 'read', value: undefined }
  const subjectB = asked.subjectB.trim()
  if (subjectB === '')
    return refused(
      'subjectB',
      'Écrivez le second objet, ou ne comparez pas d’objets.',
      'Write the second subject, or compare no subjects.',
    )
  // A line break in a subject would begin a header of its own.
  if (subjectB.length > 200 || /\p{Cc}/u.test(subjectB))
    return refused(
      'subjectB',
      'Le second objet tient sur une ligne, en 200 caractères au plus.',
      'The second subject is one line, 200 characters at most.',
    )
  if (normal(subjectB) === normal(subject))
    return refused(
      'subjectB',
      'C’est le même objet. Écrivez-en un autre, ou ne comparez pas d’objets.',
      'This is the same subject. Write another, or compare no subjects.',
    )
  if (!SubjectTest.shape.share.safeParse(asked.share).success)
    return refused(
      'share',
      'Comparez sur 5\u202f% des lecteurs au moins.',
      'Compare over 5% of the readers at least.',
    )
  if (asked.share >= 1)
    return refused(
      'share',
      'Il ne resterait personne à qui envoyer le meilleur objet. Comparez sur une part plus petite.',
      'Nobody would be left to get the better subject. Compare over a smaller share.',
    )
  const test = SubjectTest.safeParse({ ...asked, subjectB })
  if (test.success) return { kind: 'read', value: test.data }
  return refused(
    'testWait',
    'Attendez de 15 minutes à 2\u202f880 (48 heures) avant de choisir.',
    'Wait from 15 minutes to 2,880 (48 hours) before choosing.',
  )
}

const normal = (subject: string) => subject.normalize('NFKC').replace(/\s+/g, ' ').trim()

/** The better subject must be known before the rest is called; two departures don't wait for it. */
function clashOf(departure: Departure | undefined): OptionRefusal | undefined {
  switch (departure?.kind) {
    case 'localHour':
      return refused(
        'departure',
        'Deux objets et l’heure de chacun ne vont pas ensemble\u202f: les premiers pays seraient servis avant que le meilleur objet soit connu. Choisissez l’un ou l’autre.',
        'Two subjects and everyone’s own hour don’t go together: the first countries would be served before the better subject is known. Choose one of them.',
      )
    case 'warmUp':
      return refused(
        'departure',
        'Deux objets et la montée en charge ne vont pas ensemble\u202f: les petits envois des premiers jours ne diraient rien de sûr. Choisissez l’un ou l’autre.',
        'Two subjects and a warm-up don’t go together: the few mails of the first days would tell nothing for sure. Choose one of them.',
      )
    default:
      return undefined
  }
}

/**
 * Refuses a test over so few that a subject would go to nobody, or nobody were left for the
 * better one. `audienceCount` as counted now.
 */
export function tooFewToTest(
  test: SubjectTest | undefined,
  audienceCount: number,
): OptionRefusal | undefined {
  if (!test) return undefined
  const tested = Math.round(audienceCount * test.share)
  if (tested >= 2 && audienceCount - tested >= 1) return undefined
  return refused(
    'share',
    `Avec ${audienceCount} destinataires, il n’y a pas de quoi comparer deux objets et garder quelqu’un pour le meilleur. Choisissez un seul objet.`,
    `With ${audienceCount} recipients there is no comparing two subjects and keeping somebody for the better one. Choose one subject.`,
  )
}

/** The earliest wall-clock time, `2026-12-01T08:30`, that nobody on earth has passed yet. */
export function earliestLocalHour(now: Date): string {
  const whole = Math.ceil(now.getTime() / minuteMs) * minuteMs
  // IANA writes it the other way round: this zone is ahead of UTC by 14 hours.
  return wallClockOf(instant(whole), 'Etc/GMT-14')
}

function refused(field: OptionField, fr: string, en: string): OptionRefusal {
  return { kind: 'option', field, sentence: { fr, en } }
}
