// Solves the proof of work of a sign-up under attack: about a second of computing, no third party.
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'

const form = document.querySelector<HTMLFormElement>('form[data-challenge]')
if (form) void solve(form)

async function solve(form: HTMLFormElement) {
  const button = form.querySelector<HTMLButtonElement>('button[type=submit]')
  const output = form.querySelector('output')
  const field = form.querySelector<HTMLInputElement>('input[name=challenge]')
  if (!button || !output || !field) return
  button.disabled = true
  output.textContent = form.dataset['working'] ?? ''
  try {
    const challenge = JSON.parse(form.dataset['challenge'] ?? '')
    const solution = await solveChallenge({ challenge, deriveKey })
    if (!solution) throw new Error('No solution')
    field.value = btoa(JSON.stringify({ challenge, solution }))
    output.textContent = form.dataset['solved'] ?? ''
  } catch {
    // No WebCrypto (an insecure page), or the challenge is broken: say it, let the form be sent.
    output.textContent = form.dataset['failed'] ?? ''
  }
  button.disabled = false
}
