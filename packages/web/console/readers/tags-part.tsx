// A reader's tags: each can be taken away, others can be added.
import type { Reader } from '#readers/reader'
import { Button, CsrfField, Field } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { Part } from '../parts.tsx'

export function TagsPart({ c, reader }: { c: ConsoleContext; reader: Reader }) {
  const { locale } = c.get('view')
  const { tags = [] } = reader
  const path = `/console/readers/${reader.id}/tags`
  return (
    <Part title={say(locale, 'Étiquettes', 'Tags')} id="tags">
      {tags.length > 0 && (
        <form method="post" action={path} class="reader-tags">
          <CsrfField token={c.get('csrf')} />
          {tags.map((tag) => (
            <button
              class="button small"
              type="submit"
              name="remove"
              value={tag}
              aria-label={say(locale, `Retirer ${tag}`, `Remove ${tag}`)}
            >
              {tag} <span aria-hidden="true">×</span>
            </button>
          ))}
        </form>
      )}
      <form method="post" action={path} class="form">
        <CsrfField token={c.get('csrf')} />
        <Field
          locale={locale}
          name="add"
          label={say(locale, 'Ajouter', 'Add')}
          hint={say(
            locale,
            'Vos mots à vous, entre virgules. Un segment peut s’y fier.',
            'Words of your own, between commas. A segment may rely on them.',
          )}
          maxlength={400}
        />
        <Button>{say(locale, 'Étiqueter', 'Tag')}</Button>
      </form>
    </Part>
  )
}
