// A subject test decided by command, and the same newsletter sent on to whom it had not reached.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  kiosque,
  kiosqueJson,
  type RunningStack,
  startStack,
  temporaryFolder,
} from '../support/command.ts'

const { folder, remove } = temporaryFolder()
let stack: RunningStack
beforeAll(async () => {
  stack = await startStack(folder)
})
afterAll(async () => {
  await stack?.stop()
  remove()
})

const newsletter = <T>(name: string, ...more: string[]) =>
  kiosqueJson<T>(folder, 'newsletter', name, ...more)
const clock = (to: string) => kiosqueJson(folder, 'sandbox', 'clock', '--to', to)
async function refusal(name: string, ...more: string[]) {
  const { code, stdout } = await kiosque(folder, 'newsletter', name, ...more, '--json')
  return { exit: code, message: JSON.parse(stdout).error.message as string }
}

type Report = { status: string; planned: number; accepted: number; pending: number }

describe('by command', () => {
  let id = ''
  it('a test runs, is decided once, and the rest goes out with that subject', async () => {
    const file = 'packages/sandbox/sample/newsletter-131.txt'
    id = (await newsletter<{ id: string }>('import', file, '--issue', '131')).id
    const options = ['--subject-b', 'Un autre objet', '--test-share', '30%', '--test-wait', '60']
    await newsletter('schedule', id, '--at', '2026-12-01T08:30', ...options)
    expect(await refusal('decide', id, '--subject', 'b')).toMatchObject({ exit: 1 })
    await clock('2026-12-01T08:40+01:00')
    const testing = await newsletter<Report>('report', id)
    expect(testing).toMatchObject({ status: 'sending', planned: 200 })
    expect(testing.pending).toBeGreaterThan(100)
    expect((await kiosque(folder, 'newsletter', 'decide', id)).code).toBe(2)
    expect((await kiosque(folder, 'newsletter', 'decide', id, '--subject', 'c')).code).toBe(2)
    expect(await newsletter('decide', id, '--subject', 'b')).toMatchObject({
      subject: 'b',
      changed: true,
      decidedBy: 'kiosque',
    })
    expect(await newsletter('decide', id, '--subject', 'a')).toMatchObject({
      subject: 'b',
      changed: false,
    })
    await clock('2026-12-01T08:50+01:00')
    expect(await newsletter<Report>('report', id)).toMatchObject({ status: 'sent', accepted: 200 })
    const { messages } = await kiosqueJson<{ messages: { subject: string }[] }>(
      folder,
      'sandbox',
      'inbox',
      '--limit',
      '200',
    )
    const countWith = (subject: string) =>
      messages.filter((mail) => mail.subject === subject).length
    expect(countWith('Un autre objet')).toBeGreaterThan(140)
    const feed = await (await fetch(`${stack.siteUrl}/newsletters/rss.xml`)).text()
    expect(feed).toContain('<title><![CDATA[Un autre objet]]></title>')
  }, 240_000)

  it('it then goes to who confirmed since, and to nobody else', async () => {
    expect(await refusal('follow-up', id)).toMatchObject({ exit: 1 })
    expect(await refusal('follow-up', id, '--late')).toMatchObject({ exit: 1 })
    expect(await refusal('follow-up', id, '--retry')).toMatchObject({ exit: 1 })
    const csv = join(folder, 'late.csv')
    writeFileSync(csv, 'email\nnouvelle@example.org\nautre+soft@example.org\n')
    await kiosqueJson(folder, 'reader', 'import', csv, '--basis', 'Salon')
    const late = await newsletter<{ planned: number; mailingId: string }>('follow-up', id, '--late')
    expect(late).toMatchObject({ kind: 'lateConfirmers', planned: 2, counted: 'exact' })
    expect(await refusal('follow-up', id, '--late')).toMatchObject({ exit: 1 })
    await clock('2026-12-01T08:55+01:00')
    expect(await newsletter<Report>('report', id)).toMatchObject({ status: 'sent', accepted: 202 })
    // One mailbox was full: it is tried again, from the mailing that failed it.
    expect(await newsletter('follow-up', id, '--retry')).toMatchObject({ planned: 1 })
    await clock('2026-12-01T09:00+01:00')
    expect(await newsletter<Report>('report', id)).toMatchObject({ planned: 203, pending: 0 })
  }, 240_000)
})
