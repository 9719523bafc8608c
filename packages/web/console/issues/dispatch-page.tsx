// Sending an issue out: how it counts, what would be served, what will happen, and one button.
import type { Issue } from '#editorial/issue'
import { getIssueFile } from '#editorial/store-issue-files'
import { unreachable } from '#kernel/errors'
import {
  askDispatch,
  type DispatchState,
  type Foresight,
  foreseeDispatch,
  foresightLimits,
  showDispatch,
} from '#subscriptions/ask-dispatch'
import { IssueKind } from '#subscriptions/dispatch'
import { notFound } from '#web/shared/errors.tsx'
import { Button, Choices, CsrfField } from '#web/shared/form.tsx'
import { formatMonth, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type ConsoleContext, type ConsoleDeps, formValues } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { kindHints, kindNames } from './dispatch-words.ts'
import { auditIssue, noIssue } from './save.tsx'

export async function showDispatchPage(deps: ConsoleDeps, c: ConsoleContext, issue: Issue) {
  const { number } = issue
  const state = await showDispatch(deps.table, number)
  if (state.isUnderWay) return c.redirect(`/console/issues/${number}#dispatch`, 303)
  const asked = IssueKind.safeParse(c.req.query('kind'))
  const issueKind = state.dispatch?.kind ?? (asked.success ? asked.data : 'regular')
  const [foresight, file] = await Promise.all([
    foreseeDispatch(deps, { number, issueKind }),
    getIssueFile(deps.table, number),
  ])
  return c.html(
    <DispatchPage
      c={c}
      issue={issue}
      state={state}
      issueKind={issueKind}
      foresight={foresight}
      hasFile={file !== undefined}
    />,
  )
}

export async function dispatchIssue(deps: ConsoleDeps, c: ConsoleContext, { number }: Issue) {
  const asked = IssueKind.safeParse((await formValues(c))['kind'])
  const issueKind = asked.success ? asked.data : 'regular'
  const by = c.get('staff').id
  const outcome = await askDispatch(deps, { number, by, issueKind })
  switch (outcome.kind) {
    case 'asked':
      await auditIssue(deps, c, 'issue.dispatched', number)
      return c.redirect(`/console/issues/${number}?done=dispatching#dispatch`, 303)
    case 'underWay':
      return c.redirect(`/console/issues/${number}?done=already-dispatching#dispatch`, 303)
    case 'notFound':
      throw notFound(noIssue)
    default:
      return unreachable(outcome)
  }
}

type Props = {
  c: ConsoleContext
  issue: Issue
  state: DispatchState
  issueKind: IssueKind
  foresight: Foresight
  hasFile: boolean
}

function DispatchPage(props: Props) {
  const { c, issue, state } = props
  const { locale } = c.get('view')
  const { number } = issue
  return (
    <ConsolePage
      c={c}
      place="issues"
      title={say(locale, `Servir le numéro ${number}`, `Dispatch issue ${number}`)}
      back={{
        href: `/console/issues/${number}`,
        name: say(locale, `Numéro ${number}`, `Issue ${number}`),
      }}
      kicker={formatMonth(issue.coverDate, locale)}
      lead={
        state.dispatch
          ? say(
              locale,
              'Il a déjà été servi. Le servir encore donne leur exemplaire à ceux qui ont payé depuis\u202f; personne ne le reçoit deux fois.',
              'It was dispatched before. To do it again serves those who have paid since; nobody gets it twice.',
            )
          : say(
              locale,
              'Servir un numéro le compte à chaque abonné et ouvre sa lecture en ligne. Cela ne se défait pas.',
              'To dispatch an issue counts it for each subscriber and opens it to read online. It cannot be undone.',
            )
      }
    >
      {!state.dispatch && <KindForm {...props} />}
      <Foreseen {...props} />
    </ConsolePage>
  )
}

/** Chosen first, since what is counted depends on it. */
function KindForm({ c, issueKind }: Props) {
  const { locale } = c.get('view')
  return (
    <form method="get" class="form">
      <Choices
        locale={locale}
        kind="radio"
        name="kind"
        label={say(locale, 'Ce numéro est un', 'This issue is a')}
        chosen={[issueKind]}
        options={IssueKind.options.map((value) => ({
          value,
          label: kindNames[value][locale],
          hint: kindHints[value][locale],
        }))}
      />
      <p class="actions">
        <Button tone="plain">{say(locale, 'Compter de nouveau', 'Count again')}</Button>
      </p>
    </form>
  )
}

function Foreseen({ c, issue, state, issueKind, foresight, hasFile }: Props) {
  const { locale } = c.get('view')
  const { copies, digital, readers, isWhole } = foresight
  const more = isWhole ? '' : say(locale, ' au moins', ' at least')
  const kind = kindNames[issueKind][locale]
  return (
    <Part
      title={say(
        locale,
        `Ce qui serait servi, comme ${kind}`,
        `What would be served, as a ${kind}`,
      )}
    >
      <dl class="facts">
        <dt>{say(locale, 'Abonnés', 'Subscribers')}</dt>
        <dd>{formatNumber(readers, locale) + more}</dd>
        <dt>{say(locale, 'Sur papier', 'In print')}</dt>
        <dd>{formatNumber(copies, locale) + more}</dd>
        <dt>{say(locale, 'En numérique', 'Digital')}</dt>
        <dd>{formatNumber(digital, locale) + more}</dd>
      </dl>
      {!isWhole && (
        <p class="soft">
          {say(
            locale,
            `Compté sur ${formatNumber(foresightLimits.streams, 'fr')} livraisons\u202f; le service, lui, les prend toutes.`,
            `Counted over ${formatNumber(foresightLimits.streams, 'en')} streams; the dispatch takes all of them.`,
          )}
        </p>
      )}
      {!hasFile && digital > 0 && <MissingFile c={c} />}
      {issue.status !== 'published' && !state.dispatch && <NotPublished c={c} />}
      <form method="post" class="actions section">
        <CsrfField token={c.get('csrf')} />
        <input type="hidden" name="kind" value={issueKind} />
        <Button tone="primary">
          {say(
            locale,
            `Servir le numéro ${issue.number} comme ${kind}`,
            `Dispatch issue ${issue.number} as a ${kind}`,
          )}
        </Button>
        <a class="button quiet" href={`/console/issues/${issue.number}`}>
          {say(locale, 'Revenir', 'Back')}
        </a>
      </form>
    </Part>
  )
}

function MissingFile({ c }: { c: ConsoleContext }) {
  return (
    <p class="flash warn">
      {say(
        c.get('locale'),
        'Le PDF n’est pas encore là\u202f: les lecteurs numériques seront prévenus quand vous le remettrez.',
        'The PDF is not there yet: digital readers will be told when you hand it in.',
      )}
    </p>
  )
}

function NotPublished({ c }: { c: ConsoleContext }) {
  return (
    <p class="soft">
      {say(
        c.get('locale'),
        'Le numéro n’est pas marqué comme paru\u202f: cela se fait à sa page et ne change rien au service.',
        'The issue is not marked as out: that is done on its page and changes nothing here.',
      )}
    </p>
  )
}
