// One reader's story: consents with their wording, suppressions, single mails and what became of them.
import type { Measured } from '#delivery/measured-of'
import type { Locale, Sentence } from '#kernel/errors'
import { lastWordOn } from '#privacy/mails-sent'
import type { TimelineEntry } from '#privacy/reader-timeline'
import type { Consent, Suppression } from '#readers/reader'
import { ExactTime, formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { View } from '#web/shared/view'
import { CustomerLines } from './timeline-customer.tsx'

/** Newest first. */
export function Timeline({ entries, view }: { entries: readonly TimelineEntry[]; view: View }) {
  const { locale } = view
  if (entries.length === 0)
    return <p class="soft">{say(locale, 'Rien n’est enregistré.', 'Nothing is recorded.')}</p>
  return (
    <ol class="timeline">
      {entries.map((entry) => (
        <li>
          <p class="timeline-at">
            <ExactTime at={entry.at} locale={locale} zone={view.publication.zone} />
          </p>
          <Entry entry={entry} view={view} />
        </li>
      ))}
    </ol>
  )
}

function Entry({ entry, view }: { entry: TimelineEntry; view: View }) {
  const { locale } = view
  switch (entry.kind) {
    case 'suppression':
      return (
        <>
          <p>{suppressionReasons[entry.suppression.reason][locale]}</p>
          {entry.suppression.mailingId && (
            <p class="soft proof">
              {say(locale, 'envoi', 'mailing')} {entry.suppression.mailingId}
            </p>
          )}
        </>
      )
    case 'measured':
      return <MeasuredEntry measured={entry.measured} locale={locale} />
    case 'mail':
      return (
        <p>
          {mailKinds[entry.mail.kind]?.[locale] ?? entry.mail.kind}
          {say(locale, ' : ', ': ')}
          {mailOutcomes[lastWordOn(entry.mail)]?.[locale] ?? lastWordOn(entry.mail)}
        </p>
      )
    case 'consent': {
      const { consent } = entry
      return (
        <>
          <p>{consentActs[consent.purpose][consent.act][locale]}</p>
          {consent.act !== 'withdrawn' && consent.act !== 'erased' && (
            <blockquote class="wording">{consent.text}</blockquote>
          )}
          <p class="soft proof">
            {[
              `${say(locale, 'texte', 'wording')} ${consent.textVersion}`,
              sources[consent.source]?.[locale] ?? consent.source,
              consent.formUrl,
              consent.obtainedOn &&
                say(
                  locale,
                  `accord du ${formatDate(consent.obtainedOn, locale)}`,
                  `agreed on ${formatDate(consent.obtainedOn, locale)}`,
                ),
              consent.ip && `IP ${consent.ip}`,
              consent.mailingId && `${say(locale, 'envoi', 'mailing')} ${consent.mailingId}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </>
      )
    }
    default:
      return <CustomerLines entry={entry} view={view} />
  }
}

function MeasuredEntry({ measured, locale }: { measured: Measured; locale: Locale }) {
  const { subject, opened, clicked, links } = measured
  const said = [
    opened === 'person' && say(locale, 'l’a ouverte', 'opened it'),
    opened === 'machine' && say(locale, 'ouverte par un programme', 'opened by a program'),
    clicked === 'person' && say(locale, 'y a cliqué', 'clicked in it'),
    clicked === 'machine' &&
      say(locale, 'liens suivis par un programme', 'links followed by a program'),
  ].filter(Boolean)
  const name = locale === 'fr' ? `«\u202f${subject}\u202f»` : `“${subject}”`
  const what = said.join(', ') || say(locale, 'rien d’enregistré', 'nothing recorded')
  return (
    <>
      <p>
        {say(locale, 'A reçu', 'Got')} {name}
        {say(locale, '\u202f: ', ': ')}
        {what}
      </p>
      {links.map((url) => (
        <p class="soft proof">{url}</p>
      ))}
      <p class="soft proof">
        {say(
          locale,
          'mesuré avec son accord, sans l’heure\u202f; personne ou programme, c’est une estimation',
          'measured with consent, without the time; whether a person or a program is a guess',
        )}
      </p>
    </>
  )
}

export const suppressionReasons: Record<Suppression['reason'], Sentence> = {
  bounced: {
    fr: 'Plus rien n’est envoyé à cette adresse : elle a été refusée par sa messagerie',
    en: 'Nothing more is sent to this address: its mailbox refused it',
  },
  complained: {
    fr: 'Plus rien n’est envoyé à cette adresse : un message a été signalé comme indésirable',
    en: 'Nothing more is sent to this address: a message was reported as spam',
  },
  staff: {
    fr: 'Plus rien n’est envoyé à cette adresse, sur décision de l’équipe',
    en: 'Nothing more is sent to this address, by decision of the team',
  },
  erased: {
    fr: 'Plus rien n’est envoyé à cette adresse, effacée à la demande de la personne',
    en: 'Nothing more is sent to this address, erased at the person’s request',
  },
}

const consentActs: Record<Consent['purpose'], Record<Consent['act'], Sentence>> = {
  newsletter: {
    requested: { fr: 'A demandé la lettre', en: 'Asked for the newsletter' },
    confirmed: { fr: 'A confirmé son inscription', en: 'Confirmed the sign-up' },
    changed: { fr: 'A changé ses préférences', en: 'Changed their preferences' },
    withdrawn: { fr: 'S’est désinscrit', en: 'Unsubscribed' },
    erased: { fr: 'Ses données ont été effacées', en: 'Their data was erased' },
  },
  tracking: {
    requested: {
      fr: 'A demandé l’enregistrement des ouvertures',
      en: 'Asked for opens to be recorded',
    },
    confirmed: {
      fr: 'A accepté l’enregistrement des ouvertures et des clics',
      en: 'Agreed to opens and clicks being recorded',
    },
    changed: {
      fr: 'A changé son choix sur les ouvertures et les clics',
      en: 'Changed their choice on opens and clicks',
    },
    withdrawn: {
      fr: 'A retiré son accord sur les ouvertures et les clics',
      en: 'Withdrew consent to opens and clicks',
    },
    erased: { fr: 'Enregistrements effacés', en: 'Records erased' },
  },
}

/** Where a reader or a choice came from. */
export const sources: Record<string, Sentence> = {
  site: { fr: 'le site', en: 'the site' },
  api: { fr: 'l’API', en: 'the API' },
  staff: { fr: 'l’équipe', en: 'the team' },
  import: { fr: 'un import', en: 'an import' },
  sample: { fr: 'un exemple', en: 'a sample' },
}

const mailKinds: Record<string, Sentence> = {
  'mail.confirmation': { fr: 'Demande de confirmation', en: 'Request to confirm' },
  'mail.welcome': { fr: 'Bienvenue', en: 'Welcome' },
  'mail.alreadyReader': { fr: 'Rappel : déjà inscrit', en: 'Reminder: already subscribed' },
  'mail.dataExport': { fr: 'Lien vers ses données', en: 'Link to their data' },
  'mail.erasure': { fr: 'Lien pour tout effacer', en: 'Link to erase everything' },
  'mail.orderConfirmed': { fr: 'Confirmation de commande', en: 'Confirmation of an order' },
  'mail.paymentFailed': { fr: 'Paiement refusé', en: 'Payment refused' },
  'mail.accountLink': { fr: 'Lien de connexion au compte', en: 'Link to the account' },
  'mail.emailChange': { fr: 'Changement d’adresse e-mail', en: 'Change of e-mail address' },
  'mail.issueReady': { fr: 'Numéro à lire en ligne', en: 'Issue to read online' },
  'mail.giftGiven': { fr: 'Abonnement offert', en: 'Gift subscription' },
  'mail.declaration': {
    fr: 'Accusé de réception d’une déclaration',
    en: 'Receipt for a declaration',
  },
  'mail.renewalNotice': { fr: 'Avis avant reconduction', en: 'Notice before a renewal' },
  'mail.unpaid': { fr: 'Relance d’impayé', en: 'Reminder of what is unpaid' },
  'mail.refundGiven': { fr: 'Remboursement', en: 'Refund' },
}

const mailOutcomes: Record<string, Sentence> = {
  accepted: { fr: 'accepté par SES', en: 'accepted by SES' },
  failed: { fr: 'refusé', en: 'refused' },
  uncertain: { fr: 'peut-être envoyé', en: 'possibly sent' },
  skipped: { fr: 'plus nécessaire', en: 'no longer needed' },
  delivered: { fr: 'remis à sa messagerie', en: 'delivered to their mail server' },
  bounced: { fr: 'refusé par sa messagerie', en: 'refused by their mail server' },
  bouncedSoft: { fr: 'non remis, pour l’instant', en: 'not delivered for now' },
  complained: { fr: 'signalé comme indésirable', en: 'reported as spam' },
  rejected: { fr: 'retenu par SES', en: 'held back by SES' },
}
