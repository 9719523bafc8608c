// Finance's home: the list of what a month must have before it closes, with the next exception to
// settle.
import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { booksKey } from '#aws/keys'
import { lastDayOf } from '#finance/month'
import { askForBooks } from '#finance/run-books'
import { sentenceCase } from '#kernel/typography'
import { recordAudit } from '#staff/audit'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatDate, formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status, type StatusTone } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part, When } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { exceptionWords } from './exception-words.ts'
import { Exceptions } from './exceptions-page.tsx'
import { FinancePage, financePath, todayOf } from './frame.tsx'
import { type Checklist, loadChecklist } from './load-checklist.ts'
import { accountPath, exceptionPath, formatMoney } from './money.tsx'
import { saidAfter } from './said.ts'

/** Named on the page; the others are on their own. */
const shownExceptions = 5

export function homeRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(financePath, async (c) => {
    const list = await loadChecklist(deps, todayOf(c))
    return c.html(<HomePage c={c} list={list} />)
  })

  app.post(`${financePath}/refresh`, async (c) => {
    await askForBooks(deps)
    await deps.stepHint(booksKey())
    await recordAudit(deps, {
      staffId: c.get('staff').id,
      act: 'books.refreshed',
      subject: 'books',
    })
    return c.redirect(`${financePath}?done=books-asked`, 303)
  })
}

function HomePage({ c, list }: { c: ConsoleContext; list: Checklist }) {
  const locale = c.get('locale')
  const { month, exceptions, laterCount } = list
  return (
    <FinancePage
      c={c}
      tab="checklist"
      title={say(locale, 'Clôture', 'Close')}
      heading={<Next c={c} list={list} />}
      kicker={month && sentenceCase(formatMonth(month, locale), locale)}
      flash={saidAfter(c)}
    >
      <NextAct c={c} list={list} />
      {month && <Checks c={c} list={list} />}
      {exceptions.length > 1 && (
        <Part
          title={say(locale, 'Anomalies à régler', 'Exceptions to settle')}
          aside={<a href={`${financePath}/exceptions`}>{say(locale, 'Toutes', 'All')}</a>}
        >
          <Exceptions c={c} list={exceptions.slice(0, shownExceptions)} />
        </Part>
      )}
      {laterCount > 0 && (
        <p class="soft">
          <a href={`${financePath}/exceptions`}>
            {laterCount === 1
              ? say(locale, 'Une anomalie', 'One exception')
              : say(locale, `${laterCount} anomalies`, `${laterCount} exceptions`)}
          </a>
          {say(locale, ' des mois suivants.', ' of later months.')}
        </p>
      )}
    </FinancePage>
  )
}

/** What is next, as a sentence. */
function Next({ c, list }: { c: ConsoleContext; list: Checklist }) {
  const locale = c.get('locale')
  const { month, exceptions, refusal, close, bankUntil } = list
  if (month === undefined)
    return <>{say(locale, 'Rien n’est encore comptabilisé.', 'Nothing is booked yet.')}</>
  const name = formatMonth(month, locale)
  if (close)
    return <>{say(locale, `La clôture de ${name} est en cours.`, `${name} is being closed.`)}</>
  const [first] = exceptions
  if (first) {
    const { title } = exceptionWords[first.kind]
    const amount = first.cents === 0 ? '' : `, ${formatMoney(first.cents, locale)}`
    return (
      <>
        {title[locale]}
        {amount}
      </>
    )
  }
  if (!refusal && (bankUntil === undefined || bankUntil < lastDayOf(month)))
    return (
      <>
        {say(
          locale,
          `Importez le relevé de banque de ${name}.`,
          `Import the bank statement of ${name}.`,
        )}
      </>
    )
  if (!refusal)
    return (
      <>{say(locale, `${sentenceCase(name, locale)} peut être clos.`, `${name} can be closed.`)}</>
    )
  if (refusal.kind === 'notOver')
    return (
      <>
        {say(
          locale,
          `Rien à régler\u202f: ${name} est en cours.`,
          `Nothing to settle: ${name} is under way.`,
        )}
      </>
    )
  return (
    <>
      {say(
        locale,
        `${sentenceCase(name, locale)} est fini\u202f: les comptes doivent être mis à jour.`,
        `${name} is over: the books must be brought up to date.`,
      )}
    </>
  )
}

function NextAct({ c, list }: { c: ConsoleContext; list: Checklist }) {
  const locale = c.get('locale')
  const { month, exceptions, refusal, close, bankUntil } = list
  const [first] = exceptions
  const count = exceptions.length
  if (close) return null
  if (month !== undefined && first)
    return (
      <div class="next">
        <p class="desk-lead">
          {exceptionWords[first.kind].means[locale]}
          {count > 1 && (
            <>
              {' '}
              {say(
                locale,
                `C’est la première de ${count} anomalies.`,
                `It is the first of ${count} exceptions.`,
              )}
            </>
          )}
        </p>
        <p class="actions">
          <a class="button primary" href={exceptionPath(first.id)}>
            {say(locale, 'Régler cette anomalie', 'Settle this exception')}
          </a>
        </p>
      </div>
    )
  if (month !== undefined && !refusal) {
    const hasBank = bankUntil !== undefined && bankUntil >= lastDayOf(month)
    return (
      <div class="next">
        <p class="actions">
          {!hasBank && (
            <a class="button primary" href={`${financePath}/bank`}>
              {say(locale, 'Importer le relevé', 'Import the statement')}
            </a>
          )}
          <a class={hasBank ? 'button primary' : 'button'} href={`${financePath}/close#${month}`}>
            {say(
              locale,
              `Clore ${formatMonth(month, locale)}`,
              `Close ${formatMonth(month, locale)}`,
            )}
          </a>
        </p>
      </div>
    )
  }
  if (month !== undefined && refusal?.kind !== 'notRun') return null
  return (
    <div class="next">
      {month === undefined && (
        <p class="desk-lead">
          {say(
            locale,
            'Les ventes, les paiements et les virements sont lus chez Stripe chaque nuit et après chaque paiement. Ils paraîtront ici d’eux-mêmes.',
            'Sales, payments and payouts are read from Stripe each night and after each payment. They will appear here by themselves.',
          )}
        </p>
      )}
      <Refresh c={c} isPrimary />
    </div>
  )
}

function Refresh({ c, isPrimary }: { c: ConsoleContext; isPrimary?: boolean }) {
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

function Checks({ c, list }: { c: ConsoleContext; list: Checklist }) {
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
        <a href={accountPath(account, month)}>{formatMoney(cents || 0, locale)}</a>
        {off && (
          <>
            {say(locale, ', à ', ', off by ')}
            <a href={exceptionPath(off.id)}>{formatMoney(off.cents, locale)}</a>
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
