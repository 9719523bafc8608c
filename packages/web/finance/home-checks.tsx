// What a month must have before it closes, each with its state and where it is seen to.

import type { Child } from 'hono/jsx'
import { lastDayOf } from '#finance/month'
import { formatEuros } from '#kernel/typography'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status, type StatusTone } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { Part, When } from '../console/parts.tsx'
import { financePath } from './frame.tsx'
import type { Checklist } from './load-checklist.ts'
import { accountPath, exceptionPath } from './money.tsx'

/** Asks for a run of the books. */
export function Refresh({ c, isPrimary }: { c: ConsoleContext; isPrimary?: boolean }) {
  return (
    <form method="post" action={`${financePath}/refresh`} class="actions">
      <CsrfField token={c.get('csrf')} />
      <Button tone={isPrimary ? 'primary' : 'plain'} {...(isPrimary ? {} : { size: 'small' })}>
        {say(c.get('locale'), 'Mettre les comptes à jour', 'Bring the books up to date')}
      </Button>
    </form>
  )
}

type Check = { tone: StatusTone; state: string; what: Child; facts: Child; act?: Child }

export function Checks({ c, list }: { c: ConsoleContext; list: Checklist }) {
  const locale = c.get('locale')
  return (
    <Part title={say(locale, 'Avant de clore', 'Before the close')}>
      <ul class="plain-list checks">
        {checksOf(c, list).map(({ tone, state, what, facts, act }) => (
          <li>
            <Status tone={tone}>{state}</Status>
            <div>
              <p class="check-what">{what}</p>
              <p class="soft">{facts}</p>
            </div>
            {act && <div class="check-act">{act}</div>}
          </li>
        ))}
      </ul>
    </Part>
  )
}

function checksOf(c: ConsoleContext, list: Checklist): Check[] {
  const { month } = list
  if (month === undefined) return []
  return [
    upToDate(c, list),
    bank(c, list, month),
    payouts(c, list, month),
    agreement(c, list, {
      ...{ month, kind: 'balanceDiffers', account: 'stripe' },
      what: say(
        c.get('locale'),
        'Le solde Stripe est celui du livre',
        'Stripe’s balance is the ledger’s',
      ),
    }),
    agreement(c, list, {
      ...{ month, kind: 'deferredDiffers', account: 'deferred' },
      what: say(
        c.get('locale'),
        'Ce qui reste à servir est celui des abonnements',
        'Deferred revenue is what is unserved',
      ),
    }),
    settled(c, list),
  ]
}

const good = (c: ConsoleContext) => say(c.get('locale'), 'fait', 'done')
const todo = (c: ConsoleContext) => say(c.get('locale'), 'à faire', 'to do')

function upToDate(c: ConsoleContext, { books, refusal }: Checklist): Check {
  const view = c.get('view')
  const { locale } = view
  const { run, last } = books
  const failed = last?.failed ?? []
  const isLate = refusal?.kind === 'notRun'
  const what = say(locale, 'Les comptes sont à jour', 'The books are up to date')
  if (run)
    return {
      ...{ tone: 'calm', state: say(locale, 'en cours', 'running'), what },
      facts: say(locale, 'Une mise à jour est en cours.', 'They are being brought up to date.'),
    }
  return {
    tone: failed.length > 0 ? 'bad' : isLate || !last ? 'warn' : 'good',
    state:
      failed.length > 0 ? say(locale, 'en échec', 'failed') : isLate || !last ? todo(c) : good(c),
    what,
    facts: last ? (
      <>
        {say(locale, 'Dernière mise à jour ', 'Last brought up to date ')}
        <When at={last.finishedAt} view={view} />
        {failed.length > 0 &&
          say(
            locale,
            `\u202f; sans ${failed.join(', ')}\u202f: la nuit prochaine recommence.`,
            `; without ${failed.join(', ')}: the next night tries again.`,
          )}
      </>
    ) : (
      say(locale, 'Jamais encore.', 'Never yet.')
    ),
    act: <Refresh c={c} />,
  }
}

function bank(c: ConsoleContext, { bankUntil }: Checklist, month: string): Check {
  const locale = c.get('locale')
  const isThere = bankUntil !== undefined && bankUntil >= lastDayOf(month)
  return {
    ...{ tone: isThere ? 'good' : 'warn', state: isThere ? good(c) : todo(c) },
    what: say(locale, 'Le relevé de banque couvre le mois', 'The bank statement covers the month'),
    facts:
      bankUntil === undefined
        ? say(locale, 'Aucun relevé n’a été importé.', 'No statement has been imported.')
        : say(
            locale,
            `Importé jusqu’au ${formatDate(bankUntil, locale)}.`,
            `Imported until ${formatDate(bankUntil, locale)}.`,
          ),
    act: <a href={`${financePath}/bank`}>{say(locale, 'Relevés', 'Statements')}</a>,
  }
}

function payouts(c: ConsoleContext, { payouts: rows }: Checklist, month: string): Check {
  const locale = c.get('locale')
  const matched = rows.filter(({ status }) => status === 'matched').length
  const off = rows.filter(({ status }) => status === 'short' || status === 'over').length
  const waiting = rows.length - matched - off
  const facts = [
    say(
      locale,
      `${matched} sur ${rows.length} ${matched > 1 ? 'rapprochés' : 'rapproché'}`,
      `${matched} of ${rows.length} matched`,
    ),
    ...(off > 0 ? [say(locale, `${off} avec un écart`, `${off} with a difference`)] : []),
    ...(waiting > 0
      ? [
          say(
            locale,
            waiting === 1 ? '1 attendu à la banque' : `${waiting} attendus à la banque`,
            `${waiting} awaited at the bank`,
          ),
        ]
      : []),
  ]
  const isDone = matched === rows.length
  return {
    tone: isDone ? 'good' : off > 0 ? 'bad' : 'warn',
    state: isDone ? good(c) : todo(c),
    what: say(
      locale,
      'Chaque virement Stripe est retrouvé à la banque',
      'Every payout is found at the bank',
    ),
    facts:
      rows.length === 0
        ? say(locale, 'Aucun virement ce mois-là.', 'No payout in that month.')
        : `${facts.join(', ')}.`,
    act: (
      <a href={`${financePath}/payouts?month=${month}`}>{say(locale, 'Virements', 'Payouts')}</a>
    ),
  }
}

function agreement(
  c: ConsoleContext,
  list: Checklist,
  given: {
    month: string
    kind: 'balanceDiffers' | 'deferredDiffers'
    account: 'stripe' | 'deferred'
    what: string
  },
): Check {
  const { locale, publication } = c.get('view')
  const { month, kind, what } = given
  const account = publication.books.accounts[given.account]
  const off = list.exceptions.find((one) => one.kind === kind)
  const balance = list.balances.get(account) ?? 0
  const cents = given.account === 'deferred' ? -balance : balance
  return {
    ...{ tone: off ? 'bad' : 'good', state: off ? say(locale, 'écart', 'differs') : good(c), what },
    facts: (
      <>
        {say(locale, `Compte ${account}\u202f: `, `Account ${account}: `)}
        <a href={accountPath(account, month)}>{formatEuros(cents || 0, locale)}</a>
        {off && (
          <>
            {say(locale, ', à ', ', off by ')}
            <a href={exceptionPath(off.id)}>{formatEuros(off.cents, locale)}</a>
            {say(locale, ' près', '')}
          </>
        )}
        .
      </>
    ),
  }
}

function settled(c: ConsoleContext, { exceptions }: Checklist): Check {
  const locale = c.get('locale')
  const count = exceptions.length
  return {
    ...{ tone: count === 0 ? 'good' : 'bad', state: count === 0 ? good(c) : todo(c) },
    what: say(locale, 'Aucune anomalie ne reste ouverte', 'No exception is left open'),
    facts:
      count === 0
        ? say(locale, 'Toutes sont réglées.', 'All are settled.')
        : count === 1
          ? say(locale, 'Une est ouverte.', 'One is open.')
          : say(locale, `${count} sont ouvertes.`, `${count} are open.`),
    act: <a href={`${financePath}/exceptions`}>{say(locale, 'Anomalies', 'Exceptions')}</a>,
  }
}
