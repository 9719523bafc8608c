// `npm start` killed in the middle of a mailing: the next start goes on; nobody is lost in silence,
// nobody gets it twice. Counted from what SES took, not from our own report.
import { afterAll, expect, it } from 'vitest'
import { kiosqueJson, startStack, temporaryFolder } from '../support/command.ts'

type Report = Record<
  'planned' | 'pending' | 'accepted' | 'uncertain' | 'sentAgain' | 'delivered',
  number
> & {
  status: string
  skipped: Record<string, number>
  failed: Record<string, number>
}
type Inbox = { messages: { to: string[] }[] }

const { folder, remove } = temporaryFolder()
afterAll(remove)

const control = (stack: { siteUrl: string; token: string }, path: string, body: object) =>
  fetch(`${stack.siteUrl}/sandbox/control/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function taken(siteUrl: string): Promise<string[]> {
  const answer = await fetch(`${siteUrl}/sandbox/inbox.json?limit=500&subject=131`)
  return ((await answer.json()) as Inbox).messages.flatMap(({ to }) => to)
}

it('goes on after a kill: in the end nobody is uncertain, lost, or doubled unlisted', async () => {
  const first = await startStack(folder)
  const { id } = await kiosqueJson<{ id: string }>(
    folder,
    'newsletter',
    'import',
    'packages/sandbox/sample/newsletter-131.txt',
    '--issue',
    '131',
  )
  await kiosqueJson(folder, 'newsletter', 'schedule', id, '--at', '2026-12-01T08:30')
  // A slow account, so that the kill comes in the middle.
  await control(first, 'faults', { perSecond: 20 })
  const moving = control(first, 'clock', { to: '2026-12-01T08:30+01:00' }).catch(() => undefined)
  while ((await taken(first.siteUrl)).length < 30)
    await new Promise((resolve) => setTimeout(resolve, 50))
  await first.kill()
  await moving

  const second = await startStack(folder)
  try {
    const status = await kiosqueJson<{ now: string }>(folder, 'sandbox', 'status')
    const to = new Date(Date.parse(status.now) + 45 * 60_000).toISOString()
    await kiosqueJson(folder, 'sandbox', 'clock', '--to', to)
    const report = await kiosqueJson<Report>(folder, 'newsletter', 'report', id)
    const recipients = await taken(second.siteUrl)
    console.log('killed in mid-mailing:', JSON.stringify(report))
    expect(report).toMatchObject({
      status: 'sent',
      planned: 200,
      pending: 0,
      accepted: 200,
      uncertain: 0,
      failed: {},
    })
    // Counted from what SES took: lost nobody, and twice at most who is counted as sent again.
    const doubled = recipients.length - new Set(recipients).size
    expect(new Set(recipients).size).toBe(200)
    expect(doubled).toBeLessThanOrEqual(report.sentAgain)
    expect(report.sentAgain).toBeLessThan(60)
    expect(report.delivered).toBe(200)
  } finally {
    await second.stop()
  }
})
