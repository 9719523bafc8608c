// What the law wants beside an FEC: how it is written, what it holds, and what its codes mean
// (LPF, art. A47 A-1, XI). In French, as its reader is. Pure.
import { type Accounts, accountName } from '#publication/books'
import { dayInFigures } from '../day-after.ts'
import type { FecCharset } from '../write-fec.ts'
import { fecAmount, journalNames } from '../write-fec.ts'

export type FecDescribed = {
  fileName: string
  charset: FecCharset
  accounts: Accounts
  company: { name: string; siren: string }
  /** First and last day of the fiscal year. */
  year: { from: string; to: string }
  /** Whether the year was open when it was made. */
  isYearOpen: boolean
  entries: { count: number; first: number; last: number; debit?: number | undefined }
  /** Of a part: its number in the year, and the seals that it holds. */
  lot?: { number: number; seals: { from: number; to: number } }
}

export function fecDescription(described: FecDescribed): string {
  const { fileName, accounts, company, year, entries, lot } = described
  return [
    `Description du fichier ${fileName}`,
    '',
    `${company.name}, SIREN ${company.siren}`,
    `Exercice du ${dayInFigures(year.from)} au ${dayInFigures(year.to)}.`,
    ...standing(described),
    '',
    'Contenu',
    ...(lot
      ? [
          `Lot n° ${lot.number} de l’exercice : écritures des scellés ${lot.seals.from} à ${lot.seals.to}. Une écriture scellée est dans un seul lot.`,
        ]
      : ['Toutes les écritures scellées de l’exercice.']),
    `Écritures : ${entries.count}, n° ${number(entries.first)} à ${number(entries.last)}.`,
    ...(entries.debit === undefined
      ? []
      : [`Total des débits, égal à celui des crédits : ${fecAmount(entries.debit)} EUR.`]),
    '',
    'Format',
    ...format(described),
    '',
    'Journaux',
    ...Object.entries(journalNames).map(([code, name]) => `${code}\t${name}`),
    '',
    'Comptes',
    ...accountsOf(accounts).map((account) => `${account}\t${accountName(accounts, account)}`),
    '',
  ].join('\r\n')
}

function standing({ isYearOpen, lot }: FecDescribed): string[] {
  if (!isYearOpen) return []
  return lot
    ? [
        'PROVISOIRE : l’exercice était ouvert à l’établissement de ce lot. Ses écritures sont scellées et ne changeront pas ; les suivantes feront l’objet d’autres lots.',
      ]
    : [
        'PROVISOIRE : l’exercice n’est pas clos. Les écritures présentes sont scellées ; d’autres s’y ajouteront.',
      ]
}

function format({ charset }: FecDescribed): string[] {
  return [
    'Fichier des écritures comptables, à plat (article A47 A-1 du Livre des procédures fiscales).',
    `Jeu de caractères : ${charset === 'utf-8' ? 'UTF-8, sans marque d’ordre des octets' : 'ISO 8859-15'}.`,
    'Séparateur de zones : tabulation. Fin d’enregistrement : CR LF. Première ligne : noms des 18 champs.',
    'Montants : caractères, virgule décimale, deux décimales, sans séparateur de milliers ni signe.',
    'Dates : AAAAMMJJ.',
    'EcritureNum : numérotation continue sur l’exercice, tous journaux confondus, dans l’ordre de validation. Le n° 000001 est réservé à l’écriture d’ouverture.',
    'EcritureDate : jour de l’écriture. Une opération connue après la clôture de son mois porte le premier jour du mois ouvert ; PieceDate et EcritureLib gardent sa date.',
    'ValidDate : jour du scellement de l’écriture, à partir duquel elle ne peut plus être modifiée.',
    'PieceRef : numéro de facture ou d’avoir, identifiant du mouvement chez Stripe, ou NUM- suivi du numéro de la revue servi.',
    'CompAuxNum : numéro du client. CompAuxLib : « Client » et ce numéro.',
    'EcritureLet, DateLet : même code pour les lignes d’une facture, de ses avoirs et de ses règlements qui se soldent dans ce fichier ; date de la dernière.',
    'Montantdevise, Idevise : vides, tout est en euros.',
  ]
}

function accountsOf(accounts: Accounts): string[] {
  return [
    ...Object.values(accounts).filter((one) => typeof one === 'string'),
    ...Object.values(accounts.vat),
  ].toSorted()
}

function number(value: number): string {
  return String(value).padStart(6, '0')
}
