// Takes expired items out of the table, as DynamoDB's TTL does: some time after `expiresAt` (epoch
// seconds) has passed, on the sandbox's clock. Housekeeping only; nothing may rely on it.
import { DeleteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { Clock } from '#kernel/time'

export type Sweeper = {
  /** Sweeps in the background, a moment from now. */
  sweepSoon(): void
  /** Sweeps now; answers with the number of items taken out. */
  sweep(): Promise<number>
  stop(): Promise<void>
}

const everyMs = 15 * 60_000
const soonMs = 2_000
const pageItems = 500

export function startSweeper(options: {
  client: DynamoDBDocumentClient
  table: string
  now: Clock
  onError: (error: unknown) => void
}): Sweeper {
  const { client, table: TableName } = options
  let running: Promise<unknown> | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function sweep(): Promise<number> {
    const nowSeconds = Math.floor(options.now().getTime() / 1000)
    const expired = {
      ExpressionAttributeNames: { '#e': 'expiresAt' },
      ExpressionAttributeValues: { ':now': nowSeconds },
    }
    let count = 0
    let from: Record<string, unknown> | undefined
    do {
      const page = await client.send(
        new ScanCommand({
          TableName,
          ...expired,
          FilterExpression: '#e < :now',
          Limit: pageItems,
          ExclusiveStartKey: from,
        }),
      )
      for (const item of page.Items ?? []) {
        const Key = { pk: item['pk'], sk: item['sk'] }
        const condition = { ...expired, ConditionExpression: '#e < :now' }
        // It may have been given a longer life since the page was read.
        await client.send(new DeleteCommand({ TableName, Key, ...condition })).catch((error) => {
          if (error.name !== 'ConditionalCheckFailedException') throw error
        })
        count++
      }
      from = page.LastEvaluatedKey
    } while (from && !isStopped)
    return count
  }

  function plan(waitMs: number): void {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(() => {
      running = sweep()
        .catch((error) => {
          if (!isStopped) options.onError(error)
        })
        .finally(() => plan(everyMs))
    }, waitMs)
    timer.unref()
  }

  plan(everyMs)
  return {
    sweep,
    sweepSoon: () => plan(soonMs),
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
