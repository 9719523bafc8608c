// A contract in words: what was ordered, its price with VAT, its duration, what comes after, how to
// leave it. One wording for the page before ordering, the confirmation and the console. Pure.
import type { Locale } from '#kernel/errors'
import { dateOf, type Instant } from '#kernel/time'
import { formatDate, issueNumberText } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import { countryName } from '#readers/country'
import { withdrawalDays, withdrawalUntil } from './deadlines.ts'
import type { Order } from './order.ts'
import { giftLines, replacesLines } from './order-lines.ts'
import { addressLines } from './postal-address.ts'
import { promotionLines } from './price-summary.ts'
import type { Replaced } from './replaceable.ts'

export type SummaryLine = {
  id:
    | 'what'
    | 'issues'
    | 'first'
    | 'copies'
    | 'buyer'
    | 'delivery'
    | 'gift'
    | 'message'
    | 'promotion'
    | 'replaces'
    | 'duration'
    | 'renewal'
    | 'withdrawal'
    | 'mediator'
  label: string
  /** Several for an address. */
  texts: string[]
}

/** What a summary needs besides the order: today's calendar and what the title says of itself. */
export type SummaryContext = {
  publication: Publication
  locale: Locale
  /** Cover date of the first issue, `2026-12-01`, where the calendar has it. */
  firstIssueDate?: string | undefined
  /** Of an order that replaces a contract: what of that one would go back today. */
  replaced?: Replaced | undefined
}

/** Every line, in the order that a contract is read. */
export function contractSummary(order: Order, context: SummaryContext): SummaryLine[] {
  const { locale } = context
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { terms, quantity } = order
  const line = (id: SummaryLine['id'], label: string, ...texts: string[]): SummaryLine => ({
    id,
    label,
    texts,
  })
  return [
    line('what', say('Offre', 'Offer'), `${context.publication.name}, ${terms.name[locale]}`),
    line('issues', say('Ce que vous recevez', 'What you get'), ...whatComes(order, locale)),
    ...(terms.kind === 'monthly'
      ? []
      : [line('first', firstLabel(order, locale), firstText(order, context))]),
    ...(quantity > 1
      ? [line('copies', say('Exemplaires de chaque numéro', 'Copies of each issue'), `${quantity}`)]
      : []),
    line('duration', say('Durée', 'Duration'), durationText(order, locale)),
    ...replacesLines(order, context),
    ...promotionLines(order, locale),
    line('renewal', say('À la fin', 'At the end'), ...renewalTexts(order, context)),
    line('withdrawal', say('Changer d’avis', 'Withdrawal'), withdrawalText(order, context)),
    line('mediator', say('Médiateur', 'Mediator'), mediatorText(context)),
  ]
}

/** Who buys and where it goes; both can be changed before ordering. */
export function partiesSummary(order: Order, locale: Locale): SummaryLine[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { buyer, delivery, gift } = order
  const number = buyer.vatNumber
    ? [say(`TVA ${buyer.vatNumber}`, `VAT number ${buyer.vatNumber}`)]
    : []
  const country = delivery ? [] : [countryName(buyer.country, locale)]
  return [
    {
      id: 'buyer',
      label: gift ? say('Qui offre', 'Who gives') : say('Qui commande', 'Who orders'),
      texts: [
        ...(buyer.company ? [buyer.company] : []),
        buyer.name,
        buyer.email,
        ...number,
        ...country,
      ],
    },
    ...(delivery
      ? [
          {
            id: 'delivery' as const,
            label: say('Livraison, comme sur l’enveloppe', 'Delivery, as on the envelope'),
            texts: addressLines(delivery, countryName(delivery.country, locale)),
          },
        ]
      : []),
    ...(gift ? giftLines(gift, locale) : []),
  ]
}

function whatComes({ terms, quantity }: Order, locale: Locale): string[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const how = {
    print: say('imprimés, par la poste', 'printed, by post'),
    digital: say('à lire en ligne', 'to read online'),
    both: say('imprimés, par la poste, et à lire en ligne', 'printed, by post, and to read online'),
  }[terms.edition]
  if (terms.kind === 'monthly')
    return [say('Lecture en ligne de tout ce qui paraît', 'Reading online all that comes out')]
  const each = quantity > 1 ? say(` × ${quantity} exemplaires`, ` × ${quantity} copies`) : ''
  if (terms.kind === 'single')
    return [
      terms.edition === 'digital'
        ? say('Un numéro à lire en ligne', 'One issue to read online')
        : `${say('Un numéro imprimé, par la poste', 'One printed issue, by post')}${each}`,
    ]
  const doubles =
    terms.doubleUses === 1
      ? say('Un numéro double compte pour un', 'A double issue counts as one')
      : say('Un numéro double compte pour deux', 'A double issue counts as two')
  const specials = terms.hasSpecials
    ? say('hors-série compris', 'special issues included')
    : say('hors-série non compris', 'special issues not included')
  return [
    `${say(`${terms.issues} numéros ${how}`, `${terms.issues} issues, ${how}`)}${each}`,
    `${doubles}${say('\u202f; ', '; ')}${specials}.`,
  ]
}

function firstLabel({ terms }: Order, locale: Locale): string {
  if (terms.kind === 'single') return locale === 'fr' ? 'Numéro' : 'Issue'
  return locale === 'fr' ? 'Premier numéro' : 'First issue'
}

function firstText({ firstIssue }: Order, { locale, firstIssueDate }: SummaryContext): string {
  const number = issueNumberText(firstIssue, locale)
  if (firstIssueDate === undefined) return number
  const date = formatDate(firstIssueDate, locale)
  return locale === 'fr' ? `${number}, prévu le ${date}` : `${number}, planned for ${date}`
}

function durationText({ terms }: Order, locale: Locale): string {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  switch (terms.kind) {
    case 'single':
      return say('Une seule livraison.', 'One delivery.')
    case 'monthly':
      return say(
        'Un mois, reconduit de mois en mois. Aucun engagement minimal.',
        'One month, renewed month by month. No minimum commitment.',
      )
    case 'term':
      return say(
        `${terms.issues} numéros, soit ${terms.months} mois environ. C’est l’engagement minimal.`,
        `${terms.issues} issues, about ${terms.months} months. This is the minimum commitment.`,
      )
  }
}

function renewalTexts({ terms }: Order, { publication, locale }: SummaryContext): string[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { email } = publication.identity
  if (!terms.renews)
    return [
      say(
        'Rien ne se reconduit, rien n’est plus prélevé.',
        'Nothing renews and nothing more is charged.',
      ),
    ]
  if (terms.kind === 'monthly')
    return [
      say(
        `Chaque mois est prélevé au début. Vous y mettez fin quand vous voulez, par «\u202fRésilier votre contrat\u202f», au pied de chaque page du site, ou en écrivant à ${email}\u202f; le mois payé va à son terme.`,
        `Each month is charged at its start. You end it whenever you like, by “Cancel your contract” at the foot of every page of the site or by writing to ${email}; a month that was paid runs to its end.`,
      ),
    ]
  return [
    say(
      'L’abonnement se reconduit tacitement pour la même durée, au prix alors en vigueur.',
      'The subscription renews tacitly for the same duration, at the price then in force.',
    ),
    say(
      `Nous vous écrivons entre trois mois et un mois avant la date limite pour refuser. Refuser est gratuit\u202f: par «\u202fRésilier votre contrat\u202f», au pied de chaque page du site, par un message à ${email} ou par une lettre.`,
      `We write to you between three months and one month before the last day to refuse. Refusing is free: by “Cancel your contract” at the foot of every page of the site, by a message to ${email} or by a letter.`,
    ),
  ]
}

function withdrawalText(order: Order, { publication, locale }: SummaryContext): string {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { terms } = order
  if (terms.kind === 'single')
    return say(
      'Un numéro à l’unité n’ouvre pas de droit de rétractation (article L221-28, 10° du Code de la consommation).',
      'A single issue gives no right of withdrawal (Code de la consommation, L221-28, 10°).',
    )
  const how = say(
    ` Par «\u202fRenoncer au contrat ici\u202f», au pied de chaque page du site, par un message à ${publication.identity.email} ou par une lettre, sans motif. Tout ce qui est payé est remboursé dans les quatorze jours\u202f; les exemplaires reçus sont à renvoyer à vos frais.`,
    ` By “Withdraw from the contract here” at the foot of every page of the site, by a message to ${publication.identity.email} or by a letter, without a reason. All that was paid is paid back within fourteen days; copies received are to be sent back at your cost.`,
  )
  if (terms.edition !== 'digital')
    return (
      say(
        `Consommateur, vous pouvez vous rétracter dès maintenant et jusqu’au ${withdrawalDays}e jour après la réception du premier numéro.`,
        `As a consumer you can withdraw from now on and until the ${withdrawalDays}th day after you receive the first issue.`,
      ) + how
    )
  const until = digitalUntil(order, publication.zone)
  return (
    (until === undefined
      ? say(
          `Consommateur, vous pouvez vous rétracter pendant ${withdrawalDays} jours à compter de la commande.`,
          `As a consumer you can withdraw for ${withdrawalDays} days from the order.`,
        )
      : say(
          `Consommateur, vous pouvez vous rétracter jusqu’au ${formatDate(until, 'fr')} à minuit.`,
          `As a consumer you can withdraw until the end of ${formatDate(until, 'en')}.`,
        )) + how
  )
}

/** Known once the contract is made. */
function digitalUntil({ paidAt }: Order, zone: string): string | undefined {
  if (paidAt === undefined) return undefined
  const concluded = dateOf(paidAt as Instant, zone)
  const until = withdrawalUntil({ concluded, kind: 'digital' })
  return until.kind === 'until' ? until.day : undefined
}

function mediatorText({ publication, locale }: SummaryContext): string {
  const mediator = publication.subscriptions?.mediator
  if (!mediator) return locale === 'fr' ? 'Aucun' : 'None'
  return `${mediator.name}, ${mediator.address}, ${mediator.url}`
}
