// Helpers for tests that kill a running stack: its controls, and what its SES has taken.
import { spawn } from 'node:child_process'
import { environmentOf, type RunningStack } from './command.ts'

type Inbox = { messages: { to: string[] }[] }

/** `kiosque start` that is not waited for. */
export function beginStart(dataDir: string): { kill(): Promise<void>; hasEnded(): boolean } {
  const child = spawn(process.execPath, ['packages/cli/bin.mjs', 'start', '--port', '0'], {
    env: environmentOf(dataDir),
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

export async function setFaults(stack: RunningStack, faults: object): Promise<void> {
  await control(stack, 'faults', faults)
}

/** Moves the clock; undefined when the stack died on the way. */
export async function moveClock(stack: RunningStack, to: string): Promise<unknown> {
  try {
    return await (await control(stack, 'clock', { to })).json()
  } catch {
    return undefined
  }
}

/** Recipients of the mails that SES took (500 at most) whose subject holds `subject`. */
export async function takenBy(stack: RunningStack, subject: string): Promise<string[]> {
  const search = new URLSearchParams({ limit: '500', subject })
  const answer = await fetch(`${stack.siteUrl}/sandbox/inbox.json?${search}`)
  return ((await answer.json()) as Inbox).messages.flatMap(({ to }) => to)
}

function control(stack: RunningStack, path: string, body: object): Promise<Response> {
  return fetch(`${stack.siteUrl}/sandbox/control/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
