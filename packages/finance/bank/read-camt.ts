// CAMT.053, the bank's statement by ISO 20022, in the versions that French banks send (001.02 to 001.13:
// what is read here stands in the same place in all, but for the status and the parties' names).
import type { Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { readDay } from './amount.ts'
import { readEntry, signedAmount } from './camt-entry.ts'
import { bankLimits } from './line.ts'
import {
  type BankFault,
  faultLimit,
  type RawLine,
  type RawStatement,
  type ReadFile,
  refused,
} from './statement-file.ts'
import { all, at, type Node, readXml, textAt } from './xml-tree.ts'

export function readCamt(text: string): ReadFile {
  const xml = readXml(text)
  if (xml.kind !== 'tree') return refused(brokenFile[xml.kind])
  const message = messageOf(xml.space, xml.root)
  if (message === undefined) return refused(sentences.otherXml)
  if (!message.startsWith('camt.053')) return refused(otherMessage(message))
  const statements = all(at(xml.root, 'BkToCstmrStmt'), 'Stmt')
  if (statements.length === 0) return refused(sentences.noStatement)
  const faults: BankFault[] = []
  const read = statements.flatMap((node) => {
    const statement = readStatement(node, message, faults)
    return statement ? [statement] : []
  })
  const count = read.reduce((sum, { lines }) => sum + lines.length, 0)
  if (count > bankLimits.lines) return refused(sentences.tooMany)
  if (faults.length > 0) return { kind: 'refused', faults: faults.slice(0, faultLimit) }
  return { kind: 'statements', statements: read }
}

function messageOf(space: string, root: Node): string | undefined {
  const named = /(camt\.0\d\d\.001\.\d\d)$/.exec(space)?.[1]
  if (root.name !== 'Document') return undefined
  if (named) return named
  if (at(root, 'BkToCstmrStmt')) return 'camt.053'
  return at(root, 'BkToCstmrAcctRpt') ? 'camt.052' : undefined
}

function readStatement(node: Node, variant: string, faults: BankFault[]): RawStatement | undefined {
  const account = textAt(node, 'Acct', 'Id', 'IBAN') ?? textAt(node, 'Acct', 'Id', 'Othr', 'Id')
  const currency = textAt(node, 'Acct', 'Ccy')
  const lines: RawLine[] = []
  let pendingCount = 0
  for (const [index, entry] of all(node, 'Ntry').entries()) {
    const read = readEntry(entry, currency)
    if (read.kind === 'pending') pendingCount += 1
    else if (read.kind === 'fault') faults.push({ line: index + 1, sentence: read.sentence })
    else lines.push(...read.lines)
  }
  const [openingCents, closingCents] = balancesOf(node)
  const sum = lines.reduce((total, { cents }) => total + cents, 0)
  const isBalanceChecked = openingCents !== undefined && closingCents !== undefined
  if (isBalanceChecked && faults.length === 0 && openingCents + sum !== closingCents)
    faults.push({ sentence: doesNotAddUp({ openingCents, sum, closingCents }) })
  const from = readDay(textAt(node, 'FrToDt', 'FrDtTm') ?? textAt(node, 'FrToDt', 'FrDt') ?? '')
  const to = readDay(textAt(node, 'FrToDt', 'ToDtTm') ?? textAt(node, 'FrToDt', 'ToDt') ?? '')
  return {
    ...{ format: 'camt', variant, lines, pendingCount, isBalanceChecked },
    ...(account === undefined ? {} : { account: account.replace(/\s/g, '').slice(0, 40) }),
    ...(openingCents === undefined ? {} : { openingCents }),
    ...(closingCents === undefined ? {} : { closingCents }),
    ...dayOfStatement({ from, to, node }),
  }
}

/** The days it says it is about, or those of its balances. */
function dayOfStatement(given: { from: string | undefined; to: string | undefined; node: Node }) {
  const days = all(given.node, 'Bal').flatMap(
    (balance) => readDay(textAt(balance, 'Dt', 'Dt') ?? textAt(balance, 'Dt', 'DtTm') ?? '') ?? [],
  )
  const from = given.from ?? days.toSorted()[0]
  const to = given.to ?? days.toSorted().at(-1)
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** Opening and closing balance; of a page of a longer statement, the ones between. */
function balancesOf(node: Node): [number | undefined, number | undefined] {
  const balances = all(node, 'Bal').map((balance) => ({
    code: textAt(balance, 'Tp', 'CdOrPrtry', 'Cd'),
    cents: signedAmount(balance),
  }))
  const of = (...codes: string[]) =>
    codes
      .map((code) => balances.find((one) => one.code === code)?.cents)
      .find((c) => c !== undefined)
  const between = balances.filter(({ code }) => code === 'ITBD').map(({ cents }) => cents)
  return [of('OPBD', 'PRCD') ?? between[0], of('CLBD') ?? between.at(-1)]
}

function doesNotAddUp(sums: { openingCents: number; sum: number; closingCents: number }): Sentence {
  const { openingCents, sum, closingCents } = sums
  const say = (locale: 'fr' | 'en') =>
    [openingCents, sum, closingCents, closingCents - openingCents - sum].map((cents) =>
      formatEuros(cents, locale),
    )
  const [frOpening, frSum, frClosing, frOff] = say('fr')
  const [opening, all, closing, off] = say('en')
  return {
    fr: `Ce relevé ne tombe pas juste\u202f: ${frOpening} au départ et ${frSum} de mouvements ne font pas ${frClosing} à l’arrivée (${frOff} d’écart). Des lignes manquent\u202f: téléchargez-le de nouveau.`,
    en: `This statement does not add up: ${opening} at the start and ${all} of moves do not make ${closing} at the end (off by ${off}). Lines are missing: download it again.`,
  }
}

function otherMessage(message: string): Sentence {
  return {
    fr: `Ce fichier est un ${message}\u202f: demandez à la banque le relevé définitif, CAMT.053.`,
    en: `This file is a ${message}: ask the bank for the final statement, CAMT.053.`,
  }
}

const sentences = {
  otherXml: {
    fr: 'Ce XML n’est pas un relevé de banque CAMT.053.',
    en: 'This XML is no CAMT.053 bank statement.',
  },
  noStatement: {
    fr: 'Ce fichier CAMT.053 ne contient aucun relevé.',
    en: 'This CAMT.053 file holds no statement.',
  },
  tooMany: {
    fr: 'Ce fichier compte plus de 20\u202f000 lignes\u202f: importez une période plus courte.',
    en: 'This file has more than 20,000 lines: import a shorter period.',
  },
} satisfies Record<string, Sentence>

const brokenFile = {
  broken: {
    fr: 'Ce fichier XML est coupé ou abîmé\u202f: téléchargez-le de nouveau à la banque.',
    en: 'This XML file is cut off or damaged: download it from the bank again.',
  },
  declares: {
    fr: 'Ce fichier XML déclare un type de document ou des entités, ce qu’aucun relevé ne fait\u202f: il n’est pas lu.',
    en: 'This XML file declares a document type or entities, which no statement does: it is not read.',
  },
  tooMuch: {
    fr: 'Ce fichier XML est trop profond ou trop grand pour un relevé\u202f: importez une période plus courte.',
    en: 'This XML file is too deep or too large for a statement: import a shorter period.',
  },
} satisfies Record<string, Sentence>
