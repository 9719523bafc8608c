// The composer: the newsletter's form on the left, the proof on the right.
import type { Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { Sentence } from '#kernel/errors'
import type { Segment } from '#readers/segment'
import { Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { newsletterStates } from '../words.ts'
import { BlockForm } from './block-form.tsx'
import { Envelope } from './composer-envelope.tsx'
import { blockTypes, type ComposerDraft } from './composer-form.ts'
import { LockedNote, RemovedNote, Summary } from './composer-notes.tsx'
import { newsletterPath, previewPath } from './desk.ts'
import { blockNames } from './newsletter-words.ts'
import { ProofFrame } from './proof-frame.tsx'
import { viewersAmong } from './seen-by.tsx'
import { NewsletterTabs } from './tabs.tsx'

export type ComposerProps = {
  c: ConsoleContext
  newsletter: Newsletter
  draft: ComposerDraft
  errors: Readonly<Record<string, Sentence>>
  issues: readonly Issue[]
  segments: readonly Pick<Segment, 'id' | 'name'>[]
  companyNames: readonly string[]
  images: ReadonlyMap<string, Image>
  updatedBy: string
  /** The id that a copy will have, so that a button pressed twice makes one. */
  copyId: string
  suggestionCount: number
  /** Companies that the text names and no list of companies does. */
  unlisted: readonly string[]
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
      back={{ href: '/console/newsletters', name: say(locale, 'Lettres', 'Newsletters') }}
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
                segments={props.segments}
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
          <Unlisted {...props} />
          {newsletter.status === 'draft' && <AddBlock {...props} />}
          {newsletter.status === 'draft' && <SaveBar {...props} />}
        </form>
        <ProofFrame
          c={c}
          newsletter={newsletter}
          viewers={viewersAmong(draft.blocks, props.segments)}
          form={newsletter.status === 'draft' ? 'composer' : undefined}
        />
      </div>
      <datalist id="issues">
        {props.issues.map((issue) => (
          <option value={String(issue.number)}>{issue.dossier.title || issue.title}</option>
        ))}
      </datalist>
    </ConsolePage>
  )
}

function Unlisted({ c, unlisted }: ComposerProps) {
  const { locale } = c.get('view')
  if (unlisted.length === 0) return null
  const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(unlisted)
  return (
    <p class="unlisted">
      {say(
        locale,
        `Le texte cite ${list}, que la liste des entreprises ne nomme pas. `,
        `The text names ${list}, which the list of companies does not. `,
      )}
      <button class="as-link" type="submit" name="do" value="mentions">
        {say(locale, 'Compléter la liste', 'Complete the list')}
      </button>
    </p>
  )
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
