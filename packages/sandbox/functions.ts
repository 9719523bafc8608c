// The functions of the sandbox, running: their process, the pump that feeds them, the scheduler that
// ticks, and the clock's moves that need all three.
import { renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Table } from '#aws/table'
import { VisibleError } from '#kernel/errors'
import { type Instant, instant } from '#kernel/time'
import type { SandboxClock } from './clock.ts'
import { functionsAppId, type Mortal } from './death-plan.ts'
import { dueItems } from './due.ts'
import { type FunctionHost, type Invoked, startFunctionHost } from './functions-host.ts'
import { type Moved, moveClock } from './move-clock.ts'
import { startPump } from './pump.ts'
import { startScheduler } from './scheduler.ts'
import type { Queues } from './sqs-queues.ts'
import type { SandboxStripe } from './stripe/sandbox-stripe.ts'
import { tick, wires } from './wiring.ts'

/** A call that broke; the functions' own log says why. */
export type FunctionFailure = { at: Instant; functionName: string; how: string }

export type RunningFunctions = {
  moveClock(to: Instant): Promise<Moved>
  movingTo(): Instant | undefined
  /** Runs what is due now: the tick once, then the queues until they are empty. */
  settle(): Promise<void>
  failures(): readonly FunctionFailure[]
  /** The process they run in, and its end as by a power cut. */
  worker: Mortal
  stop(): Promise<void>
}

const keptFailures = 50
const longestLogBytes = 10_000_000
/** How long a stop waits for calls under way. */
const stopPatienceMs = 10_000

/** Starts them; `host` runs the code: a process of its own when undefined. */
export function startFunctions(options: {
  host: FunctionHost | undefined
  environment: Record<string, string>
  dataDir: string
  clock: SandboxClock
  queues: Queues
  table: Table
  stripe: Pick<SandboxStripe, 'nextMs' | 'settled'>
}): RunningFunctions {
  const { clock, queues, table, stripe } = options
  const host = options.host ?? ownHost(options)
  const failures: FunctionFailure[] = []
  const onFailure = ({ functionName, result }: { functionName: string; result: Invoked }) => {
    const how = result.kind === 'failed' ? `failed: ${result.error}` : result.kind
    failures.unshift({ at: instant(clock.now()), functionName, how })
    failures.length = Math.min(failures.length, keptFailures)
  }
  const pump = startPump({ queues, wires, host, onFailure })
  const scheduler = startScheduler({ clock, host, tick, onFailure })
  let movingTo: Instant | undefined

  /** Stripe's events bring messages, and what works on messages brings events. */
  async function drained(): Promise<void> {
    for (;;) {
      await stripe.settled()
      await pump.drained()
      const nextMs = stripe.nextMs()
      if (nextMs === undefined || nextMs > clock.now().getTime()) return
    }
  }

  return {
    async moveClock(to) {
      if (movingTo) throw alreadyMoving(movingTo)
      movingTo = to
      scheduler.pause()
      try {
        return await moveClock(
          {
            clock,
            dueItems: (query) => dueItems(table, query),
            nextQueueMs: () => earliest(queues.nextReadyMs(), stripe.nextMs()),
            tick: scheduler.tick,
            drained,
            invocations: pump.invocations,
          },
          to,
        )
      } finally {
        movingTo = undefined
        scheduler.resume()
      }
    },
    movingTo: () => movingTo,
    async settle() {
      await scheduler.tick()
      await drained()
    },
    failures: () => failures,
    worker: {
      pid: () => host.workerPid(),
      kill() {
        const pid = host.workerPid()
        if (pid !== undefined) process.kill(pid, 'SIGKILL')
      },
    },
    async stop() {
      // Calls under way may end: a mail cut off in mid-call is one nobody knows about.
      const ended = Promise.all([scheduler.stop(), pump.stop()])
      const patience = new AbortController()
      await Promise.race([
        ended,
        sleep(stopPatienceMs, undefined, { ref: false, signal: patience.signal }).catch(() => {}),
      ])
      patience.abort()
      await host.stop()
      await ended
    },
  }
}

function earliest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter((at) => at !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** For whoever wants the endpoints alone. */
export const noFunctions: RunningFunctions = {
  moveClock: () => Promise.reject(new Error('This sandbox runs no functions')),
  movingTo: () => undefined,
  settle: () => Promise.reject(new Error('This sandbox runs no functions')),
  failures: () => [],
  worker: { pid: () => undefined, kill: () => {} },
  stop: async () => {},
}

function ownHost(options: {
  environment: Record<string, string>
  dataDir: string
  clock: SandboxClock
}): FunctionHost {
  const logFile = join(options.dataDir, 'functions.log')
  keepShort(logFile)
  // The SDK puts it into the user agent of every call.
  const environment = { ...options.environment, AWS_SDK_UA_APP_ID: functionsAppId }
  return startFunctionHost({ environment, clock: options.clock, logFile })
}

/** A log that has grown long is set aside, once. */
function keepShort(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > longestLogBytes) renameSync(file, `${file}.old`)
}

function alreadyMoving(to: Instant): VisibleError {
  return new VisibleError('busy', {
    fr: `L’horloge est déjà en route vers ${to}. Attendez qu’elle y soit.`,
    en: `The clock is on its way to ${to} already. Wait until it is there.`,
  })
}
