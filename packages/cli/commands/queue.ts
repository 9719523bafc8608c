// `kiosque queue …`: what waits in the queues, what failed five times, and putting that back.
import { type Command, InvalidArgumentError } from 'commander'
import { deskLimits, lookAtQueues, type QueueName, queueNames } from '#delivery/queue-desk'
import { show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'

export function queueCommands(program: Command, run: RunWithStack): void {
  const queue = program.command('queue').description('the queues and their dead letters')
  queue
    .command('show')
    .argument('[name]', `one of ${queueNames.join(', ')}; all unless given`, queueName)
    .option('--limit <count>', 'dead letters told of each queue', count, deskLimits.letters)
    .description('what waits, and what its dead letters are about')
    .action(
      run(async ({ parts, output }, name: QueueName | undefined, options: { limit: number }) => {
        const queueDesk = await openDesk()
        const queues = await lookAtQueues(
          { queueDesk, clock: parts.clock },
          {
            ...(name ? { names: [name] } : {}),
            letters: Math.min(options.limit, deskLimits.lettersMax),
          },
        )
        show(output, { queues }, () =>
          [
            textTable(
              ['queue', 'waiting', 'in flight', 'delayed', 'dead'],
              queues.map((one) => [
                one.name,
                ...[one.waiting, one.inFlight, one.delayed, one.dead].map(String),
              ]),
            ),
            ...queues.flatMap(({ name, letters }) =>
              letters.map(({ kind, ids, ageSeconds, receivedCount }) =>
                [
                  `${name}: ${kind}`,
                  Object.entries(ids)
                    .map(([id, value]) => `${id} ${value}`)
                    .join(', '),
                  `${Math.floor(ageSeconds / 60)} minutes old, received ${receivedCount === 1 ? 'once' : `${receivedCount} times`}`,
                ].join('  '),
              ),
            ),
          ].join('\n'),
        )
      }),
    )
  queue
    .command('redrive')
    .argument('<name>', `one of ${queueNames.join(', ')}`, queueName)
    .option('--limit <count>', 'at most so many; all unless given', count)
    .description('puts its dead letters back, each at least once')
    .action(
      run(async ({ output }, name: QueueName, options: { limit?: number }) => {
        const queueDesk = await openDesk()
        const limit = Math.min(options.limit ?? deskLimits.redriveMax, deskLimits.redriveMax)
        const moved = await queueDesk.redrive(name, limit)
        const { dead } = await queueDesk.counts(name)
        show(
          output,
          { queue: name, moved, dead },
          () => `${moved} put back into ${name}, ${dead} still among the dead letters.`,
        )
      }),
    )
}

/** Its links are the command's and the console's alone, so it is opened when it is asked for. */
async function openDesk() {
  const { queueDesk } = await import('#runtime/queue-desk')
  return queueDesk()
}

function queueName(text: string): QueueName {
  const found = queueNames.find((name) => name === text)
  if (!found) throw new InvalidArgumentError(`one of ${queueNames.join(', ')}.`)
  return found
}

function count(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError('a whole number from 1.')
  return Number(text)
}
