// `kiosque newsletter pause|resume|cancel|approve`: what a person does to a mailing under way. Doing
// it twice changes nothing; what cannot be done is refused with what to do instead.
import type { Command } from 'commander'
import { approveMailing } from '#delivery/approve-mailing'
import { cancelMailing } from '#delivery/cancel-mailing'
import type { Mailing } from '#delivery/mailing'
import { pauseMailing } from '#delivery/pause-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import { getMailings } from '#delivery/store'
import { getNewsletter } from '#editorial/store-newsletters'
import { VisibleError } from '#kernel/errors'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { getStaff } from '#staff/store'
import { show } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'
import { mailingId, newsletterId, noNewsletter } from './newsletter-ids.ts'

type Options = { mailing?: MailingId; as?: string }
type Parts = Stack['parts']
type Done = { kind: string; mailing: Mailing }
type Act = (parts: Parts, input: { mailingId: MailingId; by: string }) => Promise<Done>

export function controlCommands(newsletter: Command, run: RunWithStack): void {
  const command = (name: string, description: string, act: Act) =>
    newsletter
      .command(name)
      .argument('<id>', 'the newsletter’s id', newsletterId)
      .option('--mailing <id>', 'which of its mailings; else the last that is not over', mailingId)
      .description(description)
      .action(
        run(({ parts, output }, id: NewsletterId, options: Options) =>
          carryOut({ parts, output }, { id, options, act }),
        ),
      )
  command('pause', 'calls nobody any more until it is resumed', pause)
  command('resume', 'lets a paused or stopped mailing go on where it was', resume)
  command('cancel', 'ends a mailing: who has not been called receives nothing', cancel)
  command('approve', 'lets a large mailing go, as a second person', approve).option(
    '--as <email>',
    'the member of the staff who approves; else the command itself',
  )
}

async function carryOut(
  { parts, output }: Pick<Stack, 'parts' | 'output'>,
  { id, options, act }: { id: NewsletterId; options: Options; act: Act },
): Promise<void> {
  const mailing = await mailingOf(parts, id, options.mailing)
  const by = options.as === undefined ? 'kiosque' : await memberNamed(parts, options.as)
  const done = await act(parts, { mailingId: mailing.id, by })
  const isChanged = done.kind in acts
  if (isChanged)
    await recordAudit(parts, {
      staffId: 'system',
      act: acts[done.kind as keyof typeof acts],
      subject: id,
      data: { mailing: mailing.id, by: 'kiosque' },
    })
  const { status, pausedFrom, approvedBy, heldFor } = done.mailing
  show(
    output,
    { id, mailingId: mailing.id, status, changed: isChanged, pausedFrom, approvedBy, heldFor },
    () => `${mailing.id}: ${isChanged ? done.kind : 'nothing changed'}, it is ${status}.`,
  )
}

const acts = {
  paused: 'newsletter.paused',
  resumed: 'newsletter.resumed',
  cancelled: 'newsletter.cancelled',
  approved: 'newsletter.approved',
} as const

/** The one that was asked for, or the last that is not over, or the last. */
async function mailingOf(
  { table }: Parts,
  id: NewsletterId,
  asked: MailingId | undefined,
): Promise<Mailing> {
  const newsletter = await getNewsletter(table, id)
  if (!newsletter) throw noNewsletter(id)
  const all = await getMailings(table, newsletter.mailingIds)
  const found =
    asked === undefined
      ? (all.findLast(({ status }) => status !== 'sent' && status !== 'cancelled') ?? all.at(-1))
      : all.find((one) => one.id === asked)
  if (found) return found
  throw asked === undefined
    ? conflict(
        'Cette lettre n’est pas programmée\u202f: «\u202fkiosque newsletter schedule\u202f» le fait.',
        'This newsletter is not scheduled: `kiosque newsletter schedule` does it.',
      )
    : new VisibleError('not-found', {
        fr: `Cette lettre n’a pas d’envoi ${asked}. «\u202fkiosque newsletter report\u202f» les montre.`,
        en: `This newsletter has no mailing ${asked}. \`kiosque newsletter report\` shows them.`,
      })
}

async function memberNamed({ table }: Parts, email: string): Promise<string> {
  const member = await getStaff(table, email.trim().toLowerCase())
  if (member?.status === 'active') return member.id
  throw new VisibleError('not-found', {
    fr: 'Personne de l’équipe n’a cette adresse. Les réglages de la console montrent les comptes.',
    en: 'No member of the staff has this address. The console’s settings show the accounts.',
  })
}

const pause: Act = async (parts, input) => {
  const outcome = await pauseMailing(parts, input)
  if (outcome.kind === 'notFound') throw gone()
  if (outcome.kind === 'tooLate')
    throw conflict(
      'Trop tard pour une pause\u202f: tout le monde a été appelé, ou l’envoi est annulé.',
      'Too late to pause: everybody has been called, or the mailing is cancelled.',
    )
  return outcome
}

const resume: Act = async (parts, input) => {
  const outcome = await resumeMailing(parts, input)
  if (outcome.kind === 'notFound') throw gone()
  if (outcome.kind === 'notResumable')
    throw conflict(
      'Cet envoi ne peut plus reprendre\u202f: il est parti, annulé, ou s’est arrêté avant le départ. Programmez la lettre de nouveau.',
      'This mailing cannot go on: it was sent, cancelled, or stopped before it went. Schedule the newsletter again.',
    )
  return outcome
}

const cancel: Act = async (parts, input) => {
  const outcome = await cancelMailing(parts, input)
  if (outcome.kind === 'notFound') throw gone()
  if (outcome.kind === 'tooLate')
    throw conflict(
      'Il n’y a plus rien à annuler\u202f: tout le monde a été appelé.',
      'There is nothing left to cancel: everybody has been called.',
    )
  return outcome
}

const approve: Act = async (parts, input) => {
  const outcome = await approveMailing(parts, input)
  switch (outcome.kind) {
    case 'notFound':
      throw gone()
    case 'samePerson':
      throw new VisibleError('forbidden', outcome.sentence)
    case 'tooLate':
      throw conflict(
        'Il n’y a plus rien à approuver\u202f: l’envoi est parti ou annulé.',
        'There is nothing left to approve: the mailing has gone out or is cancelled.',
      )
    default:
      return outcome
  }
}

function gone(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Cet envoi n’existe plus.',
    en: 'This mailing no longer exists.',
  })
}

function conflict(fr: string, en: string): VisibleError {
  return new VisibleError('conflict', { fr, en })
}
