// A picture chosen in the composer goes straight to the store by a signed link, then comes back as
// one of the library. If anything fails, the file stays in the form and goes with the next save.
type Texts = Record<'sending' | 'sent' | 'altFirst' | 'later', string>
type Taken = { id: string; alt: string; width: number; height: number; url: string }

export function watchPictures(form: HTMLFormElement, texts: Texts, touched: () => void): void {
  form.addEventListener('change', (event) => {
    const field = event.target as HTMLElement
    const picture = field.closest<HTMLElement>('[data-picture]')
    const input = picture?.querySelector<HTMLInputElement>('[data-upload]')
    const file = input?.files?.[0]
    if (!picture || !input || !file) return
    const alt = altOf(picture)
    const say = (text: string) => {
      const state = picture.querySelector('.upload-state')
      if (state) state.textContent = text
    }
    if (!alt || alt.value.trim() === '') {
      say(texts.altFirst)
      alt?.focus()
      return
    }
    say(texts.sending)
    send(form, file, alt.value)
      .then((taken) => {
        show(picture, taken)
        input.value = ''
        say(texts.sent)
        touched()
      })
      .catch((error: unknown) => say(error instanceof Refused ? error.message : texts.later))
  })
}

class Refused extends Error {}

function altOf(picture: HTMLElement): HTMLInputElement | null {
  return picture.querySelector<HTMLInputElement>('input[name$=".alt"]')
}

async function send(form: HTMLFormElement, file: File, alt: string): Promise<Taken> {
  const base = `${form.getAttribute('action')}/images`
  const link = await post<{ uploadKey: string; url: string }>(form, `${base}/link`, {
    contentType: file.type,
    bytes: String(file.size),
  })
  const put = await fetch(link.url, {
    method: 'PUT',
    body: file,
    headers: { 'content-type': file.type },
  })
  if (!put.ok) throw new Error(`The store answered ${put.status}`)
  return await post<Taken>(form, `${base}/finish`, { uploadKey: link.uploadKey, alt })
}

async function post<T>(
  form: HTMLFormElement,
  url: string,
  fields: Record<string, string>,
): Promise<T> {
  const csrf = form.querySelector<HTMLInputElement>('input[name="csrf"]')?.value ?? ''
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ csrf, ...fields }),
    headers: { accept: 'application/json' },
  })
  const answer = (await response.json()) as T & { sentence?: string }
  if (!response.ok) throw new Refused(answer.sentence ?? '')
  return answer
}

function show(picture: HTMLElement, taken: Taken): void {
  const select = picture.querySelector('select')
  if (select) {
    const option = new Option(`${taken.alt} (${taken.width} × ${taken.height})`, taken.id)
    select.append(option)
    select.value = taken.id
  }
  const image = picture.querySelector<HTMLImageElement>('.picture-now') ?? new Image()
  image.className = 'picture-now'
  image.src = taken.url
  image.alt = taken.alt
  image.width = taken.width
  image.height = taken.height
  picture.prepend(image)
}
