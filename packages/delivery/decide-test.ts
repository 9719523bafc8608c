// A person chooses the subject that the rest of a mailing gets, before or instead of the rule.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Mailing } from './mailing.ts'
import type { MailingMessage } from './messages.ts'
import type { Queue } from './ports.ts'
import { changeMailing, getMailing } from './store.ts'
import { getShards } from './store-batches.ts'
import type { Group } from './test-groups.ts'
import { drawnOf } from './test-result.ts'

export type DecideOutcome =
  | { kind: 'decided'; mailing: Mailing }
  /** The rule or another person was first; the mailing says who. */
  | { kind: 'already'; mailing: Mailing }
  | { kind: 'noTest'; mailing: Mailing }
  /** Everyone is in the test: nobody is left to get the subject chosen. */
  | { kind: 'noRest'; mailing: Mailing }
  /** Its test has not begun, or it is over, cancelled or stopped. */
  | { kind: 'notRunning'; mailing: Mailing }
  | { kind: 'notFound' }

export type DecideDeps = {
  table: Table
  clock: Clock
  log: Log
  mailingQueue: Queue<MailingMessage>
}

const running = ['sending', 'waitingForQuota', 'paused'] as const

/**
 * Who is in the test still gets the subject drawn for them; the rest is called with `winner` from the
 * next step on, or once the mailing is resumed.
 */
export async function decideTest(
  deps: DecideDeps,
  input: { mailingId: MailingId; winner: Group; by: string },
): Promise<DecideOutcome> {
  const { winner, by } = input
  for (;;) {
    const mailing = await getMailing(deps.table, input.mailingId)
    if (!mailing) return { kind: 'notFound' }
    const { test } = mailing
    if (!test) return { kind: 'noTest', mailing }
    if (test.winner !== undefined) return { kind: 'already', mailing }
    if (!test.batches || !running.some((status) => status === mailing.status))
      return { kind: 'notRunning', mailing }
    if (drawnOf(mailing, await getShards(deps.table, mailing.id)).rest === 0)
      return { kind: 'noRest', mailing }
    const now = instant(deps.clock())
    const decided = await changeMailing(deps.table, mailing.id, {
      from: running,
      set: {
        test: { ...test, winner, decidedAt: now, decidedBy: by },
        ...(mailing.status === 'sending' ? { nextActionAt: now } : {}),
      },
      // The tick may have ended the test meanwhile: what it noted must not be lost.
      and: {
        if: `attribute_not_exists(#test.#winner) AND ${
          test.testedAt === undefined
            ? 'attribute_not_exists(#test.#testedAt)'
            : '#test.#testedAt = :testedAt'
        }`,
        ...(test.testedAt === undefined ? {} : { values: { ':testedAt': test.testedAt } }),
      },
    })
    if (!decided) continue
    deps.log('info', 'mailing.decided', { mailingId: mailing.id, winner })
    await deps.mailingQueue.send([{ body: { kind: 'step', mailingId: mailing.id } }])
    return { kind: 'decided', mailing: decided }
  }
}
