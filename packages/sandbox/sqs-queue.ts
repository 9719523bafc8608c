// The queues: at least once, in rough order, with visibility timeout, delay and dead-letter queue.
// All times are the sandbox clock's. Who waits for a message wakes when one can be had.
import { randomUUID } from 'node:crypto'
import { earliestFirst } from './earliest-first.ts'
import { openQueueLog, type QueueLog } from './sqs-log.ts'

export type QueueSettings = {
  name: string
  visibilityTimeoutSeconds: number
  delaySeconds?: number
  /** After so many receives a message goes to `deadLetterQueue`. */
  maxReceiveCount?: number
  deadLetterQueue?: string
  retentionSeconds?: number
}

export type MessageAttribute = { DataType: string; StringValue?: string; BinaryValue?: string }

/** Times are epoch milliseconds. `receipt` is the latest receipt handle. */
export type StoredMessage = {
  body: string
  attributes?: Record<string, MessageAttribute>
  sentMs: number
  visibleMs: number
  receiveCount: number
  firstReceivedMs?: number
  receipt?: string
  deadLetterSource?: string
}

export type ReceivedMessage = StoredMessage & { id: string; receipt: string }

export type SandboxQueue = {
  readonly settings: QueueSettings
  /** Ids of the new messages, in the order given. */
  send(
    messages: readonly {
      body: string
      attributes?: Record<string, MessageAttribute>
      delaySeconds?: number
    }[],
  ): string[]
  /** Waits for the first message at most `waitMs` of real time; empty when none came. */
  receive(options: {
    max: number
    waitMs?: number
    visibilityTimeoutSeconds?: number
    signal?: AbortSignal
  }): Promise<ReceivedMessage[]>
  /** False when the receipt is not the latest one: the message then stays. */
  delete(receipt: string): boolean
  changeVisibility(receipt: string, seconds: number): 'changed' | 'notInFlight'
  purge(): void
  counts(): { visible: number; inFlight: number; delayed: number }
  /** When the next delayed or invisible message can be had (epoch ms). */
  nextDueMs(): number | undefined
}

export type Queues = {
  get(name: string): SandboxQueue | undefined
  all(): SandboxQueue[]
  /** The queue of that name; new settings take effect on an old one. */
  open(settings: QueueSettings): SandboxQueue
  /** The clock has jumped: what is due now can be had. */
  clockJumped(): void
  close(): void
}

const defaultRetentionSeconds = 4 * 24 * 3600
/** setTimeout takes no longer wait than this. */
const longestTimerMs = 2 ** 31 - 1

/** Opens every queue that `file` remembers; `open` adds and configures. */
export function openQueues(options: { file: string; nowMs: () => number }): Queues {
  const queues = new Map<string, InnerQueue>()
  const { log, kept } = openQueueLog({
    file: options.file,
    live: function* () {
      for (const queue of queues.values()) yield* queue.lines()
    },
  })
  const open = (settings: QueueSettings): InnerQueue => {
    const existing = queues.get(settings.name)
    if (existing) {
      Object.assign(existing.settings, settings)
      return existing
    }
    const made = makeQueue({
      settings: { ...settings },
      log,
      nowMs: options.nowMs,
      deadLetterQueue: (name) => open({ name, visibilityTimeoutSeconds: 30 }),
    })
    queues.set(settings.name, made)
    return made
  }
  for (const line of kept)
    if (line.message)
      open(
        queues.get(line.queue)?.settings ?? { name: line.queue, visibilityTimeoutSeconds: 30 },
      ).restore(line.id, line.message)
  return {
    get: (name) => queues.get(name),
    all: () => [...queues.values()],
    open,
    clockJumped: () => {
      for (const queue of queues.values()) queue.wake()
    },
    close: () => {
      for (const queue of queues.values()) queue.close()
      log.close()
    },
  }
}

type InnerQueue = SandboxQueue & {
  restore(id: string, message: StoredMessage): void
  accept(id: string, message: StoredMessage): void
  lines(): Iterable<{ queue: string; id: string; message: StoredMessage }>
  wake(): void
  close(): void
}

function makeQueue(options: {
  settings: QueueSettings
  log: QueueLog
  nowMs: () => number
  deadLetterQueue: (name: string) => InnerQueue
}): InnerQueue {
  const { settings, log, nowMs } = options
  const queue = settings.name
  const messages = new Map<string, StoredMessage>()
  const ready = new Set<string>()
  const waiting = earliestFirst()
  const waiters = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined

  /** Files a message under when it can be had. */
  function place(id: string, message: StoredMessage): void {
    messages.set(id, message)
    ready.delete(id)
    if (message.visibleMs <= nowMs()) ready.add(id)
    else waiting.add(message.visibleMs, id)
  }

  /** Makes ready what has become due, and forgets what is past its retention. */
  function promote(): void {
    const now = nowMs()
    for (;;) {
      const due = waiting.first()
      if (!due || due.at > now) break
      waiting.removeFirst()
      if (messages.get(due.id)?.visibleMs === due.at) ready.add(due.id)
    }
    const oldest = now - (settings.retentionSeconds ?? defaultRetentionSeconds) * 1000
    for (const id of ready) {
      const message = messages.get(id) as StoredMessage
      if (message.sentMs >= oldest) break
      forget(id)
    }
  }

  function forget(id: string): void {
    messages.delete(id)
    ready.delete(id)
    log.append([{ queue, id, message: null }])
  }

  function nextDueMs(): number | undefined {
    for (;;) {
      const first = waiting.first()
      if (!first) return undefined
      if (messages.get(first.id)?.visibleMs === first.at) return first.at
      waiting.removeFirst() // deleted, or moved to another time
    }
  }

  function arm(): void {
    clearTimeout(timer)
    const next = nextDueMs()
    if (next === undefined || waiters.size === 0) return
    timer = setTimeout(wake, Math.min(Math.max(next - nowMs(), 0) + 1, longestTimerMs))
    timer.unref()
  }

  function wake(): void {
    promote()
    if (ready.size > 0) for (const waiter of [...waiters]) waiter()
    arm()
  }

  function take(max: number, visibilityTimeoutSeconds: number | undefined): ReceivedMessage[] {
    promote()
    const taken: ReceivedMessage[] = []
    const now = nowMs()
    const hiddenMs = (visibilityTimeoutSeconds ?? settings.visibilityTimeoutSeconds) * 1000
    for (const id of [...firstOf(ready, max)]) {
      const message = messages.get(id) as StoredMessage
      if (toDeadLetters(id, message)) continue
      const receipt = `${id}.${randomUUID()}`
      const received = {
        ...message,
        visibleMs: now + hiddenMs,
        receiveCount: message.receiveCount + 1,
        firstReceivedMs: message.firstReceivedMs ?? now,
        receipt,
      }
      place(id, received)
      taken.push({ ...received, id })
    }
    if (taken.length > 0) log.append(taken.map(({ id, ...message }) => ({ queue, id, message })))
    return taken
  }

  function toDeadLetters(id: string, message: StoredMessage): boolean {
    const { maxReceiveCount, deadLetterQueue } = settings
    if (maxReceiveCount === undefined || deadLetterQueue === undefined) return false
    if (message.receiveCount < maxReceiveCount) return false
    const { receipt: _, ...moved } = message
    options.deadLetterQueue(deadLetterQueue).accept(id, { ...moved, deadLetterSource: queue })
    forget(id)
    return true
  }

  function held(receipt: string): string | undefined {
    const id = receipt.split('.')[0] as string
    return messages.get(id)?.receipt === receipt ? id : undefined
  }

  return {
    settings,
    send(added) {
      const now = nowMs()
      const lines = added.map(({ body, attributes, delaySeconds }) => ({
        queue,
        id: randomUUID(),
        message: {
          body,
          ...(attributes ? { attributes } : {}),
          sentMs: now,
          visibleMs: now + (delaySeconds ?? settings.delaySeconds ?? 0) * 1000,
          receiveCount: 0,
        },
      }))
      for (const { id, message } of lines) place(id, message)
      log.append(lines)
      wake()
      return lines.map(({ id }) => id)
    },
    async receive({ max, waitMs = 0, visibilityTimeoutSeconds, signal }) {
      const deadline = Date.now() + waitMs
      for (;;) {
        if (signal?.aborted) return []
        const taken = take(max, visibilityTimeoutSeconds)
        const leftMs = deadline - Date.now()
        if (taken.length > 0 || leftMs <= 0) return taken
        await new Promise<void>((resolve) => {
          const end = () => {
            clearTimeout(timeout)
            waiters.delete(end)
            signal?.removeEventListener('abort', end)
            resolve()
          }
          const timeout = setTimeout(end, leftMs)
          waiters.add(end)
          signal?.addEventListener('abort', end)
          arm()
        })
      }
    },
    delete(receipt) {
      const id = held(receipt)
      if (id === undefined) return false
      forget(id)
      return true
    },
    changeVisibility(receipt, seconds) {
      const id = held(receipt)
      const message = id === undefined ? undefined : messages.get(id)
      if (id === undefined || !message || message.visibleMs <= nowMs()) return 'notInFlight'
      const changed = { ...message, visibleMs: nowMs() + seconds * 1000 }
      place(id, changed)
      log.append([{ queue, id, message: changed }])
      wake()
      return 'changed'
    },
    purge() {
      for (const id of [...messages.keys()]) forget(id)
    },
    counts() {
      promote()
      let inFlight = 0
      for (const [id, message] of messages)
        if (!ready.has(id) && message.receiveCount > 0) inFlight++
      return { visible: ready.size, inFlight, delayed: messages.size - ready.size - inFlight }
    },
    nextDueMs,
    restore: place,
    accept(id, message) {
      const accepted = { ...message, visibleMs: nowMs(), receiveCount: 0 }
      place(id, accepted)
      log.append([{ queue, id, message: accepted }])
      wake()
    },
    *lines() {
      for (const [id, message] of messages) yield { queue, id, message }
    },
    wake,
    close() {
      clearTimeout(timer)
      for (const waiter of [...waiters]) waiter()
    },
  }
}

function* firstOf(ids: Set<string>, max: number): Iterable<string> {
  let count = 0
  for (const id of ids) {
    if (count++ >= max) return
    yield id
  }
}
