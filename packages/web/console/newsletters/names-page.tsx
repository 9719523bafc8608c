// The names behind a number of the report, in pages and as CSV.
import type { ListedRecipient } from '#delivery/list-recipients'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import type { MailingId } from '#kernel/ids'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame } from '../parts.tsx'
import { newsletterPath } from './desk.ts'
import { tracePath } from './report-links.ts'
import { meaningOf, reasonNames, reasonText, stateNames } from './report-words.ts'
import { NewsletterTabs } from './tabs.tsx'

/** A recipient, or a reader who was left out. */
type Named = Pick<ListedRecipient, 'readerId' | 'email' | 'domain' | 'reason' | 'note'>

export function NamesPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  mailingId: MailingId
  state: string
  reason?: string | undefined
  recipients: readonly Named[]
  /** Absent where there is no file of them. */
  csvPath?: string | undefined
  next?: string | undefined
  first?: string | undefined
}) {
  const { c, newsletter, mailingId, state, reason, recipients } = props
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
        recipients.length > 0 &&
        props.csvPath && (
          <a class="button" href={props.csvPath} download>
            CSV
          </a>
        )
      }
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="report" />
      {recipients.length === 0 ? (
        <Empty
          title={
            props.next
              ? say(locale, 'Personne dans cette partie.', 'Nobody in this part.')
              : say(locale, 'Personne.', 'Nobody.')
          }
        />
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
                    <a href={tracePath(newsletter.id, { mailingId, ...recipient })}>
                      {recipient.email ?? say(locale, 'données effacées', 'data erased')}
                    </a>
                  </th>
                  <td>{recipient.domain}</td>
                  <td>{whyOf(recipient, locale)}</td>
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

function whyOf({ reason, note }: Named, locale: Locale): string {
  return reasonText(reason ?? note?.why, locale)
}
