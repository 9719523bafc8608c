// What the recipient of a gift is told: from whom it is, what comes and when, how to read it, and why
// we have the address.
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import { countryName } from '#readers/country'
import { contractSummary } from '#subscriptions/contract-summary'
import type { Gift, Order } from '#subscriptions/order'
import { addressLines, type PostalAddress } from '#subscriptions/postal-address'
import type { Line } from './contract-text.ts'
import type { Note } from './note.ts'

export type GiftToTell = {
  order: Order
  gift: Gift
  /** The recipient's, as the account knows it. */
  email: string
  delivery: PostalAddress | undefined
  firstIssueDate: string | undefined
}

/** The giver's words stand in a frame of their own, as they were typed. */
export function giftNote(
  given: GiftToTell,
  context: { publication: Publication; siteUrl: string; locale: Locale },
): Note {
  const { gift, order } = given
  const { siteUrl, locale } = context
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const prefix = locale === 'en' ? '/en' : ''
  const isRead = order.terms.edition !== 'print'
  return {
    texts: textsOf(given, context),
    link: `${siteUrl}${prefix}${isRead ? '/account' : `/issues/${order.firstIssue}`}`,
    ...(gift.message === undefined
      ? {}
      : { box: { label: say('Son mot pour vous', 'A word for you'), text: gift.message } }),
    lines: linesOf(given, context),
  }
}

function textsOf(
  { order, gift, email }: GiftToTell,
  { publication, locale }: { publication: Publication; locale: Locale },
): Note['texts'] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { name, identity } = publication
  const giver = order.buyer.name
  const isRead = order.terms.edition !== 'print'
  return {
    stamp: say('Un cadeau pour vous', 'A gift for you'),
    subject: say(
      `${giver} vous offre un abonnement à ${name}`,
      `${giver} gives you a subscription to ${name}`,
    ),
    preheader: say(
      'Rien à payer, rien à renouveler\u202f: voici ce que vous recevrez.',
      'Nothing to pay, nothing to renew: here is what you will get.',
    ),
    title: say(`${giver} vous offre ${name}`, `${giver} gives you ${name}`),
    intro: say(
      `Bonjour ${gift.recipientName}. Un abonnement à ${name} est à vous. Vous n’avez rien à payer, et il prend fin tout seul.`,
      `Hello ${gift.recipientName}. A subscription to ${name} is yours. There is nothing to pay, and it ends by itself.`,
    ),
    more: isRead
      ? say(
          `Pour lire en ligne, ouvrez votre compte avec cette adresse, ${email}\u202f: nous vous y envoyons un lien, sans mot de passe. Chaque numéro vous attend le jour de sa parution.`,
          `To read online, open your account with this address, ${email}: we send you a link, without a password. Each issue is there on the day it is out.`,
        )
      : say(
          'Les numéros arrivent par la poste à l’adresse ci-dessous. Une erreur\u202f? Répondez à ce message.',
          'The issues come by post to the address below. Is it wrong? Answer this message.',
        ),
    button: isRead
      ? say('Ouvrir mon compte', 'Open my account')
      : say('Découvrir le premier numéro', 'See the first issue'),
    note: '',
    reason: say(
      `${giver} nous a confié votre adresse pour vous offrir cet abonnement. Elle ne sert qu’à cela et n’est inscrite à aucune lettre. Pour la faire effacer, écrivez à ${identity.dataProtection}.`,
      `${giver} gave us your address to give you this subscription. It serves for nothing else and is signed up for no newsletter. To have it erased, write to ${identity.dataProtection}.`,
    ),
  }
}

/** What comes and where; the price and the contract are the giver's. */
function linesOf(
  { order, delivery, firstIssueDate }: GiftToTell,
  { publication, locale }: { publication: Publication; locale: Locale },
): Line[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const told = ['issues', 'first', 'copies']
  const summary = contractSummary(order, { publication, locale, firstIssueDate })
  return [
    ...summary.filter(({ id }) => told.includes(id)),
    ...(delivery === undefined
      ? []
      : [
          {
            label: say('Livraison, comme sur l’enveloppe', 'Delivery, as on the envelope'),
            texts: addressLines(delivery, countryName(delivery.country, locale)),
          },
        ]),
  ]
}
