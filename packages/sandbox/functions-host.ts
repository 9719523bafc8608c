// Runs the Lambda functions in a process of their own: a function that dies takes no endpoint with
// it, and what it held comes back by its visibility timeout, as on Lambda.
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { SandboxClock } from './clock.ts'

export type ToWorker =
  | { kind: 'clock'; offsetMs: number }
  | {
      kind: 'invoke'
      id: string
      name: string
      file: string
      event: unknown
      timeoutMs: number
    }
export type ToHost =
  | { kind: 'returned'; id: string; value: unknown }
  | { kind: 'failed'; id: string; error: string }

/** `crashed`: the process died; nobody knows how far the call came. */
export type Invoked =
  | { kind: 'returned'; value: unknown }
  | { kind: 'failed'; error: string }
  | { kind: 'timedOut' }
  | { kind: 'crashed' }

export interface FunctionHost {
  invoke(call: { name: string; event: unknown; timeoutMs: number }): Promise<Invoked>
  /** The process that functions run in now; undefined between two. */
  workerPid(): number | undefined
  stop(): Promise<void>
}

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/** A worker that dies sooner than this after its start is not started again at once. */
const soonMs = 1_000
const respawnWaitMs = 2_000

/**
 * Starts the worker. Its output goes to `logFile`, so that the terminal stays quiet.
 * `functionsFolder` holds one file a function, each exporting `handler`.
 */
export function startFunctionHost(options: {
  environment: Record<string, string>
  clock: Pick<SandboxClock, 'offsetMs' | 'onOffset'>
  logFile: string
  functionsFolder?: string
}): FunctionHost {
  const folder = options.functionsFolder ?? join(projectFolder, 'functions')
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 })
  const calls = new Map<string, (result: Invoked) => void>()
  let worker: ChildProcess | undefined
  let spawning: Promise<ChildProcess> | undefined
  let stopped = false
  let waitMs = 0

  const spawn = (): Promise<ChildProcess> => {
    spawning ??= (async () => {
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
      const child = forkWorker(options.environment, log)
      const startedMs = Date.now()
      child.on('message', (message: ToHost) => {
        const { id, ...result } = message
        calls.get(id)?.(result)
      })
      child.on('error', (error) => log.write(`${error.stack}\n`))
      child.once('exit', () => {
        if (worker === child) worker = undefined
        spawning = undefined
        waitMs = Date.now() - startedMs < soonMs ? respawnWaitMs : 0
        for (const finish of [...calls.values()]) finish({ kind: 'crashed' })
        if (!stopped) void spawn()
      })
      child.send({ kind: 'clock', offsetMs: options.clock.offsetMs() } satisfies ToWorker, () => {})
      worker = child
      if (stopped) child.kill('SIGKILL')
      return child
    })()
    return spawning
  }

  const endClock = options.clock.onOffset((offsetMs) =>
    worker?.send({ kind: 'clock', offsetMs } satisfies ToWorker, () => {}),
  )
  void spawn()

  return {
    async invoke({ name, event, timeoutMs }) {
      if (stopped) return { kind: 'crashed' }
      const child = worker ?? (await spawn())
      const id = randomUUID()
      return new Promise<Invoked>((resolve) => {
        // Lambda ends the process of a function that runs over its time.
        const timeout = setTimeout(() => {
          finish({ kind: 'timedOut' })
          child.kill('SIGKILL')
        }, timeoutMs)
        const finish = (result: Invoked) => {
          clearTimeout(timeout)
          calls.delete(id)
          resolve(result)
        }
        calls.set(id, finish)
        const file = join(folder, `${name}.ts`)
        child.send(
          { kind: 'invoke', id, name, file, event, timeoutMs } satisfies ToWorker,
          (error) => {
            if (error) finish({ kind: 'crashed' })
          },
        )
      })
    },
    workerPid: () => worker?.pid,
    async stop() {
      stopped = true
      endClock()
      const child = worker
      if (child && child.exitCode === null && child.signalCode === null)
        await new Promise<void>((resolve) => {
          child.once('exit', () => resolve())
          child.kill('SIGKILL')
        })
      await new Promise<void>((resolve) => log.end(() => resolve()))
    },
  }
}

/** A new process with TypeScript loaded as the command loads it, and nothing of this one's secrets. */
function forkWorker(environment: Record<string, string>, log: WriteStream): ChildProcess {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const file = fileURLToPath(new URL('./function-worker.ts', import.meta.url))
  const child = fork(file, [], {
    cwd: projectFolder,
    execArgv: ['--import', loader],
    env: { ...inherited(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
  })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  return child
}

function inherited(): Record<string, string> {
  const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'NODE_EXTRA_CA_CERTS', 'TZ']
  return Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
