// `kiosque finance audit`: what Stripe has and the ledger has not, and the other way round, by name;
// and whether the balance at Stripe is the ledger's. Changes nothing.
import { type Command, InvalidArgumentError } from 'commander'
import { dayAfter } from '#finance/day-after'
import { VisibleError } from '#kernel/errors'
import { dateOf, instant } from '#kernel/time'
import type { BooksDifference } from '#stripe/books-audit'
import type { BalanceCheck } from '#stripe/books-check'
import { isDay } from '#subscriptions/working-days'
import { exitCodes, show, textTable } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'
import { euros } from './finance-reconcile.ts'

/** Days back that are compared unless others are asked for; and at most. */
const days = { usual: 45, most: 800 }

export function financeAuditCommand(finance: Command, run: RunWithStack): void {
  finance
    .command('audit')
    .option('--from <date>', `first day, 2026-11-01; ${days.usual} days ago when absent`, day)
    .option('--to <date>', 'last day, 2026-11-30; today when absent', day)
    .description('compares the ledger with Stripe, both ways; exit code 1 when they differ')
    .action(run(audit))
}

async function audit(
  { parts, output }: Stack,
  given: { from?: string; to?: string },
): Promise<number> {
  const { publication } = parts
  if (!publication.subscriptions) throw nothingIsSold
  const to = given.to ?? dateOf(instant(parts.clock()), publication.zone)
  const from = given.from ?? dayAfter(to, -days.usual)
  if (from > to || dayAfter(from, days.most) < to) throw wrongDays
  const [{ auditBooks }, { balanceAtStripe }, { stripeDeps }] = await Promise.all([
    import('#stripe/books-audit'),
    import('#stripe/books-check'),
    import('#runtime/stripe-parts'),
  ])
  const deps = { ...parts, ...stripeDeps(publication) }
  const { comparedCount, differences } = await auditBooks(deps, { from, to })
  const balance = await balanceAtStripe(deps)
  const differenceCents = balance && balance.inLedger - balance.atStripe
  const shown = {
    ...{ from, to, comparedCount },
    differences: differences.map(({ cents, ...rest }) => ({ ...rest, amountCents: cents })),
    balance: balance && {
      ...{ atStripeCents: balance.atStripe, inLedgerCents: balance.inLedger, differenceCents },
    },
  }
  show(output, shown, () => asText({ comparedCount, differences, balance }))
  const isRight = differences.length === 0 && differenceCents === 0
  return isRight ? exitCodes.done : exitCodes.refused
}

function asText(told: {
  comparedCount: number
  differences: readonly BooksDifference[]
  balance: BalanceCheck | undefined
}): string {
  const { comparedCount, differences, balance } = told
  const found =
    differences.length === 0
      ? `${comparedCount} objects compared: the ledger has them all, and nothing that Stripe has not.`
      : textTable(
          ['day', 'source', 'amount', 'difference'],
          differences.map(({ date, source, cents, kind }) => [
            ...[date, source, euros(cents)],
            kind === 'notBooked' ? 'not in the ledger' : 'not at Stripe',
          ]),
        )
  if (!balance) return `${found}\nMoney moves: the balance could not be compared.`
  const { atStripe, inLedger } = balance
  const word = atStripe === inLedger ? 'the same' : `${euros(inLedger - atStripe)} apart`
  return `${found}\nBalance: ${euros(atStripe)} at Stripe, ${euros(inLedger)} in the ledger: ${word}.`
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('A day such as 2026-11-30.')
  return text
}

const nothingIsSold = new VisibleError('invalid', {
  fr: 'Cette publication ne vend pas d’abonnement\u202f: il n’y a rien à comparer avec Stripe.',
  en: 'This publication sells no subscriptions: there is nothing to compare with Stripe.',
})

const wrongDays = new VisibleError('invalid', {
  fr: `Donnez un premier jour qui ne suit pas le dernier, et ${days.most} jours au plus.`,
  en: `Give a first day that is not after the last, and ${days.most} days at most.`,
})
