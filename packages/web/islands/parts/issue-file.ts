// An issue's PDF goes straight into the store by a signed link, with its progress; then the page is
// loaded anew. If the link cannot be had, the form says why.
type Texts = Record<'sending' | 'checking' | 'later', string>

class Refused extends Error {}

export function watchIssueFile(form: HTMLFormElement): void {
  const texts = JSON.parse(form.dataset['issueFile'] ?? '{}') as Texts
  const state = form.querySelector('[data-state]')
  const button = form.querySelector('button')
  const say = (text: string) => {
    if (state) state.textContent = text
  }
  form.addEventListener('submit', (event) => {
    const file = form.querySelector<HTMLInputElement>('input[type="file"]')?.files?.[0]
    if (!file) return
    event.preventDefault()
    if (button) button.disabled = true
    hand(form, file, { texts, say })
      .then((place) => location.assign(place))
      .catch((error: unknown) => {
        if (button) button.disabled = false
        say(error instanceof Refused && error.message ? error.message : texts.later)
      })
  })
}

type Told = { texts: Texts; say: (text: string) => void }

/** The page to go to. */
async function hand(form: HTMLFormElement, file: File, { texts, say }: Told): Promise<string> {
  const base = form.action
  const contentType = file.type || 'application/pdf'
  const link = await post<{ uploadKey: string; url: string }>(form, `${base}/link`, {
    contentType,
    bytes: String(file.size),
  })
  await put(link.url, {
    file,
    contentType,
    progress: (share) => say(texts.sending + percent(share)),
  })
  say(texts.checking)
  const { uploadKey } = link
  return (await post<{ place: string }>(form, `${base}/finish`, { uploadKey })).place
}

/** `fetch` tells no progress of what is sent. */
function put(
  url: string,
  sent: { file: File; contentType: string; progress: (share: number) => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    request.setRequestHeader('content-type', sent.contentType)
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      sent.progress(total > 0 ? loaded / total : 0),
    )
    request.addEventListener('load', () =>
      request.status === 200
        ? resolve()
        : reject(new Error(`The store answered ${request.status}`)),
    )
    request.addEventListener('error', () => reject(new Error('Sending broke off')))
    request.send(sent.file)
  })
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

function percent(share: number): string {
  return `${Math.round(share * 100)}\u202f%`
}
