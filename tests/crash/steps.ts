// Where the functions' process dies: the steps of a mailing by the calls that take them, and plans of
// deaths over them.
import type { DeathSettings, Moment } from '#sandbox/death-plan'
import { seededRandom } from '#sandbox/ses-faults'

/** A step of a mailing, by the call that takes it. */
export const step = {
  render: { call: 'dynamodb PutItem MAILING/RENDITION' },
  planRoster: { call: 'dynamodb PutItem MAILING/ROSTER' },
  planCursor: { call: 'dynamodb UpdateItem MAILING/SHARD' },
  mailing: { call: 'dynamodb UpdateItem MAILING/MAILING' },
  plannedShards: { call: 'dynamodb UpdateItem MAILING/MAILING', holds: 'plannedShards' },
  start: { call: 'dynamodb UpdateItem MAILING/MAILING', holds: '"sending"' },
  queueBatch: { call: 'sqs SendMessageBatch send' },
  queuePlan: { call: 'sqs SendMessageBatch plan' },
  readChunk: { call: 'dynamodb BatchGetItem READER' },
  claim: { call: 'dynamodb UpdateItem MAILING/PROGRESS', holds: 'claimId' },
  call: { call: 'ses SendRawEmail' },
  record: { call: 'dynamodb UpdateItem MAILING/PROGRESS', holds: 'tries' },
  event: { call: 'dynamodb UpdateItem MAILING/PROGRESS', holds: '#seen' },
  health: { call: 'dynamodb UpdateItem FEEDBACK/HEALTH' },
  tick: { call: 'dynamodb Query gsi2:DUE' },
  totals: { call: 'dynamodb PutItem MAILING/TOTALS' },
  finished: { call: 'dynamodb UpdateItem MAILING/MAILING', holds: 'finishedShards' },
  sent: { call: 'dynamodb UpdateItem MAILING/MAILING', holds: '"sent"' },
  again: { call: 'dynamodb UpdateItem MAILING/PROGRESS', holds: 'claimId2' },
  quota: { call: 'ses GetSendQuota' },
} satisfies Record<string, Pick<Moment, 'call' | 'holds'>>
type StepName = keyof typeof step

/**
 * Dies before and after the nth call of each step; the seed picks n up to the number beside the
 * step. The first seed takes the very first call.
 */
export function around(...steps: readonly (readonly [StepName, number])[]) {
  return (seed: number): DeathSettings => {
    const random = seededRandom(seed)
    const pick = (most: number) => (seed === 1 ? 1 : 1 + Math.floor(random() * most))
    return {
      seed,
      moments: steps.flatMap(([name, most]) =>
        (['before', 'after'] as const).map((when, later) => ({
          name: `${when} ${name}`,
          ...step[name],
          at: pick(most) + later,
          when,
        })),
      ),
    }
  }
}

/** Dies so many times between calls of SES, by turns before one is accepted and after. */
export function betweenCalls(times: number, calls: number) {
  return (seed: number): DeathSettings => {
    const random = seededRandom(seed)
    return {
      seed,
      moments: Array.from({ length: times }, (_, at) => ({
        name: at % 2 === 0 ? 'before call' : 'after call',
        ...step.call,
        at: Math.ceil(((at + random()) * calls) / times) || 1,
        when: at % 2 === 0 ? ('before' as const) : ('after' as const),
      })),
    }
  }
}

type Deaths = (seed: number) => DeathSettings
export const both =
  (one: Deaths, other: Deaths): Deaths =>
  (seed) => ({
    seed,
    moments: [...(one(seed).moments ?? []), ...(other(seed).moments ?? [])],
  })

export const randomly = (chance: number, most: number, among?: string) => (seed: number) => ({
  chance,
  most,
  seed,
  ...(among === undefined ? {} : { among }),
})

/** Eight batches: four are under way when the process dies, four go on right after. */
export const eight = Array.from({ length: 8 }, () => 22)
