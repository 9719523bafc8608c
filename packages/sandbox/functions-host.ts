// Runs the Lambda functions in a process of their own: a function that dies takes no endpoint with
// it, and what it held comes back by its visibility timeout, as on Lambda.
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** A worker that dies before it has answered anything is started again after this. */
const respawnWaitMs = 2_000

type Worker = {
  child: ChildProcess
  calls: Map<string, (result: Invoked) => void>
  hasAnswered: boolean
}

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
  let worker: Worker | undefined
  let starting: Promise<Worker> | undefined
  let stopped = false

  function start(waitMs = 0): Promise<Worker> {
    starting ??= sleep(waitMs).then(() => {
      const started = launch(options.environment, log, (died) => {
        if (worker !== died) return
        worker = undefined
        if (!stopped) void start(died.hasAnswered ? 0 : respawnWaitMs)
      })
      tell(started, { kind: 'clock', offsetMs: options.clock.offsetMs() })
      worker = started
      starting = undefined
      if (stopped) started.child.kill('SIGKILL')
      return started
    })
    return starting
  }

  const endClock = options.clock.onOffset((offsetMs) => {
    if (worker) tell(worker, { kind: 'clock', offsetMs })
  })
  void start()

  return {
    async invoke({ name, event, timeoutMs }) {
      if (stopped) return { kind: 'crashed' }
      const at = worker ?? (await start())
      const id = randomUUID()
      return new Promise<Invoked>((resolve) => {
        const finish = (result: Invoked) => {
          clearTimeout(timeout)
          at.calls.delete(id)
          resolve(result)
        }
        // Lambda ends the process of a function that runs over its time.
        const timeout = setTimeout(() => {
          finish({ kind: 'timedOut' })
          if (worker === at) worker = undefined
          at.child.kill('SIGKILL')
        }, timeoutMs)
        at.calls.set(id, finish)
        const file = join(folder, `${name}.ts`)
        tell(at, { kind: 'invoke', id, name, file, event, timeoutMs }, () =>
          finish({ kind: 'crashed' }),
        )
      })
    },
    workerPid: () => worker?.child.pid,
    async stop() {
      stopped = true
      endClock()
      const child = (worker ?? (await starting))?.child
      if (child && child.exitCode === null && child.signalCode === null)
        await new Promise<void>((resolve) => {
          child.once('exit', () => resolve())
          child.kill('SIGKILL')
        })
      await new Promise<void>((resolve) => log.end(() => resolve()))
    },
  }
}

function launch(
  environment: Record<string, string>,
  log: WriteStream,
  onDeath: (worker: Worker) => void,
): Worker {
  const child = forkWorker(environment, log)
  const worker: Worker = { child, calls: new Map(), hasAnswered: false }
  child.on('message', ({ id, ...result }: ToHost) => {
    worker.hasAnswered = true
    worker.calls.get(id)?.(result)
  })
  child.on('error', (error) => log.write(`${error.stack}\n`))
  child.once('exit', () => {
    for (const finish of [...worker.calls.values()]) finish({ kind: 'crashed' })
    onDeath(worker)
  })
  return worker
}

/** A message to a process that has just died is lost; `onLost` hears of it. */
function tell({ child }: Worker, message: ToWorker, onLost: () => void = () => {}): void {
  child.send(message, (error) => {
    if (error) onLost()
  })
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
