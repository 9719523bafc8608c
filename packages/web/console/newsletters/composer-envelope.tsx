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
      <details
        open={['senderName', 'replyTo', 'issueNumber', 'segmentId'].some((name) => errors[name])}
      >
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
        <Select
          {...common}
          name="segmentId"
          label={label('segmentId')}
          hint={
            <>
              {say(locale, 'Restreint encore ces lecteurs. ', 'Narrows these readers further. ')}
              <a href="/console/readers/segments">
                {say(locale, 'Voir les segments', 'See the segments')}
              </a>
            </>
          }
          value={draft.segmentId}
          options={segmentOptions(props)}
        />
      </details>
    </fieldset>
  )
}

/** The saved segments; one that was deleted stays named, so that nobody sends to all by mistake. */
function segmentOptions({ c, draft, segments }: ComposerProps) {
  const { locale } = c.get('view')
  const known = segments.map(({ id, name }) => ({ value: id as string, label: name }))
  const isGone = draft.segmentId !== '' && !known.some(({ value }) => value === draft.segmentId)
  const gone = {
    value: draft.segmentId,
    label: say(locale, 'Segment supprimé', 'Deleted segment'),
  }
  const none = { value: '', label: say(locale, 'Aucun', 'None') }
  return [none, ...known, ...(isGone ? [gone] : [])]
}

/** What the closed part holds, in one line. */
function envelopeSummary({ c, draft, segments }: ComposerProps): string {
  const { locale, publication } = c.get('view')
  const from = draft.senderName.trim() || publication.sender.name
  const topics = publication.topics
    .filter(({ id }) => draft.topics.includes(id))
    .map(({ name }) => name[locale].toLowerCase())
  const to =
    topics.length === 0
      ? say(locale, 'tous les inscrits', 'every subscriber')
      : new Intl.ListFormat(locale, { type: 'disjunction' }).format(topics)
  const segment = segments.find(({ id }) => id === draft.segmentId)?.name
  const within = segment
    ? say(locale, `, segment «\u202f${segment}\u202f»`, `, segment “${segment}”`)
    : ''
  return say(locale, `De ${from}, à ${to}${within}`, `From ${from}, to ${to}${within}`)
}
