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
  noIssue: {
    fr: 'Ce numéro n’existe pas. Choisissez-en un dans la liste des numéros.',
    en: 'There is no such issue. Choose one from the list of issues.',
  },
} as const satisfies Record<string, Sentence>
