// The sections of an issue as rows of a form. Its small buttons send the form back rearranged, so
// that nothing here needs a script; an island saves the round trip.
import { SectionKind } from '#editorial/issue'
import type { Locale, Sentence } from '#kernel/errors'
import { say } from '#web/shared/locale'
import { sectionKinds } from '../words.ts'
import type { SectionRow } from './issue-form.ts'

const spareRows = 2

export function SectionRows(props: {
  locale: Locale
  rows: readonly SectionRow[]
  error?: Sentence | undefined
}) {
  const { locale, error } = props
  const spare = Array.from({ length: spareRows }, () => ({ kind: 'news', title: '', pages: '' }))
  const rows = [...props.rows, ...spare]
  return (
    <fieldset class="field section-rows" id="f-sections" aria-describedby="f-sections-hint">
      <legend>{say(locale, 'Rubriques et pages', 'Sections and pages')}</legend>
      <p class="hint" id="f-sections-hint">
        {say(
          locale,
          'Les pages se comptent en quarts. Une ligne vide est laissée de côté.',
          'Pages count in quarters. An empty row is left out.',
        )}
      </p>
      <ol class="rows">
        {rows.map((row, at) => (
          <Row locale={locale} row={row} at={at} isSpare={at >= props.rows.length} />
        ))}
      </ol>
      <button class="button small" type="submit" name="action" value="more">
        {say(locale, 'Ajouter des lignes', 'Add rows')}
      </button>
      {error && (
        <p class="error" id="f-sections-error">
          {error[locale]}
        </p>
      )}
    </fieldset>
  )
}

function Row(props: { locale: Locale; row: SectionRow; at: number; isSpare: boolean }) {
  const { locale, row, at, isSpare } = props
  const nth = at + 1
  return (
    <li class="row">
      <select
        name="sectionKind"
        aria-label={say(locale, `Nature de la rubrique ${nth}`, `Kind of section ${nth}`)}
      >
        {SectionKind.options.map((kind) => (
          <option value={kind} selected={kind === row.kind}>
            {sectionKinds[kind][locale]}
          </option>
        ))}
      </select>
      <input
        type="text"
        name="sectionTitle"
        value={row.title}
        maxlength={400}
        aria-label={say(locale, `Titre de la rubrique ${nth}`, `Title of section ${nth}`)}
      />
      <input
        type="text"
        name="sectionPages"
        value={locale === 'fr' ? row.pages.replace('.', ',') : row.pages}
        inputmode="decimal"
        maxlength={7}
        class="pages"
        aria-label={say(locale, `Pages de la rubrique ${nth}`, `Pages of section ${nth}`)}
      />
      <span class="row-acts">
        {!isSpare && at > 0 && (
          <button
            class="as-link"
            type="submit"
            name="action"
            value={`up:${at}`}
            aria-label={say(locale, `Monter la rubrique ${nth}`, `Move section ${nth} up`)}
          >
            ↑
          </button>
        )}
        {!isSpare && (
          <button
            class="as-link"
            type="submit"
            name="action"
            value={`out:${at}`}
            aria-label={say(locale, `Retirer la rubrique ${nth}`, `Take section ${nth} out`)}
          >
            ×
          </button>
        )}
      </span>
    </li>
  )
}
