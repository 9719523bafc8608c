// The issue's form: the page split follows what is typed. The server draws it; without this script
// it is drawn anew when the form is sent. Its PDF goes straight into the store.
import { watchIssueFile } from './parts/issue-file.ts'

const form = document.querySelector<HTMLFormElement>('form[data-budget]')
const fileForm = document.querySelector<HTMLFormElement>('form[data-issue-file]')
if (fileForm) watchIssueFile(fileForm)

let timer: ReturnType<typeof setTimeout> | undefined
let asked = 0

form?.addEventListener('input', (event) => {
  const name = (event.target as HTMLInputElement).name
  if (!['sectionKind', 'sectionPages', 'sectionTitle'].includes(name)) return
  clearTimeout(timer)
  timer = setTimeout(redraw, 250)
})

async function redraw(): Promise<void> {
  const chart = document.getElementById('budget')
  const url = form?.dataset['budget']
  if (!form || !chart || url === undefined) return
  const mine = ++asked
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string') body.append(name, value)
  const response = await fetch(url, { method: 'POST', body })
  if (!response.ok || mine !== asked) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  const drawn = fresh.getElementById('budget')
  if (drawn) chart.replaceWith(drawn)
}
