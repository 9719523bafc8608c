import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { expect, it } from 'vitest'
import { dynamoTable, tableLimits } from '#aws/table'

type Call = { RequestItems: Record<string, unknown> }

/** A table over a client that answers by `answer`, and the pauses it made. */
function tableOver(answer: (input: Call) => unknown) {
  const calls: Call[] = []
  const pauses: number[] = []
  const client = {
    send: async ({ input }: { input: Call }) => {
      calls.push(input)
      return answer(input)
    },
  }
  const table = dynamoTable({
    client: client as unknown as DynamoDBDocumentClient,
    name: 't',
    wait: async (ms) => {
      pauses.push(ms)
    },
  })
  return { table, calls, pauses }
}
const items = (count: number) => Array.from({ length: count }, (_, n) => ({ pk: 'A', sk: `${n}` }))

it('writes again what a batch left undone, with a pause, until all is written', async () => {
  const stored: unknown[] = []
  const { table, calls, pauses } = tableOver(({ RequestItems }) => {
    const puts = RequestItems['t'] as unknown[]
    stored.push(...puts.slice(0, 10))
    return { UnprocessedItems: puts.length > 10 ? { t: puts.slice(10) } : {} }
  })
  await table.putMany(items(60))
  expect(stored).toEqual(items(60).map((Item) => ({ PutRequest: { Item } })))
  expect(calls.map(({ RequestItems }) => (RequestItems['t'] as unknown[]).length)).toEqual([
    25, 15, 5, 25, 15, 5, 10,
  ])
  expect(pauses).toHaveLength(4)
})

it('reads again the keys that a batch left out', async () => {
  const { table, pauses } = tableOver(({ RequestItems }) => {
    const { Keys } = RequestItems['t'] as { Keys: unknown[] }
    const left = Keys.slice(3)
    return {
      Responses: { t: Keys.slice(0, 3) },
      UnprocessedKeys: left.length > 0 ? { t: { Keys: left } } : {},
    }
  })
  expect(await table.getMany(items(10))).toEqual(items(10))
  expect(pauses).toHaveLength(3)
})

it('gives up when nothing moves, after pauses that grow', async () => {
  const { table, calls, pauses } = tableOver(({ RequestItems }) => ({
    UnprocessedItems: RequestItems,
    UnprocessedKeys: RequestItems,
    Responses: {},
  }))
  await expect(table.putMany(items(1))).rejects.toThrow('BatchWrite kept items back')
  expect(calls).toHaveLength(tableLimits.batchAttempts)
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
  await expect(table.getMany(items(1))).rejects.toThrow('BatchGet kept keys back')
})
