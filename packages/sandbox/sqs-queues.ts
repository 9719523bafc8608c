// All queues of the sandbox and their one log.
import type { QueueTroubles } from './queue-faults.ts'
import { openQueueLog } from './sqs-log.ts'
import { type QueueSettings, SandboxQueue } from './sqs-queue.ts'

export type Queues = {
  get(name: string): SandboxQueue | undefined
  all(): SandboxQueue[]
  /** The queue of that name; new settings take effect on an old one. */
  open(settings: QueueSettings): SandboxQueue
  /** When the next delayed or invisible message of any queue can be had (epoch ms). */
  nextReadyMs(): number | undefined
  /** The clock has jumped: what is due now can be had. */
  clockJumped(): void
  close(): void
}

/** A queue that the log or a redrive names before anybody has opened it. */
const unnamed = (name: string): QueueSettings => ({ name, visibilityTimeoutSeconds: 30 })

/** Opens every queue that `file` remembers; `open` adds and configures. */
export function openQueues(options: {
  file: string
  nowMs: () => number
  /** What goes wrong with messages on request. */
  troubles?: QueueTroubles
}): Queues {
  const queues = new Map<string, SandboxQueue>()
  const { log, kept } = openQueueLog({
    file: options.file,
    live: function* () {
      for (const queue of queues.values()) yield* queue.lines()
    },
  })
  const named = (name: string) => queues.get(name) ?? open(unnamed(name))

  function open(settings: QueueSettings): SandboxQueue {
    const existing = queues.get(settings.name)
    if (existing) {
      Object.assign(existing.settings, settings)
      return existing
    }
    const made = new SandboxQueue({
      settings: { ...settings },
      append: log.append,
      nowMs: options.nowMs,
      ...(options.troubles ? { troubles: options.troubles } : {}),
      deadLetters: (queue, id, message) => named(queue).accept(id, message),
    })
    queues.set(settings.name, made)
    return made
  }

  for (const { queue, id, message } of kept) if (message) named(queue).restore(id, message)
  return {
    get: (name) => queues.get(name),
    all: () => [...queues.values()],
    open,
    nextReadyMs() {
      const due = [...queues.values()].flatMap((queue) => queue.nextReadyMs() ?? [])
      return due.length > 0 ? Math.min(...due) : undefined
    },
    clockJumped() {
      for (const queue of queues.values()) queue.wake()
    },
    close() {
      for (const queue of queues.values()) queue.close()
      log.close()
    },
  }
}
