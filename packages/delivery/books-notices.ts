// The words of the mails that keep the hashes of the books outside of the table.
import type { Locale } from '#kernel/errors'
import { formatDate, formatEuros, formatMonth } from '#kernel/typography'
import { of } from './mail-texts.ts'
import type { NoticeTexts } from './notice-texts.ts'

type Both = Readonly<Record<Locale, NoticeTexts>>

/** `debit` in cents; `date` is the day of the seal. */
export type SealTold = { seal: number; date: string; count: number; debit: number }
/** `debit`: all debits of the month, in cents. */
export type CloseTold = { month: string; seal: number; debit: number }

/** The hash in groups of eight, as it is read aloud or copied; the command takes it with spaces. */
export function groupedHash(hash: string): string {
  return hash.replace(/(.{8})(?=.)/g, '$1 ')
}

export const hashLabel: Readonly<Record<Locale, string>> = {
  fr: 'Empreinte du scellé',
  en: 'Hash of the seal',
}

export function booksSealedTexts(told: SealTold, name: string): Both {
  const { seal, date, count, debit } = told
  const [fr, en] = [formatDate(date, 'fr'), formatDate(date, 'en')]
  const entries = {
    fr: count === 1 ? 'une écriture' : `${count}\u00a0écritures`,
    en: count === 1 ? 'one entry' : `${count}\u00a0entries`,
  }
  return {
    fr: {
      stamp: 'Les comptes',
      subject: `Comptes scellés le ${fr}\u202f: scellé n°\u00a0${seal}`,
      preheader: `${entries.fr}, ${formatEuros(debit, 'fr')} au débit et au crédit.`,
      title: `Scellé n°\u00a0${seal}`,
      intro: `Les comptes ${of(name)} ont été scellés le ${fr}\u202f: ${entries.fr}, ${formatEuros(debit, 'fr')} au débit et autant au crédit.`,
      more: 'Gardez ce message hors de Kiosque. Avec cette empreinte, chacun peut vérifier que rien de ce qui est scellé n’a été changé depuis\u202f: en la collant sous Comptabilité, Scellés, ou par la commande kiosque finance verify --anchor.',
      button: 'Voir les scellés',
      note: '',
      reason: `Vous recevez ce message parce que vous tenez les comptes ${of(name)}.`,
    },
    en: {
      stamp: 'The books',
      subject: `Books sealed on ${en}: seal ${seal}`,
      preheader: `${entries.en}, ${formatEuros(debit, 'en')} on each side.`,
      title: `Seal ${seal}`,
      intro: `The books of ${name} were sealed on ${en}: ${entries.en}, ${formatEuros(debit, 'en')} of debits and as much of credits.`,
      more: 'Keep this message outside of Kiosque. With this hash anybody can check that nothing that is sealed was changed since: by pasting it under Finance, Seals, or with the command kiosque finance verify --anchor.',
      button: 'See the seals',
      note: '',
      reason: `You get this message because you keep the books of ${name}.`,
    },
  }
}

export function monthClosedTexts({ month, seal, debit }: CloseTold, name: string): Both {
  const [fr, en] = [formatMonth(`${month}-01`, 'fr'), formatMonth(`${month}-01`, 'en')]
  return {
    fr: {
      stamp: 'Les comptes',
      subject: `Le mois est clos\u202f: ${fr}`,
      preheader: `Scellé n°\u00a0${seal}, ${formatEuros(debit, 'fr')} au débit et au crédit.`,
      title: `Clôture\u202f: ${fr}`,
      intro: `Les comptes ${of(name)} pour ${fr} sont clos par le scellé n°\u00a0${seal}\u202f: ${formatEuros(debit, 'fr')} au débit et autant au crédit. Un mois clos ne se rouvre pas\u202f: ce qui arrive encore est porté au premier jour ouvert, avec sa propre date dans le libellé.`,
      more: 'Gardez ce message hors de Kiosque\u202f: son empreinte prouve l’état des comptes à la clôture.',
      button: 'Voir la clôture',
      note: '',
      reason: `Vous recevez ce message parce que vous tenez les comptes ${of(name)}.`,
    },
    en: {
      stamp: 'The books',
      subject: `The month is closed: ${en}`,
      preheader: `Seal ${seal}, ${formatEuros(debit, 'en')} on each side.`,
      title: `Closed: ${en}`,
      intro: `The books of ${name} for ${en} are closed by seal ${seal}: ${formatEuros(debit, 'en')} of debits and as much of credits. A closed month is never opened again: what still comes is booked on the first open day, with its own date in its label.`,
      more: 'Keep this message outside of Kiosque: its hash proves how the books stood at the close.',
      button: 'See the close',
      note: '',
      reason: `You get this message because you keep the books of ${name}.`,
    },
  }
}
