// The terms of sale, as sections in both languages. They change by version alone: what a reader
// agreed to is kept with the order by that version's name.
import type { Sentence } from '#kernel/errors'
import type { Subscriptions } from '#publication/plans'
import type { Publication } from '#publication/schema'
import { withdrawalDays } from './deadlines.ts'
import { reminderDays } from './unpaid.ts'

/** Stored with every order; a change of the words below is a new version. */
export const termsVersion = '2026-12'

/** `id` is the section's anchor on the page. */
export type TermsSection = { id: string; title: Sentence; paragraphs: readonly Sentence[] }

/** All sections, in the order of a contract's life. */
export function termsSections(publication: Publication, sold: Subscriptions): TermsSection[] {
  return [
    seller(publication),
    object(publication),
    price(),
    ordering(),
    payment(sold),
    delivery(publication),
    renewal(publication),
    withdrawal(publication, sold),
    leaving(publication),
    conformity(publication),
    data(publication),
    disputes(publication, sold),
  ]
}

/** Name and addresses of the publisher in one line, as a letter to it is addressed. */
export function sellerLine(publication: Publication): string {
  const { identity } = publication
  return `${identity.publisher}, ${identity.address.join(', ')}, ${identity.email}`
}

function seller({ name, identity }: Publication): TermsSection {
  const { publisher, legalForm, capital, siren, vatNumber, address, phone, email } = identity
  const number = siren.replace(/(\d{3})(?=\d)/g, '$1\u202f')
  const place = address.join(', ')
  return {
    id: 'seller',
    title: { fr: 'Qui vend', en: 'Who sells' },
    paragraphs: [
      {
        fr: `${name} est vendu par ${publisher}, ${legalForm}${capital ? ` au capital de ${capital}` : ''}, ${place}, SIREN ${number}${vatNumber ? `, TVA ${vatNumber}` : ''}.`,
        en: `${name} is sold by ${publisher}, ${legalForm}${capital ? `, capital ${capital}` : ''}, ${place}, SIREN ${number}${vatNumber ? `, VAT ${vatNumber}` : ''}.`,
      },
      {
        fr: `Le service des abonnements répond par e-mail à ${email}, par téléphone au ${phone} et par courrier au siège.`,
        en: `The subscription desk answers by e-mail at ${email}, by telephone on ${phone} and by post at the registered office.`,
      },
      {
        fr: 'Ces conditions valent pour les achats faits sur ce site, par un consommateur comme par une entreprise. La rétractation, la garantie légale et la médiation protègent les consommateurs. Ce sont les conditions en vigueur le jour de la commande qui s’appliquent à elle.',
        en: 'These terms hold for purchases made on this site, by consumers and businesses alike. Withdrawal, the legal guarantee and mediation protect consumers. An order is governed by the terms in force on its day.',
      },
    ],
  }
}

function object({ name }: Publication): TermsSection {
  return {
    id: 'object',
    title: { fr: 'Ce qui est vendu', en: 'What is sold' },
    paragraphs: [
      {
        fr: `Un abonnement donne droit à un nombre de numéros ${ofName(name)}\u202f: ceux-là mêmes que la commande indique, à partir du premier numéro choisi. On y compte des numéros, non des jours\u202f: un numéro qui paraît plus tard que prévu ne vous en fait perdre aucun. L’abonnement numérique mensuel, lui, ouvre la lecture en ligne de mois en mois.`,
        en: `A subscription gives the right to a number of issues of ${name}: those that the order states, from the first issue chosen. Issues are counted, not days: one that comes out later than planned takes none from you. The monthly digital subscription opens reading online month by month.`,
      },
      {
        fr: 'Si un numéro double compte pour un ou pour deux, et si les hors-série sont compris, l’offre le dit.',
        en: 'Whether a double issue counts as one or two, and whether special issues are included, is said in the offer.',
      },
      {
        fr: 'Les dates du calendrier rédactionnel sont celles que nous prévoyons\u202f; elles peuvent changer.',
        en: 'The dates of the editorial calendar are those that we plan; they may change.',
      },
    ],
  }
}

function price(): TermsSection {
  return {
    id: 'price',
    title: { fr: 'Prix et taxes', en: 'Price and tax' },
    paragraphs: [
      {
        fr: 'Le prix est en euros, toutes taxes et livraison comprises. Le taux de TVA dépend du lieu de livraison, ou de résidence pour le numérique, et de la qualité de l’acheteur\u202f; le récapitulatif le montre, avec son montant, avant que vous ne commandiez.',
        en: 'The price is in euros, with all taxes and delivery. The rate of VAT depends on where copies are delivered, or where one lives for digital reading, and on who buys; the summary shows it, with its amount, before you order.',
      },
      {
        fr: 'Hors de l’Union européenne, des droits ou taxes locaux peuvent s’ajouter à l’arrivée\u202f; ils ne nous sont pas versés.',
        en: 'Outside the European Union local duties or taxes may be added on arrival; they are not paid to us.',
      },
      {
        fr: 'Un code promotionnel se saisit avant de commander. Le récapitulatif dit ce qu’il enlève, pour combien de temps, et le prix qui suit. Deux codes ne se cumulent pas.',
        en: 'A promotion code is typed before ordering. The summary says what it takes off, for how long, and the price that follows. Two codes cannot be combined.',
      },
    ],
  }
}

function ordering(): TermsSection {
  return {
    id: 'ordering',
    title: { fr: 'Commander', en: 'Ordering' },
    paragraphs: [
      {
        fr: 'Vous choisissez une offre, indiquez qui s’abonne et où livrer, puis relisez le récapitulatif, que vous pouvez encore modifier. Le bouton «\u202fCommander et payer\u202f» vous engage à payer. Le contrat est conclu quand le paiement est accepté\u202f; un message de confirmation vous le dit et reprend tout ce que vous avez commandé.',
        en: 'You choose an offer, say who subscribes and where to deliver, then read the summary, which you can still change. The button “Order and pay” binds you to pay. The contract is made when the payment is accepted; a message of confirmation says so and repeats all that you ordered.',
      },
      {
        fr: 'Un abonnement peut s’offrir, si l’offre le dit. Le contrat lie alors celui qui offre\u202f: lui seul paie, peut se rétracter et reçoit ce qui est rendu. La personne reçoit les numéros\u202f; son adresse ne sert qu’à cela et à lui annoncer le cadeau. Un cadeau prend fin avec son dernier numéro et ne se reconduit pas.',
        en: 'A subscription can be given, if the offer says so. The contract then binds the giver: they alone pay, can withdraw and get back what is returned. The person gets the issues; their address serves for that and to announce the gift alone. A gift ends with its last issue and does not renew.',
      },
      {
        fr: 'Pour changer d’offre, on commande la nouvelle depuis son compte. L’ancien contrat prend fin quand elle est payée\u202f; ce qui n’en est pas servi est rendu par le même moyen de paiement.',
        en: 'To change the plan one orders the new one from one’s account. The old contract ends when it is paid; what is not served of the old one goes back by the same means of payment.',
      },
      {
        fr: 'Les numéros parus se vendent à l’unité tant qu’il en reste.',
        en: 'Issues that are out are sold one by one while there are any left.',
      },
      {
        fr: 'Le contrat est conclu en français. Nous gardons la commande et ces conditions\u202f; un contrat de 120 euros et plus est conservé dix ans, et vous pouvez en demander copie à tout moment (articles L213-1 et D213-1 du Code de la consommation).',
        en: 'The contract is made in French; this translation is given for convenience. We keep the order and these terms; a contract of 120 euros or more is kept for ten years, and you can ask for a copy at any time (Code de la consommation, L213-1 and D213-1).',
      },
    ],
  }
}

function payment({ unpaid }: Subscriptions): TermsSection {
  const days = unpaid.graceDays
  const reading: Sentence = unpaid.keepsAccess
    ? { fr: 'la lecture en ligne reste ouverte', en: 'reading online stays open' }
    : { fr: 'la lecture en ligne est suspendue', en: 'reading online is suspended' }
  const reminders = remindersText(unpaid)
  return {
    id: 'payment',
    title: { fr: 'Payer', en: 'Paying' },
    paragraphs: [
      {
        fr: 'On paie par carte bancaire ou par prélèvement SEPA, sur la page de Stripe, notre prestataire de paiement\u202f; nous ne voyons ni ne gardons les numéros. Un prélèvement SEPA met plusieurs jours à aboutir\u202f; l’abonnement commence quand il est encaissé.',
        en: 'One pays by card or SEPA direct debit, on the page of Stripe, our payment provider; we neither see nor keep the numbers. A SEPA debit takes several days; the subscription begins once it is collected.',
      },
      {
        fr: `Si le paiement d’un renouvellement échoue, nous vous écrivons et le présentons de nouveau${reminders.fr}. Pendant ${days} jours ${reading.fr} et aucun numéro n’est perdu\u202f: qui paie dans ce délai reçoit ceux qui ont paru. Au-delà, l’abonnement prend fin sans frais et rien n’est plus réclamé\u202f; nous vous le confirmons par e-mail.`,
        en: `If the payment of a renewal fails, we write to you and present it again${reminders.en}. For ${days} days ${reading.en} and no issue is lost: who pays within them gets those that came out. After that the subscription ends at no cost and nothing more is claimed; we confirm it by e-mail.`,
      },
    ],
  }
}

/** On which days after the refusal we write again; nothing where none is configured. */
function remindersText(unpaid: Subscriptions['unpaid']): Sentence {
  const days = reminderDays(unpaid)
  if (days.length === 0) return { fr: '', en: '' }
  const listed = (and: string) =>
    [days.slice(0, -1).join(', '), days.at(-1)].filter((part) => part !== '').join(` ${and} `)
  return {
    fr: `, avec un rappel au bout de ${listed('et')} jours`,
    en: `, with a reminder after ${listed('and')} days`,
  }
}

function delivery({ identity }: Publication): TermsSection {
  return {
    id: 'delivery',
    title: { fr: 'Recevoir', en: 'Receiving' },
    paragraphs: [
      {
        fr: 'Chaque numéro imprimé est remis à la poste au plus tard dans les quinze jours qui suivent sa date de couverture, dans les pays que la page des offres énumère. Un changement d’adresse vaut pour les numéros dont la liste d’expédition n’est pas encore arrêtée.',
        en: 'Each printed issue is handed to the post within fifteen days of its cover date, in the countries that the page of offers lists. A change of address holds for issues whose mailing list is not closed yet.',
      },
      {
        fr: `Un exemplaire qui n’arrive pas est renvoyé une fois, gratuitement, sur simple message à ${identity.email}.`,
        en: `A copy that does not arrive is sent once more, free of charge, on a simple message to ${identity.email}.`,
      },
    ],
  }
}

function renewal({ identity }: Publication): TermsSection {
  return {
    id: 'renewal',
    title: { fr: 'Durée, reconduction et refus', en: 'Duration, renewal and refusal' },
    paragraphs: [
      {
        fr: 'Un abonnement d’un ou deux ans est conclu pour le nombre de numéros indiqué. Si l’offre le dit, il se reconduit ensuite tacitement, pour la même durée et au prix alors en vigueur. Tant que plus d’un numéro vous est dû, ou que l’avis ci-dessous n’a pu partir à temps, la reconduction est remise\u202f; un avis en donne le nouveau jour.',
        en: 'A subscription of one or two years is made for the number of issues stated. If the offer says so, it is then renewed tacitly, for the same duration and at the price then in force. While more than one issue is owed to you, or the notice below could not go out in time, the renewal is put off; a notice names its new day.',
      },
      {
        fr: `Nous vous écrivons entre trois mois et un mois avant la date limite pour refuser, avec cette date dans un encadré. Refuser est gratuit\u202f: le lien «\u202fRésilier votre contrat\u202f», au pied de chaque page du site, un message à ${identity.email} ou une lettre suffit. Si cet avis ne part pas dans ce délai, vous pouvez mettre fin au contrat à tout moment après la reconduction\u202f; ce qui n’est pas servi vous est remboursé dans les trente jours. Les articles de loi sont reproduits au bas de cette page.`,
        en: `We write to you between three months and one month before the last day to refuse, with that day in a box. Refusing is free: the link “Cancel your contract”, at the foot of every page of the site, a message to ${identity.email} or a letter is enough. If that notice does not go out in this time, you can end the contract at any time after the renewal, and what was not served is paid back within thirty days. The articles of law are reproduced at the foot of this page.`,
      },
      {
        fr: 'L’abonnement mensuel court de mois en mois, sans engagement, jusqu’à ce que vous y mettiez fin\u202f; le mois payé reste dû. Un numéro à l’unité ne se reconduit jamais.',
        en: 'The monthly subscription runs from month to month, without a commitment, until you end it; a month that was paid stays due. A single issue is never renewed.',
      },
    ],
  }
}

function withdrawal({ identity }: Publication, { postDays }: Subscriptions): TermsSection {
  return {
    id: 'withdrawal',
    title: { fr: 'Droit de rétractation', en: 'Right of withdrawal' },
    paragraphs: [
      {
        fr: `Consommateur, vous pouvez vous rétracter d’un abonnement sans donner de motif pendant ${withdrawalDays} jours\u202f: pour le papier, à compter de la réception du premier numéro (et dès la commande, sans attendre)\u202f; pour le numérique seul, à compter de la commande. Le jour de départ ne compte pas\u202f; si le dernier jour est un samedi, un dimanche ou un jour férié, le délai court jusqu’au premier jour ouvrable suivant. Un numéro est réputé reçu ${postDays} jours après sa remise à la poste, sauf si vous l’avez reçu plus tard.`,
        en: `As a consumer you can withdraw from a subscription without giving a reason for ${withdrawalDays} days: for print, from receipt of the first issue (and from the order on, without waiting); for digital alone, from the order. The first day is not counted; if the last day is a Saturday, Sunday or public holiday, the period runs to the next working day. An issue counts as received ${postDays} days after it was handed to the post, unless you received it later.`,
      },
      {
        fr: `Le plus simple est la page «\u202fRenoncer au contrat ici\u202f», dont le lien est au pied de chaque page du site\u202f: nom, contrat, adresse e-mail, «\u202fconfirmer la rétractation\u202f». Un e-mail à ${identity.email} ou une lettre vaut autant\u202f; le formulaire au bas de cette page peut servir, sans être obligatoire. Il suffit que vous le disiez avant la fin du délai. Nous vous en accusons réception par e-mail, sans délai, avec ce que vous avez déclaré, la date et l’heure.`,
        en: `The simplest way is the page “Withdraw from the contract here”, whose link is at the foot of every page of the site: name, contract, e-mail address, “Confirm the withdrawal”. An e-mail to ${identity.email} or a letter is worth as much; the form at the foot of this page may be used but need not be. It is enough that you say so before the period ends. We acknowledge it by e-mail without delay, with what you declared, the date and the time.`,
      },
      {
        fr: 'Nous remboursons tout ce que vous avez payé, livraison comprise, dans les quatorze jours, par le même moyen de paiement\u202f; rien n’est retenu pour ce que vous avez déjà lu en ligne. Les exemplaires imprimés que vous avez reçus nous sont renvoyés dans les quatorze jours, à vos frais\u202f; le remboursement ne les attend pas.',
        en: 'We pay back all that you paid, delivery included, within fourteen days and by the same means; nothing is kept for what you have read online. Printed copies that you received are sent back to us within fourteen days, at your cost; the refund does not wait for them.',
      },
      {
        fr: 'Un numéro vendu à l’unité n’ouvre pas de droit de rétractation (article L221-28, 10° du Code de la consommation). Une reconduction n’en ouvre pas de nouveau.',
        en: 'A single issue gives no right of withdrawal (Code de la consommation, L221-28, 10°). A renewal gives no new one.',
      },
    ],
  }
}

function leaving({ identity }: Publication): TermsSection {
  return {
    id: 'leaving',
    title: { fr: 'Résilier', en: 'Cancelling' },
    paragraphs: [
      {
        fr: `Pour mettre fin à un abonnement, suivez «\u202fRésilier votre contrat\u202f», au pied de chaque page du site\u202f: sans compte ni frais, vous dites qui vous êtes et quel contrat, vous relisez, vous notifiez. Un e-mail à ${identity.email} ou une lettre, avec votre nom et l’adresse e-mail de la commande, vaut autant. Nous confirmons par e-mail la réception, sa date et son heure, la date à laquelle le contrat prend fin et les effets.`,
        en: `To end a subscription, follow “Cancel your contract”, at the foot of every page of the site: without an account and at no cost you say who you are and which contract, read it through and notify it. An e-mail to ${identity.email} or a letter, with your name and the e-mail address of the order, is worth as much. We confirm by e-mail the receipt, its date and time, the day on which the contract ends and what follows.`,
      },
      {
        fr: 'Rien n’est plus prélevé. Les numéros déjà payés vous sont servis jusqu’au dernier, avec lequel le contrat prend fin\u202f; un mois payé va à son terme. Une déclaration qui ne désigne pas son contrat sans aucun doute garde sa date\u202f: une personne vous répond.',
        en: 'Nothing more is charged. Issues already paid are sent to you, to the last, with which the contract ends; a month that is paid runs to its end. A declaration that does not name its contract without any doubt keeps its date: a person answers you.',
      },
    ],
  }
}

function conformity({ identity }: Publication): TermsSection {
  return {
    id: 'conformity',
    title: { fr: 'Garanties légales', en: 'Legal guarantees' },
    paragraphs: [
      {
        fr: `Un exemplaire abîmé ou mal imprimé est remplacé ou remboursé\u202f: vous disposez de deux ans à compter de sa délivrance pour faire valoir la garantie légale de conformité (articles L217-3 et suivants du Code de la consommation\u202f; L224-25-12 et suivants pour le numérique), et de la garantie des vices cachés (articles 1641 à 1649 du Code civil) pendant deux ans à compter de la découverte du défaut. Écrivez à ${identity.email}.`,
        en: `A copy that is damaged or badly printed is replaced or paid back: you have two years from its delivery to claim the legal guarantee of conformity (Code de la consommation, L217-3 and following; L224-25-12 and following for digital), and two years from finding a hidden defect (Code civil, 1641 to 1649). Write to ${identity.email}.`,
      },
    ],
  }
}

function data({ identity }: Publication): TermsSection {
  return {
    id: 'data',
    title: { fr: 'Vos données', en: 'Your data' },
    paragraphs: [
      {
        fr: `Nom, adresses et commande servent à exécuter le contrat et à tenir les comptes\u202f; l’imprimeur-routeur et Stripe n’en reçoivent que ce qu’il leur faut. S’abonner au magazine n’inscrit à aucune lettre. Accès, rectification et effacement\u202f: ${identity.dataProtection}.`,
        en: `Name, addresses and order serve to perform the contract and to keep the accounts; the mailing house and Stripe get only what they need. Subscribing to the magazine signs you up for no newsletter. Access, correction and erasure: ${identity.dataProtection}.`,
      },
    ],
  }
}

function disputes({ identity }: Publication, { mediator }: Subscriptions): TermsSection {
  return {
    id: 'disputes',
    title: { fr: 'Réclamations et médiation', en: 'Complaints and mediation' },
    paragraphs: [
      {
        fr: `Écrivez d’abord à ${identity.email}. Sans réponse satisfaisante, un consommateur peut saisir gratuitement le médiateur de la consommation, dans l’année qui suit sa réclamation écrite\u202f: ${mediatorLine(mediator)}.`,
        en: `Write to ${identity.email} first. Without a satisfying answer a consumer can turn, free of charge and within a year of the written complaint, to the consumer mediator: ${mediatorLine(mediator)}.`,
      },
      {
        fr: 'Le contrat est soumis au droit français, sans priver le consommateur de la protection de la loi du pays où il réside.',
        en: 'The contract is governed by French law, which does not take from consumers the protection of the law where they live.',
      },
    ],
  }
}

/** The mediator in one line. */
export function mediatorLine(mediator: Subscriptions['mediator']): string {
  return [mediator.name, mediator.address, mediator.url].filter(Boolean).join(', ')
}

function ofName(name: string): string {
  return /^[aeiouyhàâäéèêëîïôöùûü]/i.test(name) ? `d’${name}` : `de ${name}`
}
