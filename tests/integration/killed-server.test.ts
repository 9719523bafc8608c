// `npm start` killed in the middle of a mailing: the next start goes on; nobody is lost in silence,
// nobody gets it twice. Counted from what SES took, not from our own report.
import { afterAll, expect, it } from 'vitest'
import { kiosqueJson, startStack, temporaryFolder } from '../support/command.ts'

type Report = Record<'planned' | 'pending' | 'accepted' | 'uncertain', number> & {
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

it('goes on after a kill: every recipient accepted once, or uncertain by name', async () => {
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
    await kiosqueJson(folder, 'sandbox', 'clock', '--to', '2026-12-01T09:30+01:00')
    const report = await kiosqueJson<Report>(folder, 'newsletter', 'report', id)
    const recipients = await taken(second.siteUrl)
    expect(report).toMatchObject({ status: 'sent', planned: 200, pending: 0, failed: {} })
    expect(report.accepted + report.uncertain).toBe(200)
    expect(new Set(recipients).size).toBe(recipients.length)
    // What SES took is what we know as accepted, and no more than the uncertain ones besides.
    expect(recipients.length).toBeGreaterThanOrEqual(report.accepted)
    expect(recipients.length).toBeLessThanOrEqual(report.accepted + report.uncertain)
    expect(report.uncertain).toBeLessThan(60)
  } finally {
    await second.stop()
  }
})
