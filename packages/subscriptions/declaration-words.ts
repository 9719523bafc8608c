// A declaration in words: what was declared, and what it comes to. One wording for its pages, its
// mails and the console. Pure.
import type { Locale } from '#kernel/errors'
import { dateOf, type Instant } from '#kernel/time'
import { formatDate, formatEuros, formatTime } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import type { Declaration, DeclarationKind, Typed } from './declaration.ts'
import { plusDays } from './working-days.ts'

export type DeclaredLine = { label: string; texts: string[] }

/** What was typed, field by field, as on the page that was confirmed. */
export function declaredLines(
  { kind, typed }: { kind: DeclarationKind; typed: Typed },
  locale: Locale,
): DeclaredLine[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const line = (label: string, text: string | undefined): DeclaredLine[] =>
    text === undefined ? [] : [{ label, texts: text.split('\n') }]
  const { name, email, address, reference, motive } = typed
  return [
    ...line(say('Qui', 'Who'), name),
    ...line(say('Adresse e-mail', 'E-mail address'), email),
    ...line(say('Adresse postale', 'Postal address'), address),
    ...line(say('Contrat', 'Contract'), reference),
    ...(kind === 'cancellation' ? line(say('Date de fin', 'End'), wishText(typed, locale)) : []),
    ...line(say('Motif légitime', 'Legitimate reason'), motive),
  ]
}

function wishText({ wish }: Typed, locale: Locale): string {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  if (wish.kind === 'day') {
    const day = formatDate(wish.day, locale)
    return say(`le ${day}`, day)
  }
  return wish.kind === 'paid'
    ? say('une fois servi ce qui est payé', 'once all that is paid has been served')
    : say('le plus tôt possible', 'as soon as possible')
}

export function quoted(text: string, locale: Locale): string {
  return locale === 'fr' ? `«\u202f${text}\u202f»` : `“${text}”`
}

/** `le 24 novembre 2026 à 13 h 05 (heure de Paris)`. */
export function momentText(at: Instant, locale: Locale, zone: string): string {
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
  const day = formatDate(dateOf(at, zone), locale)
  // To the minute, also on the hour: it is a proof.
  const time = formatTime(new Date(at), locale, zone).replace(/h$/, 'h\u202f00')
  return locale === 'fr'
    ? `le ${day} à ${time} (heure de ${city})`
    : `on ${day} at ${time} (${city} time)`
}

/** Days within which money goes back: L221-24 of a withdrawal, L215-1 al. 3 of a cancellation. */
const refundDays: Record<DeclarationKind, number> = { withdrawal: 14, cancellation: 30 }

/** The end of the contract in one sentence; undefined while nobody knows which contract is meant. */
export function endText(declaration: Declaration, locale: Locale): string | undefined {
  const { effect } = declaration
  if (!effect) return undefined
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const day = effect.endsOn === undefined ? undefined : formatDate(effect.endsOn, locale)
  switch (effect.kind) {
    case 'withdrawn':
    case 'now':
      return say(`Le contrat a pris fin le ${day}.`, `The contract ended on ${day}.`)
    case 'monthEnd':
      return day === undefined
        ? say(
            'Le contrat prend fin avec le mois payé.',
            'The contract ends with the month paid for.',
          )
        : say(
            `Le contrat prend fin le ${day}, avec le mois payé.`,
            `The contract ends on ${day}, with the month paid for.`,
          )
    case 'later':
      return say(
        `Le contrat continue jusqu’au ${day}\u202f; il prend fin avec le mois ou la période qui court ce jour-là.`,
        `The contract goes on until ${day}; it ends with the month or period that runs on that day.`,
      )
    case 'already':
      return say('Ce contrat avait déjà pris fin.', 'This contract had already ended.')
    case 'end':
      return effect.issuesLeft === 0
        ? say(
            'Le contrat a pris fin\u202f: tout ce qui est payé est servi.',
            'The contract has ended: all that is paid has been served.',
          )
        : say(
            `Le contrat prend fin avec le dernier numéro payé, attendu le ${day}.`,
            `The contract ends with the last issue paid for, expected on ${day}.`,
          )
  }
}

/** What follows: renewal, issues, money and until when, copies to send back. */
export function effectTexts(
  declaration: Declaration,
  { publication, locale }: { publication: Publication; locale: Locale },
): string[] {
  const { effect, kind, at } = declaration
  if (!effect) return []
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { zone, identity } = publication
  const texts: string[] = []
  if (effect.kind === 'end' || effect.kind === 'monthEnd')
    texts.push(
      say(
        'Rien ne se reconduit, plus rien n’est prélevé.',
        'Nothing renews and nothing more is charged.',
      ),
    )
  if (effect.kind === 'end' && effect.issuesLeft > 0) texts.push(issuesText(effect, locale))
  if (effect.kind === 'now')
    texts.push(
      say(
        'Aucun avis ne vous avait informé à temps de la reconduction (Code de la consommation, L215-1)\u202f: ce qui n’est pas servi vous est remboursé.',
        'No notice had told you in time of the renewal (Code de la consommation, L215-1): what was not served is paid back.',
      ),
    )
  if (effect.givesBack > 0) {
    const latest = formatDate(plusDays(dateOf(at, zone), refundDays[kind]), locale)
    const amount = formatEuros(effect.givesBack, locale)
    texts.push(
      say(
        `${amount} vous sont remboursés, par le même moyen de paiement, au plus tard le ${latest}.`,
        `${amount} is paid back to you, by the same means of payment, by ${latest} at the latest.`,
      ),
    )
  } else if (effect.kind === 'withdrawn')
    texts.push(
      say(
        'Rien n’était encaissé\u202f; un paiement qui arriverait encore vous serait rendu aussitôt.',
        'Nothing had been collected; a payment that should still arrive will be given back at once.',
      ),
    )
  if (effect.hasPrintToReturn)
    texts.push(
      say(
        `Renvoyez les exemplaires reçus dans les quatorze jours, à vos frais, à ${identity.publisher}, ${identity.address.join(', ')}. Le remboursement ne les attend pas.`,
        `Send the copies you received back within fourteen days, at your cost, to ${identity.publisher}, ${identity.address.join(', ')}. The refund does not wait for them.`,
      ),
    )
  return texts
}

function issuesText({ issuesLeft }: { issuesLeft: number }, locale: Locale): string {
  if (issuesLeft === 1)
    return locale === 'fr'
      ? 'Le numéro qui reste vous est servi.'
      : 'The one issue that is left is sent to you.'
  return locale === 'fr'
    ? `Les ${issuesLeft} numéros qui restent vous sont servis jusqu’au dernier.`
    : `The ${issuesLeft} issues that are left are sent to you, to the last.`
}
