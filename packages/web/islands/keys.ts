// Keys of the console: `/` goes to the search field, `?` to the list of keys where a page has one. And
// a form that is on its way is not sent twice.
document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (target.closest('input, textarea, select, [contenteditable]')) return
  const wanted = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`)
  if (!wanted) return
  event.preventDefault()
  wanted.focus()
  if (wanted instanceof HTMLAnchorElement || wanted instanceof HTMLButtonElement) wanted.click()
})

/** A form may be sent again after this: its answer may have been a file, or never have come. */
const sentAgainMs = 5_000
const sentAt = new WeakMap<HTMLFormElement, number>()

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  const button = event.submitter
  if (event.defaultPrevented || form.method !== 'post' || button?.hasAttribute('formtarget')) return
  const now = performance.now()
  if (now - (sentAt.get(form) ?? Number.NEGATIVE_INFINITY) < sentAgainMs) event.preventDefault()
  else sentAt.set(form, now)
})
// The back button may bring the page as it was left.
addEventListener('pageshow', () => {
  for (const form of document.forms) sentAt.delete(form)
})
