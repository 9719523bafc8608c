// The scenarios of the crash matrix. Each says who is written to, where the functions' process dies,
// and what else goes wrong; `seed` varies the nth call at which it dies and every other chance.
import type { DeathSettings } from '#sandbox/death-plan'
import type { FaultSettings } from '#sandbox/fault-settings'
import { around, betweenCalls, both, eight, randomly, step } from './steps.ts'

/**
 * What happens in the middle, after so many mails were accepted. `stop`: the account is paused, and a
 * person resumes later. `leave`: readers unsubscribe. `calm`: nothing goes wrong any more.
 */
export type Act = { afterAccepted: number; does: 'stop' | 'pause' | 'leave' | 'calm' }

export type Scenario = {
  name: string
  about: string
  /** Recipients of each audience shard, so that batches have several chunks. */
  shards: readonly number[]
  deaths: (seed: number) => DeathSettings
  faults?: Partial<FaultSettings>
  queues?: { repeatShare: number; shuffle: boolean }
  acts?: readonly Act[]
  /** `late`: events come after the window or never, so that a second call may reach someone twice. */
  events: 'inWindow' | 'late'
  /** Simulated hours from departure until everything must be settled. */
  hours: number
  /** Recipients may stay uncertain though they were called once only; listed by name. */
  mayStayUncertain?: boolean
  /** Shows nothing unless somebody gets it twice. */
  mustDouble?: boolean
  /** Part of the short run. */
  isSample?: boolean
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'plan',
    about: 'at rendering, each roster, each cursor, the shards’ sum',
    shards: [90, 30],
    deaths: around(['render', 1], ['planRoster', 2], ['planCursor', 40], ['plannedShards', 3]),
    events: 'inWindow',
    hours: 4,
  },
  {
    name: 'start',
    about: 'where planning ends and sending begins, batches are queued',
    shards: [80, 20],
    deaths: around(['start', 1], ['queuePlan', 2], ['queueBatch', 1], ['mailing', 6]),
    events: 'inWindow',
    hours: 4,
  },
  {
    name: 'claim',
    about: 'at reading the readers and at each claim',
    shards: [100, 20],
    deaths: around(['claim', 5], ['readChunk', 4]),
    events: 'inWindow',
    hours: 4,
    isSample: true,
  },
  {
    name: 'calls',
    about: 'between any two calls of SES, before and after it accepted',
    shards: eight,
    deaths: betweenCalls(5, 120),
    events: 'inWindow',
    hours: 4,
    isSample: true,
  },
  {
    name: 'record',
    about: 'before and after the answers are written down',
    shards: [70, 30],
    deaths: around(['record', 4], ['finished', 2], ['sent', 1]),
    events: 'inWindow',
    hours: 4,
  },
  {
    name: 'events',
    about: 'while events are applied, doubled and in any order',
    shards: [60, 30],
    deaths: around(['event', 6], ['health', 2]),
    faults: { eventRepeatShare: 0.3, eventShuffle: true },
    queues: { repeatShare: 0.2, shuffle: true },
    events: 'inWindow',
    hours: 5,
    isSample: true,
  },
  {
    name: 'tick',
    about: 'in the tick: what is due, the totals, the quota',
    shards: [60, 20],
    deaths: around(['tick', 4], ['totals', 6], ['quota', 1]),
    events: 'inWindow',
    hours: 4,
  },
  {
    name: 'second-calls',
    about: 'events are lost: nothing is heard, a second call is made, and dies',
    shards: eight,
    deaths: (seed) => ({
      moments: [
        ...(betweenCalls(2, 110)(seed).moments ?? []),
        { name: 'before again', ...step.again, at: 1, when: 'before' },
        { name: 'after again', ...step.again, at: 2, when: 'after' },
      ],
    }),
    faults: { resetAfterAcceptShare: 0.1 },
    events: 'inWindow',
    hours: 8,
  },
  {
    name: 'throttled',
    about: 'half of the calls are refused for the rate',
    shards: eight,
    deaths: both(betweenCalls(2, 110), around(['record', 3])),
    faults: { throttleShare: 0.5 },
    queues: { repeatShare: 0.3, shuffle: true },
    events: 'inWindow',
    hours: 8,
  },
  {
    name: 'resets',
    about: 'SES accepts and breaks off; answers 500',
    shards: eight,
    deaths: betweenCalls(2, 110),
    faults: { resetAfterAcceptShare: 0.2, serverErrorShare: 0.1 },
    events: 'inWindow',
    hours: 6,
    isSample: true,
  },
  {
    name: 'time-outs',
    about: 'SES accepts and says nothing',
    shards: eight,
    deaths: betweenCalls(2, 110),
    faults: { timeoutAfterAcceptShare: 0.03, silenceMs: 30_000 },
    events: 'inWindow',
    hours: 6,
  },
  {
    name: 'late-events',
    about: 'half of the events come after two hours, too late for the decision',
    shards: eight,
    deaths: betweenCalls(2, 110),
    faults: {
      resetAfterAcceptShare: 0.2,
      eventDelayShare: 0.5,
      eventDelaySeconds: 7_200,
      eventShuffle: true,
    },
    events: 'late',
    hours: 12,
    mayStayUncertain: true,
  },
  {
    name: 'lost-events',
    about: 'a part of the events never comes',
    shards: eight,
    deaths: betweenCalls(2, 110),
    faults: { resetAfterAcceptShare: 0.1, eventDropShare: 0.4 },
    events: 'late',
    hours: 12,
    mayStayUncertain: true,
  },
  {
    name: 'stop-and-resume',
    about: 'the account is paused in the middle; a person resumes',
    shards: eight,
    deaths: both(betweenCalls(2, 110), around(['claim', 3])),
    acts: [{ afterAccepted: 25, does: 'stop' }],
    events: 'inWindow',
    hours: 6,
  },
  {
    name: 'readers-leave',
    about: 'readers unsubscribe in the middle',
    shards: eight,
    deaths: both(betweenCalls(2, 110), around(['claim', 3])),
    faults: { perSecond: 40 },
    acts: [{ afterAccepted: 15, does: 'leave' }],
    events: 'inWindow',
    hours: 6,
  },
  {
    name: 'twice-by-name',
    about:
      'SES accepts without an answer and its events are lost, then all is well: some get it twice',
    shards: eight,
    deaths: (seed) => ({
      moments: [
        { name: 'before call', ...step.call, at: 60 + seed, when: 'before' },
        { name: 'after call', ...step.call, at: 100 + seed, when: 'after' },
      ],
    }),
    faults: { perSecond: 60, resetAfterAcceptShare: 1, eventDropShare: 1 },
    acts: [{ afterAccepted: 25, does: 'calm' }],
    events: 'late',
    hours: 8,
    mustDouble: true,
  },
  {
    name: 'random',
    about: 'anywhere at all, with doubled and shuffled messages',
    shards: eight,
    deaths: randomly(0.006, 10),
    queues: { repeatShare: 0.2, shuffle: true },
    faults: { eventRepeatShare: 0.2, eventShuffle: true },
    events: 'inWindow',
    hours: 10,
    mayStayUncertain: true,
  },
  {
    name: 'random-sending',
    about: 'anywhere in sending and in feedback',
    shards: eight,
    deaths: randomly(0.02, 10, 'ses|PROGRESS|READER|FEEDBACK|sqs|PACE'),
    queues: { repeatShare: 0.2, shuffle: true },
    faults: { eventRepeatShare: 0.2, eventShuffle: true },
    events: 'inWindow',
    hours: 10,
    mayStayUncertain: true,
    isSample: true,
  },
  {
    name: 'storm',
    about: 'anywhere, with everything that can go wrong at once',
    shards: eight,
    deaths: randomly(0.008, 14),
    queues: { repeatShare: 0.3, shuffle: true },
    faults: {
      throttleShare: 0.2,
      serverErrorShare: 0.05,
      resetAfterAcceptShare: 0.1,
      eventRepeatShare: 0.3,
      eventShuffle: true,
      eventDelayShare: 0.1,
      eventDelaySeconds: 7_200,
      eventDropShare: 0.05,
    },
    events: 'late',
    hours: 24,
    mayStayUncertain: true,
  },
]
