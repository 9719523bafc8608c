// The `kiosque` command: its words, and where each is carried out.
import { Command, CommanderError } from 'commander'
import { financeCommands } from './commands/finance.ts'
import { issueCommands } from './commands/issue.ts'
import { newsletterCommands } from './commands/newsletter.ts'
import { queueCommands } from './commands/queue.ts'
import { readerCommands } from './commands/reader.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { sandboxCommands } from './commands/sandbox.ts'
import { startCommand } from './commands/start.ts'
import { subscriptionCommands } from './commands/subscription.ts'
import { exitCodes, showRefusal, showUsage } from './output.ts'
import { stackRunner } from './stack.ts'

const io = {
  write: (text: string) => process.stdout.write(text),
  writeError: (text: string) => process.stderr.write(text),
}

/** Parses and runs; sets `process.exitCode` (0 done, 1 refused, 2 words off). */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endWithItsReader)
  const program = new Command('kiosque')
  program
    .description(
      'Newsletters and subscriptions of a magazine: this machine’s sandbox, or a stage on AWS.',
    )
    .option('--json', 'print JSON for programs', false)
    .option('--stage <name>', 'act on a deployed stage instead of this machine')
    .option('--data <folder>', 'the sandbox’s data folder (or KIOSQUE_DATA; else .kiosque)')
    .showHelpAfterError('(`kiosque --help` shows the words)')
    .exitOverride()
  const wantsJson = argv.includes('--json')
  if (wantsJson) program.configureOutput({ writeErr: () => {} })
  const run = stackRunner(io)
  startCommand(program)
  issueCommands(program, run)
  newsletterCommands(program, run)
  readerCommands(program, run)
  subscriptionCommands(program, run)
  financeCommands(program, run)
  queueCommands(program, run)
  rebuildCommand(program, run)
  sandboxCommands(program, run)
  globalOptionsEverywhere(program)
  try {
    await program.parseAsync(argv as string[])
  } catch (error) {
    // An argument that could not be read is refused before a command runs.
    if (!(error instanceof CommanderError)) {
      process.exitCode = showRefusal({ ...io, json: wantsJson }, error)
      return
    }
    if (error.exitCode !== 0 && wantsJson) showUsage(io, error.message)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  }
}

/** `kiosque … | head` has read enough. */
function endWithItsReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}

/** `kiosque issue list --json` reads as well as `kiosque --json issue list`. */
function globalOptionsEverywhere(program: Command): void {
  const visit = (command: Command) => {
    for (const child of command.commands) {
      child
        .option('--json', 'print JSON for programs')
        .option('--stage <name>', 'act on a deployed stage')
        .option('--data <folder>', 'the sandbox’s data folder')
        .exitOverride()
      visit(child)
    }
  }
  visit(program)
}
