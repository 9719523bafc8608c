// Calls the tick at each minute of the sandbox's clock, never twice at once.
import { randomUUID } from 'node:crypto'
import type { ScheduledEvent } from 'aws-lambda'
import { type Instant, instant, minuteMs } from '#kernel/time'
import type { SandboxClock } from './clock.ts'
import type { FunctionHost, Invoked } from './functions-host.ts'
import { names } from './wiring.ts'

export type Scheduler = {
  /** Runs the tick now; while one runs, waits for it and runs another. */
  tick(): Promise<void>
  /** No tick by itself until `resume`: the clock is being moved. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

export function startScheduler(options: {
  clock: SandboxClock
  host: Pick<FunctionHost, 'invoke'>
  tick: { functionName: string; functionTimeoutMs: number }
  onFailure?: (failure: { functionName: string; result: Invoked }) => void
}): Scheduler {
  const { clock } = options
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isPaused = false
  let isStopped = false

  function arm(): void {
    clearTimeout(timer)
    if (isPaused || isStopped) return
    const leftMs = minuteMs - (clock.now().getTime() % minuteMs)
    timer = setTimeout(() => {
      // Every minute anew: the machine may have slept.
      clock.keep()
      if (!running) void start()
      arm()
    }, leftMs)
    timer.unref()
  }

  function start(): Promise<void> {
    running = run().finally(() => {
      running = undefined
    })
    return running
  }

  async function run(): Promise<void> {
    const { functionName, functionTimeoutMs: timeoutMs } = options.tick
    const event = scheduledEvent(instant(clock.now()))
    const result = await options.host.invoke({ name: functionName, event, timeoutMs })
    if (result.kind !== 'returned' && !isStopped) options.onFailure?.({ functionName, result })
  }

  const endClock = clock.onOffset(arm)
  return {
    async tick() {
      while (running) await running
      await start()
    },
    pause() {
      isPaused = true
      clearTimeout(timer)
    },
    resume() {
      isPaused = false
      arm()
    },
    async stop() {
      isStopped = true
      endClock()
      clearTimeout(timer)
      await running
    },
  }
}

/** What EventBridge Scheduler gives a function; its times are whole minutes. */
function scheduledEvent(at: Instant): ScheduledEvent<string> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '000000000000',
    time: `${at.slice(0, 17)}00Z`,
    region: names.region,
    resources: [`arn:aws:scheduler:${names.region}:000000000000:schedule/default/kiosque-tick`],
    detail: '{}',
  }
}
