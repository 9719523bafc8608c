// `kiosque reader import|export|list`: the audience as a whole, in files of any size.

import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { type Sentence, VisibleError } from '#kernel/errors'
import { exportReaders } from '#readers/export-readers'
import { type ImportField, importFields, type Mapping } from '#readers/import/columns'
import { type ImportCounts, type JudgedLine, lineCountOf, sumOf } from '#readers/import/counts'
import type { Delimiter } from '#readers/import/csv'
import { type Encoding, encodings, type OpenBytes } from '#readers/import/decode'
import { judgedCsv, judgedHead, outcomeKind } from '#readers/import/words'
import { importReaders } from '#readers/import-readers'
import { audiencePage, shardsOfAudience } from '#readers/store'
import { Basis } from '#readers/store-imports'
import { tagOf } from '#readers/tags'
import type { Parts } from '#runtime/all-parts'
import { recordAudit } from '#staff/audit'
import { show, textTable } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'

type ImportOptions = {
  dryRun: boolean
  basis?: string
  basisDate?: string
  column: Mapping
  encoding?: Encoding
  locale?: 'fr' | 'en'
  diff?: string
  refused?: string
}

export function importCommand(reader: Command, run: RunWithStack): void {
  reader
    .command('import')
    .argument('<file>', 'CSV: commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252')
    .option('--dry-run', 'say what would change, write nothing', false)
    .option(
      '--basis <text>',
      'how and where these readers agreed; without it they wait unconfirmed',
    )
    .option('--basis-date <day>', 'when, 2026-03-31; a line’s own date counts before it')
    .option(
      '--column <field=name>',
      `a column by its name (${importFields.join(', ')})`,
      column,
      {},
    )
    .option('--encoding <name>', encodings.join(', '), encodingOf)
    .option('--locale <locale>', 'language of readers whose line names none: fr or en', localeOf)
    .option('--diff <file>', 'write what becomes of each line, as CSV')
    .option('--refused <file>', 'write the lines that are refused or left as they are, as CSV')
    .description('reads readers in, or with --dry-run shows the difference; no mail is sent')
    .action(run((stack, file: string, options: ImportOptions) => importFile(stack, file, options)))
}

async function importFile(stack: Stack, file: string, options: ImportOptions): Promise<void> {
  const { parts, output } = stack
  const basis = readBasis(options)
  const writers = [
    ...(options.diff ? [await judgedWriter(options.diff, () => true)] : []),
    ...(options.refused ? [await judgedWriter(options.refused, isLeftOut)] : []),
  ]
  const outcome = await importReaders(parts, {
    open: await openNamed(file),
    fileName: basename(file),
    mapping: options.column,
    ...(options.encoding ? { encoding: options.encoding } : {}),
    ...(options.locale ? { locale: options.locale } : {}),
    ...(basis ? { basis } : {}),
    dryRun: options.dryRun,
    by: 'kiosque',
    formUrl: 'kiosque reader import',
    onLines: async (judged) => {
      for (const writer of writers) await writer.write(judged)
    },
  })
  for (const writer of writers) await writer.end()
  switch (outcome.kind) {
    case 'fault':
      throw new VisibleError('invalid', outcome.sentence)
    case 'overtaken':
      throw refusal('conflict', {
        fr: 'Un autre import du même fichier est en cours. Attendez qu’il finisse, puis relancez.',
        en: 'Another import of the same file is running. Wait until it is done, then run this again.',
      })
    case 'done':
      break
  }
  const { counts, importId } = outcome
  if (!options.dryRun) await auditImport(parts, { importId, counts })
  const result = {
    new: counts.new,
    changed: counts.changed,
    unchanged: counts.unchanged,
    refused: sumOf(counts.refused),
    keptSuppressed: sumOf(counts.kept),
    lines: lineCountOf(counts),
    refusedBy: counts.refused,
    keptBy: counts.kept,
    status: basis ? 'confirmed' : 'pending',
    dryRun: options.dryRun,
    encoding: outcome.file.encoding,
    columns: Object.fromEntries(
      Object.entries(outcome.file.columns).map(([field, at]) => [field, outcome.file.header[at]]),
    ),
    ...(outcome.resumedAt === undefined ? {} : { resumedAt: outcome.resumedAt }),
  }
  show(output, result, () =>
    [
      options.dryRun ? 'Dry run: nothing was written.' : 'Read in; no mail was sent.',
      `new        ${counts.new}`,
      `changed    ${counts.changed}`,
      `unchanged  ${counts.unchanged}`,
      ...reasons('refused', counts.refused),
      ...reasons('kept', counts.kept),
      ...(basis || counts.new === 0
        ? []
        : [
            'Without --basis, new readers wait unconfirmed and get nothing; they go after 30 days.',
          ]),
    ].join('\n'),
  )
}

async function auditImport(
  parts: Parts,
  { importId, counts }: { importId: string; counts: ImportCounts },
): Promise<void> {
  await recordAudit(parts, {
    staffId: 'system',
    act: 'readers.imported',
    subject: importId,
    data: { new: String(counts.new), changed: String(counts.changed) },
  })
}

function readBasis({ basis, basisDate }: ImportOptions): Basis | undefined {
  if (basis === undefined && basisDate === undefined) return undefined
  const read = Basis.safeParse({ text: basis ?? '', obtainedOn: basisDate })
  if (read.success) return read.data
  throw refusal('invalid', {
    fr: 'Dites avec --basis comment ces personnes ont donné leur accord (800 caractères au plus), et avec --basis-date un jour tel que 2026-03-31.',
    en: 'Say with --basis how these people agreed (800 characters at most), and with --basis-date a day such as 2026-03-31.',
  })
}

function isLeftOut(judged: JudgedLine): boolean {
  const kind = outcomeKind(judged)
  return kind === 'refused' || kind === 'kept'
}

async function judgedWriter(file: string, wanted: (judged: JudgedLine) => boolean) {
  const writer = await fileWriter(file)
  await writer.write(`\ufeff${judgedHead('en')}`)
  return {
    write: (judged: readonly JudgedLine[]) => {
      const lines = judged.filter(wanted).map((line) => judgedCsv(line, 'en'))
      return lines.length > 0 ? writer.write(lines.join('')) : undefined
    },
    end: writer.end,
  }
}

type ExportOptions = { out: string; locale: 'fr' | 'en'; delimiter?: Delimiter }

/** Every confirmed reader, to a file. */
export async function exportAudience(
  { parts, output }: Pick<Stack, 'parts' | 'output'>,
  { out, locale, delimiter }: ExportOptions,
): Promise<void> {
  const writer = await fileWriter(out)
  let count = -1
  for await (const text of exportReaders(parts, { locale, delimiter })) {
    await writer.write(text)
    count += text.split('\r\n').length - 1
  }
  await writer.end()
  await recordAudit(parts, {
    staffId: 'system',
    act: 'readers.exported',
    subject: 'audience',
    data: { count: String(count) },
  })
  show(output, { file: out, count }, () => `${count} readers written to ${out}`)
}

export function listCommand(reader: Command, run: RunWithStack): void {
  reader
    .command('list')
    .option('--tag <tag>', 'those who bear this tag')
    .option('--limit <n>', 'as many at most', count, 50)
    .description('confirmed readers')
    .action(
      run(async ({ parts, output }, options: { tag?: string; limit: number }) => {
        const tag = options.tag === undefined ? undefined : tagOf(options.tag)
        const readers = []
        for (let shard = 0; shard < shardsOfAudience && readers.length < options.limit; shard++) {
          let cursor: string | undefined
          do {
            const page = await audiencePage(parts.table, shard, cursor, 1_000)
            readers.push(
              ...page.readers.filter(
                ({ tags = [] }) => options.tag === undefined || (tag && tags.includes(tag)),
              ),
            )
            cursor = page.cursor
          } while (cursor !== undefined && readers.length < options.limit)
        }
        const shown = readers.slice(0, options.limit)
        show(output, shown, () =>
          textTable(
            ['address', 'language', 'topics', 'tags', 'since'],
            shown.map((one) => [
              one.email,
              one.locale,
              one.topics.join(', ') || 'all',
              (one.tags ?? []).join(', '),
              one.confirmedAt ?? one.createdAt,
            ]),
          ),
        )
      }),
    )
}

// — Files —

/** @throws VisibleError when it is missing or a folder. */
async function openNamed(file: string): Promise<OpenBytes> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'ENOTDIR') return null
    throw error
  })
  if (!found?.isFile())
    throw refusal('not-found', {
      fr: `Le fichier ${file} n’existe pas ou ne peut pas être lu.`,
      en: `The file ${file} does not exist or can’t be read.`,
    })
  return () => createReadStream(file, { highWaterMark: 256 * 1024 })
}

/** Writes with back pressure; readable by its owner alone, for it holds addresses. */
async function fileWriter(file: string) {
  const stream = createWriteStream(file, { mode: 0o600 })
  try {
    await once(stream, 'open')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new VisibleError(
      'invalid',
      {
        fr: `Le fichier ${file} ne peut pas être écrit (${code}). Choisissez un autre endroit.`,
        en: `The file ${file} can’t be written (${code}). Choose another place.`,
      },
      { cause: error },
    )
  }
  return {
    write: async (text: string) => {
      if (!stream.write(text)) await once(stream, 'drain')
    },
    end: async () => {
      stream.end()
      await once(stream, 'close')
    },
  }
}

// — Words of the command —

function column(text: string, before: Mapping): Mapping {
  const [field = '', ...rest] = text.split('=')
  if (!importFields.includes(field as ImportField) || rest.length === 0)
    throw new InvalidArgumentError(`field=name, where field is one of ${importFields.join(', ')}.`)
  return { ...before, [field]: rest.join('=') }
}

function encodingOf(text: string): Encoding {
  const found = encodings.find((one) => one === text.toLowerCase())
  if (!found) throw new InvalidArgumentError(`${encodings.join(', ')}.`)
  return found
}

export function localeOf(text: string): 'fr' | 'en' {
  if (text === 'fr' || text === 'en') return text
  throw new InvalidArgumentError('fr or en.')
}

export function delimiterOf(text: string): Delimiter {
  if (text === ',' || text === ';' || text === '\t') return text
  if (text === 'tab') return '\t'
  throw new InvalidArgumentError(', ; or tab.')
}

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('a number from 1.')
}

function reasons(name: string, counts: Record<string, number>): string[] {
  const entries = Object.entries(counts)
  if (entries.length === 0) return [`${name.padEnd(9)}  0`]
  return entries.map(([reason, n]) => `${name.padEnd(9)}  ${n} (${reason})`)
}

function refusal(code: 'invalid' | 'conflict' | 'not-found', sentence: Sentence): VisibleError {
  return new VisibleError(code, sentence)
}
