// Proofreading: what the proofreader would look at, in the order of the text, each with its passage
// and a button. Nothing changes by itself.
import type { Block } from '#editorial/blocks'
import type { Newsletter } from '#editorial/newsletter'
import type { Suggestion } from '#editorial/proofread'
import type { Locale } from '#kernel/errors'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { newsletterPath } from './desk.ts'
import { newsletterFlash } from './flash.ts'
import { blockNames } from './newsletter-words.ts'
import { changedParts, contextOf, keyOf, shownText } from './suggestion-text.ts'
import { NewsletterTabs } from './tabs.tsx'

export function ProofreadPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  suggestions: readonly Suggestion[]
}) {
  const { c, newsletter, suggestions } = props
  const { locale } = c.get('view')
  const sure = suggestions.filter(({ replacement }) => replacement !== undefined)
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Relecture', 'Proofreading')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      flash={newsletterFlash(c)}
      lead={
        suggestions.length === 0
          ? undefined
          : say(
              locale,
              'Ce sont des suggestions\u202f: rien ne change sans vous.',
              'These are suggestions: nothing changes without you.',
            )
      }
    >
      <NewsletterTabs
        c={c}
        newsletter={newsletter}
        current="proofread"
        count={suggestions.length}
      />
      {suggestions.length === 0 ? (
        <Empty title={say(locale, 'Rien à signaler.', 'Nothing to point out.')}>
          {say(locale, 'Reste l’œil d’un humain.', 'What remains is a human eye.')}
        </Empty>
      ) : (
        <form method="post" action={newsletterPath(newsletter.id, 'proofread')}>
          <input type="hidden" name="csrf" value={c.get('csrf')} />
          <input type="hidden" name="version" value={String(newsletter.version)} />
          {sure.length > 1 && (
            <p class="actions">
              <button class="button" type="submit" name="accept" value="all">
                {say(
                  locale,
                  `Accepter les ${sure.length} corrections`,
                  `Accept all ${sure.length} corrections`,
                )}
              </button>
            </p>
          )}
          <ol class="suggestions">
            {suggestions.map((suggestion) => (
              <SuggestionRow
                suggestion={suggestion}
                block={newsletter.blocks.find(({ id }) => id === suggestion.blockId)}
                locale={locale}
                path={newsletterPath(newsletter.id)}
              />
            ))}
          </ol>
        </form>
      )}
    </ConsolePage>
  )
}

function SuggestionRow(props: {
  suggestion: Suggestion
  block: Block | undefined
  locale: Locale
  path: string
}) {
  const { suggestion, block, locale } = props
  if (!block) return null
  const around = contextOf(block, suggestion)
  return (
    <li>
      <p class="suggestion-kind">
        <a href={`${props.path}#b-${block.id}`}>{blockNames[block.type][locale]}</a>
      </p>
      <div>
        <p class="suggestion-text">
          {around.before}
          {suggestion.replacement === undefined ? (
            <mark>{shownText(around.found)}</mark>
          ) : (
            changedParts(around.found, suggestion.replacement).map(({ kind, text }) =>
              kind === 'same' ? (
                text
              ) : kind === 'out' ? (
                <del>{shownText(text)}</del>
              ) : (
                <ins>{shownText(text)}</ins>
              ),
            )
          )}
          {around.after}
        </p>
        <p class="soft">{suggestion.sentence[locale]}</p>
      </div>
      {suggestion.replacement !== undefined && (
        <button class="button small" type="submit" name="accept" value={keyOf(suggestion)}>
          {say(locale, 'Accepter', 'Accept')}
        </button>
      )}
    </li>
  )
}
