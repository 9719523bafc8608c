// What is held about a reader, in words: sections of labelled lines for a page, or plain text.
import type { Locale } from '#kernel/errors'
import { type Instant, wallClockOf } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { countryName } from '#readers/country'
import type { Consent } from '#readers/reader'
import { type CustomerContext, describeCustomer } from './describe-customer.ts'
import type { Holdings } from './hold-about.ts'
import { lastWordOn } from './mails-sent.ts'

export type HoldingsSection = { title: string; lines: { label: string; value: string }[] }

/** For a page. Times are shown in the publication's zone. */
export function describeHoldings(
  holdings: Holdings,
  options: { publication: Publication; locale: Locale },
): HoldingsSection[] {
  const words = wordsOf(options.locale)
  const context = { ...options, words }
  return [
    { title: words.about, lines: readerLines(holdings, context) },
    {
      title: words.consents,
      lines: holdings.consents.map((consent) => consentLine(consent, context)),
    },
    {
      title: words.mails,
      lines: holdings.mails.map((mail) => {
        const word = lastWordOn(mail)
        const kind = words.mailKinds[mail.kind] ?? mail.kind
        return { label: time(mail.at, context), value: `${kind}, ${words.outcomes[word] ?? word}` }
      }),
    },
    { title: words.measured, lines: holdings.measured.map((one) => measuredLine(one, context)) },
    ...(holdings.customer
      ? describeCustomer(holdings.customer, customerContext(holdings, context))
      : []),
    { title: words.frame, lines: frameLines(holdings, context) },
  ].filter(({ lines }) => lines.length > 0)
}

/** The same as plain text, for a download or a mail. */
export function holdingsText(
  holdings: Holdings,
  options: { publication: Publication; locale: Locale },
): string {
  const colon = options.locale === 'fr' ? '\u202f: ' : ': '
  return describeHoldings(holdings, options)
    .map(({ title, lines }) => {
      const body = lines.map(({ label, value }) => `${label}${colon}${value}`).join('\n')
      return `${title}\n${'-'.repeat(title.length)}\n${body}\n`
    })
    .join('\n')
}

type Context = { publication: Publication; locale: Locale; words: Words }

function readerLines({ reader, suppression, softBounces }: Holdings, context: Context) {
  if (!reader) return []
  const { words, publication, locale } = context
  const names = publication.topics
    .filter(({ id }) => reader.topics.includes(id))
    .map(({ name }) => name[locale])
  const optional = (label: string, value: string | undefined) =>
    value === undefined ? [] : [{ label, value }]
  const moment = (at: Instant | undefined) => (at === undefined ? undefined : time(at, context))
  return [
    { label: words.email, value: reader.email },
    { label: words.id, value: reader.id },
    { label: words.status, value: words.statuses[reader.status] },
    { label: words.locale, value: words.locales[reader.locale] },
    { label: words.topics, value: names.join(', ') || words.none },
    { label: words.tracking, value: reader.trackingConsent ? words.yes : words.no },
    { label: words.source, value: words.sources[reader.source] ?? reader.source },
    ...optional(words.tags, reader.tags?.join(', ') || undefined),
    ...optional(words.country, reader.country && countryName(reader.country, locale)),
    ...optional(words.joinedAt, reader.joinedAt?.slice(0, 10)),
    ...optional(words.lastClickOn, reader.lastClickOn),
    { label: words.createdAt, value: time(reader.createdAt, context) },
    ...optional(words.confirmedAt, moment(reader.confirmedAt)),
    ...optional(words.unsubscribedAt, moment(reader.unsubscribedAt)),
    ...optional(words.reason, reader.unsubscribeReason),
    ...optional(words.softBounces, softBounces?.join(', ')),
    ...optional(words.suppression, suppression && words.suppressions[suppression.reason]),
  ]
}

function measuredLine(measured: Holdings['measured'][number], { words }: Context) {
  const { subject, opened, clicked, links } = measured
  const said = [
    opened && words.opened[opened],
    clicked === 'machine' && words.clickedByMachine,
    ...(links.length > 0 ? [`${words.clicked} ${links.join(', ')}`] : []),
  ].filter(Boolean)
  return { label: subject, value: said.join(' – ') || words.onlyMeasured }
}

function customerContext({ reader }: Holdings, context: Context): CustomerContext {
  const { publication, locale } = context
  const saysRetention = reader !== undefined
  return { publication, locale, saysRetention, time: (at) => time(at, context) }
}

function consentLine(consent: Omit<Consent, 'readerId'>, context: Context) {
  const { words } = context
  const place = [consent.formUrl, consent.ip, consent.userAgent].filter((part) => part !== '')
  const what = `${words.acts[consent.act]} (${words.purposes[consent.purpose]})`
  return {
    label: time(consent.at, context),
    value: `${what} – ${consent.textVersion}${place.length > 0 ? ` – ${place.join(' – ')}` : ''}`,
  }
}

function frameLines(holdings: Holdings, { words, locale }: Context) {
  const { controller } = holdings
  const who = [controller.publisher, ...controller.address].join(', ')
  return [
    { label: words.controller, value: `${controller.name} – ${who}` },
    { label: words.contact, value: controller.contact },
    { label: words.purpose, value: holdings.purpose[locale] },
    { label: words.legalBasis, value: holdings.legalBasis[locale] },
    { label: words.retention, value: holdings.retention[locale] },
    { label: words.rights, value: holdings.rights[locale] },
  ]
}

function time(at: Instant, { publication, locale }: Context): string {
  const [day = '', clock = ''] = wallClockOf(at, publication.zone).split('T')
  const [year, month, date] = day.split('-')
  return locale === 'fr' ? `${date}/${month}/${year} à ${clock}` : `${day} at ${clock}`
}

type Words = ReturnType<typeof wordsOf>

function wordsOf(locale: Locale) {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  return {
    about: say('Vous', 'You'),
    consents: say('Vos consentements', 'Your consents'),
    mails: say('Messages envoyés', 'Mails sent'),
    measured: say(
      'Ouvertures et clics mesurés, avec votre accord',
      'Opens and clicks measured, with your consent',
    ),
    opened: {
      person: say('ouverte (estimation)', 'opened (a guess)'),
      machine: say('ouverte par un programme (estimation)', 'opened by a program (a guess)'),
    },
    clicked: say('liens suivis\u202f:', 'links followed:'),
    clickedByMachine: say(
      'liens suivis par un programme (estimation)',
      'links followed by a program (a guess)',
    ),
    onlyMeasured: say(
      'envoyée avec la mesure, rien d’enregistré',
      'sent measured, nothing recorded',
    ),
    lastClickOn: say('Dernier clic le', 'Last click on'),
    frame: say('Pourquoi, combien de temps, vos droits', 'Why, how long, your rights'),
    email: say('Adresse e-mail', 'E-mail address'),
    id: say('Identifiant (empreinte de l’adresse)', 'Identifier (fingerprint of the address)'),
    status: say('État', 'Status'),
    locale: say('Langue', 'Language'),
    topics: say('Rubriques', 'Topics'),
    tracking: say('Mesure des ouvertures et des clics', 'Recording of opens and clicks'),
    source: say('Origine', 'Source'),
    tags: say('Étiquettes de la rédaction', 'The editors’ tags'),
    country: say('Pays', 'Country'),
    joinedAt: say('Inscription ailleurs depuis', 'Signed up elsewhere since'),
    createdAt: say('Inscription demandée le', 'Sign-up asked for on'),
    confirmedAt: say('Confirmée le', 'Confirmed on'),
    unsubscribedAt: say('Désinscription le', 'Unsubscribed on'),
    reason: say('Motif', 'Reason'),
    softBounces: say(
      'Envois que votre messagerie n’a pas pris, pour l’instant',
      'Mailings that your mail server did not take, for now',
    ),
    suppression: say('Envois bloqués', 'Mailing blocked'),
    controller: say('Responsable', 'Controller'),
    contact: say('Contact pour vos données', 'Contact about your data'),
    purpose: say('Finalité', 'Purpose'),
    legalBasis: say('Base légale', 'Legal basis'),
    retention: say('Durée de conservation', 'Retention'),
    rights: say('Vos droits', 'Your rights'),
    none: say('aucune', 'none'),
    yes: say('acceptée', 'accepted'),
    no: say('refusée', 'refused'),
    statuses: {
      pending: say('en attente de confirmation', 'waiting for confirmation'),
      confirmed: say('inscrit', 'subscribed'),
      unsubscribed: say('désinscrit', 'unsubscribed'),
    },
    locales: { fr: say('français', 'French'), en: say('anglais', 'English') },
    sources: {
      site: say('formulaire du site', 'form on the site'),
      api: say('interface de programmation', 'programming interface'),
      staff: say('rédaction', 'staff'),
      import: say('import', 'import'),
      sample: say('exemple inventé', 'invented sample'),
    } as Record<string, string>,
    acts: {
      requested: say('demandé', 'requested'),
      confirmed: say('donné', 'given'),
      changed: say('choix modifiés', 'choices changed'),
      withdrawn: say('retiré', 'withdrawn'),
      erased: say('données effacées', 'data erased'),
    },
    purposes: {
      newsletter: say('lettre', 'newsletter'),
      tracking: say('mesure des ouvertures et des clics', 'recording of opens and clicks'),
    },
    suppressions: {
      bounced: say('l’adresse n’existe plus', 'the address no longer exists'),
      complained: say('signalement comme indésirable', 'reported as spam'),
      staff: say('par la rédaction', 'by the staff'),
      erased: say('à votre demande', 'at your request'),
    },
    mailKinds: {
      'mail.confirmation': say('demande de confirmation', 'request to confirm'),
      'mail.welcome': say('bienvenue', 'welcome'),
      'mail.alreadyReader': say('rappel que vous êtes inscrit', 'note that you are subscribed'),
      'mail.dataExport': say('lien vers vos données', 'link to your data'),
      'mail.erasure': say('lien d’effacement', 'erasure link'),
      'mail.orderConfirmed': say('confirmation de commande', 'confirmation of an order'),
      'mail.paymentFailed': say('paiement refusé', 'payment refused'),
      'mail.accountLink': say('lien de connexion au compte', 'link to the account'),
      'mail.emailChange': say('changement d’adresse e-mail', 'change of e-mail address'),
      'mail.issueReady': say('numéro à lire en ligne', 'issue to read online'),
      'mail.giftGiven': say('abonnement offert', 'gift subscription'),
      'mail.declaration': say('accusé de réception d’une déclaration', 'receipt for a declaration'),
      'mail.renewalNotice': say('avis avant reconduction', 'notice before a renewal'),
      'mail.unpaid': say('relance d’impayé', 'reminder of what is unpaid'),
      'mail.refundGiven': say('remboursement', 'refund'),
    } as Record<string, string>,
    outcomes: {
      accepted: say('pris en charge par le service d’envoi', 'accepted by the mail service'),
      failed: say('échec', 'failed'),
      uncertain: say('issue incertaine', 'outcome uncertain'),
      skipped: say('non envoyé', 'not sent'),
      delivered: say('remis à votre messagerie', 'delivered to your mail server'),
      bounced: say('refusé par votre messagerie', 'refused by your mail server'),
      bouncedSoft: say('non remis, pour l’instant', 'not delivered for now'),
      complained: say('signalé comme indésirable', 'reported as spam'),
      rejected: say('retenu par le service d’envoi', 'held back by the mail service'),
    } as Record<string, string>,
  }
}
