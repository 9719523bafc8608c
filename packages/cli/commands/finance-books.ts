// `kiosque finance sync|seal|verify|balance|close`: brings the books up to date, seals them, and says
// whether they hold. Exit code 1 when something does not add up.
import { type Command, InvalidArgumentError } from 'commander'
import { balancesUpTo } from '#finance/balances'
import { type CloseAsked, closeLimits, closeMonth, finishClose } from '#finance/close-month'
import { monthPattern } from '#finance/month'
import { booksState } from '#finance/run-books'
import type { Seal } from '#finance/seal'
import { sealBooks } from '#finance/seal-books'
import { openExceptions } from '#finance/store-exceptions'
import { type Verdict, verifyBooks } from '#finance/verify-books'
import type { Difference } from '#finance/verify-seals'
import { VisibleError } from '#kernel/errors'
import { accountName } from '#publication/books'
import { exitCodes, show, textTable } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'
import { atTheCommand } from './finance-bank.ts'
import { euros } from './finance-reconcile.ts'

export function financeBooksCommands(finance: Command, run: RunWithStack): void {
  finance
    .command('sync')
    .description('reads Stripe, books what is new, checks; exit code 1 when an exception is open')
    .action(run(async ({ parts, output }) => await sync(parts, output)))

  finance
    .command('seal')
    .description('seals what no seal has yet, as each night does')
    .action(
      run(async ({ parts, output }) => {
        const { withStaff } = await import('#runtime/books-worker')
        const { seals } = await sealBooks(withStaff(parts))
        show(output, { seals: seals.map(shortSeal) }, () => sealsText(seals))
      }),
    )

  finance
    .command('verify')
    .option(
      '--anchor <hash>',
      'of a seal, from a mail or a printed month; spaces do not matter',
      hash,
    )
    .description(
      'recomputes the books from their entries; exit code 1 and the place when they differ',
    )
    .action(
      run(async ({ parts, output }, { anchor }: { anchor?: string }) => {
        const verdict = await verifyBooks(parts.table, { anchor })
        show(output, verdictJson(verdict), () => verdictText(verdict))
        return verdict.kind === 'ok' ? exitCodes.done : exitCodes.refused
      }),
    )

  finance
    .command('balance')
    .option('--month <month>', 'to the end of this month, 2026-11; else of everything', month)
    .description('the balance of every account: debits less credits, in cents with --json')
    .action(
      run(async ({ parts, output }, { month: upTo }: { month?: string }) => {
        const balances = await balancesUpTo(parts.table, { month: upTo })
        const accounts = Object.fromEntries(
          [...balances].map(([account, { debit, credit }]) => [account, debit - credit]),
        )
        const sum = Object.values(accounts).reduce((total, cents) => total + cents, 0)
        show(output, { accounts }, () =>
          textTable(
            ['account', 'name', 'debit', 'credit', 'balance'],
            [...balances].map(([account, { debit, credit }]) => [
              ...[account, accountName(parts.publication.books.accounts, account)],
              ...[euros(debit), euros(credit), euros(debit - credit)],
            ]),
          ),
        )
        return sum === 0 ? exitCodes.done : exitCodes.refused
      }),
    )

  finance
    .command('close')
    .argument('<month>', '2026-11: the next that is open', month)
    .option('--by <address>', 'who closes it', atTheCommand)
    .option('--no-wait', 'only mark it: the books’ worker closes it in a minute')
    .description('closes a month for good: seals it, and nothing is booked into it any more')
    .action(run(close))
}

async function sync(parts: Stack['parts'], output: Stack['output']): Promise<number> {
  if (!parts.publication.subscriptions) throw nothingIsSold
  const { runBooksNow } = await import('#runtime/books-worker')
  const { stripeDeps } = await import('#runtime/stripe-parts')
  const deps = { ...parts, stripe: stripeDeps(parts.publication) }
  await runBooksNow(deps, { isNightly: true, without: ['seal'] })
  const { last } = await booksState(parts.table)
  const exceptions = await openExceptions(parts.table)
  const failed = last?.failed ?? []
  show(output, { ...last, failed, openExceptions: exceptions.length }, () =>
    [
      failed.length === 0
        ? 'The books are up to date.'
        : `The books are not up to date: ${failed.join(', ')} failed and will be tried again.`,
      ...(exceptions.length > 0
        ? [`Exceptions open: ${exceptions.length}. kiosque finance exceptions shows them.`]
        : []),
    ].join('\n'),
  )
  return failed.length + exceptions.length > 0 ? exitCodes.refused : exitCodes.done
}

async function close(
  { parts, output }: Stack,
  which: string,
  { by, wait }: { by: string; wait: boolean },
): Promise<number> {
  const asked = await closeMonth(parts, { month: which, by })
  if (asked.kind !== 'closing' && asked.kind !== 'already') throw refusalOf(asked, which)
  const { withStaff } = await import('#runtime/books-worker')
  for (let closed = asked.close; ; ) {
    const isThrough = closed.upTo !== undefined
    if (isThrough || !wait) {
      const { status, seal } = closed
      show(output, { month: which, status, seal: seal ?? null }, () =>
        isThrough
          ? `${which} is closed by seal ${seal?.number}: ${seal?.hash}`
          : `${which} is being closed: nothing is booked into it any more.`,
      )
      return exitCodes.done
    }
    // What was being booked when the month was marked has its time.
    await new Promise((resolve) => setTimeout(resolve, closeLimits.waitMs / 60))
    const finished = await finishClose(withStaff(parts), { month: which })
    if (finished.kind === 'closed') closed = finished.close
  }
}

/** Why a month is not closed, and what to do. */
export function refusalOf(
  refusal: Exclude<CloseAsked, { kind: 'closing' | 'already' }>,
  which: string,
): VisibleError {
  switch (refusal.kind) {
    case 'malformed':
      return new VisibleError('invalid', {
        fr: 'Un mois s’écrit 2026-11.',
        en: 'A month is written 2026-11.',
      })
    case 'notOver':
      return new VisibleError('conflict', {
        fr: `${which} n’est pas fini\u202f: un mois se clôt à partir du lendemain de son dernier jour.`,
        en: `${which} is not over: a month is closed from the day after its last.`,
      })
    case 'notNext':
      return new VisibleError('conflict', {
        fr: `Les mois se closent dans l’ordre\u202f: le prochain est ${refusal.next}.`,
        en: `Months are closed in order: the next is ${refusal.next}.`,
      })
    case 'openExceptions':
      return new VisibleError('conflict', {
        fr: `Il reste ${refusal.exceptions.length} anomalie(s) à régler jusqu’à ${which}\u202f: kiosque finance exceptions les montre.`,
        en: `${refusal.exceptions.length} exception(s) up to ${which} are still open: kiosque finance exceptions shows them.`,
      })
    case 'notRun':
      return new VisibleError('conflict', {
        fr: `Les comptes n’ont pas été mis à jour depuis la fin de ${which}\u202f: lancez kiosque finance sync.`,
        en: `The books were not brought up to date since ${which} ended: run kiosque finance sync.`,
      })
    default:
      return refusal
  }
}

function shortSeal({ number, date, count, postings, debit, hash: is }: Seal) {
  return { number, date, count, postings, debitCents: debit, hash: is }
}

function sealsText(seals: readonly Seal[]): string {
  if (seals.length === 0) return 'Everything is sealed already.'
  return seals
    .map(({ number, count, hash: is }) => `Seal ${number}: ${count} entries, ${is}`)
    .join('\n')
}

function verdictJson(verdict: Verdict) {
  if (verdict.kind === 'differs') return { ok: false, difference: verdict.difference }
  const { kind: _, ...found } = verdict
  return { ok: true, ...found }
}

function verdictText(verdict: Verdict): string {
  if (verdict.kind === 'differs') return differenceText(verdict.difference)
  const { transactions, postings, seals, unsealed, last } = verdict
  return [
    `The books hold: ${transactions} entries (${postings} lines) in ${seals} seals are what was sealed.`,
    ...(unsealed > 0 ? [`${unsealed} more wait for the next seal.`] : []),
    `Last seal: ${last}`,
  ].join('\n')
}

const says: Readonly<Record<Difference['kind'], string>> = {
  chain: 'a seal does not follow the one before it',
  seal: 'a seal is not what its hash says',
  page: 'a page of a seal is missing or changed',
  number: 'an entry has not the number that follows',
  missing: 'an entry that was sealed is gone',
  changed: 'an entry was changed after it was sealed',
  stamp: 'an entry names another seal, number or day than its seal does',
  line: 'a line of an account is not what its entry says',
  close: 'a closed month is not the sum of its seals',
  unsealed: 'an entry that waits for its seal can’t be read',
  anchor: 'no seal has this hash: the chain was rewritten, or the hash is of other books',
}

function differenceText({ kind, ...place }: Difference): string {
  const where = Object.entries(place).filter(([, value]) => value !== '' && value !== 0)
  const at = where.map(([name, value]) => `${name} ${value}`).join(', ')
  return `The books differ: ${says[kind]}${at === '' ? '' : ` (${at})`}.`
}

function month(text: string): string {
  if (!monthPattern.test(text)) throw new InvalidArgumentError('a month such as 2026-11')
  return text
}

function hash(text: string): string {
  const plain = text.replace(/\s/g, '').toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(plain)) throw new InvalidArgumentError('64 digits from 0 to f')
  return plain
}

const nothingIsSold = new VisibleError('invalid', {
  fr: 'Cette publication ne vend pas d’abonnement\u202f: il n’y a rien à lire chez Stripe.',
  en: 'This publication sells no subscriptions: there is nothing to read at Stripe.',
})
