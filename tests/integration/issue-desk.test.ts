// An issue's PDF and its dispatch in the console: by the page's script, by a form without one, by who
// may, and told in the audit trail.
import { afterAll, beforeEach, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { putIssue } from '#editorial/store'
import { getIssueFile } from '#editorial/store-issue-files'
import { auditTrail } from '#staff/audit'
import { showDispatch } from '#subscriptions/ask-dispatch'
import { actInWords } from '#web/console/settings/audit-page.tsx'
import { type TestConsole, testConsole, Visitor, visitorAs } from '../support/console.ts'
import { anIssue } from '../support/editorial.ts'
import { aLockedPdf, aPdf } from '../support/pdf.ts'
import { testTable } from '../support/table.ts'

let table: Table
let world: TestConsole
let marion: Visitor
const queued: unknown[] = []
const closers: (() => Promise<void>)[] = []
const path = '/console/issues/131'

beforeEach(async () => {
  const made = await testTable()
  closers.push(made.close)
  table = made.table
  world = testConsole(table)
  queued.length = 0
  world.deps.mailingQueue.send = async (messages) => void queued.push(...messages)
  await putIssue(table, anIssue({ number: 131 }))
  marion = await visitorAs(world, 'marketing')
})
afterAll(async () => {
  for (const close of closers) await close()
})

/** As a browser without a script sends the form. */
async function sendForm(who: Visitor, body: Uint8Array<ArrayBuffer> | undefined) {
  const form = new FormData()
  form.append('csrf', (await who.csrf()) ?? '')
  if (body) form.append('file', new File([body], 'numero.pdf', { type: 'application/pdf' }))
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await world.app.request(`${world.deps.siteUrl}${path}/file`, {
    method: 'POST',
    body: form,
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  })
  const text = (await response.text()).replace(/[\u202f\u00a0]/g, ' ')
  return { status: response.status, text, location: response.headers.get('location') }
}

const bytes = async (made: Promise<Uint8Array>) => new Uint8Array(await made)
const acts = async () => (await auditTrail(world.deps)).lines.map(({ act }) => act)

it('takes the PDF with the form itself, shows it, and opens it by a link for some minutes', async () => {
  const sent = await sendForm(marion, await bytes(aPdf(48)))
  expect([sent.status, sent.location]).toEqual([303, `${path}?done=file-taken`])
  const page = await marion.get(`${path}?done=file-taken`)
  expect(page.text).toContain('Le PDF est en place')
  expect(page.text.replace(/&#xa0;|\u00a0/g, ' ')).toMatch(/PDF, 48 ?pages/)
  const opened = await marion.get(`${path}/file`)
  expect(opened.location).toMatch(/^https:\/\/files\.example\/issues\/131\/if_/)
  expect((await sendForm(marion, await bytes(aPdf(50)))).location).toBe(
    `${path}?done=file-replaced`,
  )
  expect(await acts()).toContain('issue.fileTaken')
  expect(actInWords('issue.fileTaken', 'fr')).not.toBe('issue.fileTaken')
})

it('says what is wrong with a file, and keeps the one that was there', async () => {
  await sendForm(marion, await bytes(aPdf(48)))
  for (const [body, said] of [
    [undefined, 'est vide'],
    [new Uint8Array(Buffer.from('GIF89a')), 'n’est pas un PDF'],
    [await bytes(aLockedPdf()), 'protégé par un mot de passe'],
    [new Uint8Array(3_600_000), 'Activez JavaScript'],
  ] as const) {
    const answer = await sendForm(marion, body)
    expect(answer.status, said).toBe(422)
    expect(answer.text.replaceAll('&#39;', '’')).toContain(said)
  }
  expect(await getIssueFile(table, 131)).toMatchObject({ pages: 48 })
})

it('gives the page’s script a link of just this size, and takes what it put there', async () => {
  const body = await bytes(aPdf(64))
  const page = await marion.get(path)
  expect(page.headers.get('content-security-policy')).toContain(
    "connect-src 'self' https://files.example",
  )
  const fields = { contentType: 'application/pdf', bytes: String(body.length) }
  const link = JSON.parse((await marion.post(`${path}/file/link`, fields)).text)
  await world.deps.files.put({ key: link.uploadKey, body, contentType: 'application/pdf' })
  const { uploadKey } = link
  const done = await marion.post(`${path}/file/finish`, { uploadKey })
  expect(JSON.parse(done.text)).toEqual({ place: `${path}?done=file-taken` })
  const wrong = await marion.post(`${path}/file/link`, { ...fields, bytes: '90000000' })
  expect(wrong.status).toBe(422)
  expect(JSON.parse(wrong.text).sentence).toContain('80')
  const none = await marion.post(`${path}/file/finish`, { uploadKey: 'issues/132/if_1.pdf' })
  expect(none.status).toBe(422)
})

it('is marketing’s to do: finance looks, and is told who may', async () => {
  const felix = await visitorAs(world, 'finance')
  const page = await felix.get(path)
  expect(page.text).toContain('id="dispatch"')
  expect(page.text).not.toContain('data-issue-file')
  expect((await sendForm(felix, await bytes(aPdf(1)))).status).toBe(403)
  expect((await felix.get(`${path}/dispatch`)).status).toBe(403)
  expect((await felix.post(`${path}/dispatch`, { kind: 'regular' })).status).toBe(403)
  expect(await showDispatch(table, 131)).toEqual({ dispatch: undefined, isUnderWay: false })
})

it('dispatches once, as what was chosen, after showing what would be served', async () => {
  const look = await marion.get(`${path}/dispatch?kind=double`)
  expect(look.text.replace(/[\u202f\u00a0]/g, ' ')).toContain(
    'Servir le numéro 131 comme numéro double',
  )
  expect(await showDispatch(table, 131)).toEqual({ dispatch: undefined, isUnderWay: false })
  const first = await marion.post(`${path}/dispatch`, { kind: 'double' })
  const second = await marion.post(`${path}/dispatch`, { kind: 'regular' })
  expect(first.location).toBe(`${path}?done=dispatching#dispatch`)
  expect(second.location).toBe(`${path}?done=already-dispatching#dispatch`)
  expect(await showDispatch(table, 131)).toMatchObject({
    dispatch: { kind: 'double' },
    isUnderWay: true,
  })
  expect(queued).toEqual([{ body: { kind: 'dispatch', issue: 131, fromShard: 0 } }])
  expect((await acts()).filter((act) => act === 'issue.dispatched')).toHaveLength(1)
  expect((await marion.get(path)).text).toContain('en cours de service')
  expect((await marion.get(`${path}/dispatch`)).location).toBe(`${path}#dispatch`)
  const odd = await marion.post('/console/issues/999/dispatch', { kind: 'regular' })
  expect(odd.status).toBe(404)
})

it('asks for the session’s token', async () => {
  const forged = await marion.post(`${path}/dispatch`, { kind: 'regular' }, { csrf: 'x' })
  expect(forged.status).toBe(403)
  expect((await new Visitor(world).post(`${path}/dispatch`, {})).status).not.toBe(200)
})
