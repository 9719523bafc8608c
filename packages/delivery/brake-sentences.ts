// What the brake says: what it saw, in figures, and what to do about it.
import type { Locale, Sentence } from '#kernel/errors'
import type { Excess } from './brake.ts'

/** Why all of a mailing is paused. */
export function pauseSentence(excess: Excess): Sentence {
  const { cause, counts, limit } = excess
  const seen = (locale: Locale) => figures(counts[cause], counts.accepted, locale)
  if (cause === 'bounced')
    return {
      fr: `Pause automatique\u202f: ${seen('fr')} ont été refusés pour de bon, plus que le seuil de ${share(limit, 'fr')}. Ouvrez la liste des adresses refusées, cherchez d’où elles viennent (un import ancien, un formulaire abusé), puis reprenez l’envoi ou annulez-le.`,
      en: `Paused by itself: ${seen('en')} were refused for good, more than the limit of ${share(limit, 'en')}. Open the list of refused addresses, find out where they come from (an old import, an abused form), then resume this mailing or cancel it.`,
    }
  return {
    fr: `Pause automatique\u202f: ${seen('fr')} ont été signalés comme indésirables, plus que le seuil de ${share(limit, 'fr')}. Relisez l’objet et vérifiez à qui part cet envoi, puis reprenez-le ou annulez-le.`,
    en: `Paused by itself: ${seen('en')} were reported as spam, more than the limit of ${share(limit, 'en')}. Read the subject again and check to whom this mailing goes, then resume or cancel it.`,
  }
}

/** Why a mailing is paused of which only recipients at held domains are left. */
export function onlyHeldSentence(domains: readonly string[], pending: number): Sentence {
  const names = [...domains].sort()
  return {
    fr: `Tous les autres ont été appelés\u202f: il reste ${number(pending, 'fr')} destinataires chez ${list(names, 'fr')}, retenus parce que ces messageries refusaient trop de messages. Reprenez l’envoi pour les appeler, ou annulez-le pour y renoncer.`,
    en: `Everyone else has been called: ${number(pending, 'en')} recipients are left at ${list(names, 'en')}, held because those servers refused too many messages. Resume this mailing to call them, or cancel it to leave them out.`,
  }
}

function figures(count: number, of: number, locale: Locale): string {
  const [some, all] = [number(count, locale), number(of, locale)]
  const part = share(count / of, locale)
  return locale === 'fr'
    ? `${some} des ${all} messages acceptés (${part})`
    : `${some} of ${all} accepted messages (${part})`
}

export function number(value: number, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale]).format(value)
}

function share(value: number, locale: Locale): string {
  const format = { style: 'percent', maximumFractionDigits: 2 } as const
  return new Intl.NumberFormat(tags[locale], format).format(value)
}

export function list(names: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(tags[locale]).format(names)
}

const tags: Record<Locale, string> = { fr: 'fr-FR', en: 'en-GB' }
