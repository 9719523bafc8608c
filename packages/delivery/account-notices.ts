// The words of the mails around an account, in both languages.
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { of } from './mail-texts.ts'
import { expiry, type NoticeTexts } from './notice-texts.ts'

type Both = Readonly<Record<Locale, NoticeTexts>>
type Title = { name: string; zone: string }

export function accountLinkTexts({ name, zone, until }: Title & { until: Instant }): Both {
  return {
    fr: {
      ...{ stamp: 'Votre compte', title: 'Ouvrir votre compte', more: '' },
      subject: `Votre lien vers votre compte ${name}`,
      preheader: `Valable une fois, jusqu’au ${expiry(until, zone, 'fr')}.`,
      intro:
        'Voici le lien que vous avez demandé. Il ouvre votre compte\u202f: vos numéros, vos factures, votre adresse. Il n’y a pas de mot de passe à retenir.',
      button: 'Ouvrir mon compte',
      note: `Il sert une seule fois, jusqu’au ${expiry(until, zone, 'fr')}. Vous n’avez rien demandé\u202f? Ignorez ce message\u202f: sans ce lien, personne n’entre.`,
      reason:
        'Ce message fait suite à une demande de lien faite pour cette adresse. Il n’inscrit à aucune lettre.',
    },
    en: {
      ...{ stamp: 'Your account', title: 'Open your account', more: '' },
      subject: `Your link to your ${name} account`,
      preheader: `Works once, until ${expiry(until, zone, 'en')}.`,
      intro:
        'Here is the link that you asked for. It opens your account: your issues, your invoices, your address. There is no password to remember.',
      button: 'Open my account',
      note: `It works once, until ${expiry(until, zone, 'en')}. You did not ask for it? Ignore this message: without this link nobody gets in.`,
      reason:
        'This message follows a request for a link made for this address. It signs you up for no newsletter.',
    },
  }
}

export function emailChangeTexts({ name, zone, until }: Title & { until: Instant }): Both {
  return {
    fr: {
      ...{ stamp: 'Votre compte', title: 'Confirmez votre nouvelle adresse', more: '' },
      subject: `Confirmez votre nouvelle adresse pour ${name}`,
      preheader: 'Rien ne change avant votre confirmation.',
      intro: `Un abonné ${of(name)} a demandé que cette adresse devienne celle de son compte. Si c’est vous, confirmez-le\u202f: les messages, les factures et l’accès au compte passeront par elle.`,
      button: 'Voir et confirmer',
      note: `Lien valable jusqu’au ${expiry(until, zone, 'fr')}. Ce n’est pas vous\u202f? Ne faites rien\u202f: rien ne changera.`,
      reason: 'Ce message unique fait suite à un changement d’adresse demandé dans un compte.',
    },
    en: {
      ...{ stamp: 'Your account', title: 'Confirm your new address', more: '' },
      subject: `Confirm your new address for ${name}`,
      preheader: 'Nothing changes before you confirm.',
      intro: `A subscriber of ${name} asked for this address to become that of their account. If it is you, confirm it: messages, invoices and access to the account will go by it.`,
      button: 'Look and confirm',
      note: `This link works until ${expiry(until, zone, 'en')}. It is not you? Do nothing: nothing will change.`,
      reason: 'This single message follows a change of address asked for in an account.',
    },
  }
}

export function addressLeftTexts({ name, zone, at: when }: Title & { at: Instant }): Both {
  return {
    fr: {
      ...{ stamp: 'Votre compte', title: 'L’adresse du compte a changé', more: '' },
      subject: `L’adresse de votre compte ${name} a changé`,
      preheader: 'Si c’est bien vous, il n’y a rien à faire.',
      intro: `Le ${expiry(when, zone, 'fr')}, l’adresse de votre compte ${name} a été remplacée par une autre, qui l’a confirmé. Celle-ci n’ouvre plus le compte.`,
      button: 'Aller à mon compte',
      note: 'Ce n’est pas vous\u202f? Répondez aussitôt à ce message\u202f: nous rétablirons votre adresse.',
      reason: 'Dernier message envoyé à cette adresse au sujet du compte.',
    },
    en: {
      ...{ stamp: 'Your account', title: 'The address of the account has changed', more: '' },
      subject: `The address of your ${name} account has changed`,
      preheader: 'If it was you, there is nothing to do.',
      intro: `On ${expiry(when, zone, 'en')} the address of your ${name} account was replaced by another, which confirmed it. This one opens the account no more.`,
      button: 'Go to my account',
      note: 'It was not you? Answer this message at once: we will put your address back.',
      reason: 'The last message to this address about the account.',
    },
  }
}
