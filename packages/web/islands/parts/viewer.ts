// Who looks at the proof: the choice follows the segments that the form's blocks are for.
const segmentsMax = 3

export type Viewer = { added(query: string): string }

export function buildViewer(
  section: HTMLElement,
  form: HTMLFormElement | null,
  changed: () => void,
): Viewer {
  const part = section.querySelector<HTMLElement>('[data-seen-by]')
  const select = part?.querySelector('select')
  if (!part || !select) return { added: (query) => query }
  const texts = JSON.parse(part.dataset['seenBy'] ?? '{}') as { none: string; inside: string }
  for (const button of part.querySelectorAll('button')) button.hidden = true
  select.addEventListener('change', changed)
  if (part instanceof HTMLFormElement)
    part.addEventListener('submit', (event) => {
      event.preventDefault()
      changed()
    })
  form?.addEventListener('change', (event) => {
    const field = event.target
    if (!(field instanceof HTMLSelectElement) || !field.matches('[data-audience]')) return
    field.classList.toggle('is-set', field.value !== '')
    offer(select, segmentsIn(form), texts)
    part.hidden = select.options.length < 2
  })
  return {
    added(query) {
      if (select.value === '') return query
      return `${query}${query === '' ? '?' : '&'}seenBy=${encodeURIComponent(select.value)}`
    },
  }
}

type Segment = { id: string; name: string }

/** The segments that blocks are for, in the order of the blocks. */
function segmentsIn(form: HTMLFormElement): Segment[] {
  const found = new Map<string, string>()
  for (const field of form.querySelectorAll<HTMLSelectElement>('[data-audience]'))
    if (field.value !== '' && !field.matches(':disabled'))
      found.set(field.value, field.selectedOptions[0]?.text ?? '')
  return [...found].map(([id, name]) => ({ id, name })).slice(0, segmentsMax)
}

/** Nobody's segment first, then every combination; what was chosen stays where it still is one. */
function offer(
  select: HTMLSelectElement,
  segments: readonly Segment[],
  texts: { none: string; inside: string },
): void {
  const chosen = select.value
  const { lang } = document.documentElement
  const lists = new Intl.ListFormat(lang, { type: 'conjunction' })
  const quoted = (name: string) => (lang === 'fr' ? `«\u202f${name}\u202f»` : `“${name}”`)
  const options = Array.from({ length: 2 ** segments.length }, (_, at) => {
    const inside = segments.filter((_, digit) => (at >> digit) % 2 === 1)
    const list = lists.format(inside.map(({ name }) => quoted(name)))
    const text = inside.length === 0 ? texts.none : texts.inside.replace('{list}', () => list)
    return new Option(text, inside.map(({ id }) => id).join(','))
  })
  select.replaceChildren(...options)
  if (options.some(({ value }) => value === chosen)) select.value = chosen
}
