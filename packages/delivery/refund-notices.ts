// The words around money that is given back.
import type { Locale } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import type { Order } from '#subscriptions/order'
import type { RefundReason, StaffRefund } from '#subscriptions/staff-refund'
import type { NoticeTexts } from './notice-texts.ts'

type Both = Readonly<Record<Locale, NoticeTexts>>

export function refundGivenTexts(given: {
  refund: Pick<StaffRefund, 'gross' | 'vat' | 'reason'>
  order: Pick<Order, 'terms'>
  name: string
}): Both {
  const { refund, order, name } = given
  const { fr, en } = order.terms.name
  const amount = { fr: formatEuros(refund.gross, 'fr'), en: formatEuros(refund.gross, 'en') }
  const vat = { fr: formatEuros(refund.vat, 'fr'), en: formatEuros(refund.vat, 'en') }
  return {
    fr: {
      stamp: 'Votre commande',
      subject: `${amount.fr} vous sont remboursés`,
      preheader: `${name}, ${fr}.`,
      title: 'Remboursement',
      intro: `Nous vous remboursons ${amount.fr}, dont ${vat.fr} de TVA, pour «\u202f${fr}\u202f»${because.fr[refund.reason]}.`,
      more: 'La somme arrive par le moyen de paiement de votre commande, en quelques jours ouvrés selon votre banque.',
      button: 'Voir ma commande',
      note: 'Une question\u202f? Répondez à ce message.',
      reason: `Vous recevez ce message parce que vous avez commandé ${name}.`,
    },
    en: {
      stamp: 'Your order',
      subject: `${amount.en} is on its way back to you`,
      preheader: `${name}, ${en}.`,
      title: 'Money back',
      intro: `We are giving you back ${amount.en}, of which ${vat.en} is VAT, for “${en}”${because.en[refund.reason]}.`,
      more: 'The sum comes by the means of payment of your order, within a few working days depending on your bank.',
      button: 'See my order',
      note: 'A question? Answer this message.',
      reason: `You get this message because you ordered ${name}.`,
    },
  }
}

/** What staff write beside the reason is for the house alone. */
const because: Record<Locale, Record<RefundReason, string>> = {
  fr: {
    gesture: ', à titre de geste commercial',
    notReceived: ', pour ce que vous n’avez pas reçu',
    paidAgain: ', qui avait été payé deux fois',
    error: ', pour corriger notre erreur',
    other: '',
  },
  en: {
    gesture: ', as a gesture of goodwill',
    notReceived: ', for what you did not receive',
    paidAgain: ', which had been paid twice',
    error: ', to correct our error',
    other: '',
  },
}
