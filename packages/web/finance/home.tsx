// Finance's home: the list of what a month must have before it closes, with the next exception to
// settle.
import type { Hono } from 'hono'
import { booksKey } from '#aws/keys'
import { lastDayOf } from '#finance/month'
import { askForBooks } from '#finance/run-books'
import { formatEuros, sentenceCase } from '#kernel/typography'
import { recordAudit } from '#staff/audit'
import { formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { exceptionWords } from './exception-words.ts'
import { Exceptions } from './exceptions-page.tsx'
import { FinancePage, financePath, todayOf } from './frame.tsx'
import { Checks, Refresh } from './home-checks.tsx'
import { type Checklist, loadChecklist } from './load-checklist.ts'
import { exceptionPath } from './money.tsx'
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
    const amount = first.cents === 0 ? '' : `, ${formatEuros(first.cents, locale)}`
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
