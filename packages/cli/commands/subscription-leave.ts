// `kiosque subscription cancel|withdraw`: takes down what a reader asked for by telephone or letter,
// as the console does; the effect follows by Stripe's worker, and the reader gets the receipt.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { VisibleError } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { dateOf, type Instant, instant } from '#kernel/time'
import type { Parts } from '#runtime/all-parts'
import type { Declaration, DeclarationKind } from '#subscriptions/declaration'
import { declareByStaff } from '#subscriptions/declare'
import { getDeclaration } from '#subscriptions/store-declarations'
import { type Day, isDay, startOfDay } from '#subscriptions/working-days'
import { show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'

type Options = { means: 'phone' | 'letter' | 'email' | 'command'; on?: Day; wait: string }
type CancelOptions = Options & { paid: boolean }
type WithdrawOptions = Options & { goodwill: boolean }

/** While it is waited for, it is looked at so often. */
const lookMs = 250
const mostSeconds = 600

export function leaveCommands(subscription: Command, run: RunWithStack): void {
  shared(subscription.command('cancel'))
    .option('--paid', 'end it once all that is paid is served, though it could end now', false)
    .description('cancels for a reader who asked: no renewal, what is paid is served')
    .action(
      run(async ({ parts, output }, id: string, options: CancelOptions) => {
        const wish = options.paid ? ({ kind: 'paid' } as const) : undefined
        const done = await declareAndWait(parts, { id, kind: 'cancellation', options, wish })
        show(output, jsonOf(done), () => textOf(done))
      }),
    )

  shared(subscription.command('withdraw'))
    .option('--goodwill', 'also where there is no right to withdraw (any more)', false)
    .description('withdraws for a reader who asked: the contract ends, everything goes back')
    .action(
      run(async ({ parts, output }, id: string, options: WithdrawOptions) => {
        const { goodwill: isGoodwill } = options
        const done = await declareAndWait(parts, { id, kind: 'withdrawal', options, isGoodwill })
        show(output, jsonOf(done), () => textOf(done))
      }),
    )
}

function shared(command: Command): Command {
  return command
    .argument('<id>', 'sb_…')
    .addOption(
      new Option('--means <means>', 'how the reader asked')
        .choices(['phone', 'letter', 'email', 'command'])
        .default('command'),
    )
    .option('--on <date>', 'the day it was asked, or the letter was posted; today', day)
    .option('--wait <seconds>', 'how long to wait for Stripe’s worker', '20')
}

type Given = {
  id: string
  kind: DeclarationKind
  options: Options
  wish?: { kind: 'paid' } | undefined
  isGoodwill?: boolean
}

/** Taken down, then looked at until it has its effect or waits for a person. */
async function declareAndWait(parts: Parts, given: Given): Promise<Declaration> {
  const { kind, wish, isGoodwill, options } = given
  const subscriptionId = idSchema('subscription').safeParse(given.id)
  if (!subscriptionId.success) throw notThere
  const seconds = secondsOf(options.wait)
  const made = await declareByStaff(parts, {
    ...{ kind, subscriptionId: subscriptionId.data, by: 'command', means: options.means },
    ...{ wish, isGoodwill, at: momentOf(parts, options.on) },
  })
  if (made.kind === 'notFound') throw notThere
  let { declaration } = made
  // By this machine's own time: the sandbox's clock may stand still, or jump.
  const until = performance.now() + seconds * 1_000
  while (isUnderWay(declaration) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, lookMs))
    declaration = (await getDeclaration(parts.table, declaration.id)) ?? declaration
  }
  return declaration
}

function isUnderWay({ status }: Declaration): boolean {
  return status === 'received' || status === 'decided'
}

/** Today is this very moment; an earlier day its start, which no deadline of it has passed. */
function momentOf({ clock, publication }: Parts, on: Day | undefined): Instant | undefined {
  const today = dateOf(instant(clock()), publication.zone)
  if (on === undefined || on === today) return undefined
  if (on > today) throw tooEarly
  return startOfDay(on, publication.zone)
}

function jsonOf(declaration: Declaration) {
  const { id, kind, status, waitingBecause, at, contract, effect, refund } = declaration
  return {
    ...{ declarationId: id, kind, status, waitingBecause: waitingBecause ?? null, at },
    ...{ subscriptionId: contract?.subscriptionId, orderId: contract?.orderId },
    ...{ effect: effect ?? null, refund: refund ?? null },
  }
}

function textOf(declaration: Declaration): string {
  const { id, status, waitingBecause, effect, refund } = declaration
  const ends = effect?.endsOn === undefined ? '' : `, ends on ${effect.endsOn}`
  const back = refund && refund.gross > 0 ? `, ${(refund.gross / 100).toFixed(2)} goes back` : ''
  if (status === 'waiting') return `${id}: waits for a person (${waitingBecause})${ends}${back}.`
  if (isUnderWay(declaration)) return `${id}: taken down; its effect follows.`
  return `${id}: ${status}, ${effect?.kind}${ends}${back}.`
}

function secondsOf(text: string): number {
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : -1
  if (seconds >= 0 && seconds <= mostSeconds) return seconds
  throw new VisibleError('invalid', {
    fr: `--wait\u202f: écrivez un nombre de secondes de 0 à ${mostSeconds}.`,
    en: `--wait: write a number of seconds from 0 to ${mostSeconds}.`,
  })
}

function day(text: string): Day {
  if (isDay(text)) return text
  throw new InvalidArgumentError('A date of the calendar, 2026-11-03.')
}

const notThere = new VisibleError('not-found', {
  fr: 'Aucun abonnement n’a cet identifiant.',
  en: 'No subscription has this id.',
})
const tooEarly = new VisibleError('invalid', {
  fr: '--on\u202f: ce jour n’est pas encore venu.',
  en: '--on: that day has not come yet.',
})
