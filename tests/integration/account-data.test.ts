// What the account's reader takes along and has erased, by the mailed link alone.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dayMs, minuteMs } from '#kernel/time'
import { type AccountWorld, accountWorld } from '../support/account-world.ts'
import { testTable } from '../support/table.ts'

let world: AccountWorld
let close: () => Promise<void>
beforeAll(async () => {
  const opened = await testTable()
  close = opened.close
  world = await accountWorld(opened.table)
})
afterAll(() => close())

const linkOf = (written: Awaited<ReturnType<AccountWorld['mail']>>) => {
  if (written?.kind !== 'mail') throw new Error('no mail')
  const { mail } = written
  const url = 'downloadUrl' in mail ? mail.downloadUrl : 'eraseUrl' in mail ? mail.eraseUrl : ''
  return new URL(url).pathname
}

it('hands everything over and closes the account, though its reader never asked for the newsletter', async () => {
  const email = 'odile@lecture.example'
  await world.bought({ email, name: 'Odile Lecture' })
  const browser = await world.signedIn(email)
  expect((await browser.get('/account')).html).toContain('href="/account/data"')
  const page = await browser.get('/account/data')
  expect(page.text).toContain('Recevoir mes données')
  const asked = await browser.post('/account/data', { act: 'export' })
  expect(asked.headers.get('location')).toBe('/account/data?done=export')
  expect((await browser.get('/account/data?done=export')).text).toContain('Il vaut un jour')
  const held = await world.browser().get(linkOf(await world.mail('mail.dataExport')))
  expect(held.status).toBe(200)
  for (const said of ['Odile Lecture', email, 'Papier, un an', 'dix ans'])
    expect(held.text).toContain(said)
  const english = await browser.post('/en/account/data', { act: 'erase' })
  expect(english.headers.get('location')).toBe('/en/account/data?done=erase')
  const link = linkOf(await world.mail('mail.erasure'))
  expect((await browser.get('/account')).status).toBe(200)
  world.clock.forward(minuteMs)
  expect((await world.browser().post(link)).status).toBe(303)
  // Signed out everywhere; what is paid is still owed, so that the address can come back to it.
  expect((await browser.get('/account')).status).toBe(303)
  expect((await (await world.signedIn(email)).get('/account')).status).toBe(200)
})

it('takes no wish without the form’s own token, and mails three links a day at most', async () => {
  const email = 'nadia@lecture.example'
  await world.bought({ email })
  expect((await world.browser().get('/account/data')).status).toBe(303)
  const browser = await world.signedIn(email)
  await browser.get('/account/data')
  expect((await browser.post('/account/data', { act: 'erase', csrf: 'x' })).status).toBe(403)
  const done: (string | null)[] = []
  for (let time = 0; time < 4; time++) {
    await browser.get('/account/data')
    done.push((await browser.post('/account/data', { act: 'export' })).headers.get('location'))
  }
  expect(done.at(-1)).toBe('/account/data?done=tooMany')
  world.clock.forward(dayMs)
  await browser.get('/account/data')
  const again = await browser.post('/account/data', { act: 'export' })
  expect(again.headers.get('location')).toBe('/account/data?done=export')
})
