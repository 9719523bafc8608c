// One queue: at least once, in rough order, with visibility timeout, delay and dead-letter queue.
// All times are the sandbox clock's. Who waits for a message wakes when one can be had.
import { randomUUID } from 'node:crypto'
import { earliestFirst } from './earliest-first.ts'
import type { QueueTroubles } from './queue-faults.ts'
import type { LogLine } from './sqs-log.ts'

export type QueueSettings = {
  name: string
  visibilityTimeoutSeconds: number
  delaySeconds?: number
  /** After so many receives a message goes to `deadLetterQueue`. */
  maxReceiveCount?: number
  deadLetterQueue?: string
  retentionSeconds?: number
}

export type MessageAttribute = {
  DataType: string
  StringValue?: string | undefined
  BinaryValue?: string | undefined
}

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

export type NewMessage = {
  body: string
  attributes?: Record<string, MessageAttribute>
  delaySeconds?: number
}

export type ReceiveOptions = {
  max: number
  /** How long to wait for the first message, in real milliseconds. */
  waitMs?: number
  visibilityTimeoutSeconds?: number
  signal?: AbortSignal
}

const defaultRetentionSeconds = 4 * 24 * 3600
/** setTimeout takes no longer wait than this. */
const longestTimerMs = 2 ** 31 - 1

export class SandboxQueue {
  readonly settings: QueueSettings
  readonly #append: (lines: readonly LogLine[]) => void
  readonly #nowMs: () => number
  readonly #deadLetters: (queue: string, id: string, message: StoredMessage) => void
  readonly #troubles: Pick<QueueTroubles, 'copies' | 'ordered'> | undefined
  readonly #messages = new Map<string, StoredMessage>()
  /** Ids of what can be had, longest there first. */
  readonly #ready = new Set<string>()
  readonly #waiting = earliestFirst()
  readonly #waiters = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: {
    settings: QueueSettings
    append: (lines: readonly LogLine[]) => void
    nowMs: () => number
    /** Takes a message that was received too often. */
    deadLetters: (queue: string, id: string, message: StoredMessage) => void
    /** What goes wrong on request. */
    troubles?: Pick<QueueTroubles, 'copies' | 'ordered'>
  }) {
    this.settings = options.settings
    this.#append = options.append
    this.#nowMs = options.nowMs
    this.#deadLetters = options.deadLetters
    this.#troubles = options.troubles
  }

  /** Ids of the new messages, in the order given. */
  send(added: readonly NewMessage[]): string[] {
    const now = this.#nowMs()
    const entries = added.map(({ body, attributes, delaySeconds }) => ({
      id: randomUUID() as string,
      message: {
        body,
        ...(attributes ? { attributes } : {}),
        sentMs: now,
        visibleMs: now + (delaySeconds ?? this.settings.delaySeconds ?? 0) * 1000,
        receiveCount: 0,
      },
    }))
    const repeated = entries
      .filter(() => (this.#troubles?.copies() ?? 1) > 1)
      .map(({ message }) => ({ id: randomUUID() as string, message }))
    this.#keep([...entries, ...repeated])
    this.wake()
    return entries.map(({ id }) => id)
  }

  /** At most `max` messages; empty when none came in time. */
  async receive(options: ReceiveOptions): Promise<ReceivedMessage[]> {
    const deadline = Date.now() + (options.waitMs ?? 0)
    for (;;) {
      if (options.signal?.aborted) return []
      const taken = this.#take(options)
      const leftMs = deadline - Date.now()
      if (taken.length > 0 || leftMs <= 0) return taken
      await this.#woken(leftMs, options.signal)
    }
  }

  /** False when the receipt is not the latest one: the message then stays. */
  delete(receipt: string): boolean {
    const id = this.#heldBy(receipt)
    if (id !== undefined) this.#forget(id)
    return id !== undefined
  }

  changeVisibility(receipt: string, seconds: number): 'changed' | 'notInFlight' {
    const id = this.#heldBy(receipt)
    const message = id === undefined ? undefined : this.#messages.get(id)
    if (id === undefined || !message || message.visibleMs <= this.#nowMs()) return 'notInFlight'
    this.#keep([{ id, message: { ...message, visibleMs: this.#nowMs() + seconds * 1000 } }])
    this.wake()
    return 'changed'
  }

  purge(): void {
    for (const id of [...this.#messages.keys()]) this.#forget(id)
  }

  /** How many can be had now. */
  readyCount(): number {
    this.#promote()
    return this.#ready.size
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    const visible = this.readyCount()
    let inFlight = 0
    for (const [id, message] of this.#messages)
      if (!this.#ready.has(id) && message.receiveCount > 0) inFlight++
    return { visible, inFlight, delayed: this.#messages.size - visible - inFlight }
  }

  /** When the next delayed or invisible message can be had (epoch ms). */
  nextReadyMs(): number | undefined {
    for (;;) {
      const first = this.#waiting.first()
      if (!first) return undefined
      if (this.#messages.get(first.id)?.visibleMs === first.at) return first.at
      this.#waiting.removeFirst() // deleted, or moved to another time
    }
  }

  /** Every message with its id, for a look inside and for a new log. */
  *lines(): Iterable<LogLine> {
    for (const [id, message] of this.#messages) yield { queue: this.settings.name, id, message }
  }

  /** Puts back what the log remembers. */
  restore(id: string, message: StoredMessage): void {
    this.#place(id, message)
  }

  /** Takes in another queue's message, under the id it has. */
  accept(id: string, message: StoredMessage): void {
    this.#keep([{ id, message: { ...message, visibleMs: this.#nowMs(), receiveCount: 0 } }])
    this.wake()
  }

  /** Looks at the clock again, and tells who waits. */
  wake(): void {
    this.#promote()
    if (this.#ready.size > 0) for (const waiter of [...this.#waiters]) waiter()
    this.#arm()
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const waiter of [...this.#waiters]) waiter()
  }

  /** Files messages and writes them down; in this order, so that a new log holds them too. */
  #keep(entries: readonly { id: string; message: StoredMessage }[]): void {
    for (const { id, message } of entries) this.#place(id, message)
    this.#append(entries.map((entry) => ({ queue: this.settings.name, ...entry })))
  }

  #place(id: string, message: StoredMessage): void {
    this.#messages.set(id, message)
    this.#ready.delete(id)
    if (message.visibleMs <= this.#nowMs()) this.#ready.add(id)
    else this.#waiting.add(message.visibleMs, id)
  }

  /** Makes ready what has become due, and forgets what is past its retention. */
  #promote(): void {
    const now = this.#nowMs()
    for (let due = this.#waiting.first(); due && due.at <= now; due = this.#waiting.first()) {
      this.#waiting.removeFirst()
      if (this.#messages.get(due.id)?.visibleMs === due.at) this.#ready.add(due.id)
    }
    const oldest = now - (this.settings.retentionSeconds ?? defaultRetentionSeconds) * 1000
    for (const id of this.#ready) {
      if ((this.#messages.get(id) as StoredMessage).sentMs >= oldest) break
      this.#forget(id)
    }
  }

  #take({ max, visibilityTimeoutSeconds }: ReceiveOptions): ReceivedMessage[] {
    this.#promote()
    const now = this.#nowMs()
    const hiddenMs = (visibilityTimeoutSeconds ?? this.settings.visibilityTimeoutSeconds) * 1000
    const taken: ReceivedMessage[] = []
    for (const id of this.#troubles?.ordered(this.#ready) ?? this.#ready) {
      if (taken.length >= max) break
      const message = this.#messages.get(id) as StoredMessage
      if (this.#isWornOut(message)) {
        const { receipt: _, ...moved } = message
        this.#deadLetters(this.settings.deadLetterQueue as string, id, {
          ...moved,
          deadLetterSource: this.settings.name,
        })
        this.#forget(id)
      } else
        taken.push({
          ...message,
          id,
          visibleMs: now + hiddenMs,
          receiveCount: message.receiveCount + 1,
          firstReceivedMs: message.firstReceivedMs ?? now,
          receipt: `${id}.${randomUUID()}`,
        })
    }
    if (taken.length > 0) this.#keep(taken.map(({ id, ...message }) => ({ id, message })))
    return taken
  }

  #isWornOut({ receiveCount }: StoredMessage): boolean {
    const { maxReceiveCount, deadLetterQueue } = this.settings
    return (
      maxReceiveCount !== undefined &&
      deadLetterQueue !== undefined &&
      receiveCount >= maxReceiveCount
    )
  }

  #forget(id: string): void {
    this.#messages.delete(id)
    this.#ready.delete(id)
    this.#append([{ queue: this.settings.name, id, message: null }])
  }

  #heldBy(receipt: string): string | undefined {
    const id = receipt.split('.')[0] as string
    return this.#messages.get(id)?.receipt === receipt ? id : undefined
  }

  #woken(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timeout)
        this.#waiters.delete(end)
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const timeout = setTimeout(end, waitMs)
      this.#waiters.add(end)
      signal?.addEventListener('abort', end)
      this.#arm()
    })
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const next = this.nextReadyMs()
    if (next === undefined || this.#waiters.size === 0) return
    const leftMs = Math.max(next - this.#nowMs(), 0) + 1
    this.#timer = setTimeout(() => this.wake(), Math.min(leftMs, longestTimerMs))
    this.#timer.unref()
  }
}
