// Where a command acts. With `--stage` on AWS, through the links of that stage (`sst shell`);
// otherwise on this machine: on the sandbox that runs in the data folder, or, when none runs, on the
// parts of one that this command starts for itself and stops again.
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { VisibleError } from '#kernel/errors'
import type { Parts } from '#runtime/all-parts'
import type { InboxMessage, SandboxStatus } from '#sandbox/control'
import type { FaultSettings } from '#sandbox/fault-settings'
import type { Moved } from '#sandbox/move-clock'
import type { OutsideAct, OutsideResult } from '#sandbox/stripe/outside'
import type { WebhookFaults } from '#sandbox/stripe/webhooks'
import { type Output, showRefusal } from './output.ts'

export type GlobalOptions = {
  json: boolean
  stage?: string | undefined
  data?: string | undefined
}

/** What a command's action is given. */
export type Stack = {
  parts: Parts
  output: Output
  options: GlobalOptions
  /** The sandbox's own controls; undefined on a deployed stage. */
  sandbox: SandboxControl | undefined
}

export type SandboxControl = {
  status(): Promise<SandboxStatus>
  /** @throws VisibleError when `to` is no instant or has passed. */
  moveClock(to: string): Promise<Moved>
  inbox(query: InboxQuery): Promise<{ messages: InboxMessage[] }>
  /** How SES behaves after these changes. @throws VisibleError when nothing runs to be changed. */
  ses(changes: Partial<FaultSettings>): Promise<FaultSettings>
  /** What the outside world does to Stripe. @throws VisibleError when Stripe refuses it. */
  stripe(act: OutsideAct): Promise<OutsideResult>
  /** All that the stand-in for Stripe holds, by kind, as its API shows it. */
  stripeObjects(): Promise<Record<string, unknown[]>>
  /** How Stripe's events come after these changes. @throws VisibleError when nothing runs. */
  stripeFaults(changes: Partial<WebhookFaults>): Promise<WebhookFaults>
}

export type InboxQuery = { to?: string; subject?: string; limit?: number }

/** Wraps an action: finds the stack, runs it, prints a refusal, sets the exit code, cleans up. */
export type RunWithStack = <Args extends unknown[]>(
  action: (stack: Stack, ...args: Args) => Promise<unknown>,
) => (this: Command, ...args: unknown[]) => Promise<void>

const defaultDataFolder = '.kiosque'

/** The data folder: `--data`, else KIOSQUE_DATA, else `.kiosque` in the working folder. */
export function dataFolder(options: { data?: string | undefined }): string {
  return resolve(options.data ?? process.env['KIOSQUE_DATA'] ?? defaultDataFolder)
}

/** Makes the wrapper; `write` is where output goes. */
export function stackRunner(io: {
  write: (text: string) => void
  writeError: (text: string) => void
}): RunWithStack {
  return <Args extends unknown[]>(action: (stack: Stack, ...args: Args) => Promise<unknown>) =>
    async function (this: Command, ...args: unknown[]) {
      const options = globalOptions(this)
      const output: Output = { json: options.json, ...io }
      if (options.stage && !process.env['KIOSQUE_LINKED']) {
        process.exitCode = await throughSst(options.stage)
        return
      }
      // commander appends the command itself.
      const given = args.slice(0, -1) as Args
      try {
        const stack = options.stage ? await openLinked() : await openLocal(options)
        try {
          const code = await action({ ...stack, output, options }, ...given)
          if (typeof code === 'number') process.exitCode = code
        } finally {
          await stack.close()
        }
      } catch (error) {
        process.exitCode = showRefusal(output, options.stage ? error : stoppedMeanwhile(error))
      }
    }
}

/** What an endpoint of this machine that is gone looks like to a client, as a refusal. */
function stoppedMeanwhile(error: unknown): unknown {
  const code = String((error as NodeJS.ErrnoException | undefined)?.code)
  if (!['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)) return error
  return new VisibleError(
    'busy',
    {
      fr: 'Kiosque s’est arrêté pendant ce travail. Relancez-le, regardez ce qui est fait, puis recommencez.',
      en: 'Kiosque stopped in the middle of this. Start it again, see what is done, then repeat.',
    },
    { cause: error },
  )
}

/** The global options, given before or after the command's own words. */
export function globalOptions(command: Command): GlobalOptions {
  const options: GlobalOptions = { json: false }
  for (let at: Command | null = command; at; at = at.parent) {
    const { json, stage, data } = at.opts<Partial<GlobalOptions>>()
    if (json) options.json = true
    if (stage !== undefined) options.stage ??= stage
    if (data !== undefined) options.data ??= data
  }
  return options
}

/** Runs this very command again inside `sst shell`, which gives it the links of the stage. */
async function throughSst(stage: string): Promise<number> {
  const bin = fileURLToPath(new URL('./bin.mjs', import.meta.url))
  const command = ['sst', 'shell', '--stage', stage, '--', process.execPath, bin]
  const child = spawn('npx', [...command, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, KIOSQUE_LINKED: stage, SST_TELEMETRY_DISABLED: '1' },
  })
  return new Promise((done) => child.on('exit', (code) => done(code ?? 1)))
}

type Opened = { parts: Parts; sandbox: SandboxControl | undefined; close: () => Promise<void> }

async function openLinked(): Promise<Opened> {
  const { allParts } = await import('#runtime/all-parts')
  return { parts: allParts({ log: () => {} }), sandbox: undefined, close: async () => {} }
}

async function openLocal(options: GlobalOptions): Promise<Opened> {
  const { openLocalStack } = await import('./local-stack.ts')
  return openLocalStack(dataFolder(options))
}
