// A page that shows something on its way brings itself up to date in place: where a person reads,
// what they unfolded and the button they are about to press stay. Without script it is loaded anew.

const every = () =>
  Number(document.querySelector('meta[name=live]')?.getAttribute('content')) * 1_000

function waitForNext(): void {
  const ms = every()
  if (ms > 0) setTimeout(() => void look(), ms)
}

async function look(): Promise<void> {
  if (!document.hidden && !isInUse()) await bringUpToDate()
  waitForNext()
}

/** Somebody is about to press something, or has marked words to copy them. */
function isInUse(): boolean {
  const main = document.querySelector('main')
  const focused = document.activeElement
  const isFocused = focused !== main && main?.contains(focused) === true
  return isFocused || getSelection()?.isCollapsed === false
}

async function bringUpToDate(): Promise<void> {
  const answer = await fetch(location.href).catch(() => undefined)
  if (!answer?.ok) return
  // Signed out meanwhile: the page it leads to says so.
  if (answer.redirected) return location.reload()
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const main = next.querySelector('main')
  const shown = document.querySelector('main')
  if (!main || !shown || isInUse()) return
  const open = unfolded(shown)
  for (const part of main.querySelectorAll('details')) if (open.has(nameOf(part))) part.open = true
  shown.replaceWith(main)
  document.title = next.title
  document
    .querySelector('meta[name=live]')
    ?.setAttribute('content', next.querySelector('meta[name=live]')?.getAttribute('content') ?? '0')
}

function unfolded(main: Element): Set<string> {
  return new Set([...main.querySelectorAll('details')].filter(({ open }) => open).map(nameOf))
}

/** Its summary within its part: counts elsewhere on the page may have changed. */
function nameOf(part: HTMLDetailsElement): string {
  const section = part.closest('section[id]')?.id ?? ''
  return `${section} ${part.querySelector('summary')?.textContent ?? ''}`
}

waitForNext()
