// Ways that settle an exception without booking anything by themselves: a person's word, a day to wait
// for, a bank line, an entry that was made by hand. Pure.
import type { Exception, ExceptionKind } from './exception.ts'
import type { Way } from './ways.ts'

/** Ways of this exception that book nothing by themselves. */
export function otherWays({ kind }: Exception): Way[] {
  return [...waysOfKind[kind], entry].map((way) => ({ ...way }))
}

const noted: Way = {
  id: 'noted',
  kind: 'note',
  title: { fr: 'C’est vu', en: 'Noted' },
  explains: {
    fr: 'Rien n’est comptabilisé. Votre explication reste, avec votre nom et l’heure.',
    en: 'Nothing is booked. Your explanation stays, with your name and the time.',
  },
  needsReason: true,
}

const wait: Way = {
  id: 'wait',
  kind: 'wait',
  title: { fr: 'Attendre', en: 'Wait' },
  explains: {
    fr: 'Elle reste ouverte et revient au jour dit\u202f; si tout rentre dans l’ordre avant, elle se ferme d’elle-même.',
    en: 'It stays open and comes back on that day; if all is well before, it closes by itself.',
  },
  asks: 'until',
  needsReason: false,
}

const waitForBank: Way = {
  ...wait,
  title: { fr: 'Attendre la banque', en: 'Wait for the bank' },
  explains: {
    fr: 'La banque doit encore la somme. L’anomalie revient au jour dit\u202f; un relevé qui l’apporte la ferme.',
    en: 'The bank still owes it. The exception comes back on that day; a statement that brings the money closes it.',
  },
}

const bankLine: Way = {
  id: 'bankLine',
  kind: 'tie',
  title: { fr: 'Rapprocher une ligne de banque', en: 'Match a bank line' },
  explains: {
    fr: 'La ligne que vous choisissez est celle de ce virement.',
    en: 'The line you choose is this payout’s.',
  },
  asks: 'bankLine',
  needsReason: false,
}

const payout: Way = {
  id: 'payout',
  kind: 'tie',
  title: { fr: 'Rapprocher un virement', en: 'Match a payout' },
  explains: {
    fr: 'Cette ligne de banque est celle du virement que vous choisissez.',
    en: 'This bank line is that of the payout you choose.',
  },
  asks: 'payout',
  needsReason: false,
}

const untie: Way = {
  id: 'untie',
  kind: 'untie',
  title: { fr: 'Défaire le rapprochement', en: 'Undo the match' },
  explains: {
    fr: 'La ligne n’est pas celle de ce virement\u202f: les deux sont de nouveau seuls.',
    en: 'The line is not this payout’s: both stand alone again.',
  },
  asks: 'bankLine',
  needsReason: true,
}

const notOurs: Way = {
  id: 'notOurs',
  kind: 'note',
  title: { fr: 'Pas un virement de ce titre', en: 'No payout of this title' },
  explains: {
    fr: 'La ligne est mise de côté, avec votre explication.',
    en: 'The line is set aside, with your explanation.',
  },
  needsReason: true,
}

const entry: Way = {
  id: 'entry',
  kind: 'entry',
  title: { fr: 'Passer une écriture', en: 'Make an entry' },
  explains: {
    fr: 'Vous passez vous-même l’écriture qui la règle, avec son motif.',
    en: 'You make the entry that settles it yourself, with its reason.',
  },
  asks: 'entry',
  needsReason: false,
}

const waysOfKind: Readonly<Record<ExceptionKind, readonly Way[]>> = {
  unknownCategory: [noted],
  otherContent: [noted],
  invoiceOfNothing: [noted],
  taxMissing: [noted],
  taxDiffers: [noted],
  refundWithoutNote: [wait, noted],
  refundOwed: [wait, noted],
  payoutShort: [waitForBank, bankLine, untie, noted],
  payoutOver: [waitForBank, untie, noted],
  payoutLate: [waitForBank, bankLine, noted],
  payoutCurrency: [bankLine, noted],
  payoutDiffers: [wait, noted],
  bankLineUnknown: [payout, wait, notOurs],
  balanceDiffers: [wait, noted],
  deferredDiffers: [wait, noted],
  drift: [wait, noted],
  unionThreshold: [noted],
}
