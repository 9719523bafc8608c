// A world with one full batch: a hundred readers of one shard, and a mailing that is scheduled.
import { minuteMs } from '#kernel/time'
import { audienceShardOf } from '#readers/store'
import { aReader, type DeliveryWorld, deliveryWorld, type WorldOptions } from './delivery-world.ts'
import { memoryTable } from './memory-table.ts'

export const crowd = Array.from({ length: 9_000 }, (_, at) => aReader(at)).filter(
  ({ id }) => audienceShardOf(id) < 1,
)

export async function scheduledWorld(options: Partial<WorldOptions> = {}) {
  const world = await deliveryWorld({
    table: memoryTable(),
    readers: crowd.slice(0, 100),
    ...options,
  })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  return { world, mailingId: scheduled.mailing.id }
}

/** Ticks until batches are queued, sending nothing yet. */
export async function planned(world: DeliveryWorld): Promise<void> {
  world.clock.forward(10 * minuteMs)
  await world.tick()
  for (
    let at = world.messages.findIndex(isMailing);
    at >= 0;
    at = world.messages.findIndex(isMailing)
  ) {
    const [message] = world.messages.splice(at, 1)
    if (message) await world.handle(message)
  }
}
const isMailing = (message: DeliveryWorld['messages'][number]) => message.queue === 'mailing'
