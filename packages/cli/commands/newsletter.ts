// `kiosque newsletter …`: from the editor's text to the report of what was sent.
import { type Command, InvalidArgumentError } from 'commander'
import { loadBlockSegments } from '#delivery/load-block-segments'
import { blockText } from '#editorial/blocks'
import { importNewsletter } from '#editorial/import-newsletter'
import type { ImportFormat } from '#editorial/import-text'
import { proofread } from '#editorial/proofread'
import { getNewsletter, listNewsletters } from '#editorial/store-newsletters'
import { VisibleError } from '#kernel/errors'
import type { NewsletterId } from '#kernel/ids'
import { show, textTable } from '../output.ts'
import { readTextFile } from '../read-file.ts'
import type { RunWithStack } from '../stack.ts'
import { issueNumber } from './issue.ts'
import { controlCommands } from './newsletter-control.ts'
import { decideCommand } from './newsletter-decide.ts'
import { followUpCommand } from './newsletter-follow-up.ts'
import { forecastCommand } from './newsletter-forecast.ts'
import { newsletterId, noNewsletter } from './newsletter-ids.ts'
import { checkCommand, previewCommand, testCommand } from './newsletter-proof.ts'
import { recipientsCommand } from './newsletter-recipients.ts'
import { reportCommand } from './newsletter-report.ts'
import { scheduleCommand } from './newsletter-schedule.ts'
import { traceCommand } from './newsletter-trace.ts'

export function newsletterCommands(program: Command, run: RunWithStack): void {
  const newsletter = program.command('newsletter').description('newsletters and their mailings')
  importCommand(newsletter, run)
  listCommand(newsletter, run)
  showCommand(newsletter, run)
  checkCommand(newsletter, run)
  previewCommand(newsletter, run)
  testCommand(newsletter, run)
  forecastCommand(newsletter, run)
  scheduleCommand(newsletter, run)
  controlCommands(newsletter, run)
  decideCommand(newsletter, run)
  followUpCommand(newsletter, run)
  reportCommand(newsletter, run)
  recipientsCommand(newsletter, run)
  traceCommand(newsletter, run)
}

const formats: readonly ImportFormat[] = ['auto', 'text', 'markdown', 'html']

function importCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('import')
    .argument('<file>', 'a text, Markdown or HTML file; - reads standard input')
    .option('--issue <number>', 'the issue it announces; its draft is used or made', issueNumber)
    .option('--newsletter <id>', 'an existing newsletter instead')
    .option('--format <format>', `one of ${formats.join(', ')}`, format, 'auto')
    .description('recognises title, epigraph, standfirst, paragraphs and closing call in a text')
    .action(
      run(
        async (
          { parts, output },
          file: string,
          options: { issue?: number; newsletter?: string; format: ImportFormat },
        ) => {
          const target = targetOf(options)
          const text = await readTextFile(file)
          const input = { text, format: options.format, by: 'kiosque', ...target }
          const outcome = await importNewsletter(parts, input)
          if (outcome.kind !== 'imported') throw refusedSave(outcome.kind)
          const { newsletter: saved, imported, mentions, warnings } = outcome
          const blocks = imported.map((block) => ({ ...block, text: blockText(block) }))
          const suggestions = proofread(saved.blocks, saved.locale)
          const result = {
            id: saved.id,
            version: saved.version,
            blocks,
            mentions,
            warnings: warnings.map(({ code, sentence, count }) => ({
              code,
              count,
              message: sentence.en,
            })),
            suggestions: suggestions.length,
          }
          show(output, result, () =>
            [
              `${saved.id}, version ${saved.version}`,
              textTable(
                ['block', 'text'],
                blocks.map(({ type, text: shown }) => [type, shorten(shown)]),
              ),
              ...warnings.map(({ sentence }) => `Note: ${sentence.en}`),
              `${mentions.length} companies named, ${suggestions.length} suggestions of the proofreader`,
            ].join('\n'),
          )
        },
      ),
    )
}

function listCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('list')
    .description('newsletters, newest first')
    .option('--cursor <cursor>', 'where the last page ended')
    .action(
      run(async ({ parts, output }, options: { cursor?: string }) => {
        const page = await listNewsletters(parts.table, options)
        const shown = page.items.map(({ id, issueNumber: issue, status, subject, updatedAt }) => ({
          id,
          issueNumber: issue,
          status,
          subject,
          updatedAt,
        }))
        show(output, { newsletters: shown, cursor: page.cursor }, () =>
          textTable(
            ['id', 'issue', 'status', 'subject'],
            shown.map(({ id, issueNumber: issue, status, subject }) => [
              id,
              issue ?? '',
              status,
              shorten(subject),
            ]),
          ),
        )
      }),
    )
}

function showCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('show')
    .argument('<id>', 'its id', newsletterId)
    .description('one newsletter with its blocks')
    .action(
      run(async ({ parts, output }, id: NewsletterId) => {
        const found = await getNewsletter(parts.table, id)
        if (!found) throw noNewsletter(id)
        const nameOf = new Map(
          (await loadBlockSegments(parts.table, found.blocks)).map(({ id: one, name }) => [
            one,
            name,
          ]),
        )
        show(output, found, () =>
          [
            `${found.id}, version ${found.version}, ${found.status}`,
            found.subject,
            found.preheader,
            '',
            ...found.blocks.map((block) => {
              const { segmentId } = block
              const only =
                segmentId === undefined ? '' : `, only ${nameOf.get(segmentId) ?? segmentId}`
              return `[${block.type}${only}] ${blockText(block)}`
            }),
          ].join('\n'),
        )
      }),
    )
}

function format(text: string): ImportFormat {
  const found = formats.find((name) => name === text)
  if (!found) throw new InvalidArgumentError(`One of ${formats.join(', ')}.`)
  return found
}

function targetOf(options: { issue?: number; newsletter?: string }) {
  if (options.newsletter !== undefined) return { id: newsletterId(options.newsletter) }
  if (options.issue !== undefined) return { issueNumber: options.issue }
  throw new VisibleError('invalid', {
    fr: 'Dites à quel numéro ce texte appartient : --issue 131, ou --newsletter ID.',
    en: 'Say which issue this text belongs to: --issue 131, or --newsletter ID.',
  })
}

function refusedSave(
  kind: 'conflict' | 'locked' | 'tooLarge' | 'tooManySegments' | 'notFound',
): VisibleError {
  switch (kind) {
    case 'conflict':
      return new VisibleError('conflict', {
        fr: 'Quelqu’un vient de modifier cette lettre. Relancez l’importation.',
        en: 'Somebody has just changed this newsletter. Run the import again.',
      })
    case 'locked':
      return new VisibleError('conflict', {
        fr: 'Cette lettre est déjà programmée ou envoyée : son texte ne change plus. Annulez d’abord l’envoi.',
        en: 'This newsletter is scheduled or sent: its text no longer changes. Cancel the mailing first.',
      })
    case 'tooLarge':
      return new VisibleError('too-large', {
        fr: 'Ce texte est trop long pour une lettre.',
        en: 'This text is too long for one newsletter.',
      })
    case 'tooManySegments':
      return new VisibleError('invalid', {
        fr: 'Les blocs de cette lettre visent trop de segments différents. Remettez-en un « pour tous » dans la console.',
        en: 'The blocks of this newsletter are for too many different segments. Set one back to “for everyone” in the console.',
      })
    case 'notFound':
      return new VisibleError('not-found', {
        fr: 'Ce numéro ou cette lettre n’existe pas. « kiosque issue list » montre les numéros.',
        en: 'There is no such issue or newsletter. `kiosque issue list` shows the issues.',
      })
  }
}

/** One line of at most 72 characters. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 72 ? `${line.slice(0, 71)}…` : line
}
