// The words of the account: what a contract is at, what comes and when, what was just done.
import type { Locale, Sentence } from '#kernel/errors'
import { dateOf, type Instant } from '#kernel/time'
import { formatEuros } from '#kernel/typography'
import type { Contract, Holding, ReceivedIssue } from '#subscriptions/account-holding'
import { formatDate } from '../../shared/format.tsx'
import { say } from '../../shared/locale.ts'
import type { FlashMessage, StatusTone } from '../../shared/parts.tsx'

type Place = { locale: Locale; zone: string }

/** `3 décembre 2027`, in the title's zone. */
export function dayOf(at: Instant, { locale, zone }: Place): string {
  return formatDate(dateOf(at, zone), locale)
}

/** Contracts that run before those that ended; the first says how the subscription stands. */
export function runningFirst(contracts: readonly Contract[]): Contract[] {
  const hasEnded = ({ state }: Contract) => state.kind === 'ended'
  return [...contracts.filter((one) => !hasEnded(one)), ...contracts.filter(hasEnded)]
}

/** A contract's state in a word, and in a sentence that says what happens and when. */
export function stateOf(
  { state, owed }: Contract,
  place: Place,
): { tone: StatusTone; word: string; sentence: string } {
  const { locale } = place
  const day = (at: Instant) => dayOf(at, place)
  switch (state.kind) {
    case 'renews': {
      const price = formatEuros(state.gross, locale)
      return {
        tone: 'good',
        word: say(locale, 'En cours', 'Running'),
        sentence: say(
          locale,
          `Se renouvelle le ${day(state.at)}, pour ${price}.`,
          `Renews on ${day(state.at)}, for ${price}.`,
        ),
      }
    }
    case 'ends':
      return {
        tone: endTone(state, owed),
        word: say(locale, ...endWords(state, owed)),
        sentence: endSentence(state, owed, place),
      }
    case 'unpaid': {
      const price = formatEuros(state.gross, locale)
      const since = day(state.since)
      const until = state.endsAt === undefined ? '' : day(state.endsAt)
      return {
        tone: 'bad',
        word: say(locale, 'Renouvellement impayé', 'Renewal unpaid'),
        sentence: say(
          locale,
          `La banque a refusé ${price} le ${since}.${until && ` Sans paiement d’ici le ${until}, l’abonnement prend fin, sans frais.`}`,
          `The bank refused ${price} on ${since}.${until && ` Without a payment by ${until} the subscription ends at no cost.`}`,
        ),
      }
    }
    case 'provisional':
      return {
        tone: 'calm',
        word: say(locale, 'Paiement en cours', 'Payment under way'),
        sentence: say(
          locale,
          'L’abonnement commence dès que la banque confirme.',
          'The subscription begins once the bank confirms.',
        ),
      }
    case 'ended':
      return {
        tone: 'none',
        word: say(locale, 'Terminé', 'Ended'),
        sentence: endedSentence(state, owed, place),
      }
  }
}

type Ends = Extract<Contract['state'], { kind: 'ends' }>

/** Green is for what goes on as it was ordered. */
function endTone(state: Ends, owed: number): StatusTone {
  if (owed === 0 && state.at === undefined) return 'none'
  return state.because === 'cancelled' ? 'calm' : 'good'
}

function endWords(state: Ends, owed: number): [string, string] {
  if (state.because === 'cancelled') return ['Résilié', 'Cancelled']
  return owed > 0 ? ['En cours', 'Running'] : ['Servi', 'Served']
}

function endSentence(state: Ends, owed: number, place: Place): string {
  const { locale } = place
  if (state.because === 'cancelled') {
    if (owed > 0)
      return say(
        locale,
        `Ne se renouvelle plus. ${issues(owed, 'fr')} ${owed > 1 ? 'restent dus et vous seront servis' : 'reste dû et vous sera servi'}.`,
        `Renews no more. ${issues(owed, 'en')} ${owed === 1 ? 'is' : 'are'} still owed and will be sent to you.`,
      )
    return state.at === undefined
      ? say(locale, 'Ne se renouvelle plus.', 'Renews no more.')
      : say(
          locale,
          `Ne se renouvelle plus\u202f: il s’arrête le ${dayOf(state.at, place)}.`,
          `Renews no more: it stops on ${dayOf(state.at, place)}.`,
        )
  }
  if (owed === 0) return say(locale, 'Tout a été servi.', 'All of it was sent.')
  return say(
    locale,
    'Se termine avec le dernier numéro payé, sans renouvellement.',
    'Ends with the last issue paid for, without renewal.',
  )
}

function endedSentence(
  state: Extract<Contract['state'], { kind: 'ended' }>,
  owed: number,
  place: Place,
): string {
  const { locale } = place
  const day = state.at === undefined ? '' : dayOf(state.at, place)
  const when = say(locale, day && ` le ${day}`, day && ` on ${day}`)
  const left =
    owed > 0
      ? say(
          locale,
          ` ${issues(owed, 'fr')} déjà ${owed > 1 ? 'payés restent dus' : 'payé reste dû'}.`,
          ` ${issues(owed, 'en')} already paid for ${owed === 1 ? 'is' : 'are'} still owed.`,
        )
      : ''
  switch (state.because) {
    case 'unpaid':
      return say(locale, `Terminé${when}, faute de paiement.`, `Ended${when}, unpaid.`) + left
    case 'withdrawn':
      return say(
        locale,
        `Rétracté${when}\u202f: tout ce qui a été payé est remboursé.`,
        `Withdrawn${when}: all that was paid is given back.`,
      )
    case 'replaced':
      return say(
        locale,
        `Remplacé${when} par une autre formule.`,
        `Replaced${when} by another plan.`,
      )
    default:
      return say(locale, `Terminé${when}.`, `Ended${when}.`) + left
  }
}

/** `Cinq numéros` as a figure: `5 numéros`. */
export function issues(count: number, locale: Locale): string {
  if (locale === 'fr') return `${count} numéro${count > 1 ? 's' : ''}`
  return `${count} issue${count === 1 ? '' : 's'}`
}

/** The sentence under the page's title: what comes next of all. */
export function nextSentence(
  holdings: readonly Holding[],
  place: Place & { now: Instant },
): string {
  const { locale, zone, now } = place
  const next = holdings
    .flatMap(({ coming }) => coming.slice(0, 1))
    .sort((a, b) => (a.issue?.coverDate ?? '9').localeCompare(b.issue?.coverDate ?? '9'))[0]
  const owed = holdings.reduce((sum, one) => sum + one.owed, 0)
  const date = next?.issue?.coverDate
  if (!next || date === undefined) {
    if (owed > 0)
      return say(
        locale,
        `${issues(owed, 'fr')} à venir\u202f; la date du prochain n’est pas encore fixée.`,
        `${issues(owed, 'en')} to come; the date of the next one is not set yet.`,
      )
    return say(locale, 'Aucun numéro n’est à venir.', 'No issue is to come.')
  }
  const day = formatDate(date, locale)
  if (date < dateOf(now, zone))
    return say(
      locale,
      `Le N°\u00a0${next.number}, prévu le ${day}, n’est pas encore parti.`,
      `Issue ${next.number}, planned for ${day}, has not left yet.`,
    )
  return say(
    locale,
    `Le N°\u00a0${next.number} est attendu le ${day}.`,
    `Issue ${next.number} is expected on ${day}.`,
  )
}

/** What became of an issue, for its line; `canClaim`: the button may stand beside it. */
export function receivedState(
  issue: ReceivedIssue,
  place: Place & { now: Instant },
): { text: string; canClaim: boolean } {
  const { locale, now } = place
  const { claim, claimableFrom, at } = issue
  const day = (when: Instant) => dayOf(when, place)
  if (claim?.status === 'sent')
    return {
      canClaim: false,
      text: say(
        locale,
        `Renvoyé le ${day(claim.sentAt ?? claim.claimedAt)}`,
        `Sent again on ${day(claim.sentAt ?? claim.claimedAt)}`,
      ),
    }
  if (claim)
    return {
      canClaim: false,
      text: say(
        locale,
        `Signalé le ${day(claim.claimedAt)}\u202f: un exemplaire va repartir`,
        `Reported on ${day(claim.claimedAt)}: a copy will be sent again`,
      ),
    }
  if (at === undefined) return { canClaim: false, text: say(locale, 'Servi', 'Sent') }
  if (claimableFrom === undefined)
    return { canClaim: false, text: say(locale, `Paru le ${day(at)}`, `Out on ${day(at)}`) }
  const posted = say(locale, `Posté le ${day(at)}`, `Posted on ${day(at)}`)
  if (now >= claimableFrom) return { canClaim: true, text: posted }
  return {
    canClaim: false,
    text: say(
      locale,
      `${posted}\u202f; peut arriver jusqu’au ${day(claimableFrom)}`,
      `${posted}; may arrive until ${day(claimableFrom)}`,
    ),
  }
}

/** What was just done, by the word in the page's address. */
export function flashOf(done: string | undefined): FlashMessage | undefined {
  return done !== undefined && Object.hasOwn(flashes, done) ? flashes[done] : undefined
}

const good = (fr: string, en: string): FlashMessage => ({ tone: 'good', sentence: { fr, en } })
const warn = (fr: string, en: string): FlashMessage => ({ tone: 'warn', sentence: { fr, en } })

const flashes: Readonly<Record<string, FlashMessage>> = {
  claimed: good(
    'C’est noté\u202f: un nouvel exemplaire vous est envoyé. Vérifiez que l’adresse ci-dessous est la bonne.',
    'Noted: another copy will be sent to you. Check that the address below is right.',
  ),
  claimedAgain: good(
    'C’était déjà noté\u202f: un exemplaire vous est envoyé une fois.',
    'It was noted already: a copy is sent to you once.',
  ),
  tooEarly: warn(
    'Ce numéro peut encore arriver. Attendez la date indiquée à côté de lui, puis dites-le-nous.',
    'This issue may still arrive. Wait for the date beside it, then tell us.',
  ),
  notServed: warn(
    'Ce numéro ne vous a pas été envoyé par la poste.',
    'This issue was not sent to you by post.',
  ),
  emailSent: good(
    'Un lien de confirmation est parti à la nouvelle adresse. Rien ne change avant qu’elle ne confirme.',
    'A link to confirm is on its way to the new address. Nothing changes before it confirms.',
  ),
  emailMoved: good(
    'Votre adresse e-mail est changée\u202f: vous êtes connecté avec la nouvelle.',
    'Your e-mail address is changed: you are signed in with the new one.',
  ),
  noCard: warn(
    'Cet abonnement ne se paie plus\u202f: il n’y a pas de moyen de paiement à changer.',
    'This subscription is paid no more: there is no means of payment to change.',
  ),
}

/** What a monthly plan opens. */
export function openSentence(until: Instant, place: Place): Sentence {
  return {
    fr: `Tout ce qui paraît d’ici le ${dayOf(until, { ...place, locale: 'fr' })} vous est ouvert.`,
    en: `All that comes out until ${dayOf(until, { ...place, locale: 'en' })} is open to you.`,
  }
}
