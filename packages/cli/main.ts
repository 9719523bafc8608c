// The `kiosque` command: its words, and where each is carried out.
import { Command, CommanderError } from 'commander'
import { issueCommands } from './commands/issue.ts'
import { newsletterCommands } from './commands/newsletter.ts'
import { readerCommands } from './commands/reader.ts'
import { sandboxCommands } from './commands/sandbox.ts'
import { startCommand } from './commands/start.ts'
import { exitCodes } from './output.ts'
import { stackRunner } from './stack.ts'

/** Parses and runs; sets `process.exitCode` (0 done, 1 refused, 2 words off). */
export async function main(argv: readonly string[]): Promise<void> {
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
  const run = stackRunner({
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  })
  startCommand(program)
  issueCommands(program, run)
  newsletterCommands(program, run)
  readerCommands(program, run)
  sandboxCommands(program, run)
  globalOptionsEverywhere(program)
  try {
    await program.parseAsync(argv as string[])
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  }
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
