// What a subject test has shown, in sentences. Pure.
import type { Mailing, SubjectTest } from '#delivery/mailing'
import type { SubjectVerdict } from '#delivery/subject-verdict'
import type { TestResult } from '#delivery/test-result'
import type { Locale } from '#kernel/errors'
import { formatInstant, formatNumber, formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'

export type TestStage = 'ahead' | 'calling' | 'waiting' | 'decided' | 'cancelled' | 'allTested'

/** Where a mailing's test stands. */
export function stageOf(mailing: Mailing, test: SubjectTest, result?: TestResult): TestStage {
  if (test.winner !== undefined) return 'decided'
  if (mailing.status === 'cancelled') return 'cancelled'
  if (result?.restCount === 0) return 'allTested'
  if (!test.batches) return 'ahead'
  return test.testedAt === undefined ? 'calling' : 'waiting'
}

/** The stage in a sentence: what is known, and what comes next. */
export function stageSentence(
  of: { mailing: Mailing; test: SubjectTest; result: TestResult | undefined; stage: TestStage },
  view: { locale: Locale; nameOf: (id: string) => string },
): string {
  const { mailing, test, result, stage } = of
  const { locale, nameOf } = view
  const n = (value: number) => formatNumber(value, locale)
  const share = formatShare(test.share, locale)
  const rest = n(result?.restCount ?? 0)
  switch (stage) {
    case 'ahead':
      return say(
        locale,
        `${share} des destinataires recevront l’un ou l’autre objet, le reste le meilleur des deux.`,
        `${share} of the recipients will get one subject or the other, the rest the better one.`,
      )
    case 'calling': {
      const [all, left] = [sum(result, 'planned'), sum(result, 'pending')]
      return say(
        locale,
        `Le test part\u202f: ${n(all - left)} destinataires sur ${n(all)}. ${rest} attendent son issue.`,
        `The test is going out: ${n(all - left)} recipients of ${n(all)}. ${rest} wait for its outcome.`,
      )
    }
    case 'waiting': {
      const at = formatInstant(test.decideAt ?? mailing.sendAt, locale, mailing.zone)
      return say(
        locale,
        `Le test est parti. On jugera une seule fois, ${at}\u202f: d’ici là les chiffres ne disent rien de sûr. ${rest} destinataires attendent.`,
        `The test has gone out. It is judged once, on ${at}: until then the figures prove nothing. ${rest} recipients wait.`,
      )
    }
    case 'allTested':
      return say(
        locale,
        'Tout le monde est dans le test\u202f: il n’y a pas de reste à qui envoyer le meilleur objet.',
        'Everybody is in the test: there is no rest to send the better subject to.',
      )
    case 'cancelled':
      return say(
        locale,
        'L’envoi a été annulé avant la décision\u202f: le reste n’a rien reçu.',
        'The mailing was cancelled before the decision: the rest received nothing.',
      )
    case 'decided':
      return decidedSentence(test, { rest, locale, nameOf })
  }
}

function decidedSentence(
  test: SubjectTest,
  { rest, locale, nameOf }: { rest: string; locale: Locale; nameOf: (id: string) => string },
): string {
  const letter = (test.winner ?? 'a').toUpperCase()
  if (test.decidedBy !== undefined) {
    const who = nameOf(test.decidedBy)
    return say(
      locale,
      `${who} a choisi l’objet ${letter} pour les ${rest} autres destinataires.`,
      `${who} chose subject ${letter} for the other ${rest} recipients.`,
    )
  }
  if (test.isClear)
    return say(
      locale,
      `L’objet ${letter} a fait nettement mieux\u202f: les ${rest} autres destinataires le reçoivent.`,
      `Subject ${letter} did clearly better: the other ${rest} recipients get it.`,
    )
  return say(
    locale,
    `Il n’y a pas de gagnant net\u202f: les ${rest} autres destinataires reçoivent l’objet A, faute de mieux.`,
    `There is no clear winner: the other ${rest} recipients get subject A, for want of a better.`,
  )
}

/** The finding of the drawing; before the decision it judges nothing. */
export function findingOf(
  verdict: SubjectVerdict,
  view: {
    locale: Locale
    measure: SubjectTest['measure']
    isOver: boolean
    /** Enough people are measured; what is missing is that they did something. */
    hasPeople?: boolean
  },
): string {
  const { locale, measure, isOver, hasPeople } = view
  const what =
    measure === 'opened'
      ? say(locale, 'd’ouvertures', 'in opens')
      : say(locale, 'de clics', 'in clicks')
  if (verdict.kind === 'tooFew')
    return hasPeople
      ? say(
          locale,
          measure === 'opened'
            ? 'Trop peu d’ouvertures pour juger'
            : 'Trop peu de clics pour juger',
          measure === 'opened' ? 'Too few opens to judge by' : 'Too few clicks to judge by',
        )
      : say(
          locale,
          'Trop peu de lecteurs mesurés pour comparer',
          'Too few readers are measured to compare',
        )
  const { difference, interval } = verdict
  const range = say(
    locale,
    `entre ${points(interval.low, locale)} et ${points(interval.high, locale)} à 95\u202f%`,
    `between ${points(interval.low, locale)} and ${points(interval.high, locale)} at 95%`,
  )
  const gap = say(
    locale,
    `B par rapport à A\u202f: ${points(difference, locale)} ${pointWord(difference, locale)} ${what}, ${range}`,
    `B against A: ${points(difference, locale)} ${pointWord(difference, locale)} ${what}, ${range}`,
  )
  if (!isOver) return `${gap}${say(locale, ', pour l’instant', ', so far')}`
  if (verdict.kind === 'clear') return gap
  return `${gap}${say(locale, '\u202f: le hasard peut l’expliquer', ': chance may explain it')}`
}

/** A difference of shares in points, with its sign: `+4,2`, `−0,8`. */
function points(difference: number, locale: Locale): string {
  const text = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(difference * 100)
  return text.replace('-', '−')
}

function pointWord(difference: number, locale: Locale): string {
  const isOne = Math.abs(Math.round(difference * 1_000) / 10) < (locale === 'fr' ? 2 : 1.05)
  return say(locale, isOne ? 'point' : 'points', isOne ? 'point' : 'points')
}

function sum(result: TestResult | undefined, name: 'planned' | 'pending'): number {
  return result ? result.a[name] + result.b[name] : 0
}
