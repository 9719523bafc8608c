// The words around a declaration's receipt.
import type { Locale } from '#kernel/errors'
import type { DeclarationKind, ReceiptKind, WaitingReason } from '#subscriptions/declaration'
import { of } from './mail-texts.ts'
import type { NoticeTexts } from './notice-texts.ts'

type Both = Readonly<Record<Locale, NoticeTexts>>

/** `moment`: when it was received, in the language of the text that it stands in. */
export function declarationTexts(given: {
  kind: DeclarationKind
  what: ReceiptKind
  channel: 'site' | 'staff'
  moment: string
  because: WaitingReason | undefined
  name: string
}): Both {
  const { kind, what, moment, because, name } = given
  const { fr, en } = nouns[kind]
  const isCopy = what === 'copy'
  return {
    fr: {
      stamp: fr.stamp,
      subject: isCopy
        ? `Votre abonnement à ${name}\u202f: une ${fr.noun} a été reçue`
        : `${fr.title} de votre abonnement à ${name}\u202f: accusé de réception`,
      preheader: `Reçue ${moment}. Gardez ce message.`,
      title: `${fr.title} reçue`,
      intro: isCopy
        ? `Nous avons reçu, ${moment}, la ${fr.noun} de votre abonnement, faite depuis une autre adresse que la vôtre. Voici ce qui a été déclaré et ce qui en résulte.`
        : `Nous avons reçu, ${moment}, la déclaration ci-dessous. Ce message en est l’accusé de réception\u202f: gardez-le.`,
      more: isCopy
        ? 'Ce n’était pas vous\u202f? Répondez à ce message sans attendre\u202f: nous remettrons l’abonnement en état.'
        : what === 'received'
          ? waiting.fr(because)
          : '',
      button: isCopy ? 'Voir mon abonnement' : 'Voir l’accusé de réception',
      note: 'Une question, une erreur\u202f? Répondez à ce message.',
      reason: isCopy
        ? `Vous recevez ce message parce que vous avez un abonnement à ${name}.`
        : `Ce message fait suite à une déclaration de ${fr.noun} faite pour cette adresse auprès ${of(name)}.`,
    },
    en: {
      stamp: en.stamp,
      subject: isCopy
        ? `Your subscription to ${name}: a ${en.noun} was received`
        : `${en.title} of your subscription to ${name}: receipt`,
      preheader: `Received ${moment}. Keep this message.`,
      title: `${en.title} received`,
      intro: isCopy
        ? `We received, ${moment}, the ${en.noun} of your subscription, made from another address than yours. Here is what was declared and what follows from it.`
        : `We received, ${moment}, the declaration below. This message is its receipt: keep it.`,
      more: isCopy
        ? 'It was not you? Answer this message without delay and we will put the subscription right.'
        : what === 'received'
          ? waiting.en(because)
          : '',
      button: isCopy ? 'See my subscription' : 'See the receipt',
      note: 'A question, a mistake? Answer this message.',
      reason: isCopy
        ? `You get this message because you subscribe to ${name}.`
        : `This message follows a declaration of ${en.noun} made to ${name} for this address.`,
    },
  }
}

const nouns = {
  cancellation: {
    fr: { stamp: 'Votre résiliation', title: 'Résiliation', noun: 'résiliation' },
    en: { stamp: 'Your cancellation', title: 'Cancellation', noun: 'cancellation' },
  },
  withdrawal: {
    fr: { stamp: 'Votre rétractation', title: 'Rétractation', noun: 'rétractation' },
    en: { stamp: 'Your withdrawal', title: 'Withdrawal', noun: 'withdrawal' },
  },
} as const

/** The same whether nothing fits or too much: a stranger learns nothing of who subscribes. */
const waiting: Record<Locale, (because: WaitingReason | undefined) => string> = {
  fr: (because) =>
    because === 'late' || because === 'business' || because === 'single'
      ? 'Elle garde cette date. Une personne de notre service l’examine et vous répond par e-mail.'
      : 'Elle garde cette date. Nous n’avons pas su de quel contrat il s’agit\u202f: une personne le cherche et vous répond par e-mail. Pour aller plus vite, répondez à ce message avec le numéro de commande (il commence par «\u202for_\u202f»), qui figure dans votre confirmation.',
  en: (because) =>
    because === 'late' || because === 'business' || because === 'single'
      ? 'It keeps this date. A person of our service looks at it and answers you by e-mail.'
      : 'It keeps this date. We could not tell which contract is meant: a person looks for it and answers you by e-mail. To be quicker, answer this message with the order number (it begins with “or_”), which is in your confirmation.',
}
