// Takes messages off the queues and calls the functions with them, as Lambda's event source mapping
// does: batches, a limit of calls at once, and only what failed goes back (ReportBatchItemFailures).
import { setMaxListeners } from 'node:events'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { FunctionHost, Invoked } from './functions-host.ts'
import type { ReceivedMessage, SandboxQueue } from './sqs-queue.ts'
import type { Queues } from './sqs-queues.ts'
import { md5, queueArn, systemAttributes } from './sqs-wire.ts'
import type { Wire } from './wiring.ts'

export type Pump = {
  /** Resolves when no message can be had and no call is under way. */
  drained(): Promise<void>
  invocations(): number
  stop(): Promise<void>
}

const pollMs = 20_000
const drainCheckMs = 5

export function startPump(options: {
  queues: Queues
  wires: readonly Wire[]
  host: Pick<FunctionHost, 'invoke'>
  onFailure?: (failure: { functionName: string; result: Invoked }) => void
}): Pump {
  const ending = new AbortController()
  const { signal } = ending
  const pumped = options.wires.map((wire) => ({
    wire,
    queue: options.queues.open(wire.queue),
  }))
  let underWay = 0
  let invocations = 0

  async function poll(wire: Wire, queue: SandboxQueue): Promise<void> {
    while (!signal.aborted) {
      const messages = await queue.receive({ max: wire.batchSize, waitMs: pollMs, signal })
      if (messages.length === 0) continue
      underWay++
      invocations++
      try {
        const result = await options.host.invoke({
          name: wire.functionName,
          event: sqsEvent(queue.settings.name, messages),
          timeoutMs: wire.functionTimeoutMs,
        })
        if (result.kind !== 'returned' && !signal.aborted)
          options.onFailure?.({ functionName: wire.functionName, result })
        for (const message of done(messages, result)) queue.delete(message.receipt)
      } finally {
        underWay--
      }
    }
  }

  // Each poller waits by this signal; Node takes more than ten waiting for a leak.
  setMaxListeners(1 + options.wires.reduce((sum, { concurrency }) => sum + concurrency, 0), signal)
  const pollers = pumped.flatMap(({ wire, queue }) =>
    Array.from({ length: wire.concurrency }, () => poll(wire, queue)),
  )
  const isIdle = () => underWay === 0 && pumped.every(({ queue }) => queue.readyCount() === 0)
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  return {
    async drained() {
      while (!signal.aborted) {
        // A message just taken is counted one turn later: look twice.
        await turn()
        if (isIdle()) {
          await turn()
          if (isIdle()) return
        }
        await new Promise((resolve) => setTimeout(resolve, drainCheckMs))
      }
    },
    invocations: () => invocations,
    async stop() {
      ending.abort()
      await Promise.allSettled(pollers)
    },
  }
}

/** The messages that need not come back. A call that broke or answered nonsense has done none. */
function done(messages: readonly ReceivedMessage[], result: Invoked): readonly ReceivedMessage[] {
  if (result.kind !== 'returned') return []
  const failures = (result.value as SQSBatchResponse | null | undefined)?.batchItemFailures
  if (!failures || failures.length === 0) return messages
  const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier))
  const known = new Set(messages.map(({ id }) => id))
  // As Lambda: an id that is not of this batch makes the whole batch a failure.
  if ([...failed].some((id) => !known.has(id))) return []
  return messages.filter(({ id }) => !failed.has(id))
}

/** The event that Lambda makes of a batch. */
function sqsEvent(queueName: string, messages: readonly ReceivedMessage[]): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.id,
      receiptHandle: message.receipt,
      body: message.body,
      attributes: systemAttributes(message),
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes ?? {}).map(([name, attribute]) => [
          name,
          {
            dataType: attribute.DataType as 'String',
            ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
            ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
          },
        ]),
      ),
      md5OfBody: md5(message.body),
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn(queueName),
      awsRegion: 'eu-west-3',
    })),
  }
}
