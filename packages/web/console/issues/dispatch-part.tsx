// Where the dispatch of an issue stands, on its page: when it went out, what was served, what is next.
import type { Issue } from '#editorial/issue'
import { hasRole } from '#staff/member'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { Part, When } from '../parts.tsx'
import type { IssueDigital } from './digital.ts'
import { kindNames } from './dispatch-words.ts'

export function DispatchPart(props: { c: ConsoleContext; issue: Issue; digital: IssueDigital }) {
  const { c, issue, digital } = props
  const view = c.get('view')
  const { locale } = view
  const { dispatch, isUnderWay } = digital
  const mayServe = hasRole(c.get('staff'), 'marketing')
  return (
    <Part title={say(locale, 'Service des abonnés', 'Dispatch')} id="dispatch">
      {dispatch ? (
        <dl class="facts">
          <dt>{say(locale, 'Servi', 'Dispatched')}</dt>
          <dd>
            <When at={dispatch.firstAt} view={view} />
          </dd>
          <dt>{say(locale, 'Compté comme', 'Counted as')}</dt>
          <dd>{kindNames[dispatch.kind][locale]}</dd>
          {dispatch.served && (
            <>
              <dt>{say(locale, 'Sur papier', 'In print')}</dt>
              <dd>{formatNumber(dispatch.served.copies, locale)}</dd>
              <dt>{say(locale, 'En numérique', 'Digital')}</dt>
              <dd>{formatNumber(dispatch.served.digital, locale)}</dd>
            </>
          )}
          {isUnderWay && (
            <>
              <dt>{say(locale, 'État', 'State')}</dt>
              <dd>
                <Status tone="calm">{say(locale, 'en cours de service', 'under way')}</Status>
              </dd>
            </>
          )}
        </dl>
      ) : (
        <p class="soft">
          {say(
            locale,
            'Ce numéro n’est pas encore servi\u202f: les abonnés l’attendent.',
            'This issue has not been dispatched yet: subscribers are waiting for it.',
          )}
        </p>
      )}
      {mayServe && !isUnderWay && (
        <p class="actions">
          <a class="button quiet" href={`/console/issues/${issue.number}/dispatch`}>
            {dispatch
              ? say(locale, 'Servir ceux qui ont payé depuis', 'Serve those who have paid since')
              : say(locale, 'Servir le numéro…', 'Dispatch the issue…')}
          </a>
        </p>
      )}
    </Part>
  )
}
