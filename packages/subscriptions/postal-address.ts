// Postal addresses: NF Z10-011 in France (six lines of 38 characters), the postal code by country.
// Checked at the door, with a sentence for each field. Pure.
import * as z from 'zod'
import type { Sentence } from '#kernel/errors'
import { countryOf } from '#tax/territory'
import { isCountry } from './countries.ts'
import { postcodeFaults, postcodes } from './postcodes.ts'

/** Of one line, spaces included (NF Z10-011, domain-rules §8.3); abroad lines may be longer. */
export const addressLimits = { line: 38, lineAbroad: 60, lines: 6 }

const Line = z.string().max(addressLimits.lineAbroad)

/** The parts in the order of the lines; an empty one takes no line. */
export const PostalAddress = z.object({
  /** Line 1: a person, or a company. */
  recipient: Line.min(1),
  /** Line 2: a person or service in the company, floor, flat. */
  detail: Line.optional(),
  /** Line 3: entrance, building, residence. */
  building: Line.optional(),
  /** Line 4: number and street. */
  street: Line.optional(),
  /** Line 5: hamlet, BP, CS. */
  place: Line.optional(),
  /** Line 6, with the town. */
  postcode: z.string().max(12),
  town: Line.min(1),
  /** ISO 3166-1; a French collectivity under its own code (`GP`, `RE`). */
  country: z.string().regex(/^[A-Z]{2}$/),
})
export type PostalAddress = z.infer<typeof PostalAddress>

export type AddressField = keyof PostalAddress
export type TypedAddress = Partial<Record<AddressField, string | undefined>>

export type ReadAddress =
  | { kind: 'address'; address: PostalAddress }
  | { kind: 'refused'; fields: Partial<Record<AddressField, Sentence>> }

/** Reads what a person typed; each fault says what to do, beside its field. */
export function readPostalAddress(typed: TypedAddress): ReadAddress {
  const parts = cleaned(typed)
  const fields: Partial<Record<AddressField, Sentence>> = {}
  const { country } = parts
  if (!isCountry(country)) fields.country = noCountry
  const isFrench = postsAsFrance(country)
  for (const name of ['recipient', 'detail', 'building', 'street', 'place'] as const)
    if (!fits(parts[name], isFrench)) fields[name] = tooLong(parts[name], isFrench)
  const typed6 = `${parts.postcode} ${parts.town}`
  const line6 = isFrench ? capitals(typed6) : typed6
  if (!fits(line6, isFrench)) fields.town = tooLong(line6, isFrench)
  if (parts.recipient === '') fields.recipient = noRecipient
  if (parts.town === '') fields.town = noTown
  if (parts.street === '' && parts.place === '') fields.street = noStreet
  const postcodeFault = faultOfPostcode(country, parts.postcode)
  if (postcodeFault && fields.country === undefined) fields.postcode = postcodeFault
  if (Object.keys(fields).length > 0) return { kind: 'refused', fields }
  return { kind: 'address', address: addressOf(parts) }
}

/**
 * The lines as they are printed: in France lines 4 to 6 without punctuation and the last in capitals
 * without accents; abroad the country in capitals at the end. Empty lines are closed up.
 */
export function addressLines(address: PostalAddress, countryName?: string): string[] {
  const { recipient, detail, building, street, place, postcode, town, country } = address
  const isFrench = postsAsFrance(country)
  const plain = (line: string | undefined) => (isFrench && line ? withoutMarks(line) : line)
  const lines = [
    ...[recipient, detail, building, plain(street), plain(place)],
    isFrench ? capitals(`${postcode} ${town}`) : `${postcode} ${town}`,
    ...(isFrench || countryName === undefined ? [] : [capitals(countryName)]),
  ]
  return lines.flatMap((line) => (line === undefined || line.trim() === '' ? [] : [line.trim()]))
}

/** Whether two addresses are the same place and name, however they were typed. */
export function isSamePlace(a: PostalAddress, b: PostalAddress): boolean {
  return placeKey(a) === placeKey(b)
}

/** What is equal for two spellings of one address. */
export function placeKey(address: PostalAddress): string {
  return [address.country, ...addressLines(address)]
    .map((line) => capitals(withoutMarks(line)))
    .join('\n')
}

/** French departments, collectivities and Monaco share the form of the norm. */
export function postsAsFrance(country: string): boolean {
  return frenchPost.has(country)
}

const frenchPost = new Set(
  ['FR', 'MC', 'GP', 'MQ', 'GF', 'RE', 'YT'].concat(['BL', 'MF', 'PM', 'WF', 'PF', 'NC', 'TF']),
)

type Parts = Record<AddressField, string>

function cleaned(typed: TypedAddress): Parts {
  const clean = (text: string | undefined) =>
    (text ?? '')
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
      .replace(/[\s\p{Zs}]+/gu, ' ')
      .trim()
      .slice(0, 200)
  const postcode = clean(typed.postcode).toUpperCase()
  const typedCountry = clean(typed.country).toUpperCase()
  return {
    recipient: clean(typed.recipient),
    detail: clean(typed.detail),
    building: clean(typed.building),
    street: clean(typed.street),
    place: clean(typed.place),
    postcode: postsAsFrance(typedCountry) ? postcode.replaceAll(' ', '') : postcode,
    town: clean(typed.town),
    country: countryOf({ country: typedCountry, postcode }),
  }
}

function addressOf(parts: Parts): PostalAddress {
  const optional = (['detail', 'building', 'street', 'place'] as const).flatMap((name) =>
    parts[name] === '' ? [] : [[name, parts[name]] as const],
  )
  const { recipient, postcode, town, country } = parts
  return PostalAddress.parse({
    ...{ recipient, postcode, town, country },
    ...Object.fromEntries(optional),
  })
}

function fits(line: string, isFrench: boolean): boolean {
  return [...line].length <= (isFrench ? addressLimits.line : addressLimits.lineAbroad)
}

function faultOfPostcode(country: string, postcode: string): Sentence | undefined {
  const rule = postcodes[postsAsFrance(country) ? 'FR' : country]
  if (rule === undefined) return postcode.length <= 12 ? undefined : postcodeFaults.tooLong
  return rule.form.test(postcode) ? undefined : postcodeFaults.form(rule.example)
}

function withoutMarks(line: string): string {
  return line.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()
}

function capitals(line: string): string {
  return withoutMarks(
    line
      .replaceAll('œ', 'oe')
      .replaceAll('Œ', 'OE')
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toUpperCase(),
  ).replace(/^(\d{5}) (ST|STE) (?=[A-Z])/, (_, postcode, saint) =>
    saint === 'ST' ? `${postcode} SAINT ` : `${postcode} SAINTE `,
  )
}

function tooLong(line: string, isFrench: boolean): Sentence {
  const limit = isFrench ? addressLimits.line : addressLimits.lineAbroad
  const over = [...line].length - limit
  return {
    fr: `Cette ligne a ${over} caractère${over > 1 ? 's' : ''} de trop\u202f: une ligne d’adresse en compte ${limit} au plus, espaces comprises. Abrégez-la, ou mettez-en une partie sur une autre ligne.`,
    en: `This line is ${over} character${over > 1 ? 's' : ''} too long: a line of an address has ${limit} at most, spaces included. Shorten it, or put a part of it on another line.`,
  }
}

const noRecipient: Sentence = {
  fr: 'Écrivez le nom de la personne ou de la société qui reçoit.',
  en: 'Write the name of the person or company that receives.',
}
const noTown: Sentence = { fr: 'Écrivez la ville.', en: 'Write the town.' }
const noStreet: Sentence = {
  fr: 'Écrivez le numéro et la rue, ou le lieu-dit.',
  en: 'Write the number and street, or the place.',
}
const noCountry: Sentence = { fr: 'Choisissez le pays.', en: 'Choose the country.' }
