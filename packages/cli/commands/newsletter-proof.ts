// `kiosque newsletter check|preview|test`: looking at a newsletter before it goes.
import type { Command } from 'commander'
import { audienceCount } from '#delivery/audience-count'
import { fillHoles } from '#delivery/fill-holes'
import { loadNewsletter } from '#delivery/load-newsletter'
import { renderNewsletter } from '#delivery/render-newsletter'
import type { HoleValues } from '#delivery/rendition'
import { runCheck } from '#delivery/run-check'
import { sendTest } from '#delivery/send-test'
import { mainVariant } from '#delivery/store'
import { getNewsletter } from '#editorial/store-newsletters'
import { VisibleError } from '#kernel/errors'
import type { NewsletterId } from '#kernel/ids'
import { exitCodes, show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { writeNamed } from '../write-file.ts'
import { insideOf, segmentHelp } from './block-segments.ts'
import { newsletterId, noNewsletter } from './newsletter-ids.ts'

export function checkCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('check')
    .argument('<id>', 'its id', newsletterId)
    .description('the pre-send check; exit code 1 when it found an error')
    .action(
      run(async ({ parts, output }, id: NewsletterId) => {
        const outcome = await runCheck(parts, { newsletterId: id })
        const audience = await audienceCount(parts, { newsletterId: id })
        if (outcome.kind === 'notFound' || !audience) throw noNewsletter(id)
        const { version, findings } = outcome.check
        const passed = findings.every(({ level }) => level !== 'error')
        const result = {
          id,
          version,
          passed,
          audience: audience.count,
          findings: findings.map(({ level, code, sentence, blockId }) => ({
            level,
            code,
            message: sentence.en,
            blockId,
          })),
        }
        show(output, result, () =>
          [
            ...findings.map(({ level, sentence }) => `${level.padEnd(7)}  ${sentence.en}`),
            `${audience.count} readers would get it (${audience.counted}).`,
            passed ? 'It may be scheduled.' : 'Put the errors right, then check again.',
          ].join('\n'),
        )
        return passed ? exitCodes.done : exitCodes.refused
      }),
    )
}

type PreviewOptions = { out?: string; text: boolean; segment?: string[] }

export function previewCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('preview')
    .argument('<id>', 'its id', newsletterId)
    .option('--out <file>', 'write what a reader gets to this file; else it is printed')
    .option('--segment <segment...>', segmentHelp)
    .option('--text', 'the plain-text part instead of the HTML', false)
    .description('the mail as a reader gets it')
    .action(
      run(async ({ parts, output }, id: NewsletterId, options: PreviewOptions) => {
        const source = await loadNewsletter(parts, { newsletterId: id })
        if (!source) throw noNewsletter(id)
        const inside = await insideOf(parts, { blocks: source.newsletter.blocks, ...options })
        const rendition = await renderNewsletter({ ...source, variant: mainVariant, inside })
        const part = options.text ? 'text' : 'html'
        const content = fillHoles(rendition, previewHoles(parts.siteUrl))[part]
        if (options.out === undefined) {
          if (output.json) show(output, { id, [part]: content }, () => content)
          else output.write(`${content}\n`)
          return
        }
        await writeNamed(options.out, content)
        const bytes = Buffer.byteLength(content)
        show(output, { id, file: options.out, bytes }, () => `${options.out}, ${bytes} bytes`)
      }),
    )
}

/** A preview's personal links lead to the site's front page: they belong to nobody. */
function previewHoles(siteUrl: string): HoleValues {
  return {
    unsubscribeUrl: `${siteUrl}/`,
    preferencesUrl: `${siteUrl}/`,
    archiveUrl: `${siteUrl}/newsletters`,
    trackingPixel: '',
  }
}

type TestOptions = { to: string; segment?: string[] }

export function testCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('test')
    .argument('<id>', 'its id', newsletterId)
    .requiredOption('--to <address>', 'a member of staff')
    .option('--segment <segment...>', segmentHelp)
    .description('sends the mail to one member of staff, marked as a test; counted nowhere')
    .action(
      run(async ({ parts, output }, id: NewsletterId, options: TestOptions) => {
        const { blocks } = (await getNewsletter(parts.table, id)) ?? { blocks: [] }
        const inside = await insideOf(parts, { blocks, ...options })
        const seenBy = [...inside].join(',')
        const outcome = await sendTest(parts, { newsletterId: id, to: options.to, seenBy })
        if (outcome.kind === 'notFound') throw noNewsletter(id)
        if (outcome.kind === 'notStaff') throw notStaff()
        if (outcome.kind !== 'accepted')
          throw new VisibleError('busy', {
            fr: `Le test n’est pas parti (${outcome.kind}). Réessayez dans un instant.`,
            en: `The test was not sent (${outcome.kind}). Try again in a moment.`,
          })
        show(output, { id, to: options.to, outcome: outcome.kind }, () => `Sent to ${options.to}`)
      }),
    )
}

function notStaff(): VisibleError {
  return new VisibleError('invalid', {
    fr: 'Un test ne va qu’à un membre de l’équipe. Indiquez son adresse.',
    en: 'A test goes to a member of staff only. Give their address.',
  })
}
