// Why an issue does not open for somebody, and what they can do about it, in both languages.
import type { Sentence } from '#kernel/errors'
import type { NoAccess } from '#subscriptions/access'

/** `act`: where the button leads, without a language; `{number}` is the issue. */
export type Refusal = { title: Sentence; why: Sentence; act: { href: string; label: Sentence } }

const subscribe = {
  href: '/subscribe',
  label: { fr: 'Voir les abonnements', en: 'See the subscriptions' },
}
const account = { href: '/account', label: { fr: 'Ouvrir mon compte', en: 'Open my account' } }

export const refusals: Readonly<Record<NoAccess, Refusal>> = {
  notOut: {
    title: { fr: 'Ce numéro n’est pas encore paru', en: 'This issue is not out yet' },
    why: {
      fr: 'Dès qu’il paraît, les abonnés à l’édition numérique reçoivent un message avec le lien pour le lire.',
      en: 'On the day it is out, subscribers to the digital edition get a message with the link to read it.',
    },
    act: { href: '/issues/{number}', label: { fr: 'Voir son dossier', en: 'See its dossier' } },
  },
  nothing: {
    title: {
      fr: 'Ce numéro se lit avec un abonnement',
      en: 'This issue is read with a subscription',
    },
    why: {
      fr: 'Aucun abonnement numérique n’est lié à votre adresse. Si votre abonnement en a une autre, ouvrez votre compte avec celle-là.',
      en: 'No digital subscription belongs to your address. If you subscribed with another, open your account with that one.',
    },
    act: subscribe,
  },
  printOnly: {
    title: { fr: 'Votre abonnement est sur papier', en: 'Your subscription is to print' },
    why: {
      fr: 'Il ne comprend pas la lecture en ligne. Les formules «\u202fPapier et numérique\u202f» et «\u202fNumérique\u202f» l’ouvrent.',
      en: 'It does not include reading online. The plans “Print and digital” and “Digital” do.',
    },
    act: subscribe,
  },
  givenBack: {
    title: { fr: 'Ce numéro vous a été remboursé', en: 'You were given your money back' },
    why: {
      fr: 'Ce que vous aviez payé pour lui vous a été rendu en entier\u202f: il n’est plus à lire avec cet abonnement.',
      en: 'All that you paid for it was given back to you: it is no longer open with that subscription.',
    },
    act: subscribe,
  },
  suspended: {
    title: { fr: 'Votre abonnement est suspendu', en: 'Your subscription is on hold' },
    why: {
      fr: 'Son paiement est contesté auprès de la banque. Rien n’est perdu\u202f: les numéros viendront si la contestation est levée. Pour toute question, écrivez à la rédaction.',
      en: 'Its payment is contested at the bank. Nothing is lost: the issues come if the dispute is withdrawn. Write to us with any question.',
    },
    act: account,
  },
  unpaid: {
    title: { fr: 'Le renouvellement n’est pas payé', en: 'The renewal is not paid' },
    why: {
      fr: 'Ce numéro est paru après l’échéance de votre abonnement, dont le renouvellement n’a pas été payé. Les numéros payés restent à lire.',
      en: 'This issue came out after your subscription fell due, and its renewal was not paid. Issues that were paid for stay open.',
    },
    act: {
      href: '/account',
      label: { fr: 'Régler dans mon compte', en: 'Pay in my account' },
    },
  },
  notIncluded: {
    title: {
      fr: 'Ce numéro n’est pas dans votre abonnement',
      en: 'This issue is not in your subscription',
    },
    why: {
      fr: 'Votre abonnement numérique commence après ce numéro, s’est achevé avant lui, ou ne comprend pas les hors-séries.',
      en: 'Your digital subscription begins after this issue, ended before it, or does not include special numbers.',
    },
    act: subscribe,
  },
}
