// Measures reading a million lines, then an import of 100,000 through the real client: a dry run, the
// run itself, the same file again. The embedded table lies in this process, all it stores in memory:
// what reading and the dry run take is the import's own, the rest grows with the table.
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFile, preparedLines } from '#readers/import/prepare'
import { importReaders } from '#readers/import-readers'
import { readerDeps } from '../support/readers.ts'
import { testTable } from '../support/table.ts'

type Print = (line: string) => void

const basis = { text: 'Bulletin du salon', obtainedOn: '2026-03-20' }

/** Prints lines per second and peak memory; throws when a run counts what it should not. */
export async function benchImport(print: Print, lines = 100_000): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kiosque-import-'))
  const { table, close } = await testTable()
  try {
    const file = join(folder, 'readers.csv')
    await writeFile(file, lines)
    const large = join(folder, 'large.csv')
    await writeFile(large, 1_000_000)
    const deps = readerDeps(table)
    print(`Importing ${lines.toLocaleString('en')} lines, ${megabytes((await stat(file)).size)}`)
    await measured(print, 'reading alone (1,000,000)', 1_000_000, async () => {
      const opened = await openFile(() => createReadStream(large))
      if (opened.kind !== 'file') throw new Error(opened.code)
      let count = 0
      for await (const batch of preparedLines(deps, opened.file, deps.clock()))
        count += batch.length
      if (count !== 1_000_000) throw new Error(`${count} lines were read`)
    })
    const run = async (dryRun: boolean, expected: 'new' | 'unchanged') => {
      const outcome = await importReaders(deps, {
        open: () => createReadStream(file),
        fileName: 'readers.csv',
        basis,
        dryRun,
        by: 'bench',
        formUrl: 'bench',
      })
      if (outcome.kind !== 'done' || outcome.counts[expected] !== lines)
        throw new Error(JSON.stringify(outcome))
    }
    await measured(print, 'dry run', lines, () => run(true, 'new'))
    await measured(print, 'import', lines, () => run(false, 'new'))
    await measured(print, 'the same file again', lines, () => run(false, 'unchanged'))
  } finally {
    await close()
    await rm(folder, { recursive: true })
  }
}

async function measured(
  print: Print,
  name: string,
  lines: number,
  work: () => Promise<void>,
): Promise<void> {
  globalThis.gc?.()
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  const from = performance.now()
  await work()
  const seconds = (performance.now() - from) / 1_000
  clearInterval(timer)
  const rate = Math.round(lines / seconds).toLocaleString('en')
  print(`  ${name.padEnd(26)} ${rate.padStart(9)} lines/s   ${megabytes(peak)} at most`)
}

async function writeFile(file: string, lines: number): Promise<void> {
  const stream = createWriteStream(file)
  stream.write('courriel;langue;étiquettes;inscrit le\r\n')
  for (let at = 0; at < lines; at++) {
    const line = `lecteur.${at}@example.org;${at % 9 ? 'fr' : 'en'};salon;2024-0${(at % 9) + 1}-15\r\n`
    if (!stream.write(line)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`
}
