// `kiosque rebuild NAME`: a read model anew from the facts it is derived from. Reads the whole table.
import { Argument, type Command } from 'commander'
import { rebuildLines } from '#finance/rebuild-lines'
import { rebuildGrowth, rebuildReaderSearch } from '#privacy/rebuild'
import type { Parts } from '#runtime/all-parts'
import { rebuildOrders } from '#subscriptions/rebuild-orders'
import { rebuildStandings } from '#subscriptions/rebuild-standings'
import { show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'

const models: Record<string, (parts: Parts) => Promise<Record<string, number>>> = {
  search: rebuildReaderSearch,
  growth: rebuildGrowth,
  standings: rebuildStandings,
  orders: rebuildOrders,
  lines: rebuildLines,
}

export function rebuildCommand(program: Command, run: RunWithStack): void {
  program
    .command('rebuild')
    .addArgument(
      new Argument(
        '<name>',
        'search of readers, growth by day, standings of subscribers, search of orders, lines of the books’ accounts',
      ).choices(Object.keys(models)),
    )
    .description('makes a read model anew from the facts; a second run changes nothing')
    .action(
      run(async ({ parts, output }, name: string) => {
        const rebuilt = (await models[name]?.(parts)) ?? {}
        show(output, { name, ...rebuilt }, () =>
          Object.entries(rebuilt)
            .map(([what, count]) => `${what}: ${count}`)
            .join('\n'),
        )
      }),
    )
}
