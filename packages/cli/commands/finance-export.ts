// `kiosque finance export KIND`: files of the books into a folder, line by line, however long they are.
import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import {
  type ExportFile,
  type ExportKind,
  type ExportOpened,
  exportKinds,
  fecCharsets,
} from '#finance/export-kinds'
import { exportBytes } from '#finance/exports/export-bytes'
import { openExport } from '#finance/open-export'
import { type Period, readPeriod } from '#finance/period'
import type { FecCharset } from '#finance/write-fec'
import { type Locale, locales, VisibleError } from '#kernel/errors'
import { show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'

type ExportOptions = {
  year?: number
  month?: string
  from?: string
  to?: string
  out: string
  charset: FecCharset
  lang?: Locale
}

type Written = { file: string; bytes: number; sha256: string; provisional: boolean }

export function financeExportCommand(finance: Command, run: RunWithStack): void {
  finance
    .command('export')
    .description(
      'writes a file of the books into a folder: an FEC by lots with their descriptions (--year), or a table',
    )
    .addArgument(new Argument('<kind>', 'what it holds').choices([...exportKinds]))
    .option('--year <year>', 'the fiscal year that ends in it, 2026', year)
    .option('--month <month>', '2026-11')
    .option('--from <day>', 'first day, 2026-11-01')
    .option('--to <day>', 'last day, 2026-11-30')
    .option('--out <folder>', 'where the files are written', '.')
    .addOption(
      new Option('--charset <charset>', 'character set of an FEC')
        .choices([...fecCharsets])
        .default('utf-8'),
    )
    .addOption(new Option('--lang <language>', 'of a table’s column heads').choices([...locales]))
    .action(
      run(async ({ parts, output }, kind: ExportKind, options: ExportOptions) => {
        const { publication } = parts
        const period = periodOf(options, publication.books.yearEnds)
        const { out, charset, lang: locale = publication.locale } = options
        const opened = await openExport(parts, { kind, period, locale, charset })
        const files: Written[] = []
        for (const file of filesOf(opened)) files.push(await writeExport(out, file))
        const provisional = files.some((file) => file.provisional)
        show(output, { kind, ...period, provisional, files }, () =>
          [
            ...files.map(({ file, bytes }) => `${file}\t${bytes} bytes`),
            ...(provisional
              ? ['Provisional: the period is open, and more may be booked in it.']
              : []),
          ].join('\n'),
        )
      }),
    )
}

/** @throws VisibleError when it is no period. */
function periodOf(options: ExportOptions, yearEnds: string): Period {
  const read = readPeriod(options, yearEnds)
  if (read.kind === 'refused') throw new VisibleError('invalid', read.sentence)
  return read.period
}

/** @throws VisibleError when there is nothing to write. */
function filesOf(opened: ExportOpened): ExportFile[] {
  if (opened.kind === 'opened') return opened.files
  throw new VisibleError('invalid', opened.kind === 'nothing' ? nothing : notAYear)
}

/** Whole, or not at all: under another name until its last byte is there. */
async function writeExport(folder: string, file: ExportFile): Promise<Written> {
  const path = join(folder, file.fileName)
  const unfinished = `${path}.part`
  const hash = createHash('sha256')
  let bytes = 0
  try {
    await mkdir(folder, { recursive: true })
    const handle = await open(unfinished, 'w')
    try {
      for await (const piece of exportBytes(file)) {
        hash.update(piece)
        bytes += piece.length
        await handle.writeFile(piece)
      }
    } finally {
      await handle.close()
    }
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw unwritable(folder, error)
  }
  return { file: path, bytes, sha256: hash.digest('hex'), provisional: file.isProvisional }
}

function unwritable(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error
  return new VisibleError(
    'invalid',
    {
      fr: `Le dossier ${folder} ne peut pas être écrit (${code}). Choisissez un autre endroit.`,
      en: `The folder ${folder} can’t be written to (${code}). Choose another place.`,
    },
    { cause: error },
  )
}

function year(text: string): number {
  if (!/^\d{4}$/.test(text)) throw new InvalidArgumentError('Write a year as 2026.')
  return Number(text)
}

const nothing = {
  fr: 'Aucune écriture scellée dans cet exercice\u202f: scellez d’abord, avec kiosque finance seal.',
  en: 'No sealed entry in this fiscal year: seal first, with kiosque finance seal.',
}
const notAYear = {
  fr: 'Un FEC est celui d’un exercice entier\u202f: demandez --year.',
  en: 'An FEC is of a whole fiscal year: ask with --year.',
}
