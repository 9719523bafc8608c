// Two people edited one newsletter: what differs, side by side, a side to choose for each, and one
// button that keeps the mix. Nothing is lost: the stored text stays among the versions.
import type { Block } from '#editorial/blocks'
import type { Difference } from '#editorial/merge-newsletters'
import type { Newsletter, NewsletterContent } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { type NamedSegment, segmentWord } from './block-audience.tsx'
import { blockDraft, type Names } from './composer-form.ts'
import { newsletterPath } from './desk.ts'
import { blockNames, headNames } from './newsletter-words.ts'

export function ConflictPage(props: {
  c: ConsoleContext
  theirs: Newsletter
  theirName: string
  mine: NewsletterContent
  found: readonly Difference[]
  names: Pick<Names, 'companies'>
  segments: readonly NamedSegment[]
}) {
  const { c, theirs, mine, found } = props
  const { locale, now, publication } = c.get('view')
  return (
    <ConsolePage
      c={c}
      place="newsletters"
      title={say(locale, 'Quelqu’un d’autre a écrit', 'Somebody else has written')}
      back={{
        href: newsletterPath(theirs.id),
        name: theirs.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      lead={
        <>
          {props.theirName} {say(locale, 'a enregistré cette lettre ', 'saved this newsletter ')}
          <Time at={theirs.updatedAt} now={now} locale={locale} zone={publication.zone} />
          {say(
            locale,
            ', pendant que vous y travailliez. Rien n’est perdu\u202f: choisissez passage par passage, nous avons coché le plus probable.',
            ', while you were working on it. Nothing is lost: choose passage by passage; the likelier side is ticked.',
          )}
        </>
      }
    >
      <form method="post" action={newsletterPath(theirs.id, 'merge')} class="conflict">
        <input type="hidden" name="csrf" value={c.get('csrf')} />
        <input type="hidden" name="version" value={String(theirs.version)} />
        <input type="hidden" name="mine" value={JSON.stringify(mine)} />
        <div class="conflict-heads" aria-hidden="true">
          <p>{say(locale, 'Votre texte', 'Your text')}</p>
          <p>
            {say(locale, 'Le texte enregistré par ', 'The text saved by ')}
            {props.theirName}
          </p>
        </div>
        {found.map((one) => (
          <DifferenceRow
            one={one}
            locale={locale}
            theirName={props.theirName}
            names={props.names}
            segments={props.segments}
          />
        ))}
        <div class="actions">
          <button class="button primary" type="submit">
            {say(locale, 'Enregistrer ce choix', 'Save this choice')}
          </button>
          <a class="button quiet" href={newsletterPath(theirs.id)}>
            {say(
              locale,
              `Abandonner mon texte et garder celui de ${props.theirName}`,
              `Give up my text and keep ${props.theirName}’s`,
            )}
          </a>
        </div>
      </form>
    </ConsolePage>
  )
}

function DifferenceRow(props: {
  one: Difference
  locale: Locale
  theirName: string
  names: Pick<Names, 'companies'>
  segments: readonly NamedSegment[]
}) {
  const { one, locale, names } = props
  const name =
    one.kind === 'field'
      ? (headNames[one.field]?.[locale] ?? one.field)
      : blockNames[(one.mine ?? one.theirs)?.type ?? 'paragraph'][locale]
  const missing = say(locale, '(ce bloc n’y est pas)', '(this block is not there)')
  const side = (of: 'mine' | 'theirs') => {
    const text = one.kind === 'field' ? one[of] : one[of] ? textOf(one[of], names) : missing
    const block = one.kind === 'block' ? one[of] : undefined
    const segment = segmentWord(block?.segmentId ?? '', props.segments, locale)
    return (
      <label class="conflict-side">
        <input type="radio" name={`pick.${one.key}`} value={of} checked={one.likely === of} />
        <span class="visually-hidden">
          {of === 'mine' ? say(locale, 'Votre texte : ', 'Your text: ') : `${props.theirName} · `}
        </span>
        <span class={text === missing ? 'soft' : 'conflict-text'}>
          {text === '' ? say(locale, '(vide)', '(empty)') : text}
          {segment !== undefined && (
            <span class="hint">{say(locale, `Pour\u202f: ${segment}`, `For: ${segment}`)}</span>
          )}
        </span>
      </label>
    )
  }
  return (
    <fieldset class="conflict-row">
      <legend>{name}</legend>
      {side('mine')}
      {side('theirs')}
    </fieldset>
  )
}

/** A block's fields as one text to compare. */
export function textOf(block: Block, names: Pick<Names, 'companies'>): string {
  return Object.values(blockDraft(block, names).fields)
    .filter((value) => value !== '')
    .join('\n')
}
