// Pasting from a word processor: its HTML is taken instead of the bare text, so that bold, italics
// and links survive. The importer, on the server, reads it; nothing pasted is ever shown as HTML.
const area = document.querySelector<HTMLTextAreaElement>('textarea[data-paste]')
const format = document.querySelector<HTMLSelectElement>('select[name="format"]')
const state = document.querySelector<HTMLElement>('[data-paste-state]')

/** Marks that are worth keeping; without any, the bare text says as much. */
const hasMarks = /<(b|strong|i|em|a|h[1-6]|ul|ol|blockquote)[\s>]|font-(weight|style)\s*:/i

area?.addEventListener('paste', (event) => {
  const html = event.clipboardData?.getData('text/html') ?? ''
  if (!area || !format || !hasMarks.test(html)) return
  if (area.value.trim() !== '' && format.value !== 'html') return
  event.preventDefault()
  const start = area.value.trim() === '' ? 0 : area.selectionStart
  const end = area.value.trim() === '' ? area.value.length : area.selectionEnd
  area.setRangeText(html, start, end, 'end')
  format.value = 'html'
  if (state) state.textContent = state.dataset['text'] ?? ''
})
