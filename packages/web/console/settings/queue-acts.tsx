// Settings, queues: what waits, what failed for good, and the one question before it is put back.
import {
  deskLimits,
  lookAtQueues,
  type QueueDesk,
  type QueueName,
  queueNames,
} from '#delivery/queue-desk'
import { recordAudit } from '#staff/audit'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { QueuesPage, RedrivePage } from './queues-page.tsx'

type Deps = ConsoleDeps

export async function showQueues(deps: Deps, c: ConsoleContext) {
  const desk = { queueDesk: deskIn(deps), clock: deps.clock }
  const queues = await lookAtQueues(desk, { letters: deskLimits.letters })
  const back = Number(c.req.query('moved'))
  const moved = Number.isSafeInteger(back) && c.req.query('moved') ? back : undefined
  return c.html(<QueuesPage c={c} queues={queues} moved={moved} />)
}

export async function askRedrive(deps: Deps, c: ConsoleContext) {
  const name = queueIn(c)
  const { dead } = await deskIn(deps).counts(name)
  return c.html(<RedrivePage c={c} name={name} dead={dead} />)
}

export async function redrive(deps: Deps, c: ConsoleContext) {
  const name = queueIn(c)
  const moved = await deskIn(deps).redrive(name, deskLimits.redrive)
  await recordAudit(deps, {
    staffId: c.get('staff').id,
    act: 'queue.redriven',
    subject: name,
    data: { moved: String(moved) },
  })
  return c.redirect(`/console/settings/queues?moved=${moved}`, 303)
}

function deskIn({ queueDesk }: Deps): QueueDesk {
  if (!queueDesk) throw notFound()
  return queueDesk
}

function queueIn(c: ConsoleContext): QueueName {
  const found = queueNames.find((name) => name === c.req.param('name'))
  if (!found) throw notFound()
  return found
}
