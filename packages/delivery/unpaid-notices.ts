// The words about a renewal that stays unpaid: a reminder before the last day, and that it has ended.
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { formatDate, formatEuros } from '#kernel/typography'
import type { NoticeTexts } from './notice-texts.ts'

export type UnpaidToTell = {
  planName: string
  /** What is due, in cents with VAT. */
  gross: number
  /** When the subscription ends if nothing is paid. */
  endsAt: Instant
  nextAttemptAt?: Instant | undefined
  isMonthly: boolean
}

type Context = { name: string; zone: string; locale: Locale }

export function reminderTexts(unpaid: UnpaidToTell, { name, zone, locale }: Context): NoticeTexts {
  const { planName, gross, nextAttemptAt } = unpaid
  const day = (at: Instant) => formatDate(new Date(at), locale, { zone })
  const amount = formatEuros(gross, locale)
  if (locale === 'fr')
    return {
      stamp: 'Votre abonnement',
      subject: `Rappel\u202f: le renouvellement de votre abonnement à ${name} reste à payer`,
      preheader: `${amount} sont à payer d’ici le ${day(unpaid.endsAt)}.`,
      title: 'Le renouvellement reste à payer',
      intro: `La banque a refusé ${amount} pour «\u202f${planName}\u202f», et le paiement n’est toujours pas passé.${nextAttemptAt ? ` Nous le présenterons de nouveau le ${day(nextAttemptAt)}.` : ''}`,
      more: 'Le bouton permet d’indiquer une autre carte ou un autre compte. Les numéros déjà payés restent dus, quoi qu’il arrive.',
      button: 'Mettre à jour le moyen de paiement',
      note: 'Vous ne souhaitez pas continuer\u202f? Ne faites rien\u202f: l’abonnement prend fin ce jour-là, sans frais, et rien ne vous est réclamé.',
      reason: `Vous recevez ce message parce que vous avez un abonnement à ${name}.`,
    }
  return {
    stamp: 'Your subscription',
    subject: `Reminder: the renewal of your subscription to ${name} is unpaid`,
    preheader: `${amount} are to be paid by ${day(unpaid.endsAt)}.`,
    title: 'The renewal is still unpaid',
    intro: `The bank refused ${amount} for “${planName}”, and the payment has not gone through yet.${nextAttemptAt ? ` We will present it again on ${day(nextAttemptAt)}.` : ''}`,
    more: 'The button lets you give another card or account. Issues already paid stay owed to you, whatever happens.',
    button: 'Update the means of payment',
    note: 'You do not wish to go on? Do nothing: the subscription ends on that day at no cost, and nothing is claimed from you.',
    reason: `You get this message because you subscribe to ${name}.`,
  }
}

/** The frame of a reminder: the last day to pay. */
export function reminderBox({ endsAt }: UnpaidToTell, { zone, locale }: Context) {
  const day = formatDate(new Date(endsAt), locale, { zone, weekday: true })
  return locale === 'fr'
    ? { label: 'Sans paiement, l’abonnement prend fin', text: `Le ${day}` }
    : { label: 'Without a payment the subscription ends', text: `On ${day}` }
}

export function endedTexts(unpaid: UnpaidToTell, { name, locale }: Context): NoticeTexts {
  const { planName, gross, isMonthly } = unpaid
  const amount = formatEuros(gross, locale)
  if (locale === 'fr')
    return {
      stamp: 'Votre abonnement',
      subject: `Votre abonnement à ${name} a pris fin`,
      preheader: 'Rien ne vous est réclamé.',
      title: 'Votre abonnement a pris fin',
      intro: `Le renouvellement de «\u202f${planName}\u202f» (${amount}) n’a pas été payé. L’abonnement a donc pris fin, sans frais\u202f: cette somme n’est plus due et ne sera plus présentée à votre banque.`,
      more: isMonthly
        ? 'Ce qui a paru pendant les mois payés reste à lire dans votre compte.'
        : 'S’il vous reste des numéros déjà payés, ils vous sont servis jusqu’au dernier.',
      button: 'Voir les offres',
      note: 'C’était un oubli\u202f? Un nouvel abonnement reprend au prochain numéro.',
      reason: `Vous recevez ce message parce que vous aviez un abonnement à ${name}.`,
    }
  return {
    stamp: 'Your subscription',
    subject: `Your subscription to ${name} has ended`,
    preheader: 'Nothing is claimed from you.',
    title: 'Your subscription has ended',
    intro: `The renewal of “${planName}” (${amount}) was not paid. The subscription has therefore ended at no cost: the sum is no longer due and will not be presented to your bank again.`,
    more: isMonthly
      ? 'What came out during the months you paid stays readable in your account.'
      : 'If issues already paid are left, they are served to the last.',
    button: 'See the offers',
    note: 'Was it an oversight? A new subscription begins with the next issue.',
    reason: `You get this message because you subscribed to ${name}.`,
  }
}
