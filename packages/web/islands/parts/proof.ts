// The proof beside the composer. Each refresh loads into a new frame behind the one that shows, which
// it replaces once it is there: no flash, the place is kept, and the Back button stays the page's.
import { buildViewer } from './viewer.ts'

const queries: Record<string, string> = {
  desktop: '',
  phone: '',
  dark: '?scheme=dark',
  text: '?part=text',
}
const pauseMs = 450
/** Width of a desktop's reading pane, in px; the phone's is in the stylesheet. */
const desktopPx = 664

export type Proof = { refreshSoon(): void; refreshNow(): void }

export function buildProof(form: HTMLFormElement | null): Proof {
  const section = document.querySelector<HTMLElement>('[data-proof]')
  const sheet = section?.querySelector<HTMLElement>('.proof-sheet')
  if (!section || !sheet) return { refreshSoon() {}, refreshNow() {} }
  let timer: ReturnType<typeof setTimeout> | undefined
  let counter = 0
  const viewer = buildViewer(section, form, () => load())

  const load = () => {
    const shown = sheet.querySelector<HTMLIFrameElement>('iframe:not(.is-coming)')
    for (const stale of sheet.querySelectorAll('.is-coming')) stale.remove()
    const next = document.createElement('iframe')
    next.name = `proof-${++counter}`
    next.title = shown?.title ?? ''
    next.className = 'is-coming'
    sheet.append(next)
    next.addEventListener('load', () => {
      if (next.contentWindow?.location.href === 'about:blank') return
      const top = shown?.contentWindow?.scrollY ?? 0
      next.contentWindow?.scrollTo(0, top)
      next.classList.remove('is-coming')
      shown?.remove()
    })
    const query = viewer.added(queries[section.dataset['view'] ?? ''] ?? '')
    if (form && !form.querySelector('.envelope:disabled')) submitInto(form, next.name, query)
    else next.src = `${section.dataset['proof']}${query}`
  }

  const rescale = () => {
    const style = getComputedStyle(sheet)
    const room = sheet.clientWidth - Number.parseFloat(style.paddingLeft) * 2
    const isWide = section.dataset['view'] !== 'phone'
    const scale = isWide ? Math.min(1, room / desktopPx) : 1
    section.toggleAttribute('data-scaled', scale < 1)
    sheet.style.setProperty('--scale', String(scale))
  }
  new ResizeObserver(rescale).observe(sheet)

  section.addEventListener('click', (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[data-view]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    for (const one of section.querySelectorAll('a[data-view]')) one.removeAttribute('aria-current')
    link.setAttribute('aria-current', 'true')
    section.dataset['view'] = link.dataset['view'] ?? 'desktop'
    rescale()
    load()
  })
  return {
    refreshNow: load,
    refreshSoon() {
      clearTimeout(timer)
      timer = setTimeout(load, pauseMs)
    },
  }
}

/** Sends the form as it stands into a frame, leaving the form as it was. */
function submitInto(form: HTMLFormElement, frame: string, query: string): void {
  const kept = { action: form.action, target: form.target, enctype: form.enctype }
  form.action = `${form.dataset['preview']}${query}`
  form.target = frame
  form.enctype = 'application/x-www-form-urlencoded' // file fields send their name alone
  HTMLFormElement.prototype.submit.call(form)
  Object.assign(form, kept)
}
