// The form of one block: its fields, its place in the order, what to do with it.
import type { BlockType } from '#editorial/blocks'
import type { Image } from '#editorial/issue'
import type { Locale, Sentence } from '#kernel/errors'
import { say } from '#web/shared/locale'
import type { BlockDraft } from './composer-form.ts'
import { blockNames, fieldNames } from './newsletter-words.ts'

export type BlockFormProps = {
  block: BlockDraft
  at: number
  of: number
  errors: Readonly<Record<string, Sentence>>
  locale: Locale
  images: ReadonlyMap<string, Image>
  isLocked: boolean
}

/** One block, as a piece of the proof: its kind in the margin, its text, its small tools. */
export function BlockForm(props: BlockFormProps) {
  const { block, at, of, locale } = props
  const name = blockNames[block.type][locale]
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
      </legend>
      <input type="hidden" name="block" value={`${block.id}:${block.type}`} />
      <div class="piece-body">
        <BlockFields {...props} />
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
      {at > 0 && tool('up', '↑', say(locale, 'Monter', 'Move up'))}
      {at < of - 1 && tool('down', '↓', say(locale, 'Descendre', 'Move down'))}
      {tool('remove', '×', say(locale, 'Supprimer', 'Remove'))}
    </div>
  )
}

function BlockFields(props: BlockFormProps) {
  const { block, locale } = props
  switch (block.type) {
    case 'title':
      return <Lines {...props} field="text" rows={1} isBare />
    case 'heading':
      return <Lines {...props} field="text" rows={1} isBare />
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return <Lines {...props} field="rich" rows={3} isBare />
    case 'epigraph':
      return <Epigraph {...props} />
    case 'companies':
      return (
        <>
          <Line {...props} field="lead" isOptional />
          <Lines {...props} field="companies" rows={3} />
        </>
      )
    case 'dossierCard':
    case 'issueCard':
      return <Line {...props} field="issueNumber" size="small" list="issues" />
    case 'image':
      return <Picture {...props} />
    case 'list':
      return (
        <>
          <Lines {...props} field="items" rows={4} />
          <label class="choice inline">
            <input
              type="checkbox"
              name={`${block.id}.ordered`}
              value="1"
              checked={block.fields['ordered'] === '1'}
            />
            <span>{say(locale, 'numérotée', 'numbered')}</span>
          </label>
          <Kept {...props} field="markers" />
        </>
      )
    case 'button':
      return (
        <div class="pair">
          <Line {...props} field="label" />
          <Line {...props} field="href" />
        </div>
      )
    case 'divider':
      return (
        <>
          <hr class="piece-rule" />
          <Kept {...props} field="mark" />
        </>
      )
  }
}

function Epigraph(props: BlockFormProps) {
  const { locale } = props
  const details = ['author', 'work', 'year', 'publisher'] as const
  const hasDetails = details.some((field) => props.block.fields[field] !== '')
  const isWrong = details.some((field) => props.errors[`${props.block.id}.${field}`])
  return (
    <>
      <Lines {...props} field="quote" rows={2} />
      <Line {...props} field="attribution" />
      <details open={isWrong}>
        <summary>
          {hasDetails
            ? say(locale, 'Ce qui en a été compris', 'What was understood of it')
            : say(locale, 'Détail de la source', 'The source in detail')}
        </summary>
        <div class="pair">
          {details.map((field) => (
            <Line {...props} field={field} isOptional />
          ))}
        </div>
      </details>
      <Kept {...props} field="attributionFirst" />
    </>
  )
}

function Picture(props: BlockFormProps) {
  const { block, locale, images } = props
  const imageId = block.fields['imageId'] ?? ''
  const image = images.get(imageId)
  const chosen = `${block.id}.imageId`
  const error = props.errors[chosen]
  const recent = [...images.values()].slice(0, 12)
  return (
    <div class="picture" data-picture={block.id}>
      {image && (
        <img
          class="picture-now"
          src={`/media/images/${image.id}`}
          alt={image.alt}
          width={image.width}
          height={image.height}
        />
      )}
      <div class="field">
        <label for={`f-${chosen}`}>
          {say(locale, 'Image de la bibliothèque', 'Picture from the library')}
        </label>
        <select id={`f-${chosen}`} name={chosen} aria-invalid={error ? 'true' : undefined}>
          <option value="">{say(locale, 'aucune', 'none')}</option>
          {imageId !== '' && !image && (
            <option value={imageId} selected>
              {imageId}
            </option>
          )}
          {(image && !recent.includes(image) ? [image, ...recent] : recent).map((one) => (
            <option value={one.id} selected={one.id === imageId}>
              {`${one.alt.slice(0, 60)} (${one.width} × ${one.height})`}
            </option>
          ))}
        </select>
        <FieldError error={error} id={`f-${chosen}-error`} locale={locale} />
      </div>
      <div class="field">
        <label for={`f-${block.id}.file`}>
          {image
            ? say(locale, 'En envoyer une autre', 'Send another')
            : say(locale, 'Envoyer une image', 'Send a picture')}
        </label>
        <p class="hint" id={`f-${block.id}.file-hint`}>
          {say(
            locale,
            'JPEG, PNG, GIF ou WebP. Elle est réduite à 1 200 pixels de large.',
            'JPEG, PNG, GIF or WebP. It is reduced to 1,200 pixels wide.',
          )}
        </p>
        <input
          id={`f-${block.id}.file`}
          name={`${block.id}.file`}
          type="file"
          accept="image/jpeg,image/png,image/gif,image/webp"
          aria-describedby={`f-${block.id}.file-hint`}
          data-upload={block.id}
        />
        <FieldError
          error={props.errors[`${block.id}.file`]}
          id={`f-${block.id}.file-error`}
          locale={locale}
        />
        <p class="hint upload-state" role="status" />
      </div>
      <Line {...props} field="alt" />
      <div class="pair">
        <Line {...props} field="caption" isOptional />
        <Line {...props} field="href" isOptional />
      </div>
    </div>
  )
}

type FieldOf = BlockFormProps & { field: string; isOptional?: boolean }

function labelFor({ block, field, locale }: FieldOf): string {
  return fieldNames[field]?.[locale] ?? `${blockNames[block.type as BlockType][locale]}`
}

function Line(props: FieldOf & { size?: 'small'; list?: string }) {
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
function Lines(props: FieldOf & { rows: number; isBare?: boolean }) {
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
function Kept({ block, field }: FieldOf) {
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
