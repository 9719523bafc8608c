// `kiosque sandbox ses`: what this machine's SES takes, and what it and its events do wrong.
import { type Command, InvalidArgumentError } from 'commander'
import { VisibleError } from '#kernel/errors'
import type { FaultSettings } from '#sandbox/fault-settings'
import { show } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'

type Options = {
  rate?: number
  daily?: number
  throttle?: number
  serverError?: number
  resetAfterAccept?: number
  timeoutAfterAccept?: number
  bounce?: number
  softBounce?: number
  complain?: number
  defer?: number
  at?: string
  duplicateEvents?: number
  dropEvents?: number
  delayEvents?: number
  delaySeconds?: number
  shuffleEvents?: boolean
  clear: boolean
}

export function sesCommand(sandbox: Command, run: RunWithStack, control: ControlOf): void {
  sandbox
    .command('ses')
    .option('--rate <number>', 'messages a second', positive)
    .option('--daily <number>', 'messages in 24 hours; -1 for no limit', whole)
    .option('--throttle <share>', 'share of calls refused for now, 0 to 1', share)
    .option('--server-error <share>', 'share of calls answered 500', share)
    .option('--reset-after-accept <share>', 'accepted, then the connection breaks', share)
    .option('--timeout-after-accept <share>', 'accepted, then silence', share)
    .option('--bounce <share>', 'share of messages refused for good by their server', share)
    .option('--soft-bounce <share>', 'share given up: mailbox full', share)
    .option('--complain <share>', 'share delivered, then reported as spam', share)
    .option('--defer <share>', 'share delayed, then delivered', share)
    .option('--at <place>', 'these four at this address or domain only; "" for everywhere')
    .option('--duplicate-events <share>', 'share of events that come twice', share)
    .option('--drop-events <share>', 'share of events that never come', share)
    .option('--delay-events <share>', 'share of events that come late', share)
    .option('--delay-seconds <number>', 'how late these come', whole)
    .option('--shuffle-events', 'events come in any order')
    .option('--clear', 'first put everything back as it is after a start', false)
    .description('shows how SES behaves, or sets it until the next start')
    .action(
      run(async (stack, options: Options) => {
        const { settingsAtStart } = await import('#sandbox/fault-settings')
        const changes = { ...(options.clear ? settingsAtStart : {}), ...changesOf(options) }
        const settings = await control(stack).ses(changes)
        show(stack.output, settings, () =>
          Object.entries(settings)
            .map(([name, value]) => `${name.padEnd(24)} ${value}`)
            .join('\n'),
        )
      }),
    )
}

type ControlOf = (stack: Stack) => NonNullable<Stack['sandbox']>

function changesOf(options: Options): Partial<FaultSettings> {
  const changes = {
    perSecond: options.rate,
    perDay: options.daily,
    throttleShare: options.throttle,
    serverErrorShare: options.serverError,
    resetAfterAcceptShare: options.resetAfterAccept,
    timeoutAfterAcceptShare: options.timeoutAfterAccept,
    bounceShare: options.bounce,
    softBounceShare: options.softBounce,
    complaintShare: options.complain,
    deferShare: options.defer,
    fateAt: options.at,
    eventRepeatShare: options.duplicateEvents,
    eventDropShare: options.dropEvents,
    eventDelayShare: options.delayEvents,
    eventDelaySeconds: options.delaySeconds,
    eventShuffle: options.shuffleEvents,
  }
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

/** What is set goes with the process, so there must be one that stays. */
export function notRunning(): VisibleError {
  return new VisibleError('invalid', {
    fr: 'Rien ne tourne dans ce dossier\u202f: lancez « npm start », puis réglez.',
    en: 'Nothing runs in this folder: start it with `npm start`, then set this.',
  })
}

function share(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number <= 1) return number
  throw new InvalidArgumentError('A share from 0 to 1.')
}

function positive(text: string): number {
  const number = Number(text)
  if (number >= 0.1 && number <= 1_000_000) return number
  throw new InvalidArgumentError('A number from 0.1 to 1000000.')
}

function whole(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= -1) return number
  throw new InvalidArgumentError('A whole number.')
}
