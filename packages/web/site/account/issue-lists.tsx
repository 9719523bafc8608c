// The issues of a subscription: those to come, in the manner of a table of contents, and those that
// came, each with what one may do about it.
import { instant } from '#kernel/time'
import type { ComingIssue, Holding, ReceivedIssue } from '#subscriptions/account-holding'
import { Button, CsrfField } from '../../shared/form.tsx'
import { Day, Title } from '../../shared/format.tsx'
import { localPath, say } from '../../shared/locale.ts'
import type { View } from '../../shared/view.ts'
import { langOf } from '../parts.tsx'
import { receivedState } from './words.ts'

export function ComingList({ view, coming }: { view: View; coming: readonly ComingIssue[] }) {
  const { locale } = view
  return (
    <ol class="issue-lines">
      {coming.map(({ number, issue }) => (
        <li class="issue-line">
          <span class="issue-number">{number}</span>
          <div>
            <p class="issue-name" lang={issue && langOf(view)}>
              {issue ? (
                <a href={localPath(locale, `/issues/${number}`)}>
                  <Title text={issue.dossier.title || issue.title} />
                </a>
              ) : (
                say(locale, 'Sujet à venir', 'Subject to come')
              )}
            </p>
            <p class="small">
              {issue ? (
                <>
                  {say(locale, 'Prévu le ', 'Planned for ')}
                  <Day date={issue.coverDate} locale={locale} />
                </>
              ) : (
                say(locale, 'Date à venir', 'Date to come')
              )}
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}

type ReceivedProps = {
  view: View
  holding: Holding
  csrf: string
  /** Of a gift to somebody else nothing is read here. */
  mayRead: boolean
}

export function ReceivedList(props: ReceivedProps) {
  return (
    <ol class="issue-lines">
      {props.holding.received.map((issue) => (
        <ReceivedLine {...props} issue={issue} />
      ))}
    </ol>
  )
}

function ReceivedLine(props: ReceivedProps & { issue: ReceivedIssue }) {
  const { view, holding, issue, mayRead } = props
  const { locale, publication } = view
  const { number } = issue
  const state = receivedState(issue, {
    ...{ locale, zone: publication.zone },
    now: instant(view.now),
  })
  const title = issue.issue?.dossier.title || issue.issue?.title
  const isRead = mayRead && issue.edition !== 'print'
  return (
    <li class="issue-line">
      <span class="issue-number">{number}</span>
      <div>
        <p class="issue-name" lang={title === undefined ? undefined : langOf(view)}>
          {title === undefined ? (
            say(locale, `Numéro ${number}`, `Issue ${number}`)
          ) : (
            <a href={localPath(locale, `/${isRead ? 'read' : 'issues'}/${number}`)}>
              <Title text={title} />
            </a>
          )}
        </p>
        <p class="small">
          {state.text}
          {issue.copies > 1 &&
            say(locale, `, ${issue.copies} exemplaires`, `, ${issue.copies} copies`)}
        </p>
      </div>
      <div class="issue-acts">
        {isRead && (
          <a class="button small" href={localPath(locale, `/read/${number}`)}>
            {say(locale, 'Lire', 'Read')}
          </a>
        )}
        {state.canClaim && (
          <form method="post" action={localPath(locale, '/account/claim')}>
            <CsrfField token={props.csrf} />
            <input type="hidden" name="stream" value={holding.ref.streamId} />
            <Button size="small" tone="plain" name="number" value={String(number)}>
              {mayRead
                ? say(locale, 'Je ne l’ai pas reçu', 'I did not get it')
                : say(locale, 'Il n’est pas arrivé', 'It did not arrive')}
              <span class="visually-hidden">
                {say(locale, `\u202f: numéro ${number}`, `: issue ${number}`)}
              </span>
            </Button>
          </form>
        )}
      </div>
    </li>
  )
}
