// `kiosque sandbox stripe …`: what the outside world does to this machine's Stripe.
import { type Command, InvalidArgumentError } from 'commander'
import type { OutsideAct, OutsideResult } from '#sandbox/stripe/outside'
import type { WebhookFaults } from '#sandbox/stripe/webhooks'
import { show, textTable } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'
import { diffCommand } from './sandbox-stripe-diff.ts'

type ControlOf = (stack: Stack) => NonNullable<Stack['sandbox']>

export function stripeCommands(sandbox: Command, run: RunWithStack, control: ControlOf): void {
  const stripe = sandbox.command('stripe').description('what buyers, banks and Stripe itself do')
  const act = <Options>(name: string, read: (id: string, options: Options) => OutsideAct) =>
    stripe.command(name).action(
      run(async (stack, id: string, options: Options) => {
        const result = await control(stack).stripe(read(id, options))
        show(stack.output, result, lines)
      }),
    )

  act<{ card?: string; iban?: string; email?: string; name?: string }>(
    'pay <session-or-invoice>',
    (id, given) => ({ act: 'pay', id, ...given }),
  )
    .option('--card <number>', 'a test card; 4242 4242 4242 4242 unless given')
    .option('--iban <iban>', 'a test account, debited days later')
    .option('--email <address>', 'the buyer’s address, where the session does not say it')
    .option('--name <name>', 'the holder')
    .description('pays an open checkout session or invoice')

  act<{ reason?: (OutsideAct & { act: 'decline' })['reason'] }>('decline <id>', (id, given) => ({
    act: 'decline',
    id,
    ...given,
  }))
    .option('--reason <code>', 'generic_decline, insufficient_funds, expired_card, lost_card', code)
    .description('the next charge of this customer, subscription or means of payment is declined')

  act<{ reason?: string; inquiry?: boolean; won?: boolean; lost?: boolean }>(
    'dispute <id>',
    (id, { reason, inquiry, won, lost }) => ({
      act: 'dispute',
      id,
      ...(reason === undefined ? {} : { reason }),
      ...(inquiry ? { inquiry } : {}),
      ...(won ? { outcome: 'won' as const } : lost ? { outcome: 'lost' as const } : {}),
    }),
  )
    .option('--reason <reason>', 'fraudulent unless given')
    .option('--inquiry', 'only asks; no money moves')
    .option('--won', 'decides the dispute for the seller')
    .option('--lost', 'decides it for the holder')
    .description('disputes a charge (of an intent, invoice or session), or decides a dispute')

  act<{ amount?: number; fail?: boolean }>('refund <id>', (id, { amount, fail }) => ({
    act: 'refund',
    id,
    ...(amount === undefined ? {} : { amountCents: amount }),
    ...(fail ? { fails: true } : {}),
  }))
    .option('--amount <cents>', 'part of it', cents)
    .option('--fail', 'a refund comes back instead')
    .description('refunds a charge (of an intent, invoice or session) from Stripe’s own pages')

  codeCommand(stripe, run, control)
  payoutCommand(stripe, run, control)
  objectsCommand(stripe, run, control)
  faultsCommand(stripe, run, control)
  diffCommand(stripe, run)
}

function codeCommand(stripe: Command, run: RunWithStack, control: ControlOf): void {
  type Options = { percent?: number; amount?: number; forever?: boolean; uses?: number }
  stripe
    .command('code <code>')
    .option('--percent <number>', 'what it takes off, in percent', percent)
    .option('--amount <cents>', 'what it takes off, in cents', cents)
    .option('--forever', 'of every payment, not of the first alone')
    .option('--uses <number>', 'how often it may be used', cents)
    .description('makes a promotion code, as in Stripe’s dashboard')
    .action(
      run(async (stack, code: string, { percent, amount, forever, uses }: Options) => {
        const result = await control(stack).stripe({
          ...{ act: 'code', code, lasts: forever ? 'forever' : 'once' },
          ...(percent === undefined ? {} : { percentOff: percent }),
          ...(amount === undefined ? {} : { centsOff: amount }),
          ...(uses === undefined ? {} : { mostUses: uses }),
        })
        show(stack.output, result, lines)
      }),
    )
}

function payoutCommand(stripe: Command, run: RunWithStack, control: ControlOf): void {
  type Options = { amount?: number; fail?: string; schedule?: 'automatic' | 'manual' }
  stripe
    .command('payout')
    .option('--amount <cents>', 'part of what is available, where payouts are manual', cents)
    .option('--fail <payout>', 'the bank sends this payout back')
    .option('--schedule <how>', 'automatic (each working day) or manual', schedule)
    .description('what is available goes to the bank now')
    .action(
      run(async (stack, { amount, fail, schedule }: Options) => {
        const result = await control(stack).stripe({
          act: 'payout',
          ...(amount === undefined ? {} : { amountCents: amount }),
          ...(fail === undefined ? {} : { fails: fail }),
          ...(schedule === undefined ? {} : { schedule }),
        })
        show(stack.output, result, lines)
      }),
    )
}

function objectsCommand(stripe: Command, run: RunWithStack, control: ControlOf): void {
  stripe
    .command('objects')
    .option('--kind <kind>', 'only these: customer, checkout.session, invoice, charge…')
    .description('all that this Stripe holds, by kind')
    .action(
      run(async (stack, { kind }: { kind?: string }) => {
        const all = await control(stack).stripeObjects()
        const objects = kind === undefined ? all : { [kind]: all[kind] ?? [] }
        show(stack.output, { objects }, () =>
          textTable(
            ['kind', 'count'],
            Object.entries(objects).map(([name, list]) => [name, list.length]),
          ),
        )
      }),
    )
}

function faultsCommand(stripe: Command, run: RunWithStack, control: ControlOf): void {
  type Options = {
    drop?: number
    repeat?: number
    delay?: number
    delaySeconds?: number
    shuffle?: boolean
  }
  stripe
    .command('webhooks')
    .option('--drop <share>', 'share of events that never come, 0 to 1', share)
    .option('--repeat <share>', 'share that come twice', share)
    .option('--delay <share>', 'share that come late', share)
    .option('--delay-seconds <number>', 'how late these come', cents)
    .option('--shuffle', 'in any order')
    .option('--no-shuffle', 'in order again')
    .description('shows what goes wrong with the events, or sets it until the next start')
    .action(
      run(async (stack, options: Options) => {
        const changes = {
          webhookDropShare: options.drop,
          webhookRepeatShare: options.repeat,
          webhookDelayShare: options.delay,
          webhookDelaySeconds: options.delaySeconds,
          webhookShuffle: options.shuffle,
        }
        const known = Object.entries(changes).filter(([, value]) => value !== undefined)
        const settings = await control(stack).stripeFaults(
          Object.fromEntries(known) as Partial<WebhookFaults>,
        )
        show(stack.output, settings, () =>
          Object.entries(settings)
            .map(([name, value]) => `${name.padEnd(24)} ${value}`)
            .join('\n'),
        )
      }),
    )
}

function lines({ done, objects }: OutsideResult): string {
  const touched = objects.map((one) => {
    const { object, id } = one as { object: string; id: string }
    return `  ${object} ${id}`
  })
  return [done, ...touched].join('\n')
}

function code(text: string): string {
  if (['generic_decline', 'insufficient_funds', 'expired_card', 'lost_card'].includes(text))
    return text
  throw new InvalidArgumentError(
    'One of generic_decline, insufficient_funds, expired_card, lost_card.',
  )
}

function schedule(text: string): string {
  if (text === 'automatic' || text === 'manual') return text
  throw new InvalidArgumentError('automatic or manual.')
}

function cents(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number > 0 && number <= 99_999_999) return number
  throw new InvalidArgumentError('A whole number above 0.')
}

function percent(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number > 0 && number <= 100) return number
  throw new InvalidArgumentError('A number above 0, 100 at most.')
}

function share(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number <= 1) return number
  throw new InvalidArgumentError('A share from 0 to 1.')
}
