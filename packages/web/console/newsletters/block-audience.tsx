// Whom a block is for: everyone, or the readers of one saved segment.
import type { Locale } from '#kernel/errors'
import type { Segment } from '#readers/segment'
import { say } from '#web/shared/locale'
import type { BlockDraft } from './composer-form.ts'

export type NamedSegment = Pick<Segment, 'id' | 'name'>

/** The quiet choice among a block's tools. Nothing where there is no segment to choose. */
export function BlockAudience(props: {
  block: BlockDraft
  segments: readonly NamedSegment[]
  locale: Locale
  /** Which block, for those who can't see it: `Paragraphe 3`. */
  of: string
  isWrong: boolean
}) {
  const { block, segments, locale } = props
  const { segmentId } = block
  if (segments.length === 0 && segmentId === '') return null
  const name = `${block.id}.segmentId`
  const isGone = segmentId !== '' && !segments.some(({ id }) => id === segmentId)
  return (
    <select
      id={`f-${name}`}
      name={name}
      class={segmentId === '' ? 'piece-audience' : 'piece-audience is-set'}
      aria-label={`${say(locale, 'Pour qui', 'For whom')} (${props.of})`}
      title={say(locale, 'Pour qui est ce bloc', 'Whom this block is for')}
      aria-invalid={props.isWrong ? 'true' : undefined}
      aria-describedby={props.isWrong ? `f-${name}-error` : undefined}
      data-audience
    >
      <option value="">{say(locale, 'Pour tous', 'For everyone')}</option>
      <optgroup label={say(locale, 'Seulement pour le segment', 'Only for the segment')}>
        {segments.map((one) => (
          <option value={one.id} selected={one.id === segmentId}>
            {one.name}
          </option>
        ))}
        {isGone && (
          <option value={segmentId} selected>
            {goneWord(locale)}
          </option>
        )}
      </optgroup>
    </select>
  )
}

/** The word on a block that is not for everyone. */
export function segmentWord(
  segmentId: string,
  segments: readonly NamedSegment[],
  locale: Locale,
): string | undefined {
  if (segmentId === '') return undefined
  return segments.find(({ id }) => id === segmentId)?.name ?? goneWord(locale)
}

function goneWord(locale: Locale): string {
  return say(locale, 'Segment supprimé', 'Deleted segment')
}
