// An issue that does not open for somebody: its cover, why, and the one thing to do about it.
import type { Issue } from '#editorial/issue'
import { Month, Numero } from '../../shared/format.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Page } from '../../shared/page.tsx'
import type { View } from '../../shared/view.ts'
import { publicIssue } from '../issues.ts'
import { CoverImage } from '../parts.tsx'
import { OtherIssues } from './other-issues.tsx'
import type { Reading } from './reading.ts'
import { refusals } from './reading-words.ts'

export function ClosedPage(props: { view: View; reading: Reading; others: readonly Issue[] }) {
  const { view, reading, others } = props
  const { locale } = view
  const { access, companies } = reading
  if (access.kind === 'open') return null
  const issue = publicIssue(reading.issue)
  const { title, why, act } = refusals[access.because]
  const shown = issue.status === 'planned' ? [] : companies
  return (
    <Page view={view} title={title[locale]} isPrivate>
      <article class="lead">
        <div class="lead-cover">
          <CoverImage view={view} issue={issue} companies={shown} />
        </div>
        <div class="lead-text">
          <p class="kicker">
            <span>
              <Numero n={issue.number} />
            </span>
            <Month date={issue.coverDate} locale={locale} />
          </p>
          <h1 class="title">{title[locale]}</h1>
          <p class="standfirst">{why[locale]}</p>
          <p class="actions">
            <a
              class="button"
              href={localPath(locale, act.href.replace('{number}', String(issue.number)))}
            >
              {act.label[locale]}
            </a>
            {act.href !== '/account' && (
              <a class="button quiet" href={localPath(locale, '/account')}>
                {say(locale, 'Mon compte', 'My account')}
              </a>
            )}
          </p>
        </div>
      </article>
      <OtherIssues view={view} others={others} />
    </Page>
  )
}
