// The head of the composer's form: subject and preheader first, the rest folded into one line.
import { Field, Select } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ComposerProps } from './composer-page.tsx'
import { headNames } from './newsletter-words.ts'

export function Envelope(props: ComposerProps) {
  const { c, draft, errors } = props
  const { locale, publication } = c.get('view')
  const isLocked = props.newsletter.status !== 'draft'
  const common = { locale, form: { values: {}, errors } }
  const label = (name: keyof typeof headNames) => headNames[name]?.[locale] ?? ''
  return (
    <fieldset class="envelope" disabled={isLocked}>
      <legend class="visually-hidden">{say(locale, 'En-tête', 'Envelope')}</legend>
      <Field
        {...common}
        name="subject"
        label={label('subject')}
        value={draft.subject}
        maxlength={200}
      />
      <Field
        {...common}
        name="preheader"
        label={label('preheader')}
        hint={say(
          locale,
          'La ligne que la messagerie montre après l’objet.',
          'The line that the mailbox shows after the subject.',
        )}
        value={draft.preheader}
        maxlength={200}
        isOptional
      />
      <details open={['senderName', 'replyTo', 'issueNumber'].some((name) => errors[name])}>
        <summary>{envelopeSummary(props)}</summary>
        <div class="pair">
          <Field
            {...common}
            name="senderName"
            label={label('senderName')}
            value={draft.senderName}
            placeholder={publication.sender.name}
            maxlength={120}
            isOptional
          />
          <Field
            {...common}
            name="replyTo"
            type="email"
            label={label('replyTo')}
            value={draft.replyTo}
            placeholder={publication.sender.replyTo}
            maxlength={254}
            isOptional
          />
          <Field
            {...common}
            name="issueNumber"
            label={label('issueNumber')}
            value={draft.issueNumber}
            inputmode="numeric"
            list="issues"
            isOptional
          />
          <Select
            {...common}
            name="locale"
            label={label('locale')}
            value={draft.locale}
            options={[
              { value: 'fr', label: 'Français' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        <fieldset class="field topics">
          <legend>{say(locale, 'Pour qui', 'For whom')}</legend>
          <p class="hint">
            {say(
              locale,
              'Sans thème coché, tous les inscrits la reçoivent.',
              'With no topic ticked, every subscriber gets it.',
            )}
          </p>
          {publication.topics.map((topic) => (
            <label class="choice inline">
              <input
                type="checkbox"
                name="topic"
                value={topic.id}
                checked={draft.topics.includes(topic.id)}
              />
              <span>{topic.name[locale]}</span>
            </label>
          ))}
        </fieldset>
      </details>
    </fieldset>
  )
}

/** What the closed part holds, in one line. */
function envelopeSummary({ c, draft }: ComposerProps): string {
  const { locale, publication } = c.get('view')
  const from = draft.senderName.trim() || publication.sender.name
  const topics = publication.topics
    .filter(({ id }) => draft.topics.includes(id))
    .map(({ name }) => name[locale].toLowerCase())
  const to =
    topics.length === 0
      ? say(locale, 'tous les inscrits', 'every subscriber')
      : new Intl.ListFormat(locale, { type: 'disjunction' }).format(topics)
  return say(locale, `De ${from}, à ${to}`, `From ${from}, to ${to}`)
}
