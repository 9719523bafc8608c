// Keys of the console: `/` goes to the search field, `?` to the list of keys where a page has one.
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
