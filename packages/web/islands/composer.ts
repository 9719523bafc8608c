// The composer's life: the proof follows the typing, blocks move and vanish in place, pictures are
// sent at once, Ctrl+S saves. Without this script the same form does all of it by sending itself.

import { watchPictures } from './parts/pictures.ts'
import { buildProof } from './parts/proof.ts'

type Texts = Record<
  'unsaved' | 'saving' | 'removed' | 'restore' | 'sending' | 'sent' | 'altFirst' | 'later',
  string
>

const form = document.querySelector<HTMLFormElement>('#composer')
const proof = buildProof(form)

if (form) {
  const texts = JSON.parse(form.dataset['texts'] ?? '{}') as Texts
  let isDirty = form.dataset['unsaved'] === 'yes'
  let isLeaving = false

  const touched = () => {
    isDirty = true
    const state = form.querySelector('[data-state]')
    if (state) state.textContent = texts.unsaved
    proof.refreshSoon()
  }

  form.addEventListener('input', (event) => {
    const field = event.target as HTMLElement
    if (field instanceof HTMLTextAreaElement) grow(field)
    if (field.id !== 'f-addType') touched()
  })
  form.addEventListener('submit', (event) => {
    const button = (event as SubmitEvent).submitter
    if (button?.hasAttribute('data-quiet')) {
      event.preventDefault()
      proof.refreshNow()
      return
    }
    isLeaving = true
    const state = form.querySelector('[data-state]')
    if (state) state.textContent = texts.saving
  })
  window.addEventListener('beforeunload', (event) => {
    if (isDirty && !isLeaving) event.preventDefault()
  })
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's') {
      event.preventDefault()
      form.querySelector<HTMLButtonElement>('.save-bar button[value="save"]')?.click()
    }
  })
  form.addEventListener('focusin', (event) => {
    const block = (event.target as HTMLElement).closest<HTMLElement>('[data-block]')
    const after = form.querySelector<HTMLInputElement>('[data-after]')
    if (block && after) after.value = block.dataset['block'] ?? ''
  })
  form.addEventListener('click', (event) => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>('[data-move]')
    const block = button?.closest<HTMLFieldSetElement>('[data-block]')
    if (!button || !block) return
    event.preventDefault()
    moveBlock(block, button.dataset['move'] ?? '', texts)
    touched()
  })
  watchPictures(form, texts, touched)
  if (isDirty) proof.refreshNow()
  // After the browser's own jump to the address's fragment, which takes the focus away.
  addEventListener('load', () => setTimeout(begin, 0, form))
  // Widths are known once the fonts are there.
  document.fonts.ready.then(() => {
    for (const area of form.querySelectorAll('textarea')) grow(area)
  })
}

/** Puts the cursor into the block that was just added or moved. */
function begin(form: HTMLFormElement): void {
  const field = document
    .getElementById(`b-${form.dataset['begin'] ?? location.hash.slice(3)}`)
    ?.querySelector<HTMLElement>('textarea, input:not([type="hidden"]), select')
  field?.focus()
  field?.scrollIntoView({ block: 'center' })
}

/** A text field as tall as its text, where the stylesheet can't see to it. */
function grow(area: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return
  area.rows = 1
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight + 2}px`
}

function moveBlock(block: HTMLFieldSetElement, verb: string, texts: Texts): void {
  if (verb === 'remove') {
    removeBlock(block, texts)
    return
  }
  const focused = document.activeElement as HTMLElement | null
  const other = verb === 'up' ? previousBlock(block) : nextBlock(block)
  if (!other) return
  if (verb === 'up') other.before(block)
  else other.after(block)
  focused?.focus()
  block.scrollIntoView({ block: 'nearest' })
}

function previousBlock(block: Element): HTMLElement | undefined {
  const before = block.previousElementSibling
  return before instanceof HTMLElement && before.dataset['block'] ? before : undefined
}

function nextBlock(block: Element): HTMLElement | undefined {
  const after = block.nextElementSibling
  return after instanceof HTMLElement && after.dataset['block'] ? after : undefined
}

/** A removed block stays in its place, out of the form, until the page is left. */
function removeBlock(block: HTMLFieldSetElement, texts: Texts): void {
  const note = document.createElement('p')
  note.className = 'piece-gone'
  const name = block.querySelector('legend')?.firstChild?.textContent ?? ''
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'as-link'
  button.textContent = texts.restore
  note.append(`${name} · ${texts.removed}`, button)
  block.before(note)
  block.disabled = true
  block.hidden = true
  button.addEventListener('click', () => {
    block.disabled = false
    block.hidden = false
    note.remove()
    block.querySelector<HTMLElement>('textarea, input:not([type="hidden"])')?.focus()
    block.dispatchEvent(new Event('input', { bubbles: true }))
  })
  button.focus()
}

for (const field of document.querySelectorAll<HTMLInputElement>('[data-select]'))
  field.addEventListener('focus', () => field.select())

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset['copy'] ?? '') as HTMLInputElement | null
    if (!field) return
    field.select()
    await navigator.clipboard.writeText(field.value)
    button.textContent = button.dataset['done'] ?? button.textContent
  })
}

const countdown = document.querySelector<HTMLElement>('[data-countdown]')
if (countdown) {
  // The server's clock counts, not this device's: only the time since the page came is measured.
  const leftMs =
    Date.parse(countdown.dataset['countdown'] ?? '') - Date.parse(countdown.dataset['now'] ?? '')
  const tick = () => {
    const seconds = Math.max(0, Math.round((leftMs - performance.now()) / 1000))
    const two = (value: number) => String(value).padStart(2, '0')
    const days = Math.floor(seconds / 86_400)
    const rest = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    const dayWord = document.documentElement.lang === 'fr' ? 'j' : 'd'
    countdown.textContent = `${days > 0 ? `${days}\u00a0${dayWord} ` : ''}${rest.map(two).join(':')}`
    if (seconds === 0) setTimeout(() => location.reload(), 5_000)
    else setTimeout(tick, 1_000)
  }
  tick()
}

/** Shows the picked time in UTC while it is picked; the server has the last word. */
const utcNote = document.querySelector<HTMLElement>('[data-utc]')
const scheduleForm = utcNote?.closest('form')
if (utcNote && scheduleForm) {
  const value = (name: string) =>
    scheduleForm.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? ''
  const show = () => {
    const at = Date.parse(`${value('date')}T${value('time')}Z`)
    const offsetMs = zoneOffset(at, value('zone'))
    const utc = at - (zoneOffset(at - offsetMs, value('zone')) || offsetMs)
    utcNote.textContent = Number.isNaN(utc)
      ? ''
      : `${new Date(utc).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  }
  scheduleForm.addEventListener('input', show)
  show()
}

/** How far a zone is ahead of UTC at an instant, in ms; NaN for a zone that is none. */
function zoneOffset(at: number, zone: string): number {
  try {
    const shown = new Date(at).toLocaleString('sv-SE', { timeZone: zone })
    return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000
  } catch {
    return Number.NaN
  }
}
