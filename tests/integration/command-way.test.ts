// The whole way by the command: from the editor's text to the report, on a fresh data folder.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'

type Imported = { id: string; blocks: { type: string; text: string }[] }
type Report = Record<'planned' | 'pending' | 'accepted' | 'uncertain', number> & {
  status: string
  skipped: Record<string, number>
  failed: Record<string, number>
}
type Message = {
  to: string[]
  subject: string
  headers: Record<string, string>
  html: string
  text: string
  raw: string
}

const sample = 'packages/sandbox/sample/newsletter-131.txt'
const real = '../shared/seed/newsletter-131.txt'

describe.each([sample, ...(existsSync(real) ? [real] : [])])('the newsletter in %s', (file) => {
  const { folder, remove } = temporaryFolder()
  let imported: Imported

  beforeAll(async () => {
    imported = await kiosqueJson<Imported>(folder, 'newsletter', 'import', file, '--issue', '131')
  })
  afterAll(remove)

  it('is imported with every word, as title, epigraph, standfirst, paragraphs, call', () => {
    const types = imported.blocks.map(({ type }) => type)
    expect(types.slice(0, 4)).toEqual(['title', 'epigraph', 'standfirst', 'paragraph'])
    expect(types.at(-1)).toBe('calendarLink')
    const bare = (text: string) => text.replace(/\s/g, '')
    expect(bare(imported.blocks.map(({ text }) => text).join(''))).toBe(
      bare(readFileSync(file, 'utf8')),
    )
  })

  it('passes the check and is previewed as HTML under 102,400 bytes and as text', async () => {
    const check = await kiosqueJson<{ passed: boolean; audience: number }>(
      folder,
      'newsletter',
      'check',
      imported.id,
    )
    expect(check).toMatchObject({ passed: true, audience: 200 })
    const html = join(folder, 'preview.html')
    await kiosqueJson(folder, 'newsletter', 'preview', imported.id, '--out', html)
    expect(readFileSync(html).length).toBeLessThan(102_400)
    const text = await kiosque(folder, 'newsletter', 'preview', imported.id, '--text')
    expect(text.stdout).not.toMatch(/<[a-z]|\[\[hole/)
    expect(Math.max(...text.stdout.split('\n').map((line) => line.length))).toBeLessThan(200)
  })

  it('is refused for a past, a skipped and a repeated hour, with what to do', async () => {
    const at = (...words: string[]) =>
      kiosque(folder, 'newsletter', 'schedule', imported.id, ...words, '--json')
    const past = await at('--at', '2026-11-01T08:30', '--zone', 'Europe/Paris')
    expect([past.code, JSON.parse(past.stdout).error.code]).toEqual([1, 'invalid'])
    const skipped = await at('--at', '2027-03-28T02:30', '--zone', 'Europe/Paris')
    expect(JSON.parse(skipped.stdout).error.message).toMatch(/does not exist/)
    const repeated = await at('--at', '2027-10-31T02:30', '--zone', 'Europe/Paris')
    expect(JSON.parse(repeated.stdout).error.message).toMatch(/comes twice/)
    const nonsense = await at('--at', 'tomorrow')
    expect(nonsense.code).toBe(1)
  })

  it('goes out when the clock gets there, once to each, and the report adds up', async () => {
    const scheduled = await kiosqueJson<{ sendAt: string }>(
      folder,
      'newsletter',
      'schedule',
      imported.id,
      '--at',
      '2026-12-01T08:30',
      '--zone',
      'Europe/Paris',
    )
    expect(scheduled.sendAt).toBe('2026-12-01T07:30:00.000Z')
    await kiosqueJson(folder, 'sandbox', 'clock', '--to', '2026-12-01T08:30+01:00')
    const report = await kiosqueJson<Report>(folder, 'newsletter', 'report', imported.id)
    expect(report).toMatchObject({
      status: 'sent',
      planned: 200,
      pending: 0,
      accepted: 200,
      skipped: {},
      failed: {},
      uncertain: 0,
    })
    const { messages } = await kiosqueJson<{ messages: Message[] }>(
      folder,
      'sandbox',
      'inbox',
      '--limit',
      '500',
    )
    expect(messages).toHaveLength(200)
    expect(new Set(messages.flatMap(({ to }) => to)).size).toBe(200)
  })

  it('carries what mailboxes and readers need', async () => {
    const { messages } = await kiosqueJson<{ messages: Message[] }>(
      folder,
      'sandbox',
      'inbox',
      '--limit',
      '1',
    )
    const [message] = messages
    expect(message?.headers).toMatchObject({
      // The last mail may be an English reader's.
      'list-unsubscribe': expect.stringMatching(
        /^<http:\/\/localhost:8787(\/en)?\/unsubscribe\/[^>]+>$/,
      ),
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'list-id': expect.stringContaining('en-contact.example'),
    })
    // The last mail may be of a reader who agreed to counted links.
    expect(message?.html).toMatch(/\/calendar|\/c\/[\w.-]+"/)
    expect(message?.text).toContain('/calendar')
    expect(message?.html).toContain('Patienter, est-ce déjà partir')
    expect(message?.raw).toContain('multipart/alternative')
  })

  it('is reported with reading, links, domains and timeline, and every recipient traced', async () => {
    const report = await kiosqueJson<Record<string, unknown>>(
      folder,
      'newsletter',
      'report',
      imported.id,
    )
    const over = report['tracked']
    expect(report['opened']).toEqual({ people: 0, machines: 0, over })
    expect(report['clicked']).toEqual({ people: 0, machines: 0, over, links: [] })
    const domains = Object.values(report['domains'] as Record<string, { planned: number }>)
    expect(domains.reduce((sum, { planned }) => sum + planned, 0)).toBe(200)
    expect(report['mailings']).toMatchObject([
      { timeline: expect.arrayContaining([expect.objectContaining({ kind: 'sent' })]) },
    ])
    const text = (await kiosque(folder, 'newsletter', 'report', imported.id)).stdout
    expect(text).toMatch(/^delivered +\d+$/m)
    const [row] = await kiosqueJson<{ reader: string; email: string }[]>(
      folder,
      'newsletter',
      'recipients',
      imported.id,
      '--state',
      'accepted',
    )
    const ways = [row?.reader ?? '', row?.email ?? '']
    const traces: unknown[] = []
    for (const reader of ways)
      traces.push(await kiosqueJson(folder, 'newsletter', 'trace', imported.id, '--reader', reader))
    expect(traces[0]).toEqual(traces[1])
    expect(traces[0]).toMatchObject({
      kind: 'traced',
      readerId: row?.reader,
      state: 'accepted',
      steps: expect.arrayContaining([expect.objectContaining({ kind: 'accepted' })]),
    })
    const nobody = await kiosque(
      folder,
      'newsletter',
      'trace',
      imported.id,
      '--reader',
      'nobody@example.org',
      '--json',
    )
    expect(JSON.parse(nobody.stdout)).toMatchObject({ kind: 'notPlanned', reason: 'erased' })
    expect(
      await kiosqueJson(folder, 'newsletter', 'recipients', imported.id, '--state', 'excluded'),
    ).toEqual(expect.any(Array))
  })
})
