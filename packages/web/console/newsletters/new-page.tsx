// A new newsletter: of an issue, or empty.
import type { Issue } from '#editorial/issue'
import type { Sentence } from '#kernel/errors'
import { Button, CsrfField, Field, Select } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { issueStates } from '../words.ts'

export function NewNewsletterPage(props: {
  c: ConsoleContext
  issues: readonly Issue[]
  chosen: string
  subject: string
  /** The id it will have, so that a form sent twice makes one. */
  newId: string
  errors: Readonly<Record<string, Sentence>>
}) {
  const { c, issues } = props
  const { locale, publication } = c.get('view')
  const common = { locale, form: { values: {}, errors: props.errors } }
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Nouvelle lettre', 'New newsletter')}
      place="newsletters"
      back={{ href: '/console/newsletters', name: say(locale, 'Lettres', 'Newsletters') }}
    >
      <form class="form" method="post" action="/console/newsletters/new">
        <CsrfField token={c.get('csrf')} />
        <input type="hidden" name="newId" value={props.newId} />
        <Select
          {...common}
          name="issueNumber"
          label={say(locale, 'Numéro', 'Issue')}
          hint={say(
            locale,
            'Le titre, le chapô et les entreprises du dossier y sont repris.',
            'The dossier’s title, standfirst and companies are taken over.',
          )}
          value={props.chosen}
          options={[
            {
              value: '',
              label: say(
                locale,
                'Sans numéro\u202f: une lettre vide',
                'No issue: an empty newsletter',
              ),
            },
            ...issues.map((issue) => ({
              value: String(issue.number),
              label: `N°\u00a0${issue.number} · ${issue.dossier.title || issue.title} (${issueStates[issue.status].word[locale]})`,
            })),
          ]}
        />
        <Field
          {...common}
          name="subject"
          label={say(locale, 'Objet', 'Subject')}
          hint={say(
            locale,
            'Laissez vide pour celui que donne le dossier.',
            'Leave empty for the one that the dossier gives.',
          )}
          value={props.subject}
          maxlength={200}
          isOptional
        />
        <Select
          {...common}
          name="locale"
          label={say(locale, 'Langue', 'Language')}
          value={publication.locale}
          options={[
            { value: 'fr', label: 'Français' },
            { value: 'en', label: 'English' },
          ]}
        />
        <div class="actions">
          <Button tone="primary">{say(locale, 'Créer', 'Make it')}</Button>
        </div>
      </form>
    </ConsolePage>
  )
}
