// Lists that are looked at by place: what waits for a person, or a month; and the way to more of it.
import { Button } from '#web/shared/form.tsx'
import { formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'

type Props = {
  c: ConsoleContext
  /** The list's address. */
  path: string
  /** `waits`, or a month. */
  place: string
}

/** `waits` is the name of the place that is no month, `words` what it is called; so with `monthWords`. */
export function PlaceForm(
  props: Props & { waits: string; words: string; monthWords: string; months: readonly string[] },
) {
  const { c, path, place, waits, words, monthWords, months } = props
  const locale = c.get('locale')
  return (
    <form class="bar" method="get" action={path}>
      <div class="field">
        <label for="f-place">{say(locale, 'Voir', 'Show')}</label>
        <select id="f-place" name="place">
          <option value={waits} selected={place === waits}>
            {words}
          </option>
          {months.map((month) => (
            <option value={month} selected={month === place}>
              {monthWords}
              {formatMonth(`${month}-01`, locale)}
            </option>
          ))}
        </select>
      </div>
      <Button>{say(locale, 'Voir', 'Show')}</Button>
    </form>
  )
}

export function MoreOfPlace({ c, path, place, cursor }: Props & { cursor: string | undefined }) {
  const locale = c.get('locale')
  if (cursor === undefined) return null
  return (
    <nav class="pager" aria-label={say(locale, 'Pages', 'Pages')}>
      <span />
      <a href={`${path}?${new URLSearchParams({ place, after: cursor })}`} rel="next">
        {say(locale, 'Suite →', 'More →')}
      </a>
    </nav>
  )
}
