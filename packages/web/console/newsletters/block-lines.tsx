// The fields that blocks are made of: one line, several lines, a value handed on, what is wrong.

import type { BlockType } from '#editorial/blocks'
import type { Image } from '#editorial/issue'
import type { Locale, Sentence } from '#kernel/errors'
import { say } from '#web/shared/locale'
import type { BlockDraft } from './composer-form.ts'
import { blockNames, fieldNames } from './newsletter-words.ts'

export type BlockFieldsProps = {
  block: BlockDraft
  errors: Readonly<Record<string, Sentence>>
  locale: Locale
  images: ReadonlyMap<string, Image>
}

type FieldOf = BlockFieldsProps & { field: string; isOptional?: boolean }

function labelFor({ block, field, locale }: FieldOf): string {
  return fieldNames[field]?.[locale] ?? `${blockNames[block.type as BlockType][locale]}`
}

export function Line(props: FieldOf & { size?: 'small'; list?: string }) {
  const { block, field, locale } = props
  const name = `${block.id}.${field}`
  const error = props.errors[name]
  return (
    <div class={props.size === 'small' ? 'field small-field' : 'field'}>
      <label for={`f-${name}`}>
        {labelFor(props)}
        {props.isOptional && (
          <span class="optional"> ({say(locale, 'facultatif', 'optional')})</span>
        )}
      </label>
      <input
        id={`f-${name}`}
        name={name}
        type="text"
        value={block.fields[field] ?? ''}
        maxlength={1_000}
        inputmode={field === 'issueNumber' || field === 'year' ? 'numeric' : undefined}
        list={props.list}
        autocomplete="off"
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `f-${name}-error` : undefined}
      />
      <FieldError error={error} id={`f-${name}-error`} locale={locale} />
    </div>
  )
}

/** Several lines. `isBare`: the block is this one field, so its legend is label enough to see. */
export function Lines(props: FieldOf & { rows: number; isBare?: boolean }) {
  const { block, field, locale } = props
  const name = `${block.id}.${field}`
  const error = props.errors[name]
  // A line end right after the tag is dropped by browsers: one is added so that none is lost.
  return (
    <div class="field">
      <label for={`f-${name}`} class={props.isBare ? 'visually-hidden' : undefined}>
        {props.isBare ? blockNames[block.type][locale] : labelFor(props)}
      </label>
      <textarea
        id={`f-${name}`}
        name={name}
        rows={rowsFor(block.fields[field] ?? '', props.rows)}
        spellcheck={true}
        placeholder={props.isBare ? blockNames[block.type][locale] : undefined}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `f-${name}-error` : undefined}
      >
        {`\n${block.fields[field] ?? ''}`}
      </textarea>
      <FieldError error={error} id={`f-${name}-error`} locale={locale} />
    </div>
  )
}

/** Enough lines to show the text, so that the page is read without scrolling in boxes. */
function rowsFor(text: string, least: number): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / 72), 0)
  return Math.min(Math.max(least, lines), 18)
}

/** A value the form hands on unseen. */
export function Kept({ block, field }: FieldOf) {
  return <input type="hidden" name={`${block.id}.${field}`} value={block.fields[field] ?? ''} />
}

export function FieldError(props: { error: Sentence | undefined; id: string; locale: Locale }) {
  if (!props.error) return null
  return (
    <p class="error" id={props.id}>
      {props.error[props.locale]}
    </p>
  )
}
