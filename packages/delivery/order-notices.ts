// The words around an order: that it is confirmed, that a payment was refused.
import type { Locale, Sentence } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { formatDate, formatEuros } from '#kernel/typography'
import type { Order } from '#subscriptions/order'
import { termsVersion } from '#subscriptions/terms'
import { of } from './mail-texts.ts'
import type { NoticeTexts } from './notice-texts.ts'

/** `order`: nothing was paid at all. `renewal`: of a subscription that runs; `endsAt`: if never paid. */
export type PaymentFailure = {
  what: 'order' | 'renewal'
  planName: Sentence
  gross: number
  nextAttemptAt?: Instant | undefined
  endsAt?: Instant | undefined
}

type Both = Readonly<Record<Locale, NoticeTexts>>

export function orderConfirmedTexts(order: Order, name: string): Both {
  const isSingle = order.terms.kind === 'single'
  const isGift = order.gift !== undefined
  const { fr, en } = order.terms.name
  return {
    fr: {
      stamp: 'Votre commande',
      subject: isGift
        ? `Votre cadeau, un abonnement à ${name}, est confirmé`
        : isSingle
          ? `Votre commande ${of(name)} est confirmée`
          : `Votre abonnement à ${name} est confirmé`,
      preheader: `${fr}, ${formatEuros(order.price.gross, 'fr')}. Gardez ce message\u202f: c’est votre contrat.`,
      title: isGift ? 'Cadeau confirmé' : isSingle ? 'Commande confirmée' : 'Abonnement confirmé',
      intro:
        'Le paiement est accepté, merci. Voici tout ce qui a été convenu. Gardez ce message\u202f: il vaut contrat.',
      more: '',
      button: 'Voir ma commande',
      note: isSingle
        ? `Conditions de vente, version ${termsVersion}, ci-dessous.`
        : `Ci-dessous\u202f: le formulaire de rétractation et les conditions de vente, version ${termsVersion}. Pour toute question, répondez à ce message.`,
      reason: `Vous recevez ce message parce que vous avez commandé ${name}. Il n’inscrit à aucune lettre.`,
    },
    en: {
      stamp: 'Your order',
      subject: isGift
        ? `Your gift, a subscription to ${name}, is confirmed`
        : isSingle
          ? `Your order of ${name} is confirmed`
          : `Your subscription to ${name} is confirmed`,
      preheader: `${en}, ${formatEuros(order.price.gross, 'en')}. Keep this message: it is your contract.`,
      title: isGift ? 'Gift confirmed' : isSingle ? 'Order confirmed' : 'Subscription confirmed',
      intro:
        'The payment is accepted, thank you. Here is all that was agreed. Keep this message: it is the contract.',
      more: '',
      button: 'See my order',
      note: isSingle
        ? `Terms of sale, version ${termsVersion}, below.`
        : `Below: the withdrawal form and the terms of sale, version ${termsVersion}. Answer this message with any question.`,
      reason: `You get this message because you ordered ${name}. It signs you up for no newsletter.`,
    },
  }
}

export function paymentFailedTexts(
  failure: PaymentFailure,
  { name, zone }: { name: string; zone: string },
): Both {
  const { what, gross, nextAttemptAt, endsAt } = failure
  const amount = { fr: formatEuros(gross, 'fr'), en: formatEuros(gross, 'en') }
  const day = (at: string, locale: Locale) => formatDate(new Date(at), locale, { zone })
  if (what === 'order')
    return {
      fr: {
        ...{ stamp: 'Votre commande', preheader: 'Rien n’a été débité.' },
        subject: `Le paiement de votre abonnement à ${name} n’a pas abouti`,
        title: 'Le paiement n’a pas abouti',
        intro: `La banque a refusé ${amount.fr} pour «\u202f${failure.planName.fr}\u202f». Rien n’a été débité et rien n’est dû.`,
        more: 'Vous pouvez recommencer avec un autre moyen de paiement\u202f: ce que vous aviez indiqué est gardé.',
        button: 'Recommencer',
        note: '',
        reason: `Vous recevez ce message parce que vous avez commandé ${name}.`,
      },
      en: {
        ...{ stamp: 'Your order', preheader: 'Nothing was taken.' },
        subject: `The payment of your subscription to ${name} did not go through`,
        title: 'The payment did not go through',
        intro: `The bank refused ${amount.en} for “${failure.planName.en}”. Nothing was taken and nothing is due.`,
        more: 'You can start again with another means of payment: what you had filled in is kept.',
        button: 'Start again',
        note: '',
        reason: `You get this message because you ordered ${name}.`,
      },
    }
  return {
    fr: {
      ...{ stamp: 'Votre abonnement', preheader: 'Aucun numéro n’est perdu.' },
      subject: `Le renouvellement de votre abonnement à ${name} n’a pas été payé`,
      title: 'Le renouvellement n’a pas été payé',
      intro: `La banque a refusé ${amount.fr} pour «\u202f${failure.planName.fr}\u202f».${nextAttemptAt ? ` Nous présenterons le paiement de nouveau le ${day(nextAttemptAt, 'fr')}.` : ''}`,
      more: `Si votre carte a changé, le bouton permet de l’indiquer.${endsAt ? ` Sans paiement d’ici le ${day(endsAt, 'fr')}, l’abonnement prend fin, sans frais.` : ''} Les numéros déjà payés restent dus.`,
      button: 'Mettre à jour le moyen de paiement',
      note: 'Vous ne souhaitez pas continuer\u202f? «\u202fRésilier votre contrat\u202f», au pied de chaque page du site, suffit.',
      reason: `Vous recevez ce message parce que vous avez un abonnement à ${name}.`,
    },
    en: {
      ...{ stamp: 'Your subscription', preheader: 'No issue is lost.' },
      subject: `The renewal of your subscription to ${name} was not paid`,
      title: 'The renewal was not paid',
      intro: `The bank refused ${amount.en} for “${failure.planName.en}”.${nextAttemptAt ? ` We will present the payment again on ${day(nextAttemptAt, 'en')}.` : ''}`,
      more: `If your card has changed, the button lets you say so.${endsAt ? ` Without a payment by ${day(endsAt, 'en')} the subscription ends at no cost.` : ''} Issues already paid stay owed to you.`,
      button: 'Update the means of payment',
      note: 'You do not wish to go on? “Cancel your contract”, at the foot of every page of the site, is enough.',
      reason: `You get this message because you subscribe to ${name}.`,
    },
  }
}
