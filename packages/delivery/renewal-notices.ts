// The words of the notice before a tacit renewal (Code de la consommation, L215-1): dedicated to it,
// named, clear, its last day in a frame, and nothing that sells. The letter says the same.
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { formatDate, formatEuros } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import { renewalArticles } from '#subscriptions/law-texts'
import type { Line, Part } from './contract-text.ts'
import { that } from './mail-texts.ts'
import type { Note } from './note.ts'

export type RenewalToTell = {
  /** Whom it is addressed to: the law wants a name. */
  who: string
  planName: string
  /** Of a term. */
  issues: number
  months: number
  copies: number
  /** The last day to refuse, `2027-03-14`. */
  lastDay: string
  renewsAt: Instant
  /** What will be taken then, in cents with VAT. */
  gross: number
  /** How the reader names the contract to us. */
  reference: string
}

export function renewalNote(
  renewal: RenewalToTell,
  context: { publication: Publication; locale: Locale; link: string },
): Note {
  const { locale, link } = context
  return {
    texts: textsOf(renewal, context),
    link,
    box: renewalBox(renewal, locale),
    lines: renewalLines(renewal, context),
    annex: [renewalArticle(locale)],
  }
}

/** The frame: label in the law's words, the day with its weekday. */
export function renewalBox({ lastDay }: RenewalToTell, locale: Locale) {
  const day = unbroken(formatDate(lastDay, locale, { weekday: true }))
  return locale === 'fr'
    ? { label: 'Date limite de non-reconduction', text: `${day}, à\u00a0minuit` }
    : { label: 'Last day to refuse the renewal', text: `${day}, until midnight` }
}

/** Day, month and year stay on one line. */
function unbroken(date: string): string {
  return date.replace(/(\p{L}) (\d{4})/u, '$1\u00a0$2')
}

function textsOf(
  renewal: RenewalToTell,
  { publication, locale }: { publication: Publication; locale: Locale },
): Note['texts'] {
  const { who, planName, gross } = renewal
  const { name, identity, zone } = publication
  const last = formatDate(renewal.lastDay, locale)
  const day = formatDate(new Date(renewal.renewsAt), locale, { zone })
  const amount = formatEuros(gross, locale)
  if (locale === 'fr')
    return {
      stamp: 'Votre abonnement',
      subject: `Votre abonnement à ${name} se renouvelle\u202f: vous pouvez refuser jusqu’au ${last}`,
      preheader: `${who}, vous avez jusqu’au ${last} pour refuser. Sans rien faire, ${amount} seront prélevés le ${day}.`,
      title: 'Votre abonnement va se renouveler',
      intro: `Bonjour ${who}. Votre abonnement «\u202f${planName}\u202f» à ${name} se renouvelle le ${day} pour ${amount}, sauf si vous le refusez. Vous pouvez le refuser sans frais et sans donner de motif.`,
      more: `Pour refuser\u202f: le bouton ci-dessous, sans compte ni mot de passe\u202f; un message à ${identity.email}\u202f; ou une lettre à ${identity.publisher}, ${identity.address.join(', ')}. Les numéros déjà payés vous sont servis jusqu’au dernier.`,
      button: 'Refuser le renouvellement',
      note: 'Vous souhaitez continuer\u202f? Il n’y a rien à faire.',
      reason: `La loi veut ${that(name)} vous écrive avant de renouveler un abonnement. Ce message n’inscrit à aucune lettre.`,
    }
  return {
    stamp: 'Your subscription',
    subject: `Your subscription to ${name} renews: you can refuse until ${last}`,
    preheader: `${who}, you can refuse until ${last}. If you do nothing, ${amount} will be taken on ${day}.`,
    title: 'Your subscription is about to renew',
    intro: `Hello ${who}. Your subscription “${planName}” to ${name} renews on ${day} for ${amount}, unless you refuse. You can refuse at no cost and without giving a reason.`,
    more: `To refuse: the button below, without an account or a password; a message to ${identity.email}; or a letter to ${identity.publisher}, ${identity.address.join(', ')}. Issues already paid are served to the last.`,
    button: 'Refuse the renewal',
    note: 'You wish to go on? There is nothing to do.',
    reason: `The law wants ${name} to write to you before it renews a subscription. This message signs you up for no newsletter.`,
  }
}

/** What would be bought, when, for how much. */
export function renewalLines(
  renewal: RenewalToTell,
  { publication, locale }: { publication: Publication; locale: Locale },
): Line[] {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { planName, issues, months, copies, gross, reference } = renewal
  const day = formatDate(new Date(renewal.renewsAt), locale, { zone: publication.zone })
  const each = copies > 1 ? say(` en ${copies} exemplaires`, ` in ${copies} copies`) : ''
  return [
    {
      label: say('Abonnement', 'Subscription'),
      texts: [`${publication.name}, ${planName}`, say(`Référence ${reference}`, reference)],
    },
    { label: say('Se renouvelle le', 'Renews on'), texts: [day] },
    {
      label: say('Pour', 'For'),
      texts: [
        say(
          `${issues} numéros${each}, soit ${months} mois environ`,
          `${issues} issues${each}, about ${months} months`,
        ),
      ],
    },
    {
      label: say('Prix', 'Price'),
      texts: [`${formatEuros(gross, locale)}${say(', TVA comprise', ', VAT included')}`],
    },
  ]
}

/** The first two paragraphs say what the reader may do; the whole article stands in the contract. */
function renewalArticle(locale: Locale): Part {
  const article = renewalArticles.find(({ number }) => number === 'L215-1')
  return {
    title:
      locale === 'fr'
        ? 'Code de la consommation, article L215-1'
        : 'Code de la consommation, article L215-1 (in French)',
    paragraphs: article?.paragraphs ?? [],
  }
}
