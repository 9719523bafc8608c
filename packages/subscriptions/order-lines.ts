// Lines of a contract's summary that some orders have: the contract that is replaced, the gift. Pure.
import type { Locale } from '#kernel/errors'
import { formatDate, formatEuros } from '#kernel/typography'
import type { SummaryContext, SummaryLine } from './contract-summary.ts'
import type { Order } from './order.ts'

/** The old contract ends when the new one is paid, and what is not served of it goes back. */
export function replacesLines(order: Order, { locale, replaced }: SummaryContext): SummaryLine[] {
  if (order.replaces === undefined) return []
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const ends = say(
    'Il prend fin dès que cette commande est payée. Ce qui n’est pas servi vous est rendu par le même moyen de paiement.',
    'It ends as soon as this order is paid. What is not served goes back by the same means of payment.',
  )
  const label = say('Ancien contrat', 'Old contract')
  if (!replaced) return [{ id: 'replaces', label, texts: [ends] }]
  const { planName, issues, gross } = replaced
  const amount = formatEuros(gross, locale)
  const count =
    issues > 0
      ? say(
          `${issuesText(issues, 'fr')} à venir, soit `,
          `${issuesText(issues, 'en')} to come, that is `,
        )
      : ''
  const today = say(`Aujourd’hui\u202f: ${count}${amount}.`, `Today: ${count}${amount}.`)
  return [{ id: 'replaces', label, texts: [planName[locale], ends, ...(gross > 0 ? [today] : [])] }]
}

function issuesText(count: number, locale: Locale): string {
  if (locale === 'fr') return count > 1 ? `${count} numéros` : '1 numéro'
  return count > 1 ? `${count} issues` : '1 issue'
}

/** Who receives it, how and when they are told, and the giver's words. */
export function giftLines(gift: NonNullable<Order['gift']>, locale: Locale): SummaryLine[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { recipientName, recipientEmail, startsOn, message } = gift
  const day = startsOn && formatDate(startsOn, locale)
  const told =
    recipientEmail === undefined
      ? say(
          'Nous ne l’annonçons pas\u202f: c’est à vous de le dire.',
          'We do not announce it: telling is up to you.',
        )
      : day === undefined
        ? say('Annoncé par e-mail dès le paiement.', 'Told by e-mail once it is paid.')
        : say(`Annoncé par e-mail le ${day}.`, `Told by e-mail on ${day}.`)
  const to = [recipientName, ...(recipientEmail === undefined ? [] : [recipientEmail]), told]
  return [
    { id: 'gift', label: say('Offert à', 'Given to'), texts: to },
    ...(message === undefined
      ? []
      : [{ id: 'message' as const, label: say('Votre mot', 'Your words'), texts: [message] }]),
  ]
}
