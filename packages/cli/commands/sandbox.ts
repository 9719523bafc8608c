// `kiosque sandbox …`: this machine's clock, inbox and data.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { VisibleError } from '#kernel/errors'
import { show, textTable } from '../output.ts'
import { dataFolder, globalOptions, type RunWithStack, type Stack } from '../stack.ts'
import { sesCommand } from './sandbox-ses.ts'
import { stripeCommands } from './sandbox-stripe.ts'

export function sandboxCommands(program: Command, run: RunWithStack): void {
  const sandbox = program.command('sandbox').description('this machine as a cloud')

  sandbox
    .command('status')
    .description('the clock, what is due next, how many mails were taken')
    .action(
      run(async (stack) => {
        const status = await controlOf(stack).status()
        show(stack.output, status, () =>
          [
            `Clock   ${status.now}`,
            `Site    ${status.siteUrl}${status.running ? '' : ' (not running; `npm start` starts it)'}`,
            `Inbox   ${status.inbox} mails`,
            status.due.length === 0 ? 'Nothing is due.' : 'Due next:',
            ...status.due.map(({ at, what }) => `  ${at}  ${what}`),
          ].join('\n'),
        )
      }),
    )

  sandbox
    .command('clock')
    .option('--to <instant>', 'move it forward to this instant, 2026-12-01T08:30+01:00')
    .description('shows the clock, or moves it and runs all that falls due')
    .action(
      run(async (stack, options: { to?: string }) => {
        const control = controlOf(stack)
        if (options.to === undefined) {
          const { now } = await control.status()
          show(stack.output, { now }, () => now)
          return
        }
        const moved = await control.moveClock(options.to)
        show(stack.output, moved, () =>
          [
            `${moved.from} → ${moved.to}`,
            `${moved.ticks} ticks, ${moved.invocations} function calls`,
            ...moved.stuck.map((what) => `Still due after every try: ${what}`),
          ].join('\n'),
        )
      }),
    )

  sandbox
    .command('inbox')
    .option('--to <address>', 'mails to this address')
    .option('--subject <text>', 'whose subject holds this')
    .option('--limit <number>', 'how many at most', count, 20)
    .description('the mails that SES took, newest first')
    .action(
      run(async (stack, options: { to?: string; subject?: string; limit: number }) => {
        const { messages } = await controlOf(stack).inbox(options)
        show(stack.output, { messages }, () =>
          textTable(
            ['received', 'to', 'subject'],
            messages.map(({ receivedAt, to, subject }) => [receivedAt, to.join(', '), subject]),
          ),
        )
      }),
    )

  sesCommand(sandbox, run, controlOf)
  stripeCommands(sandbox, run, controlOf)

  sandbox
    .command('reset')
    .option('--yes', 'do it; without this, only say what would be done', false)
    .description(
      'puts back what a running sandbox was told of SES and Stripe; else clears its data (--yes)',
    )
    .action(async function (this: Command, options: { yes: boolean }) {
      const folder = dataFolder(globalOptions(this))
      const { holderOf } = await import('#sandbox/data-folder')
      if (holderOf(folder) && !options.yes) return await calm.call(this)
      await clear(folder, options.yes)
      process.stdout.write(
        globalOptions(this).json
          ? `${JSON.stringify({ reset: folder })}\n`
          : `Cleared ${folder}. The next start seeds the sample publication anew.\n`,
      )
    })

  /** Data stay: under a running sandbox they can't be cleared. */
  const calm = run(async (stack) => {
    const { settingsAtStart } = await import('#sandbox/fault-settings')
    const { noWebhookFaults } = await import('#sandbox/stripe/webhooks')
    const ses = await controlOf(stack).ses(settingsAtStart)
    const stripe = await controlOf(stack).stripeFaults(noWebhookFaults)
    show(
      stack.output,
      { reset: 'faults', ses, stripe },
      () => 'SES and Stripe behave as after a start again. To clear the data, stop it first.',
    )
  })
}

/** Only a folder that a sandbox made is cleared, and never under a running one. */
async function clear(folder: string, confirmed: boolean): Promise<void> {
  const { FolderInUse, holderOf } = await import('#sandbox/data-folder')

  if (!existsSync(join(folder, 'secrets.json')))
    throw new VisibleError('not-found', {
      fr: `Il n’y a pas de données de Kiosque dans ${folder}.`,
      en: `There are no data of Kiosque in ${folder}.`,
    })
  const holder = holderOf(folder)
  if (holder) throw new FolderInUse(folder, holder)
  if (!confirmed)
    throw new VisibleError('invalid', {
      fr: `Tout ce que contient ${folder} serait effacé. Ajoutez --yes pour effacer.`,
      en: `Everything in ${folder} would be cleared. Add --yes to clear it.`,
    })
  rmSync(folder, { recursive: true })
}

function controlOf(stack: Stack): NonNullable<Stack['sandbox']> {
  if (stack.sandbox) return stack.sandbox
  throw new VisibleError('invalid', {
    fr: 'Le bac à sable n’existe que sur cette machine, pas sur AWS. Retirez --stage.',
    en: 'The sandbox is on this machine only, not on AWS. Leave --stage out.',
  })
}

function count(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number > 0 && number <= 1_000) return number
  throw new InvalidArgumentError('A number from 1 to 1000.')
}
