// Which column of a file holds what: by the names that programs and people give them, in French and
// English, or by a mapping that a person states.
import type { Sentence } from '#kernel/errors'

export const importFields = [
  'email',
  'locale',
  'topics',
  'tags',
  'country',
  'joined',
  'status',
] as const
export type ImportField = (typeof importFields)[number]

/** Position of each field's column; a file needs the address alone. */
export type Columns = { email: number } & Partial<Record<ImportField, number>>

/** A column's name as written in the file for each field stated; `''`: the field is not used. */
export type Mapping = Partial<Record<ImportField, string>>

export type ColumnsReading =
  | { kind: 'columns'; columns: Columns; header: readonly string[]; hasHeader: boolean }
  | { kind: 'fault'; fault: ColumnFault; header: readonly string[]; sentence: Sentence }
export type ColumnFault = 'noEmail' | 'twice' | 'unknownColumn'

/** Reads the first record of a file. Without names in it, the column with an address is taken. */
export function readColumns(first: readonly string[], mapping: Mapping = {}): ColumnsReading {
  const header = first.map((name) => name.trim())
  const bare = header.findIndex((cell) => cell.includes('@'))
  if (bare !== -1) {
    const names = header.map((_, at) => String(at + 1))
    return { kind: 'columns', columns: { email: bare }, header: names, hasHeader: false }
  }
  const columns: Partial<Record<ImportField, number>> = {}
  for (const field of importFields) {
    const stated = mapping[field]
    if (stated === '') continue
    const found = stated === undefined ? recognised(header, field) : named(header, stated)
    if (found.length > 1) return fault('twice', header, field, found)
    if (stated !== undefined && found.length === 0)
      return fault('unknownColumn', header, field, [], stated)
    if (found[0] !== undefined) columns[field] = found[0]
  }
  const { email } = columns
  if (email === undefined) return fault('noEmail', header, 'email', [])
  return { kind: 'columns', columns: { ...columns, email }, header, hasHeader: true }
}

/** The columns whose name means this field; a plain name counts before a vague one. */
function recognised(header: readonly string[], field: ImportField): number[] {
  const { clear, vague = [] } = names[field]
  const places = (words: readonly string[]) =>
    header.flatMap((name, at) => (words.includes(plainName(name)) ? at : []))
  const found = places(clear)
  return found.length > 0 ? found : places(vague)
}

function named(header: readonly string[], wanted: string): number[] {
  const exact = header.flatMap((name, at) => (name === wanted.trim() ? at : []))
  if (exact.length > 0) return exact
  return header.flatMap((name, at) => (plainName(name) === plainName(wanted) ? at : []))
}

function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** Without accents, spaces and signs. */
const names: Record<ImportField, { clear: readonly string[]; vague?: readonly string[] }> = {
  email: {
    clear: [
      'email',
      'emails',
      'mail',
      'courriel',
      'emailaddress',
      'mailaddress',
      'adresseemail',
      'adressemail',
      'adressecourriel',
      'adresseelectronique',
      'subscriberemail',
    ],
    vague: ['adresse', 'address', 'lecteur', 'reader', 'abonne', 'subscriber'],
  },
  locale: { clear: ['langue', 'language', 'locale', 'lang'] },
  topics: {
    clear: ['sujets', 'sujet', 'topics', 'topic', 'rubriques', 'rubrique', 'themes', 'theme'],
    vague: ['centresdinteret', 'interests', 'groupes', 'groups', 'lists', 'listes'],
  },
  tags: { clear: ['tags', 'tag', 'etiquettes', 'etiquette', 'labels', 'label'] },
  country: { clear: ['pays', 'country', 'countrycode', 'codepays', 'cc'] },
  joined: {
    clear: [
      'inscritle',
      'inscrit',
      'dateinscription',
      'datedinscription',
      'inscription',
      'joined',
      'joinedat',
      'joinedon',
      'datejoined',
      'subscribedat',
      'subscribedon',
      'subscribed',
      'signupdate',
      'signedup',
      'optintime',
      'optindate',
      'dateoptin',
      'confirmtime',
    ],
    vague: ['createdat', 'created', 'datedajout', 'ajoutele', 'dateadded', 'date'],
  },
  status: { clear: ['statut', 'status', 'etat', 'state'] },
}

function fault(
  which: ColumnFault,
  header: readonly string[],
  field: ImportField,
  found: readonly number[],
  stated = '',
): ColumnsReading {
  const listed = (at: readonly number[]) => at.map((one) => `${one + 1} (${header[one]})`)
  const columns = header.map((_, at) => at)
  const all = { fr: listed(columns).join(', '), en: listed(columns).join(', ') }
  const sentences: Record<ColumnFault, Sentence> = {
    noEmail: {
      fr: `Aucune colonne ne porte un nom d’adresse (email, courriel, adresse…). Colonnes lues : ${all.fr}. Dites laquelle contient les adresses.`,
      en: `No column bears the name of an address (email, mail, address…). Columns read: ${all.en}. Say which one holds the addresses.`,
    },
    twice: {
      fr: `Plusieurs colonnes peuvent être «\u202f${fieldNames[field].fr}\u202f»\u202f: ${listed(found).join(', ')}. Dites laquelle compte, ou renommez l’autre.`,
      en: `Several columns may be “${fieldNames[field].en}”: ${listed(found).join(', ')}. Say which one counts, or rename the other.`,
    },
    unknownColumn: {
      fr: `Le fichier n’a pas de colonne «\u202f${stated}\u202f». Colonnes lues : ${all.fr}.`,
      en: `The file has no column “${stated}”. Columns read: ${all.en}.`,
    },
  }
  return { kind: 'fault', fault: which, header, sentence: sentences[which] }
}

export const fieldNames: Record<ImportField, Sentence> = {
  email: { fr: 'adresse', en: 'address' },
  locale: { fr: 'langue', en: 'language' },
  topics: { fr: 'sujets', en: 'topics' },
  tags: { fr: 'étiquettes', en: 'tags' },
  country: { fr: 'pays', en: 'country' },
  joined: { fr: 'inscrit le', en: 'joined' },
  status: { fr: 'statut', en: 'status' },
}
