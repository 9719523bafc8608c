// `kiosque newsletter follow-up`: a newsletter that went out goes to whom it has not reached.
import type { Command } from 'commander'
import type { FollowUpKind } from '#delivery/follow-up'
import { followUpMailing } from '#delivery/follow-up-mailing'
import { followUpSentence } from '#delivery/follow-up-sentences'
import { getNewsletter } from '#editorial/store-newsletters'
import { VisibleError } from '#kernel/errors'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { show } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'
import { mailingId, newsletterId, noNewsletter } from './newsletter-ids.ts'

type Options = { late?: true; retry?: true; at?: string; zone?: string; mailing?: MailingId }

export function followUpCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('follow-up')
    .argument('<id>', 'the newsletter’s id', newsletterId)
    .option('--late', 'to readers who confirmed after it went out')
    .option('--retry', 'to those it failed for a reason that passes: mailbox full, server away')
    .option(
      '--mailing <id>',
      'the mailing it follows; its own, or for a retry the last that failed anybody, unless given',
      mailingId,
    )
    .option('--at <time>', 'wall-clock time, 2026-12-01T08:30; now unless given')
    .option('--zone <zone>', 'an IANA zone; the publication’s unless given')
    .description('sends it once more, to nobody who has it')
    .action(
      run(({ parts, output }, id: NewsletterId, options: Options) =>
        followUp({ parts, output }, id, options),
      ),
    )
}

async function followUp(
  { parts, output }: Pick<Stack, 'parts' | 'output'>,
  id: NewsletterId,
  options: Options,
): Promise<void> {
  const kind = kindOf(options)
  if (!(await getNewsletter(parts.table, id))) throw noNewsletter(id)
  const { at, zone = parts.publication.zone } = options
  const outcome = await followUpMailing(parts, {
    newsletterId: id,
    mailingId: options.mailing,
    kind,
    ...(at === undefined ? {} : { at: { wallClock: at, zone } }),
    by: 'kiosque',
  })
  if (outcome.kind !== 'made') throw new VisibleError('conflict', followUpSentence(outcome))
  const { mailing, count, counted } = outcome
  await recordAudit(parts, {
    staffId: 'system',
    act: 'newsletter.followedUp',
    subject: id,
    data: { mailing: mailing.id, kind },
  })
  const { sendAt } = mailing
  show(output, { id, mailingId: mailing.id, kind, planned: count, counted, sendAt }, () =>
    [
      `${mailing.id}, from ${sendAt} on,`,
      `to ${counted === 'exact' ? '' : 'about '}${count} ${count === 1 ? 'reader' : 'readers'}.`,
    ].join(' '),
  )
}

function kindOf({ late, retry }: Options): FollowUpKind {
  if (late === retry)
    throw new VisibleError('invalid', {
      fr: 'Écrivez --late ou --retry, l’un des deux.',
      en: 'Write --late or --retry, one of the two.',
    })
  return late ? 'lateConfirmers' : 'retry'
}
