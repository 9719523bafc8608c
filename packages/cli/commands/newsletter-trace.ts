// `kiosque newsletter trace`: one recipient's way through a mailing.
import type { Command } from 'commander'
import { type TraceOutcome, traceRecipient } from '#delivery/trace-recipient'
import { getNewsletter } from '#editorial/store-newsletters'
import { unreachable, VisibleError } from '#kernel/errors'
import type { MailingId, NewsletterId, ReaderId } from '#kernel/ids'
import { show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { mailingId, newsletterId, noNewsletter } from './newsletter-ids.ts'
import { idsOf } from './reader.ts'

type Options = { reader: string; mailing?: MailingId }

export function traceCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('trace')
    .argument('<id>', 'its id', newsletterId)
    .requiredOption('--reader <reader>', 'an address, or a reader’s id')
    .option('--mailing <id>', 'one of its mailings; else the last that had this reader', mailingId)
    .description('one recipient: every step with its time and cause')
    .action(
      run(async ({ parts, output }, id: NewsletterId, options: Options) => {
        const newsletter = await getNewsletter(parts.table, id)
        if (!newsletter) throw noNewsletter(id)
        const { mailing } = options
        if (mailing && !newsletter.mailingIds.includes(mailing)) throw noNewsletter(id)
        const mailings = mailing ? [mailing] : [...newsletter.mailingIds].reverse()
        const readers = idsOf(parts, options.reader)
        const outcome = await firstTrace(parts, { mailings, readers })
        if (!outcome || outcome.kind === 'notFound') throw notSent()
        show(output, printed(outcome), () => traceText(outcome))
      }),
    )
}

/** The first mailing that was planned for one of these ids; else why the first was not. */
async function firstTrace(
  parts: Parameters<typeof traceRecipient>[0],
  of: { mailings: readonly MailingId[]; readers: readonly ReaderId[] },
): Promise<TraceOutcome | undefined> {
  let otherwise: TraceOutcome | undefined
  for (const mailing of of.mailings)
    for (const readerId of of.readers) {
      const outcome = await traceRecipient(parts, { mailingId: mailing, readerId })
      if (outcome.kind === 'traced') return outcome
      otherwise ??= outcome
    }
  return otherwise
}

function printed(outcome: Exclude<TraceOutcome, { kind: 'notFound' }>) {
  const { mailing, ...rest } = outcome
  return { mailing: mailing.id, ...rest }
}

function traceText(outcome: TraceOutcome): string {
  switch (outcome.kind) {
    case 'notFound':
      return ''
    case 'notPlanned':
      return outcome.reason === undefined
        ? 'Not planned for this reader; nothing speaks against them now.'
        : `Not planned for this reader. As of now: ${outcome.reason}.`
    case 'traced': {
      const { place, domain, variant, state, reason } = outcome
      const where = `shard ${place.shard}, batch ${place.batch}, number ${place.number}`
      return [
        `${state}${reason ? ` (${reason})` : ''}`,
        `${where}, ${domain}, variant ${variant}`,
        ...outcome.steps.map(({ kind, at, to, cause }) => {
          const time = at === undefined ? '' : to === 'minute' ? `${at.slice(0, 16)}Z` : at
          return `${time.padEnd(26)}${kind}${cause ? `: ${cause}` : ''}`
        }),
      ].join('\n')
    }
    default:
      return unreachable(outcome)
  }
}

function notSent(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Cette lettre n’a pas encore d’envoi.',
    en: 'This newsletter has no mailing yet.',
  })
}
