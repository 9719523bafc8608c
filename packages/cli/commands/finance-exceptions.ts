// `kiosque finance exceptions|resolve`: what finance must look at, and the ways to settle it.
import type { Command } from 'commander'
import { type Exception, inOrder, isWaiting } from '#finance/exception'
import { type ResolveOutcome, resolveBy } from '#finance/resolve-by'
import { exceptionOf, exceptionsOf, openExceptions } from '#finance/store-exceptions'
import { waysOf } from '#finance/ways-of'
import { VisibleError } from '#kernel/errors'
import { dateOf, instant } from '#kernel/time'
import { exitCodes, show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { atTheCommand } from './finance-bank.ts'
import { day, euros, notThere } from './finance-reconcile.ts'

type ResolveOptions = {
  way?: string
  reason?: string
  by: string
  account?: string
  customer?: string
  line?: string
  payout?: string
  until?: string
  source?: string
}

export function financeExceptionCommands(finance: Command, run: RunWithStack): void {
  finance
    .command('exceptions')
    .option('--month <month>', 'open and settled ones of this month, 2026-11; else all open ones')
    .description(
      'what finance must look at, in the order to settle it; exit code 1 when one is open',
    )
    .action(
      run(async ({ parts, output }, { month }: { month?: string }) => {
        const today = dateOf(instant(parts.clock()), parts.publication.zone)
        const exceptions = month
          ? await exceptionsOf(parts.table, month)
          : inOrder(await openExceptions(parts.table), today)
        show(output, { exceptions }, () => exceptionsText(exceptions, today))
        const isOpen = exceptions.some(({ resolution }) => !resolution)
        return isOpen ? exitCodes.refused : exitCodes.done
      }),
    )

  finance
    .command('resolve')
    .argument('<exception>', 'ex_…')
    .option('--way <way>', 'how; without it, the ways are told')
    .option('--reason <words>', 'why, in a sentence that stays in the books')
    .option('--by <address>', 'who decides', atTheCommand)
    .option('--account <number>', 'where the way asks for one')
    .option('--customer <id>', 'where the way asks for one, cu_…')
    .option('--line <id>', 'where the way asks for a bank line, bl_…')
    .option('--payout <id>', 'where the way asks for one, po_…')
    .option('--until <day>', 'to wait until, 2026-12-07', day)
    .option('--source <source>', 'of an entry that was made by hand, je_…')
    .description('settles an exception in one of its ways')
    .action(
      run(async ({ parts, output }, exceptionId: string, options: ResolveOptions) => {
        if (options.way === undefined) {
          const exception = await exceptionOf(parts.table, exceptionId)
          if (!exception) throw missing(exceptionId)
          const ways = await waysOf(parts, exception, { books: parts.publication.books })
          show(output, { exception, ways }, () =>
            ways
              .map(({ id, explains, asks }) => `${id}${asks ? ` (${asks})` : ''}: ${explains.en}`)
              .join('\n'),
          )
          return
        }
        const { way, reason, by, account, customer, line, payout, until, source } = options
        const outcome = await resolveBy(parts, {
          ...{ exceptionId, way, reason, by, account, until, source },
          ...{ customerId: customer, lineId: line, payoutId: payout },
        })
        refuse(outcome, exceptionId)
        show(output, outcome, () => outcomeText(outcome))
      }),
    )
}

function exceptionsText(exceptions: readonly Exception[], today: string): string {
  if (exceptions.length === 0) return 'No exception is open.'
  const stateOf = (one: Exception) => {
    if (one.resolution) return `${one.resolution.kind}: ${one.resolution.way}`
    return isWaiting(one, today) ? `waiting until ${one.waiting?.until}` : 'open'
  }
  return textTable(
    ['exception', 'day', 'what', 'amount', 'about', 'state'],
    exceptions.map((one) => [
      ...[one.id, one.date, one.kind, euros(one.cents), one.about, stateOf(one)],
    ]),
  )
}

/** @throws VisibleError when nothing was settled. */
function refuse(outcome: ResolveOutcome, id: string): void {
  switch (outcome.kind) {
    case 'missing':
      throw missing(id)
    case 'unknownWay':
      throw unknownWay(outcome.ways.map((way) => way.id))
    case 'invalid':
      throw new VisibleError('invalid', outcome.sentence, {
        fields: { [outcome.field]: outcome.sentence },
      })
    case 'already':
      throw already
    case 'resolved':
    case 'waiting':
      return
  }
}

function outcomeText(outcome: ResolveOutcome): string {
  if (outcome.kind === 'waiting') return `It comes back on ${outcome.until}.`
  if (outcome.kind === 'resolved' && outcome.source) return `Settled: booked as ${outcome.source}.`
  return 'Settled.'
}

function missing(id: string): VisibleError {
  return notThere({ fr: `L’anomalie ${id} n’existe pas.`, en: `There is no exception ${id}.` })
}

function unknownWay(ways: readonly string[]): VisibleError {
  const list = ways.join(', ')
  return new VisibleError('invalid', {
    fr: `Cette anomalie ne se règle pas ainsi. Possible\u202f: ${list}.`,
    en: `This exception is not settled that way. Possible: ${list}.`,
  })
}

const already = new VisibleError('conflict', {
  fr: 'Quelqu’un l’a déjà réglée\u202f: sa décision reste.',
  en: 'Somebody has settled it already: their decision stands.',
})
