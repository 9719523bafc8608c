// Reads the form of a cancellation or a withdrawal: what the law lets us ask, and nothing more is
// mandatory (Code de la consommation, D215-2 and L221-21). Pure.
import type { Sentence } from '#kernel/errors'
import { parseAddress } from '#readers/address'
import { type DeclarationKind, declarationLimits, type Typed, type Wish } from './declaration.ts'
import { isDay } from './working-days.ts'

/** By the names of the form's fields. */
export type LeaveForm = Readonly<Record<string, string | undefined>>

export type LeaveReading =
  | { kind: 'read'; typed: Typed }
  | { kind: 'refused'; fields: Record<string, Sentence> }

export function readLeaveForm(kind: DeclarationKind, form: LeaveForm): LeaveReading {
  const fields: Record<string, Sentence> = {}
  const name = lineOf(form['name'])
  if (name === '') fields['name'] = faults.name
  if (name.length > declarationLimits.name) fields['name'] = faults.long
  const email = lineOf(form['email'])
  const parsed = email === '' ? undefined : parseAddress(email)
  if (parsed?.kind === 'malformed') fields['email'] = parsed.sentence
  const address = kind === 'cancellation' ? linesOf(form['address']) : ''
  if (email === '' && address === '')
    fields['email'] = kind === 'cancellation' ? faults.where : faults.email
  if (address.length > declarationLimits.address) fields['address'] = faults.long
  const reference = lineOf(form['reference'])
  if (kind === 'withdrawal' && reference === '') fields['reference'] = faults.contract
  if (reference.length > declarationLimits.reference) fields['reference'] = faults.long
  const motive = kind === 'cancellation' ? linesOf(form['motive']) : ''
  if (motive.length > declarationLimits.motive) fields['motive'] = faults.long
  const wish = wishOf(kind, form)
  if (wish === undefined) fields['day'] = faults.day
  if (Object.keys(fields).length > 0 || wish === undefined) return { kind: 'refused', fields }
  return {
    kind: 'read',
    typed: {
      name,
      ...(parsed?.kind === 'address' ? { email: parsed.email } : {}),
      ...(address === '' ? {} : { address }),
      ...(reference === '' ? {} : { reference }),
      wish,
      ...(motive === '' ? {} : { motive }),
    },
  }
}

function wishOf(kind: DeclarationKind, form: LeaveForm): Wish | undefined {
  if (kind === 'withdrawal') return { kind: 'soonest' }
  const day = lineOf(form['day'])
  switch (form['wish']) {
    case 'paid':
      return { kind: 'paid' }
    case 'day':
      return isDay(day) ? { kind: 'day', day } : undefined
    default:
      return { kind: 'soonest' }
  }
}

function lineOf(text: string | undefined): string {
  return (text ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

function linesOf(text: string | undefined): string {
  return (text ?? '')
    .normalize('NFC')
    .split(/\r?\n/)
    .map(lineOf)
    .filter((line) => line !== '')
    .join('\n')
}

const faults = {
  name: {
    fr: 'Indiquez votre nom et votre prénom, ou la raison sociale.',
    en: 'Give your name, or the name of the company.',
  },
  where: {
    fr: 'Indiquez une adresse e-mail ou, à défaut, une adresse postale\u202f: c’est là que part la confirmation.',
    en: 'Give an e-mail address or, failing that, a postal address: the confirmation goes there.',
  },
  email: {
    fr: 'Indiquez une adresse e-mail\u202f: l’accusé de réception y est envoyé.',
    en: 'Give an e-mail address: the acknowledgement is sent there.',
  },
  contract: {
    fr: 'Dites de quel contrat il s’agit\u202f: le numéro de commande ou, à défaut, l’offre et la date.',
    en: 'Say which contract it is: the order number or, failing that, the offer and its date.',
  },
  day: {
    fr: 'Indiquez la date souhaitée, ou choisissez une autre réponse.',
    en: 'Give the day you wish for, or choose another answer.',
  },
  long: {
    fr: 'Ce texte est trop long\u202f: raccourcissez-le.',
    en: 'This text is too long: shorten it.',
  },
} as const satisfies Record<string, Sentence>
