// What an end comes to, in a sentence that staff can read out on the telephone.
import { type Locale, type Sentence, unreachable } from '#kernel/errors'
import { formatDate, formatEuros } from '#kernel/typography'
import type { DeclarationEffect, WaitingReason } from '#subscriptions/declaration'

export function effectSentence(effect: DeclarationEffect, locale: Locale): string {
  const { fr, en } = sentencesOf(effect)
  return locale === 'fr' ? fr : en
}

function sentencesOf(effect: DeclarationEffect): Sentence {
  const { issuesLeft: left, endsOn, givesBack } = effect
  const day = (locale: Locale) => (endsOn === undefined ? '' : formatDate(endsOn, locale))
  const back = {
    fr:
      givesBack === 0
        ? 'Rien n’est à rendre.'
        : `${formatEuros(givesBack, 'fr')} sont rendus par le même moyen de paiement.`,
    en:
      givesBack === 0
        ? 'Nothing is to be given back.'
        : `${formatEuros(givesBack, 'en')} go back by the same means of payment.`,
  }
  switch (effect.kind) {
    case 'end':
      return {
        fr: `L’abonnement n’est plus renouvelé\u202f; les numéros déjà payés sont servis (${left})${endsOn ? `, le dernier vers le ${day('fr')}` : ''}. ${back.fr}`,
        en: `The subscription renews no more; issues already paid for are served (${left})${endsOn ? `, the last around ${day('en')}` : ''}. ${back.en}`,
      }
    case 'monthEnd':
      return {
        fr: `L’abonnement va au bout du mois payé${endsOn ? `, le ${day('fr')}` : ''}. ${back.fr}`,
        en: `The subscription goes to the end of the month that is paid${endsOn ? `, ${day('en')}` : ''}. ${back.en}`,
      }
    case 'now':
      return {
        fr: `L’avis avant le renouvellement n’est pas parti dans son délai\u202f: l’abonnement prend fin tout de suite. ${back.fr}`,
        en: `The notice before the renewal did not go in its time: the subscription ends at once. ${back.en}`,
      }
    case 'withdrawn':
      return {
        fr: `Le contrat est annulé tout de suite. ${back.fr}${effect.hasPrintToReturn ? ' Les numéros imprimés déjà reçus sont à nous renvoyer.' : ''}`,
        en: `The contract is undone at once. ${back.en}${effect.hasPrintToReturn ? ' Printed issues already received are to be sent back to us.' : ''}`,
      }
    case 'later':
      return {
        fr: `Rien ne change avant le ${day('fr')}\u202f; l’abonnement prend fin ce jour-là.`,
        en: `Nothing changes before ${day('en')}; the subscription ends on that day.`,
      }
    case 'already':
      return {
        fr: `L’abonnement est déjà résilié\u202f: rien ne change.${left > 0 ? ` Les numéros déjà payés sont servis (${left}).` : ''}`,
        en: `The subscription is ended already: nothing changes.${left > 0 ? ` Issues already paid for are served (${left}).` : ''}`,
      }
    default:
      return unreachable(effect.kind)
  }
}

/** Why there is no right that the rules know of. */
export const doubts: Partial<Record<WaitingReason, Sentence>> = {
  late: {
    fr: 'Le délai de rétractation est passé. Vous pouvez l’accepter quand même, à titre de geste.',
    en: 'The withdrawal period is over. You may accept all the same, as a gesture.',
  },
  business: {
    fr: 'La commande est au nom d’une société\u202f: il n’y a pas de droit de rétractation. Vous pouvez l’accepter quand même, à titre de geste.',
    en: 'The order is in a company’s name: there is no right to withdraw. You may accept all the same, as a gesture.',
  },
}
