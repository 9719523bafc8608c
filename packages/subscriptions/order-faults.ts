// What an order form that cannot be taken says, beside the field.
import type { Sentence } from '#kernel/errors'
import { orderLimits } from './order.ts'

export const orderFaults = {
  plan: {
    fr: 'Cette formule n’est pas (ou plus) proposée. Choisissez-en une dans la liste.',
    en: 'This plan is not offered (any more). Choose one from the list.',
  },
  quantity: {
    fr: `Écrivez un nombre d’exemplaires de 1 à ${orderLimits.copies}. Au-delà, écrivez-nous.`,
    en: `Write a number of copies from 1 to ${orderLimits.copies}. For more, write to us.`,
  },
  name: {
    fr: `Écrivez votre nom et votre prénom, en ${orderLimits.name} caractères au plus.`,
    en: `Write your first and last name, in ${orderLimits.name} characters at most.`,
  },
  company: {
    fr: `Le nom de la société compte ${orderLimits.name} caractères au plus.`,
    en: `The name of the company has ${orderLimits.name} characters at most.`,
  },
  vatNumber: {
    fr: 'Un numéro de TVA commence par deux lettres, comme FR32123456782. Corrigez-le ou laissez ce champ vide.',
    en: 'A VAT number begins with two letters, like FR32123456782. Correct it or leave this field empty.',
  },
  country: {
    fr: 'Choisissez le pays où vous résidez\u202f: la TVA en dépend.',
    en: 'Choose the country where you live: the VAT depends on it.',
  },
  notDelivered: {
    fr: 'Nous n’envoyons pas d’exemplaire papier dans ce pays. La formule numérique y est disponible.',
    en: 'We send no printed copies to this country. The digital plan is available there.',
  },
  noRate: {
    fr: 'Nous ne pouvons pas encore vendre cette formule dans ce pays. Écrivez-nous\u202f: nous trouverons une solution.',
    en: 'We cannot sell this plan in that country yet. Write to us: we will find a way.',
  },
  notGiftable: {
    fr: 'Cette formule ne s’offre pas. Choisissez une formule qui peut être offerte.',
    en: 'This plan cannot be given. Choose one that can.',
  },
  recipientName: {
    fr: 'Écrivez le nom de la personne à qui vous offrez l’abonnement.',
    en: 'Write the name of the person you give the subscription to.',
  },
  recipientEmail: {
    fr: 'Indiquez l’adresse e-mail de la personne\u202f: elle lira avec cette adresse.',
    en: 'Enter the person’s e-mail address: they will read with it.',
  },
  oneself: {
    fr: 'Vous êtes à la fois l’acheteur et le destinataire. Pour vous abonner vous-même, décochez «\u202fC’est un cadeau\u202f».',
    en: 'You are both buyer and recipient. To subscribe yourself, untick “This is a gift”.',
  },
  message: {
    fr: `Votre message compte ${orderLimits.message} caractères au plus.`,
    en: `Your message has ${orderLimits.message} characters at most.`,
  },
  startsOn: {
    fr: 'Choisissez une date entre aujourd’hui et dans un an.',
    en: 'Choose a date between today and a year from now.',
  },
  issueNumber: {
    fr: 'Écrivez le numéro que vous souhaitez, par exemple 131.',
    en: 'Write the number of the issue you want, for example 131.',
  },
  notOffered: {
    fr: 'L’abonnement ne peut pas commencer avec ce numéro. Choisissez-en un dans la liste.',
    en: 'The subscription cannot begin with this issue. Choose one from the list.',
  },
  notOnSale: {
    fr: 'Ce numéro n’est pas en vente, ou plus\u202f: il est épuisé, ou pas encore annoncé. Choisissez-en un dans la liste.',
    en: 'This issue is not on sale, or no more: it is sold out, or not announced yet. Choose one from the list.',
  },
  codeUnknown: {
    fr: 'Nous ne connaissons pas ce code. Vérifiez-le, ou laissez le champ vide.',
    en: 'We do not know this code. Check it, or leave the field empty.',
  },
  codeOver: {
    fr: 'Ce code n’est plus valable. Laissez le champ vide pour commander au prix normal.',
    en: 'This code is no longer valid. Leave the field empty to order at the normal price.',
  },
  codeUsedUp: {
    fr: 'Ce code a été utilisé autant de fois qu’il pouvait l’être. Laissez le champ vide pour commander au prix normal.',
    en: 'This code has been used as often as it could be. Leave the field empty to order at the normal price.',
  },
  codeOtherPlan: {
    fr: 'Ce code ne vaut pas pour cette offre. Choisissez une autre offre, ou laissez le champ vide.',
    en: 'This code does not hold for this offer. Choose another offer, or leave the field empty.',
  },
  codeTooLittle: {
    fr: 'Ce code demande une commande d’un montant plus élevé. Laissez le champ vide pour commander au prix normal.',
    en: 'This code asks for an order of a higher amount. Leave the field empty to order at the normal price.',
  },
  codeAlmostNothing: {
    fr: 'Avec ce code, il resterait à payer moins que le plus petit montant possible. Écrivez-nous\u202f: nous trouverons une solution.',
    en: 'With this code less would be due than the smallest amount that can be paid. Write to us: we will find a way.',
  },
  codeNewcomers: {
    fr: 'Ce code est réservé à une première commande. Laissez le champ vide pour commander au prix normal.',
    en: 'This code is for a first order alone. Leave the field empty to order at the normal price.',
  },
  codesTooMany: {
    fr: 'Trop de codes ont été essayés depuis votre réseau. Laissez le champ vide, ou réessayez dans une heure.',
    en: 'Too many codes were tried from your network. Leave the field empty, or try again in an hour.',
  },
  notYours: {
    fr: 'Le contrat à remplacer n’est pas ouvert dans votre compte. Ouvrez votre compte avec l’adresse du contrat, puis choisissez «\u202fChanger d’offre\u202f».',
    en: 'The contract to replace is not open in your account. Open your account with the contract’s address, then choose “Change the plan”.',
  },
  notReplaceable: {
    fr: 'Ce contrat ne peut pas être remplacé\u202f: il est terminé, résilié ou offert. Commandez un nouvel abonnement.',
    en: 'This contract cannot be replaced: it has ended, was cancelled or is a gift. Order a new subscription.',
  },
  samePlan: {
    fr: 'C’est déjà votre formule. Choisissez-en une autre.',
    en: 'This is your plan already. Choose another one.',
  },
  replacesOther: {
    fr: 'Une nouvelle formule se choisit pour soi, et dure\u202f: ni cadeau, ni numéro à l’unité.',
    en: 'A new plan is for oneself and lasts: neither a gift nor a single issue.',
  },
  otherAddress: {
    fr: 'Le nouveau contrat garde l’adresse e-mail de l’ancien. Pour la changer, passez par votre compte.',
    en: 'The new contract keeps the e-mail address of the old one. Change it in your account.',
  },
  tooManyOrders: {
    fr: 'Trop de commandes ont été commencées d’ici. Votre saisie est gardée\u202f: réessayez dans une heure, ou écrivez-nous.',
    en: 'Too many orders were begun from here. What you typed is kept: try again in an hour, or write to us.',
  },
  noIssue: {
    fr: 'Ce numéro n’existe pas. Choisissez-en un dans la liste des numéros.',
    en: 'There is no such issue. Choose one from the list of issues.',
  },
} as const satisfies Record<string, Sentence>
