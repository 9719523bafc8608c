// The words of the transactional mails, in both languages. A confirmation holds no text that a
// visitor typed and nothing that sells (domain-rules: proof of consent, list bombing).
import { type Locale, unreachable } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { formatTime } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import { of, that } from './mail-texts.ts'
import { orderConfirmedTexts } from './order-notices.ts'
import type { SingleMail } from './single-mail.ts'

/** What a notice says; `more` and `note` may be empty. */
export type NoticeTexts = {
  /** Under the name, as the newsletter has its issue: which kind of post this is. */
  stamp: string
  subject: string
  preheader: string
  title: string
  intro: string
  more: string
  button: string
  note: string
  /** Why this mail was sent, for its foot. */
  reason: string
}

export function noticeTexts(
  mail: SingleMail,
  context: { publication: Publication; locale: Locale },
): NoticeTexts {
  const { publication, locale } = context
  const { name } = publication
  const until = (at: Instant) => expiry(at, publication.zone, locale)
  switch (mail.kind) {
    case 'mail.confirmation':
      return confirmation(name, until(mail.expiresAt))[locale]
    case 'mail.welcome':
      return welcome(name, publication.frequency)[locale]
    case 'mail.alreadyReader':
      return alreadyReader(name)[locale]
    case 'mail.staffSignIn':
      return staffSignIn(name, until(mail.expiresAt), origin(mail.requestedFrom))[locale]
    case 'mail.dataExport':
      return dataExport(name, until(mail.expiresAt))[locale]
    case 'mail.erasure':
      return erasure(name, until(mail.expiresAt))[locale]
    case 'mail.orderConfirmed':
      return orderConfirmedTexts(mail.order, name)[locale]
    default:
      return 'note' in mail ? mail.note.texts : unreachable(mail)
  }
}

type Both = Readonly<Record<Locale, NoticeTexts>>

const confirmation = (name: string, until: string): Both => ({
  fr: {
    stamp: 'La lettre',
    subject: `Confirmez votre inscription à la lettre ${of(name)}`,
    preheader: 'Un clic sur le bouton, et c’est fait.',
    title: 'Confirmez votre adresse',
    intro: `Quelqu’un, vous sans doute, a demandé à recevoir la lettre ${of(name)} à cette adresse. Pour l’activer, confirmez qu’elle est bien la vôtre.`,
    more: '',
    button: 'Confirmer mon inscription',
    note: `Ce lien est valable jusqu’au ${until}. Vous n’avez rien demandé ? Ne faites rien : sans confirmation, aucune lettre ne vous sera envoyée.`,
    reason: `Ce message unique fait suite à une demande d’inscription à la lettre ${of(name)}.`,
  },
  en: {
    stamp: 'The newsletter',
    subject: `Confirm your sign-up for the ${name} newsletter`,
    preheader: 'One button to press, and you are done.',
    title: 'Confirm your address',
    intro: `Someone, probably you, asked for the ${name} newsletter at this address. To start it, please confirm that the address is yours.`,
    more: '',
    button: 'Confirm my sign-up',
    note: `This link works until ${until}. You did not ask for anything? Do nothing: without a confirmation no letter will be sent.`,
    reason: `This single message follows a request to sign up for the ${name} newsletter.`,
  },
})

const welcome = (name: string, frequency: Publication['frequency']): Both => ({
  fr: {
    stamp: 'La lettre',
    subject: `Bienvenue parmi les lecteurs ${of(name)}`,
    preheader: frequency.fr,
    title: 'Bienvenue, c’est confirmé',
    intro: `Votre adresse est confirmée : la prochaine lettre ${of(name)} vous parviendra dès sa parution.`,
    more: `${frequency.fr} Vous pouvez choisir vos rubriques, changer de langue ou vous désinscrire à tout moment, sans mot de passe.`,
    button: 'Choisir mes préférences',
    note: '',
    reason: `Vous recevez ce message parce que vous venez de confirmer votre inscription à la lettre ${of(name)}.`,
  },
  en: {
    stamp: 'The newsletter',
    subject: `Welcome to ${name}`,
    preheader: frequency.en,
    title: 'Welcome, you are confirmed',
    intro: `Your address is confirmed: the next ${name} newsletter will reach you as soon as it is out.`,
    more: `${frequency.en} You can pick your topics, change the language or unsubscribe at any time, without a password.`,
    button: 'Choose my preferences',
    note: '',
    reason: `You get this message because you have just confirmed your sign-up for the ${name} newsletter.`,
  },
})

const alreadyReader = (name: string): Both => ({
  fr: {
    stamp: 'La lettre',
    subject: `Vous recevez déjà la lettre ${of(name)}`,
    preheader: 'Rien à faire : votre inscription est active.',
    title: 'Votre inscription est déjà active',
    intro: `Une inscription à la lettre ${of(name)} vient d’être demandée pour cette adresse. Vous la recevez déjà : il n’y a rien à faire.`,
    more: '',
    button: 'Voir mes préférences',
    note: 'Vous ne recevez plus nos lettres ? Regardez dans les indésirables, ou répondez à ce message : nous chercherons avec vous.',
    reason: `Ce message unique fait suite à une demande d’inscription à la lettre ${of(name)}.`,
  },
  en: {
    stamp: 'The newsletter',
    subject: `You already get the ${name} newsletter`,
    preheader: 'Nothing to do: your sign-up is active.',
    title: 'You are already signed up',
    intro: `A sign-up for the ${name} newsletter was just requested for this address. It is active already: there is nothing to do.`,
    more: '',
    button: 'See my preferences',
    note: 'Our letters no longer arrive? Look in your junk folder, or answer this message and we will find out together.',
    reason: `This single message follows a request to sign up for the ${name} newsletter.`,
  },
})

const staffSignIn = (name: string, until: string, from: string): Both => ({
  fr: {
    stamp: 'La console',
    subject: `Votre lien de connexion à la console ${of(name)}`,
    preheader: `Valable une seule fois, jusqu’au ${until}.`,
    title: 'Ouvrir la console',
    intro: 'Voici votre lien de connexion. Il ne sert qu’une fois.',
    more: '',
    button: 'Me connecter',
    note: `Valable jusqu’au ${until}. Demandé depuis ${from}. Ce n’était pas vous ? Ignorez ce message : sans ce lien, personne n’entre.`,
    reason: `Vous recevez ce message parce que votre adresse fait partie de l’équipe ${of(name)}.`,
  },
  en: {
    stamp: 'The console',
    subject: `Your sign-in link for the ${name} console`,
    preheader: `Works once, until ${until}.`,
    title: 'Open the console',
    intro: 'Here is your sign-in link. It works once.',
    more: '',
    button: 'Sign in',
    note: `Works until ${until}. Requested from ${from}. It was not you? Ignore this message: without this link nobody gets in.`,
    reason: `You get this message because your address belongs to the ${name} team.`,
  },
})

const dataExport = (name: string, until: string): Both => ({
  fr: {
    stamp: 'Vos données',
    subject: `Les données ${that(name)} détient sur vous`,
    preheader: 'Votre lien est prêt.',
    title: 'Vos données sont prêtes',
    intro: `Vous avez demandé ce ${that(name)} détient sur vous. Tout y est : votre adresse, vos préférences, vos consentements et les messages envoyés.`,
    more: '',
    button: 'Voir mes données',
    note: `Ce lien est valable jusqu’au ${until}. Gardez-le pour vous : il ouvre vos données sans mot de passe. Vous n’avez rien demandé ? Ignorez ce message.`,
    reason: `Ce message fait suite à une demande d’accès aux données faite pour cette adresse.`,
  },
  en: {
    stamp: 'Your data',
    subject: `The data that ${name} holds about you`,
    preheader: 'Your link is ready.',
    title: 'Your data is ready',
    intro: `You asked what ${name} holds about you. All of it is there: your address, your preferences, your consents and the messages sent.`,
    more: '',
    button: 'See my data',
    note: `This link works until ${until}. Keep it to yourself: it opens your data without a password. You did not ask for it? Ignore this message.`,
    reason: 'This message follows a request for access to the data held about this address.',
  },
})

const erasure = (name: string, until: string): Both => ({
  fr: {
    stamp: 'Vos données',
    subject: `Confirmez l’effacement de vos données chez ${name}`,
    preheader: 'Rien n’est effacé avant votre confirmation.',
    title: 'Effacer mes données',
    intro: `Vous avez demandé à ${name} d’effacer vos données. Rien n’est encore fait : le bouton ouvre une page qui vous demandera de confirmer.`,
    more: 'Votre inscription, vos préférences et votre adresse seront effacées définitivement. Seule subsistera la preuve de votre consentement passé, sans votre adresse, aussi longtemps que la loi l’exige.',
    button: 'Confirmer l’effacement',
    note: `Ce lien est valable jusqu’au ${until}. Vous n’avez rien demandé ? Ignorez ce message : rien ne sera effacé.`,
    reason: `Ce message fait suite à une demande d’effacement faite pour cette adresse.`,
  },
  en: {
    stamp: 'Your data',
    subject: `Confirm that ${name} should erase your data`,
    preheader: 'Nothing is erased before you confirm.',
    title: 'Erase my data',
    intro: `You asked ${name} to erase your data. Nothing has been done yet: the button opens a page that will ask you to confirm.`,
    more: 'Your sign-up, your preferences and your address will be erased for good. Only the proof of your past consent stays, without your address, for as long as the law asks.',
    button: 'Confirm the erasure',
    note: `This link works until ${until}. You did not ask for it? Ignore this message: nothing will be erased.`,
    reason: 'This message follows a request to erase the data held about this address.',
  },
})

/** `mardi 1er décembre 2026 à 8 h 30 (heure de Paris)`, always with its zone. */
export function expiry(at: Instant, zone: string, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: zone,
  })
  const part = Object.fromEntries(
    format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]),
  )
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
  const day = locale === 'fr' && part['day'] === '1' ? '1er' : part['day']
  const date = `${part['weekday']} ${day} ${part['month']} ${part['year']}`
  const time = formatTime(at, locale, zone)
  return locale === 'fr'
    ? `${date} à ${time} (heure de ${city})`
    : `${date} at ${time} (${city} time)`
}

/** Where a request came from is told as it was seen, kept short. */
function origin(requestedFrom: string): string {
  const line = requestedFrom.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
