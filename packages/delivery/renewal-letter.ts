// The notice before a renewal as a letter, for a reader whom no mail reaches: the same facts and the
// same frame, ready to be printed and posted by a person.
import type { Locale } from '#kernel/errors'
import { formatDate, formatEuros } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import { sellerLine } from '#subscriptions/terms'
import { type RenewalToTell, renewalBox } from './renewal-notices.ts'

export type RenewalLetter = {
  /** Of the addressee, line by line. */
  address: readonly string[]
  place: string
  subject: string
  opening: readonly string[]
  box: { label: string; text: string }
  closing: readonly string[]
  signature: readonly string[]
}

/** `day`: the date of the letter, `2027-02-10`. */
export function renewalLetter(
  renewal: RenewalToTell,
  context: {
    publication: Publication
    siteUrl: string
    locale: Locale
    address: readonly string[]
    day: string
  },
): RenewalLetter {
  const { publication, siteUrl, locale, address, day } = context
  const { who, planName, gross, reference } = renewal
  const { name, identity, zone } = publication
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const renewsOn = formatDate(new Date(renewal.renewsAt), locale, { zone })
  const amount = formatEuros(gross, locale)
  return {
    address,
    place: say(`Le ${formatDate(day, 'fr')}`, formatDate(day, 'en')),
    subject: say(
      `Objet\u202f: renouvellement de votre abonnement à ${name}, référence ${reference}`,
      `Subject: renewal of your subscription to ${name}, reference ${reference}`,
    ),
    opening: [
      say(`Bonjour ${who},`, `Dear ${who},`),
      say(
        `Votre abonnement «\u202f${planName}\u202f» à ${name} se renouvelle le ${renewsOn} pour ${amount}, TVA comprise, sauf si vous le refusez. Vous pouvez le refuser sans frais et sans donner de motif (article L215-1 du Code de la consommation).`,
        `Your subscription “${planName}” to ${name} renews on ${renewsOn} for ${amount}, VAT included, unless you refuse. You can refuse at no cost and without giving a reason (Code de la consommation, L215-1).`,
      ),
    ],
    box: renewalBox(renewal, locale),
    closing: [
      say(
        `Pour refuser, il suffit d’écrire à ${sellerLine(publication)}, ou d’aller à l’adresse ${siteUrl}/cancel. Les numéros déjà payés vous sont servis jusqu’au dernier.`,
        `To refuse, write to ${sellerLine(publication)}, or go to ${siteUrl}/en/cancel. Issues already paid are served to the last.`,
      ),
      say(
        'Vous souhaitez continuer\u202f? Il n’y a rien à faire.',
        'You wish to go on? There is nothing to do.',
      ),
    ],
    signature: [say('Le service des abonnements', 'The subscription desk'), identity.publisher],
  }
}
