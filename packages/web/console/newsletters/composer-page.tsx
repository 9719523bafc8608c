// The composer: the newsletter's form on the left, the proof on the right.
import type { Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { Sentence } from '#kernel/errors'
import { Field, Select } from '#web/shared/form.tsx'
import { Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import { type ConsoleContext, say as sayTo } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { newsletterStates } from '../words.ts'
import { BlockForm } from './block-fields.tsx'
import { blockTypes, type ComposerDraft } from './composer-form.ts'
import { newsletterPath, previewPath } from './desk.ts'
import { blockNames, headNames } from './newsletter-words.ts'
import { ProofFrame } from './proof-frame.tsx'
import { NewsletterTabs } from './tabs.tsx'

export type ComposerProps = {
  c: ConsoleContext
  newsletter: Newsletter
  draft: ComposerDraft
  errors: Readonly<Record<string, Sentence>>
  issues: readonly Issue[]
  companyNames: readonly string[]
  images: ReadonlyMap<string, Image>
  updatedBy: string
  suggestionCount: number
  flash?: FlashMessage | undefined
  /** A block that was just removed, to be put back. */
  removed?: { version: number; blockId: string; name: string } | undefined
  /** The form holds changes that are not stored yet. */
  isUnsaved?: boolean
  /** The block to begin in: one that was just added. */
  beginAt?: string | undefined
}

export function ComposerPage(props: ComposerProps) {
  const { c, newsletter, draft } = props
  const { locale } = c.get('view')
  const state = newsletterStates[newsletter.status]
  const title = newsletter.subject.trim() || say(locale, 'Sans objet', 'No subject')
  return (
    <ConsolePage
      c={c}
      title={title}
      place="newsletters"
      back={{ href: '/console/newsletters', name: 'Newsletters' }}
      islands={['composer.js']}
      flash={props.flash}
      actions={
        <>
          <Status tone={state.tone}>{state.word[locale]}</Status>
          {newsletter.status === 'draft' && (
            <a class="button" href={newsletterPath(newsletter.id, 'import')}>
              {say(locale, 'Importer un texte', 'Import a text')}
            </a>
          )}
        </>
      }
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="write" count={props.suggestionCount} />
      {newsletter.status !== 'draft' && <LockedNote {...props} />}
      {props.removed && <RemovedNote {...props} removed={props.removed} />}
      <Summary {...props} />
      <div class="composer">
        <form
          id="composer"
          class="form composer-form"
          method="post"
          action={newsletterPath(newsletter.id)}
          enctype="multipart/form-data"
          data-preview={previewPath(newsletter.id)}
          data-unsaved={props.isUnsaved ? 'yes' : undefined}
          data-begin={props.beginAt}
          data-texts={JSON.stringify(islandTexts(locale))}
        >
          <input type="hidden" name="csrf" value={c.get('csrf')} />
          <input type="hidden" name="version" value={draft.version} />
          {/* The first button is what Enter presses. */}
          <button class="visually-hidden" type="submit" name="do" value="save" tabindex={-1}>
            {say(locale, 'Enregistrer', 'Save')}
          </button>
          <Envelope {...props} />
          <div class="blocks" id="blocks">
            {draft.blocks.map((block, at) => (
              <BlockForm
                block={block}
                at={at}
                of={draft.blocks.length}
                errors={props.errors}
                locale={locale}
                images={props.images}
                isLocked={newsletter.status !== 'draft'}
              />
            ))}
            {draft.blocks.length === 0 && (
              <p class="hint">
                {say(
                  locale,
                  'Rien encore. Importez un texte, ou ajoutez un premier bloc.',
                  'Nothing yet. Import a text, or add a first block.',
                )}
              </p>
            )}
          </div>
          {newsletter.status === 'draft' && <AddBlock {...props} />}
          {newsletter.status === 'draft' && <SaveBar {...props} />}
        </form>
        <ProofFrame c={c} newsletter={newsletter} />
      </div>
      <datalist id="issues">
        {props.issues.map((issue) => (
          <option value={String(issue.number)}>{issue.dossier.title || issue.title}</option>
        ))}
      </datalist>
    </ConsolePage>
  )
}

function Envelope(props: ComposerProps) {
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

function AddBlock({ c }: ComposerProps) {
  const { locale } = c.get('view')
  return (
    <div class="add-block">
      <label for="f-addType">{say(locale, 'Ajouter', 'Add')}</label>
      <select id="f-addType" name="addType">
        {blockTypes.map((type) => (
          <option value={type} selected={type === 'paragraph'}>
            {blockNames[type][locale]}
          </option>
        ))}
      </select>
      <input type="hidden" name="after" value="" data-after />
      <button class="button small" type="submit" name="do" value="add">
        {say(locale, 'Ajouter le bloc', 'Add the block')}
      </button>
    </div>
  )
}

function SaveBar(props: ComposerProps) {
  const { c, newsletter } = props
  const { locale, now, publication } = c.get('view')
  return (
    <div class="save-bar">
      <button
        class="button primary"
        type="submit"
        name="do"
        value="save"
        aria-keyshortcuts="Control+S"
      >
        {say(locale, 'Enregistrer', 'Save')}
      </button>
      <button
        class="button"
        type="submit"
        formaction={previewPath(newsletter.id)}
        formtarget="proof"
        data-quiet
      >
        {say(locale, 'Prévisualiser', 'Preview')}
      </button>
      <p class="save-state" role="status" data-state>
        {props.isUnsaved ? (
          say(locale, 'Pas encore enregistré', 'Not saved yet')
        ) : (
          <>
            {say(locale, 'Enregistré ', 'Saved ')}
            <Time at={newsletter.updatedAt} now={now} locale={locale} zone={publication.zone} />
            {say(locale, ' par ', ' by ')}
            {props.updatedBy}
          </>
        )}
      </p>
    </div>
  )
}

/** Errors above the form, each leading to its field. */
function Summary({ c, errors }: ComposerProps) {
  const { locale } = c.get('view')
  const names = Object.keys(errors)
  if (names.length === 0) return null
  return (
    <div class="flash bad" role="alert">
      <p>
        {say(
          locale,
          'Rien n’est enregistré, tout ce que vous avez écrit est ici. À corriger\u202f:',
          'Nothing was saved; all you wrote is here. To put right:',
        )}
      </p>
      <ul>
        {names.map((name) => (
          <li>
            <a href={`#f-${name}`}>{errors[name]?.[locale]}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function LockedNote({ c, newsletter }: ComposerProps) {
  const { locale } = c.get('view')
  const isScheduled = newsletter.status === 'scheduled'
  return (
    <div class="flash warn">
      <p>
        {isScheduled
          ? sayTo(
              c,
              'Elle est programmée\u202f: son texte ne change plus. Annulez l’envoi pour la reprendre.',
              'It is scheduled: its text is fixed. Cancel the mailing to take it up again.',
            )
          : sayTo(
              c,
              'Elle est partie\u202f: son texte ne change plus. Copiez-la pour en écrire une autre.',
              'It has gone out: its text is fixed. Copy it to write another.',
            )}
      </p>
      <div class="actions">
        {isScheduled ? (
          <a class="button small" href={newsletterPath(newsletter.id, 'schedule')}>
            {say(locale, 'Voir l’envoi', 'See the mailing')}
          </a>
        ) : (
          <form method="post" action={newsletterPath(newsletter.id, 'copy')}>
            <input type="hidden" name="csrf" value={c.get('csrf')} />
            <button class="button small" type="submit">
              {say(locale, 'Copier', 'Copy')}
            </button>
          </form>
        )}
      </div>
    </div>
  )
}

function RemovedNote(
  props: ComposerProps & { removed: { version: number; blockId: string; name: string } },
) {
  const { c, newsletter, removed } = props
  const { locale } = c.get('view')
  return (
    <form class="flash" method="post" action={newsletterPath(newsletter.id, 'restore-block')}>
      <input type="hidden" name="csrf" value={c.get('csrf')} />
      <input type="hidden" name="version" value={String(newsletter.version)} />
      <input type="hidden" name="from" value={String(removed.version)} />
      <input type="hidden" name="blockId" value={removed.blockId} />
      <p>
        {say(locale, `Bloc supprimé\u202f: ${removed.name}. `, `Block removed: ${removed.name}. `)}
        <button class="as-link" type="submit">
          {say(locale, 'Le remettre', 'Put it back')}
        </button>
      </p>
    </form>
  )
}

function islandTexts(locale: 'fr' | 'en') {
  return {
    unsaved: say(locale, 'Modifications non enregistrées', 'Unsaved changes'),
    saving: say(locale, 'Enregistrement…', 'Saving…'),
    removed: say(locale, 'Supprimé. ', 'Removed. '),
    restore: say(locale, 'Rétablir', 'Restore'),
    sending: say(locale, 'Envoi de l’image…', 'Sending the picture…'),
    sent: say(locale, 'Image reçue.', 'Picture received.'),
    altFirst: say(
      locale,
      'Décrivez d’abord l’image, elle partira ensuite.',
      'Describe the picture first, then it will be sent.',
    ),
    later: say(locale, 'Elle partira quand vous enregistrerez.', 'It will be sent when you save.'),
  }
}
