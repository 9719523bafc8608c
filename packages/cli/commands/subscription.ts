// `kiosque subscription list|show|cancel|withdraw|audit|deadlines|notice`: the subscriptions there
// are, and the dates that consumer law sets for a contract, worked out from the rules alone, without
// a stack.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { noticeWindow, withdrawalUntil } from '#subscriptions/deadlines'
import { type Day, isDay } from '#subscriptions/working-days'
import { show } from '../output.ts'
import { globalOptions, type RunWithStack } from '../stack.ts'
import { auditCommand } from './subscription-audit.ts'
import { leaveCommands } from './subscription-leave.ts'
import { listCommand, showCommand } from './subscription-list.ts'

type DeadlineOptions = { concluded: Day; kind: 'print' | 'digital'; firstIssueReceived?: Day }

export function subscriptionCommands(program: Command, run: RunWithStack): void {
  const subscription = program.command('subscription').description('subscriptions and their law')
  listCommand(subscription, run)
  showCommand(subscription, run)
  auditCommand(subscription, run)
  leaveCommands(subscription, run)

  subscription
    .command('deadlines')
    .requiredOption('--concluded <date>', 'when the contract was made, 2026-11-03', day)
    .addOption(
      new Option('--kind <kind>', 'print counts also where a digital edition comes with it')
        .choices(['print', 'digital'])
        .makeOptionMandatory(),
    )
    .option('--first-issue-received <date>', 'of print: its period runs from that day', day)
    .description('until when the reader may withdraw (L221-18 and L221-19)')
    .action(function (this: Command, { concluded, kind, firstIssueReceived }: DeadlineOptions) {
      const until = withdrawalUntil({
        concluded,
        kind,
        ...(firstIssueReceived === undefined ? {} : { firstIssueReceived }),
      })
      const last = until.kind === 'until' ? until.day : null
      show(outputOf(this), { withdrawalUntil: last }, () =>
        last === null
          ? 'Open: the fourteen days begin when the first issue is received.'
          : `Until ${last}, 24:00, Europe/Paris.`,
      )
    })

  subscription
    .command('notice')
    .requiredOption('--refusal-deadline <date>', 'the last day to refuse the renewal', day)
    .description('when the notice before a tacit renewal must be sent (L215-1)')
    .action(function (this: Command, options: { refusalDeadline: Day }) {
      const window = noticeWindow(options.refusalDeadline)
      show(outputOf(this), window, () => `From ${window.earliest} to ${window.latest}.`)
    })
}

function outputOf(command: Command) {
  return {
    json: globalOptions(command).json,
    write: (text: string) => process.stdout.write(text),
    writeError: (text: string) => process.stderr.write(text),
  }
}

function day(text: string): Day {
  if (isDay(text)) return text
  throw new InvalidArgumentError('A date of the calendar, 2026-11-03.')
}
