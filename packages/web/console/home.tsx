// Home: what is next, as one sentence and one button; below it three short lists.
import type { Mailing } from '#delivery/mailing'
import { getCheck, getMailings } from '#delivery/store'
import type { Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import { pageBudget } from '#editorial/page-budget'
import { listIssues } from '#editorial/store'
import { listNewsletters } from '#editorial/store-newsletters'
import { dateOf, type Instant } from '#kernel/time'
import { type GrowthDay, readGrowth } from '#readers/growth'
import { hasRole } from '#staff/member'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleDeps } from './context.ts'
import { DeadLettersNote, deadLetterCount } from './dead-letters-note.tsx'
import { IssueTable } from './issues/list-page.tsx'
import { ConsolePage } from './layout.tsx'
import { addDays, type NewsletterSketch, nextAction } from './next-action.ts'
import { type NextButton, nextSentence } from './next-sentence.tsx'
import { Part, When } from './parts.tsx'
import { SettleNote, toSettle } from './subscriptions/settle-note.tsx'
import { UnpaidNote, unpaidRenewals } from './unpaid-note.tsx'
import { mailingStates } from './words.ts'

type Deps = Pick<ConsoleDeps, 'table' | 'clock' | 'publication' | 'queueDesk' | 'log'>

const limits = { newsletters: 20, issueDays: 100, pastDays: 60, growthDays: 7 }

/** The page at `/console`. */
export async function homePage(deps: Deps, c: ConsoleContext) {
  const { locale, now, publication } = c.get('view')
  const today = dateOf(now.toISOString() as Instant, publication.zone)
  const [issues, page, growth, dead, unpaid, settle] = await Promise.all([
    listIssues(deps.table, { from: addDays(today, -limits.pastDays) }),
    listNewsletters(deps.table, { limit: limits.newsletters }),
    readGrowth(deps, { days: limits.growthDays }),
    deadLetterCount(deps, c),
    unpaidRenewals(deps),
    toSettle(deps),
  ])
  const mailings = await getMailings(
    deps.table,
    page.items.flatMap((newsletter) => newsletter.mailingIds.slice(-3)),
  )
  const newsletters = await Promise.all(page.items.map((one) => sketchOf(deps, one)))
  const action = nextAction({ issues, newsletters, mailings, now, zone: publication.zone })
  const next = nextSentence(action, c.get('view'))
  const soon = issues.filter(
    (issue) => issue.coverDate >= today && issue.coverDate <= addDays(today, limits.issueDays),
  )
  const coming = mailings
    .filter((one) => !['sent', 'cancelled'].includes(one.status))
    .sort((a, b) => a.sendAt.localeCompare(b.sendAt))
  return c.html(
    <ConsolePage
      c={c}
      place="home"
      title={say(locale, 'Accueil', 'Home')}
      heading={next.sentence}
      kicker={say(locale, 'Ce qui vient', 'What is next')}
    >
      <DeadLettersNote c={c} count={dead} />
      <div class="next">
        {next.detail && <p class="desk-lead">{next.detail}</p>}
        {next.button && <NextAct c={c} button={next.button} link={next.link} />}
      </div>
      <SettleNote c={c} list={settle} />
      <UnpaidNote c={c} rows={unpaid} />
      <Part title={say(locale, 'Prochains envois', 'Upcoming mailings')}>
        <Mailings c={c} mailings={coming} />
      </Part>
      <Part
        title={say(locale, 'Numéros des prochaines semaines', 'Issues of the next weeks')}
        aside={<IssueWarnings c={c} issues={soon} />}
      >
        {soon.length > 0 ? (
          <IssueTable
            c={c}
            issues={soon}
            label={say(locale, 'Numéros des prochaines semaines', 'Issues of the next weeks')}
          />
        ) : (
          <p class="soft">
            {say(
              locale,
              'Aucun numéro n’est prévu dans les trois mois.',
              'No issue is planned in the next three months.',
            )}
          </p>
        )}
      </Part>
      <Part title={say(locale, 'Lecteurs, sept derniers jours', 'Readers, last seven days')}>
        <NewReaders c={c} growth={growth} />
      </Part>
    </ConsolePage>,
  )
}

function NextAct(props: {
  c: ConsoleContext
  button: NextButton
  link?: { href: string; label: string } | undefined
}) {
  const { c, button, link } = props
  if (button.isAct && hasRole(c.get('staff'), 'marketing'))
    return (
      <form method="post" action={button.href} class="actions">
        <CsrfField token={c.get('csrf')} />
        <Button tone="primary">{button.label}</Button>
      </form>
    )
  // Who may not act still sees where it stands.
  return (
    <p class="actions">
      <a class="button primary" href={button.href.replace(/\/announce$/, '')}>
        {button.label}
      </a>
      {link && hasRole(c.get('staff'), 'marketing') && (
        <a class="button" href={link.href}>
          {link.label}
        </a>
      )}
    </p>
  )
}

/** What the rule needs to know of a newsletter; a draft is written once it was saved by a person. */
async function sketchOf(deps: Deps, newsletter: Newsletter): Promise<NewsletterSketch> {
  const { id, issueNumber, subject, status, version, mailingIds, updatedAt, blocks } = newsletter
  const check = status === 'draft' ? await getCheck(deps.table, id, version) : undefined
  return {
    id,
    subject,
    status,
    version,
    mailingIds,
    updatedAt,
    ...(issueNumber === undefined ? {} : { issueNumber }),
    isWritten: blocks.some((block) => block.type === 'paragraph' || block.type === 'list'),
    ...(check
      ? {
          check: check.findings.some((finding) => finding.level === 'error') ? 'failed' : 'passed',
        }
      : {}),
  }
}

function Mailings({ c, mailings }: { c: ConsoleContext; mailings: readonly Mailing[] }) {
  const view = c.get('view')
  const { locale } = view
  if (mailings.length === 0)
    return <p class="soft">{say(locale, 'Rien n’est programmé.', 'Nothing is scheduled.')}</p>
  return (
    <ul class="plain-list lines">
      {mailings.map((mailing) => (
        <li>
          <a href={`/console/newsletters/${mailing.newsletterId}/report`}>{mailing.subject}</a>
          <span class="line-facts">
            <When at={mailing.sendAt} view={view} />
            <Status tone={mailingStates[mailing.status].tone}>
              {mailingStates[mailing.status].word[locale]}
            </Status>
          </span>
        </li>
      ))}
    </ul>
  )
}

function IssueWarnings({ c, issues }: { c: ConsoleContext; issues: readonly Issue[] }) {
  const { locale, publication } = c.get('view')
  const count = issues.filter(
    (issue) => pageBudget(issue.sections, publication.pageBudget).warnings.length > 0,
  ).length
  if (count === 0) return null
  return (
    <Status tone="warn">
      {count === 1
        ? say(locale, 'une pagination à revoir', 'one page budget to look at')
        : say(locale, `${count} paginations à revoir`, `${count} page budgets to look at`)}
    </Status>
  )
}

function NewReaders({ c, growth }: { c: ConsoleContext; growth: readonly GrowthDay[] }) {
  const { locale } = c.get('view')
  const sum = (of: (day: GrowthDay) => number) => growth.reduce((total, day) => total + of(day), 0)
  const confirmed = sum((day) => day.confirmed)
  const left = sum((day) => day.unsubscribed + day.erased)
  if (confirmed === 0 && left === 0)
    return (
      <p class="soft">
        {say(
          locale,
          'Personne ne s’est inscrit ni désinscrit.',
          'Nobody signed up or unsubscribed.',
        )}
      </p>
    )
  return (
    <dl class="tally">
      <div>
        <dt>{say(locale, 'inscriptions confirmées', 'confirmed sign-ups')}</dt>
        <dd>
          <a href="/console/readers#growth">{formatNumber(confirmed, locale)}</a>
        </dd>
      </div>
      <div>
        <dt>{say(locale, 'départs', 'departures')}</dt>
        <dd>
          <a href="/console/readers#growth">{formatNumber(left, locale)}</a>
        </dd>
      </div>
    </dl>
  )
}
