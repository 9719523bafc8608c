// The list of issues: what comes first, what is out below; each with its state and its page split.

import type { Issue } from '#editorial/issue'
import { pageBudget } from '#editorial/page-budget'
import { dateOf, type Instant } from '#kernel/time'
import { hasRole } from '#staff/member'
import { formatMonth, Numero } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame } from '../parts.tsx'
import { issueStates } from '../words.ts'
import { formatPages, SplitBar } from './page-split.tsx'

export function IssueListPage({ c, issues }: { c: ConsoleContext; issues: readonly Issue[] }) {
  const { locale, now, publication } = c.get('view')
  const today = dateOf(now.toISOString() as Instant, publication.zone)
  const isAhead = (issue: Issue) => issue.status !== 'published' && issue.coverDate >= today
  const ahead = issues.filter(isAhead)
  const late = issues.filter((issue) => !isAhead(issue) && issue.status !== 'published')
  const out = issues.filter((issue) => issue.status === 'published').reverse()
  const mayEdit = hasRole(c.get('staff'), 'marketing')
  return (
    <ConsolePage
      c={c}
      place="issues"
      title={say(locale, 'Numéros', 'Issues')}
      actions={
        <>
          <a class="button quiet" href={locale === 'fr' ? '/calendar' : '/en/calendar'}>
            {say(locale, 'Calendrier public', 'Public calendar')}
          </a>
          <a class="button quiet" href="/console/issues/list.csv">
            CSV
          </a>
          {mayEdit && (
            <a class="button" href="/console/issues/new">
              {say(locale, 'Prévoir un numéro', 'Plan an issue')}
            </a>
          )}
        </>
      }
    >
      {issues.length === 0 && (
        <Empty
          title={say(locale, 'Aucun numéro encore', 'No issue yet')}
          action={
            <a class="button primary" href="/console/issues/new">
              {say(locale, 'Prévoir le premier numéro', 'Plan the first issue')}
            </a>
          }
        >
          {say(
            locale,
            'Le calendrier rédactionnel, les lettres et les pages du site partent d’ici.',
            'The editorial calendar, the newsletters and the site’s pages start from here.',
          )}
        </Empty>
      )}
      {late.length > 0 && (
        <Part title={say(locale, 'Date passée, à faire paraître', 'Past their date, to publish')}>
          <IssueTable c={c} issues={late} label={say(locale, 'À faire paraître', 'To publish')} />
        </Part>
      )}
      {ahead.length > 0 && (
        <Part title={say(locale, 'À venir', 'Ahead')}>
          <IssueTable c={c} issues={ahead} label={say(locale, 'Numéros à venir', 'Issues ahead')} />
        </Part>
      )}
      {out.length > 0 && (
        <Part title={say(locale, 'Parus', 'Published')}>
          <IssueTable c={c} issues={out} label={say(locale, 'Numéros parus', 'Published issues')} />
        </Part>
      )}
    </ConsolePage>
  )
}

/** Rows of issues as lists show them. */
export function IssueTable(props: { c: ConsoleContext; issues: readonly Issue[]; label: string }) {
  const { locale, publication } = props.c.get('view')
  return (
    <TableFrame label={props.label}>
      <table class="table issues stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Numéro', 'Issue')}</th>
            <th scope="col">{say(locale, 'Date', 'Date')}</th>
            <th scope="col">{say(locale, 'Dossier', 'Dossier')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col" class="number">
              {say(locale, 'Pages', 'Pages')}
            </th>
            <th scope="col">{say(locale, 'Répartition', 'Split')}</th>
          </tr>
        </thead>
        <tbody>
          {props.issues.map((issue) => {
            const budget = pageBudget(issue.sections, publication.pageBudget)
            const state = issueStates[issue.status]
            return (
              <tr>
                <th scope="row">
                  <a href={`/console/issues/${issue.number}`}>
                    <Numero n={issue.number} />
                  </a>
                </th>
                <td class="nowrap">{formatMonth(issue.coverDate, locale)}</td>
                <td class="wide row-line">
                  {issue.dossier.title || (
                    <span class="soft">{say(locale, 'sans titre', 'untitled')}</span>
                  )}
                </td>
                <td>
                  <Status tone={state.tone}>{state.word[locale]}</Status>
                </td>
                <td class="number">
                  {budget.totalPages > 0 && (
                    <>
                      {formatPages(budget.totalPages, locale)}
                      <span class="narrow-only"> {say(locale, 'pages', 'pages')}</span>
                    </>
                  )}
                </td>
                <td>
                  <SplitBar
                    sections={issue.sections}
                    bounds={publication.pageBudget}
                    locale={locale}
                  />
                  {issue.status !== 'published' &&
                    budget.warnings
                      .filter((warning) => warning.code !== 'empty')
                      .map((warning) => (
                        <span title={warning.sentence[locale]}>
                          <Status tone="warn">
                            {warning.code === 'tooLittleNews'
                              ? say(locale, 'trop peu d’actualité', 'too little news')
                              : say(locale, 'trop de publicité', 'too much advertising')}
                          </Status>
                        </span>
                      ))}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableFrame>
  )
}
