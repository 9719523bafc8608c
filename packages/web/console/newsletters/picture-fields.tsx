// The fields of a picture: one from the library or a new one, its text, its caption and link.
import { say } from '#web/shared/locale'
import { type BlockFieldsProps, FieldError, Line } from './block-lines.tsx'

export function Picture(props: BlockFieldsProps) {
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
