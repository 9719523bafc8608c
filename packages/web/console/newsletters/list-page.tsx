// The list of newsletters: what each is about, where it stands, when it goes or went out.
import type { Mailing } from '#delivery/mailing'
import type { Newsletter } from '#editorial/newsletter'
import { ExactTime, Numero, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Pager, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame } from '../parts.tsx'
import { newsletterStates } from '../words.ts'
import { newsletterPath } from './desk.ts'
import { newsletterFlash } from './flash.ts'

export type ListRow = { newsletter: Newsletter; mailing?: Mailing | undefined }

export function NewsletterListPage(props: {
  c: ConsoleContext
  rows: readonly ListRow[]
  query: string
  /** Whether the search looked through all of them, or through the newest only. */
  searchedAll: boolean
  older?: string | undefined
  newer?: string | undefined
}) {
  const { c, rows, query } = props
  const { locale } = c.get('view')
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Lettres', 'Newsletters')}
      place="newsletters"
      flash={newsletterFlash(c)}
      actions={
        <a class="button" href="/console/newsletters/new">
          {say(locale, 'Nouvelle lettre', 'New newsletter')}
        </a>
      }
    >
      <form class="bar" method="get" action="/console/newsletters">
        <div class="field">
          <label for="f-q">{say(locale, 'Chercher', 'Search')}</label>
          <input id="f-q" type="search" name="q" value={query} maxlength={200} />
        </div>
        <button class="button small" type="submit">
          {say(locale, 'Chercher', 'Search')}
        </button>
        {query !== '' && (
          <a href="/console/newsletters">{say(locale, 'Tout montrer', 'Show all')}</a>
        )}
      </form>
      {rows.length === 0 ? <Nothing c={c} query={query} /> : <Rows {...props} />}
      {query !== '' && !props.searchedAll && (
        <p class="hint">
          {say(
            locale,
            'Seules les 200 lettres les plus récentes ont été parcourues.',
            'Only the 200 newest newsletters were searched.',
          )}
        </p>
      )}
      <Pager older={props.older} newer={props.newer} locale={locale} />
    </ConsolePage>
  )
}

function Nothing({ c, query }: { c: ConsoleContext; query: string }) {
  const { locale } = c.get('view')
  if (query !== '')
    return (
      <Empty
        title={say(locale, `Rien ne contient «\u202f${query}\u202f».`, `Nothing holds “${query}”.`)}
      >
        {say(
          locale,
          'La recherche porte sur l’objet, le titre et le numéro.',
          'The search looks at the subject, the title and the issue.',
        )}
      </Empty>
    )
  return (
    <Empty
      title={say(locale, 'Aucune lettre encore.', 'No newsletter yet.')}
      action={
        <a class="button primary" href="/console/issues">
          {say(locale, 'Voir les numéros', 'See the issues')}
        </a>
      }
    >
      {say(
        locale,
        'Annoncez un numéro\u202f: sa lettre se rédige d’elle-même à partir du dossier, il ne reste qu’à la compléter.',
        'Announce an issue: its newsletter is drafted from the dossier, and you only have to complete it.',
      )}
    </Empty>
  )
}

function Rows({ c, rows }: { c: ConsoleContext; rows: readonly ListRow[] }) {
  const { locale, now, publication } = c.get('view')
  return (
    <TableFrame label={say(locale, 'Lettres', 'Newsletters')}>
      <table class="table newsletters stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Objet', 'Subject')}</th>
            <th scope="col">{say(locale, 'Numéro', 'Issue')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col">{say(locale, 'Envoi', 'Mailing')}</th>
            <th scope="col">{say(locale, 'Modifiée', 'Changed')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ newsletter, mailing }) => {
            const state = newsletterStates[newsletter.status]
            return (
              <tr>
                <th scope="row" class="row-line">
                  <a href={newsletterPath(newsletter.id)}>
                    {newsletter.subject.trim() || say(locale, 'Sans objet', 'No subject')}
                  </a>
                </th>
                <td>
                  {newsletter.issueNumber !== undefined && (
                    <a href={`/console/issues/${newsletter.issueNumber}`}>
                      <Numero n={newsletter.issueNumber} />
                    </a>
                  )}
                </td>
                <td>
                  <Status tone={state.tone}>{state.word[locale]}</Status>
                </td>
                <td>
                  {mailing && (
                    <a
                      href={newsletterPath(
                        newsletter.id,
                        mailing.status === 'scheduled' ? 'schedule' : 'report',
                      )}
                    >
                      {mailing.status === 'scheduled' ? (
                        <ExactTime at={mailing.sendAt} locale={locale} zone={mailing.zone} />
                      ) : (
                        <Time
                          at={mailing.startedAt ?? mailing.sendAt}
                          now={now}
                          locale={locale}
                          zone={publication.zone}
                        />
                      )}
                    </a>
                  )}
                </td>
                <td>
                  <Time
                    at={newsletter.updatedAt}
                    now={now}
                    locale={locale}
                    zone={publication.zone}
                  />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableFrame>
  )
}
