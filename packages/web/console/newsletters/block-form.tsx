// The form of one block: its fields, its place in the order, whom it is for, what to do with it.
import { say } from '#web/shared/locale'
import { BlockAudience, type NamedSegment, segmentWord } from './block-audience.tsx'
import { BlockFields } from './block-fields.tsx'
import { type BlockFieldsProps, FieldError } from './block-lines.tsx'
import { blockNames } from './newsletter-words.ts'

export type BlockFormProps = BlockFieldsProps & {
  at: number
  of: number
  segments: readonly NamedSegment[]
  isLocked: boolean
}

/** One block, as a piece of the proof: its kind in the margin, its text, its small tools. */
export function BlockForm(props: BlockFormProps) {
  const { block, at, of, locale } = props
  const name = blockNames[block.type][locale]
  const segment = segmentWord(block.segmentId, props.segments, locale)
  const isGone = segment !== undefined && !props.segments.some(({ id }) => id === block.segmentId)
  const field = `${block.id}.segmentId`
  return (
    <fieldset
      class={`piece piece-${block.type}`}
      id={`b-${block.id}`}
      data-block={block.id}
      disabled={props.isLocked}
    >
      <legend>
        {name}
        <span class="visually-hidden">{` ${at + 1} ${say(locale, 'sur', 'of')} ${of}`}</span>
        {segment !== undefined && (
          <span class={isGone ? 'piece-for is-gone' : 'piece-for'}>
            <span class="visually-hidden">{say(locale, ', seulement pour ', ', only for ')}</span>
            {segment}
          </span>
        )}
      </legend>
      <input type="hidden" name="block" value={`${block.id}:${block.type}`} />
      <div class="piece-body">
        <BlockFields {...props} />
        <FieldError error={props.errors[field]} id={`f-${field}-error`} locale={locale} />
      </div>
      {!props.isLocked && <BlockTools {...props} name={name} />}
    </fieldset>
  )
}

function BlockTools(props: BlockFormProps & { name: string }) {
  const { block, at, of, locale, name } = props
  const tool = (verb: 'up' | 'down' | 'remove', sign: string, label: string) => (
    <button
      class="tool-button"
      type="submit"
      name="do"
      value={`${verb}:${block.id}`}
      data-move={verb}
      aria-label={`${label} (${name} ${at + 1})`}
      title={label}
    >
      {sign}
    </button>
  )
  return (
    <div class="piece-tools">
      <BlockAudience
        block={block}
        segments={props.segments}
        locale={locale}
        of={`${name} ${at + 1}`}
        isWrong={props.errors[`${block.id}.segmentId`] !== undefined}
      />
      {at > 0 && tool('up', '↑', say(locale, 'Monter', 'Move up'))}
      {at < of - 1 && tool('down', '↓', say(locale, 'Descendre', 'Move down'))}
      {tool('remove', '×', say(locale, 'Supprimer', 'Remove'))}
    </div>
  )
}
