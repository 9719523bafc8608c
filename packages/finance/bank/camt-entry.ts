// An entry of a CAMT.053 statement as lines: one, or one a transaction where the bank has bundled
// several and says the amount of each.
import type { Sentence } from '#kernel/errors'
import { readDay } from './amount.ts'
import { bankLimits } from './line.ts'
import type { RawLine } from './statement-file.ts'
import { all, at, type Node, textAt } from './xml-tree.ts'

export type EntryRead =
  | { kind: 'lines'; lines: RawLine[] }
  /** Not booked yet: it comes again. */
  | { kind: 'pending' }
  | { kind: 'fault'; sentence: Sentence }

/** `currency`: of the account, where the entry does not say its own. */
export function readEntry(entry: Node, currency: string | undefined): EntryRead {
  const status = textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts') ?? 'BOOK'
  if (status !== 'BOOK') return { kind: 'pending' }
  const cents = signedAmount(entry)
  if (cents === undefined) return { kind: 'fault', sentence: sentences.amount }
  const date = dayIn(entry, 'BookgDt') ?? dayIn(entry, 'ValDt')
  if (date === undefined) return { kind: 'fault', sentence: sentences.date }
  const money = at(entry, 'Amt')?.currency ?? currency
  if (money === undefined || !/^[A-Z]{3}$/.test(money))
    return { kind: 'fault', sentence: sentences.currency }
  const valueDate = dayIn(entry, 'ValDt')
  const common = { date, currency: money, ...(valueDate === undefined ? {} : { valueDate }) }
  const details = all(entry, 'NtryDtls').flatMap((node) => all(node, 'TxDtls'))
  const parts = partsOf(details, { cents, currency: money })
  if (parts)
    return {
      kind: 'lines',
      lines: parts.map(({ node, cents: part }) => ({
        ...common,
        cents: part,
        ...wordsOf(entry, [node]),
      })),
    }
  return { kind: 'lines', lines: [{ ...common, cents, ...wordsOf(entry, details) }] }
}

/** Each transaction with its amount; undefined when the bank does not tell all, or they differ. */
function partsOf(details: readonly Node[], whole: { cents: number; currency: string }) {
  if (details.length < 2) return undefined
  const parts: { node: Node; cents: number }[] = []
  for (const node of details) {
    const amount = at(node, 'Amt') ?? at(node, 'AmtDtls', 'TxAmt', 'Amt')
    const size =
      amount && amount.currency === whole.currency ? readIsoAmount(amount.text) : undefined
    if (size === undefined) return undefined
    const side = textAt(node, 'CdtDbtInd') ?? (whole.cents < 0 ? 'DBIT' : 'CRDT')
    parts.push({ node, cents: side === 'DBIT' ? -size : size })
  }
  return parts.reduce((sum, { cents }) => sum + cents, 0) === whole.cents ? parts : undefined
}

/** What the bank wrote, and every reference, without `NOTPROVIDED`. */
function wordsOf(entry: Node, details: readonly Node[]): { text: string; references: string[] } {
  const words: string[] = []
  const references: string[] = []
  const add = (to: string[], text: string | undefined) => {
    const one = text?.replace(/\s+/g, ' ').trim()
    if (one && !to.includes(one) && !/^(NOTPROVIDED|NONREF)$/i.test(one)) to.push(one)
  }
  for (const node of details) {
    const parties = at(node, 'RltdPties')
    for (const party of ['Dbtr', 'Cdtr', 'UltmtDbtr', 'UltmtCdtr'])
      add(words, textAt(parties, party, 'Pty', 'Nm') ?? textAt(parties, party, 'Nm'))
    for (const one of all(at(node, 'RmtInf'), 'Ustrd')) add(words, one.text)
    add(words, textAt(node, 'AddtlTxInf'))
    for (const name of referenceNames) add(references, textAt(node, 'Refs', name))
    for (const one of all(at(node, 'RmtInf'), 'Strd'))
      add(references, textAt(one, 'CdtrRefInf', 'Ref'))
  }
  add(words, textAt(entry, 'AddtlNtryInf'))
  add(references, textAt(entry, 'AcctSvcrRef'))
  add(references, textAt(entry, 'NtryRef'))
  return {
    text: words.join(' / ').slice(0, bankLimits.text),
    references: references.map((one) => one.slice(0, bankLimits.reference)).slice(0, 10),
  }
}

const referenceNames = [
  'EndToEndId',
  'TxId',
  'InstrId',
  'PmtInfId',
  'MsgId',
  'AcctSvcrRef',
  'UETR',
  'ClrSysRef',
]

/** An amount with the side it is on; undefined when one of both can't be read. */
export function signedAmount(node: Node): number | undefined {
  const size = readIsoAmount(at(node, 'Amt')?.text ?? '')
  const side = textAt(node, 'CdtDbtInd')
  if (size === undefined) return undefined
  return side === 'CRDT' ? size : side === 'DBIT' ? -size || 0 : undefined
}

/** `127.82`, `127`, `127.82000`: a point, no sign, no thousands; never more than whole cents. */
function readIsoAmount(text: string): number | undefined {
  const match = /^(\d{1,13})(?:\.(\d{0,2})0*)?$/.exec(text.trim())
  if (!match) return undefined
  const cents = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return cents <= bankLimits.cents ? cents : undefined
}

function dayIn(node: Node, name: string): string | undefined {
  return readDay(textAt(node, name, 'Dt') ?? textAt(node, name, 'DtTm') ?? '')
}

const sentences = {
  amount: {
    fr: 'Le montant ou le sens (CRDT, DBIT) de cette écriture ne se lit pas.',
    en: 'The amount or the side (CRDT, DBIT) of this entry can’t be read.',
  },
  date: {
    fr: 'La date de cette écriture ne se lit pas.',
    en: 'The date of this entry can’t be read.',
  },
  currency: {
    fr: 'La devise de cette écriture manque.',
    en: 'The currency of this entry is missing.',
  },
} satisfies Record<string, Sentence>
