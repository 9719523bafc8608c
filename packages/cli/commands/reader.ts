// `kiosque reader …`: one reader, found by address or id.
import type { Command } from 'commander'
import { type Locale, VisibleError } from '#kernel/errors'
import { idSchema, type ReaderId } from '#kernel/ids'
import { eraseReader } from '#privacy/erase-reader'
import { holdAbout } from '#privacy/hold-about'
import { parseAddress } from '#readers/address'
import type { Delimiter } from '#readers/import/csv'
import { readerIds } from '#readers/reader-id'
import { consentsOf, getReaders } from '#readers/store'
import { unsubscribe } from '#readers/unsubscribe'
import type { Parts } from '#runtime/all-parts'
import { contactOf } from '#subscriptions/contact-of'
import { show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { writeNamed } from '../write-file.ts'
import {
  delimiterOf,
  exportAudience,
  importCommand,
  listCommand,
  localeOf,
} from './reader-audience.ts'

const fromCommand = {
  ip: '',
  userAgent: 'kiosque command',
  formUrl: 'kiosque reader',
  source: 'staff',
}

export function readerCommands(program: Command, run: RunWithStack): void {
  const reader = program
    .command('reader')
    .description('a reader, by address or id; all of them, by file')
  listCommand(reader, run)
  importCommand(reader, run)

  reader
    .command('show')
    .argument('<address>', 'address or id')
    .description('status, topics and consents')
    .action(
      run(async ({ parts, output }, who: string) => {
        const found = await findReader(parts, who)
        const consents = await consentsOf(parts.table, found.id)
        show(output, { ...found, consents }, () =>
          [
            `${found.email} (${found.id})`,
            `${found.status}, ${found.locale}, topics: ${found.topics.join(', ') || 'all'}`,
            `tracking consent: ${found.trackingConsent ? 'given' : 'not given'}`,
            '',
            textTable(
              ['at', 'act', 'purpose', 'wording'],
              consents.map(({ at, act, purpose, textVersion }) => [at, act, purpose, textVersion]),
            ),
          ].join('\n'),
        )
      }),
    )

  reader
    .command('unsubscribe')
    .argument('<address>', 'address or id')
    .option('--reason <text>', 'why, kept with the proof')
    .description('unsubscribes on the reader’s behalf; nothing is mailed')
    .action(
      run(async ({ parts, output }, who: string, options: { reason?: string }) => {
        const { id } = await findReader(parts, who)
        const outcome = await unsubscribe(parts, {
          readerId: id,
          ...fromCommand,
          ...(options.reason === undefined ? {} : { reason: options.reason }),
        })
        show(output, { id, outcome: outcome.kind }, () => `${id}: ${outcome.kind}`)
      }),
    )

  reader
    .command('export')
    .argument('[address]', 'address or id; without one, every confirmed reader as CSV')
    .option('--out <file>', 'the file to write; a single reader is shown without it')
    .option('--delimiter <sign>', 'of the CSV: , ; or tab', delimiterOf)
    .option('--locale <locale>', 'language of the CSV’s heads: fr or en', localeOf, 'en' as const)
    .description('everything held about a reader as JSON, or the whole audience as CSV')
    .action(
      run(async ({ parts, output }, who: string | undefined, options: ExportOptions) => {
        if (who === undefined) {
          if (options.out === undefined) throw noFile
          await exportAudience({ parts, output }, { ...options, out: options.out })
          return
        }
        const { id } = await findPerson(parts, who)
        const held = await holdAbout(parts, { readerId: id })
        const text = `${JSON.stringify(held, undefined, 2)}\n`
        if (options.out === undefined) output.write(text)
        else {
          await writeNamed(options.out, text, 0o600)
          show(output, { id, file: options.out }, () => `Written to ${options.out}`)
        }
      }),
    )

  reader
    .command('erase')
    .argument('<address>', 'address or id')
    .option('--yes', 'do it; without this, only say what would be done', false)
    .description('erases a reader for good; proofs of consent stay, without the address')
    .action(
      run(async ({ parts, output }, who: string, options: { yes: boolean }) => {
        const found = await findPerson(parts, who)
        if (!options.yes)
          throw new VisibleError('invalid', {
            fr: 'Rien n’est effacé : c’est irréversible. Ajoutez --yes pour effacer.',
            en: 'Nothing was erased: it can’t be undone. Add --yes to erase.',
          })
        const outcome = await eraseReader(parts, { readerId: found.id, by: 'staff' })
        show(output, { id: found.id, outcome: outcome.kind }, () => `${found.id}: ${outcome.kind}`)
      }),
    )
}

type ExportOptions = { out?: string; locale: Locale; delimiter?: Delimiter }

const noFile = new VisibleError('invalid', {
  fr: 'Nommez un fichier avec --out pour exporter tous les lecteurs, ou une adresse pour n’en exporter qu’un.',
  en: 'Name a file with --out to export every reader, or an address to export one.',
})

async function findReader(parts: Parts, who: string) {
  const [found] = await getReaders(parts.table, idsOf(parts, who))
  if (found) return found
  throw new VisibleError('not-found', {
    fr: 'Aucun lecteur n’a cette adresse.',
    en: 'No reader has this address.',
  })
}

/** A reader, or whom subscriptions alone know. */
async function findPerson(parts: Parts, who: string): Promise<{ id: ReaderId }> {
  const ids = idsOf(parts, who)
  const [reader] = await getReaders(parts.table, ids)
  if (reader) return reader
  for (const id of ids) if (await contactOf(parts.table, id)) return { id }
  throw new VisibleError('not-found', {
    fr: 'Rien n’est conservé sous cette adresse.',
    en: 'Nothing is kept under this address.',
  })
}

/** The id as given, or those that an address may have under this installation's keys. */
export function idsOf(parts: Pick<Parts, 'readerKeys'>, who: string): ReaderId[] {
  const id = idSchema('reader').safeParse(who)
  if (id.success) return [id.data]
  const address = parseAddress(who)
  if (address.kind === 'malformed') throw new VisibleError('invalid', address.sentence)
  return readerIds(parts.readerKeys, address.email)
}
