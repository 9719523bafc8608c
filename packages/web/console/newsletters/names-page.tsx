// The names behind a number of the report, in pages and as CSV.
import type { ListedRecipient } from '#delivery/list-recipients'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame } from '../parts.tsx'
import { newsletterPath } from './desk.ts'
import { meaningOf, reasonNames, stateNames } from './report-words.ts'
import { NewsletterTabs } from './tabs.tsx'

export function NamesPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  state: string
  reason?: string | undefined
  recipients: readonly ListedRecipient[]
  csvPath: string
  next?: string | undefined
  first?: string | undefined
}) {
  const { c, newsletter, state, reason, recipients } = props
  const { locale, publication } = c.get('view')
  const title = `${stateNames[state]?.[locale] ?? state}${reason ? ` · ${reasonNames[reason]?.[locale] ?? reason}` : ''}`
  return (
    <ConsolePage
      c={c}
      title={title}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id, 'report'),
        name: say(locale, 'Rapport', 'Report'),
      }}
      lead={meaningOf(state, publication)?.[locale]}
      actions={
        recipients.length > 0 && (
          <a class="button" href={props.csvPath} download>
            CSV
          </a>
        )
      }
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="report" />
      {recipients.length === 0 ? (
        <Empty title={say(locale, 'Personne.', 'Nobody.')} />
      ) : (
        <TableFrame label={title}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{say(locale, 'Lecteur', 'Reader')}</th>
                <th scope="col">{say(locale, 'Domaine', 'Domain')}</th>
                <th scope="col">{say(locale, 'Raison', 'Reason')}</th>
              </tr>
            </thead>
            <tbody>
              {recipients.map((recipient) => (
                <tr>
                  <th scope="row">
                    {recipient.email ? (
                      <a href={`/console/readers/${recipient.readerId}`}>{recipient.email}</a>
                    ) : (
                      <span class="soft">{say(locale, 'données effacées', 'data erased')}</span>
                    )}
                  </th>
                  <td>{recipient.domain}</td>
                  <td>{reasonText(recipient.reason, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {(props.first || props.next) && (
        <nav class="pager" aria-label={say(locale, 'Pages', 'Pages')}>
          {props.first ? <a href={props.first}>{say(locale, '← Début', '← Start')}</a> : <span />}
          {props.next && <a href={props.next}>{say(locale, 'Suite →', 'Next →')}</a>}
        </nav>
      )}
    </ConsolePage>
  )
}

export function reasonText(reason: string | undefined, locale: Locale): string {
  return reason === undefined ? '' : (reasonNames[reason]?.[locale] ?? reason)
}
