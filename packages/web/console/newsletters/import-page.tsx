// Bringing an editor's text in, and what was recognised of it.
import { type Block, blockText } from '#editorial/blocks'
import type { ImportWarning } from '#editorial/import-text'
import type { Company } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { Sentence } from '#kernel/errors'
import { Button, CsrfField, Select } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { FieldError } from './block-lines.tsx'
import { newsletterPath, previewPath } from './desk.ts'
import { blockNames } from './newsletter-words.ts'
import { NewsletterTabs } from './tabs.tsx'

export function ImportPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  text: string
  format: string
  error?: Sentence | undefined
}) {
  const { c, newsletter } = props
  const { locale } = c.get('view')
  const hasText = newsletter.blocks.some(({ type }) => type === 'paragraph')
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Importer un texte', 'Import a text')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      islands={['paste.js']}
      lead={say(
        locale,
        'Collez le texte tel que l’auteur l’a rendu, depuis un traitement de texte, un mail ou un fichier. Le titre, l’exergue, le chapô et les liens sont reconnus\u202f; aucun mot n’est perdu.',
        'Paste the text as the author handed it in, from a word processor, a mail or a file. Title, epigraph, standfirst and links are recognised; no word is lost.',
      )}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="write" />
      {hasText && (
        <p class="flash warn">
          {say(
            locale,
            'Le texte actuel sera remplacé\u202f; les cartes, les images et les boutons restent. L’ancien texte reste parmi les versions.',
            'The present text will be replaced; cards, pictures and buttons stay. The old text stays among the versions.',
          )}
        </p>
      )}
      <form
        class="form wide-form"
        method="post"
        action={previewPath(newsletter.id, 'import')}
        enctype="multipart/form-data"
      >
        <CsrfField token={c.get('csrf')} />
        <input type="hidden" name="version" value={String(newsletter.version)} />
        <div class="field">
          <label for="f-text">{say(locale, 'Le texte', 'The text')}</label>
          <textarea
            id="f-text"
            name="text"
            rows={18}
            class="manuscript"
            data-paste
            aria-invalid={props.error ? 'true' : undefined}
            aria-describedby={props.error ? 'f-text-error' : undefined}
          >{`\n${props.text}`}</textarea>
          <p
            class="hint"
            role="status"
            data-paste-state
            data-text={say(
              locale,
              'Collé avec sa mise en forme\u202f: gras, italiques et liens sont gardés.',
              'Pasted with its formatting: bold, italics and links are kept.',
            )}
          />
          <FieldError error={props.error} id="f-text-error" locale={locale} />
        </div>
        <div class="pair">
          <div class="field">
            <label for="f-file">
              {say(locale, 'Ou un fichier', 'Or a file')}{' '}
              <span class="optional">(.txt, .md, .html)</span>
            </label>
            <input
              id="f-file"
              name="file"
              type="file"
              accept=".txt,.md,.markdown,.html,.htm,text/plain,text/markdown,text/html"
            />
          </div>
          <Select
            locale={locale}
            name="format"
            label={say(locale, 'Format', 'Format')}
            value={props.format}
            options={[
              { value: 'auto', label: say(locale, 'le reconnaître', 'recognise it') },
              { value: 'text', label: say(locale, 'texte simple', 'plain text') },
              { value: 'markdown', label: 'Markdown' },
              { value: 'html', label: 'HTML' },
            ]}
          />
        </div>
        <div class="actions">
          <Button tone="primary">{say(locale, 'Importer', 'Import')}</Button>
        </div>
      </form>
    </ConsolePage>
  )
}

/** What was recognised, before going on to the composer. */
export function ImportedPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  imported: readonly Block[]
  mentions: readonly Company[]
  warnings: readonly ImportWarning[]
  suggestionCount: number
}) {
  const { c, newsletter, imported, mentions, warnings } = props
  const { locale } = c.get('view')
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Voici ce qui a été reconnu', 'This is what was recognised')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      actions={
        <>
          <a class="button primary" href={newsletterPath(newsletter.id)}>
            {say(locale, 'Continuer', 'Go on')}
          </a>
          {props.suggestionCount > 0 && (
            <a class="button" href={newsletterPath(newsletter.id, 'proofread')}>
              {say(
                locale,
                `Relire (${props.suggestionCount} suggestion${props.suggestionCount > 1 ? 's' : ''})`,
                `Proofread (${props.suggestionCount} suggestion${props.suggestionCount > 1 ? 's' : ''})`,
              )}
            </a>
          )}
        </>
      }
    >
      {warnings.length > 0 && (
        <div class="flash warn">
          {warnings.map(({ sentence, count }) => (
            <p>
              {sentence[locale]}
              {count > 1 && ` (×\u00a0${count})`}
            </p>
          ))}
        </div>
      )}
      <Part
        title={say(locale, 'Entreprises citées', 'Companies named')}
        aside={String(mentions.length)}
      >
        {mentions.length === 0 ? (
          <p class="soft">{say(locale, 'Aucune n’est connue ici.', 'None is known here.')}</p>
        ) : (
          <p>
            {mentions.map((company, at) => (
              <>
                {at > 0 && ', '}
                <a href={`/console/companies/${company.id}`}>{company.name}</a>
              </>
            ))}
          </p>
        )}
      </Part>
      <Part title={say(locale, 'Blocs', 'Blocks')} aside={String(imported.length)}>
        <ol class="recognised">
          {imported.map((block) => (
            <li class={`recognised-${block.type}`}>
              <span class="recognised-kind">{blockNames[block.type][locale]}</span>
              <a class="recognised-text" href={`${newsletterPath(newsletter.id)}#b-${block.id}`}>
                {blockText(block) || '—'}
              </a>
            </li>
          ))}
        </ol>
      </Part>
    </ConsolePage>
  )
}
