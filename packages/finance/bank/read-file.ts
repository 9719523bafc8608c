// Tells what kind of file a bank's is, and reads it. A kind that is not read is called by its name, and
// the person is told which one to ask the bank for.
import type { Sentence } from '#kernel/errors'
import { decodeText } from './decode-text.ts'
import { bankLimits } from './line.ts'
import { readCamt } from './read-camt.ts'
import { readCsv } from './read-csv.ts'
import { type Columns, type ReadFile, refused } from './statement-file.ts'

/** Reads a file whole, or refuses it whole. `columns`: what a person said of a table's. */
export function readBankFile(bytes: Uint8Array, columns?: Columns): ReadFile {
  if (bytes.length === 0) return refused(sentences.empty)
  if (bytes.length > bankLimits.fileBytes) return refused(sentences.tooLarge)
  const binary = binaryKind(bytes)
  if (binary) return refused(binary)
  const decoded = decodeText(bytes)
  if (decoded === undefined) return refused(sentences.binary)
  const start = decoded.trimStart()
  if (start === '') return refused(sentences.empty)
  if (start.startsWith('<')) return isXml(start) ? readCamt(decoded) : refused(markupKind(start))
  const plain = plainKind(start)
  return plain ? refused(plain) : readCsv(decoded, columns)
}

function isXml(start: string): boolean {
  return start.startsWith('<?xml') || /^<(?:\w+:)?Document[\s>]/.test(start)
}

function binaryKind(bytes: Uint8Array): Sentence | undefined {
  const head = [...bytes.slice(0, 4)].map((byte) => String.fromCharCode(byte)).join('')
  if (head === '%PDF') return sentences.pdf
  if (head.startsWith('PK')) return sentences.zip
  if (head === '\u00d0\u00cf\u0011\u00e0') return sentences.excel
  return undefined
}

function markupKind(start: string): Sentence {
  return /^<OFX>/i.test(start) ? sentences.ofx : sentences.otherXml
}

function plainKind(start: string): Sentence | undefined {
  if (/^OFXHEADER/i.test(start)) return sentences.ofx
  if (/^!Type:/i.test(start)) return sentences.qif
  if (/^(\{1:|:20:)/.test(start)) return sentences.mt940
  if (/^0[1247]\d{5}/.test(start) && /^.{120}(\r?\n|$)/.test(start)) return sentences.cfonb
  return undefined
}

const ask = {
  fr: 'demandez à la banque un relevé CAMT.053 (XML) ou un tableau CSV.',
  en: 'ask the bank for a statement as CAMT.053 (XML) or a CSV table.',
}

const sentences = {
  empty: {
    fr: 'Ce fichier est vide\u202f: téléchargez-le de nouveau à la banque.',
    en: 'This file is empty: download it from the bank again.',
  },
  tooLarge: {
    fr: 'Ce fichier dépasse 8 millions d’octets\u202f: importez une période plus courte.',
    en: 'This file is over 8 million bytes: import a shorter period.',
  },
  binary: {
    fr: `Ce fichier n’est pas du texte\u202f: ${ask.fr}`,
    en: `This file is no text: ${ask.en}`,
  },
  pdf: {
    fr: `C’est un PDF, fait pour être lu\u202f: ${ask.fr}`,
    en: `This is a PDF, made for reading: ${ask.en}`,
  },
  zip: {
    fr: 'C’est une archive ou un classeur (ZIP, XLSX)\u202f: extrayez le fichier XML, ou enregistrez la feuille en CSV.',
    en: 'This is an archive or a workbook (ZIP, XLSX): take the XML file out, or save the sheet as CSV.',
  },
  excel: {
    fr: 'C’est un ancien classeur Excel\u202f: enregistrez la feuille en CSV.',
    en: 'This is an old Excel workbook: save the sheet as CSV.',
  },
  ofx: { fr: `C’est un fichier OFX\u202f: ${ask.fr}`, en: `This is an OFX file: ${ask.en}` },
  qif: { fr: `C’est un fichier QIF\u202f: ${ask.fr}`, en: `This is a QIF file: ${ask.en}` },
  mt940: {
    fr: `C’est un relevé MT940\u202f: ${ask.fr}`,
    en: `This is an MT940 statement: ${ask.en}`,
  },
  cfonb: {
    fr: `C’est un relevé CFONB 120\u202f: ${ask.fr}`,
    en: `This is a CFONB 120 statement: ${ask.en}`,
  },
  otherXml: {
    fr: `Ce fichier est une page ou un autre XML\u202f: ${ask.fr}`,
    en: `This file is a page or another XML: ${ask.en}`,
  },
} satisfies Record<string, Sentence>
