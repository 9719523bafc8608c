// The `kiosque` command when something is in its way: its sentences, exit codes, and a standard
// output that programs can parse whatever happens.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { kiosque, kiosqueJson, startStack, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

type Refusal = { error: { code: string; message: string } }
type Inbox = { messages: { to: string[] }[] }

/** Runs with `--json`; standard output must be one JSON document and nothing else. */
async function refused(...words: string[]): Promise<Refusal['error'] & { exit: number }> {
  const { code, stdout, stderr } = await kiosque(folder, ...words, '--json')
  if (stderr !== '') throw new Error(`kiosque ${words.join(' ')} wrote to stderr:\n${stderr}`)
  return { ...(JSON.parse(stdout) as Refusal).error, exit: code }
}

describe('the command', () => {
  it('waits its turn: of two at once on a stopped sandbox one is told what to do', async () => {
    const both = await Promise.all([
      kiosque(folder, 'issue', 'list', '--json'),
      kiosque(folder, 'issue', 'list', '--json'),
    ])
    const [late] = both.filter(({ code }) => code !== 0)
    expect(both.filter(({ code }) => code === 0)).toHaveLength(late ? 1 : 2)
    if (late)
      expect((JSON.parse(late.stdout) as Refusal).error).toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/Wait a moment, then try again/),
      })
  })

  it.each([
    [['issue', 'show', '999']],
    [['issue', 'show', 'abc']],
    [['newsletter', 'show', 'nonsense']],
    [['newsletter', 'list', '--cursor', 'nonsense']],
    [['newsletter', 'import', 'no-such-file', '--issue', '131']],
    [['reader', 'show', 'nobody@example.org']],
    [['reader', 'unsubscribe', 'nobody@example.org']],
    [['reader', 'erase', 'nobody@example.org', '--yes']],
    [['sandbox', 'clock', '--to', '2020-01-01T00:00Z']],
    [['sandbox', 'reset']],
  ])('answers what it does not know with one JSON document and exit code 1: %j', async (words) => {
    expect((await refused(...words)).exit).toBe(1)
  })

  it('answers words that are off with exit code 2, and JSON where it was asked for', async () => {
    for (const words of [
      ['nonsense'],
      ['issue', 'show'],
      ['issue', 'list', 'x'],
      ['issue'],
      ['--wrong'],
    ]) {
      expect([words, await refused(...words)]).toMatchObject([words, { exit: 2, code: 'usage' }])
      const plain = await kiosque(folder, ...words)
      expect([plain.code, plain.stdout]).toEqual([2, ''])
    }
  })

  it('works out the law’s dates without a stack, and refuses what is no date', async () => {
    const digital = ['--concluded', '2026-11-07', '--kind', 'digital']
    expect(await kiosqueJson(folder, 'subscription', 'deadlines', ...digital)).toEqual({
      withdrawalUntil: '2026-11-23',
    })
    const print = ['--concluded', '2026-11-07', '--kind', 'print']
    expect(await kiosqueJson(folder, 'subscription', 'deadlines', ...print)).toEqual({
      withdrawalUntil: null,
    })
    const received = [...print, '--first-issue-received', '2026-12-11']
    expect(await kiosqueJson(folder, 'subscription', 'deadlines', ...received)).toEqual({
      withdrawalUntil: '2026-12-28',
    })
    const notice = ['subscription', 'notice', '--refusal-deadline']
    expect(await kiosqueJson(folder, ...notice, '2027-05-31')).toEqual({
      earliest: '2027-02-28',
      latest: '2027-04-30',
    })
    for (const date of ['2027-02-29', '31/05/2027', ''])
      expect(await refused(...notice, date)).toMatchObject({ exit: 2, code: 'usage' })
  })

  it('writes nowhere it can’t with a sentence', async () => {
    const list = await kiosqueJson<{ newsletters: { id: string }[] }>(folder, 'newsletter', 'list')
    const id = list.newsletters[0]?.id ?? ''
    const out = join(folder, 'no', 'such', 'folder.html')
    const told = await refused('newsletter', 'preview', id, '--out', out)
    expect(told).toMatchObject({ exit: 1, message: expect.stringContaining(out) })
  })

  it('exports, unsubscribes and erases a reader, and is not confused by a second time', async () => {
    const stack = await startStack(folder)
    await stack.kill()
    const address = 'reader-to-erase@example.org'
    await kiosqueJson(folder, 'sandbox', 'status')
    const again = await startStack(folder)
    await fetch(`${again.siteUrl}/api/sign-ups`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: address }),
    })
    const held = await kiosqueJson<object>(folder, 'reader', 'export', address)
    expect(JSON.stringify(held)).toContain(address)
    const reader = await kiosqueJson<{ id: string }>(folder, 'reader', 'show', address)
    for (let n = 0; n < 2; n++)
      expect(await kiosqueJson(folder, 'reader', 'unsubscribe', address)).toHaveProperty('outcome')
    expect((await refused('reader', 'erase', address)).message).toMatch(/--yes/)
    await kiosqueJson(folder, 'reader', 'erase', reader.id, '--yes')
    expect((await refused('reader', 'show', address)).code).toBe('not-found')
    expect((await refused('reader', 'erase', reader.id, '--yes')).code).toBe('not-found')
    await kiosqueJson<Inbox>(folder, 'sandbox', 'inbox')
    await again.stop()
  })

  it('clears the data of a sandbox that was killed, never of one that runs', async () => {
    const stack = await startStack(folder)
    await kiosqueJson(folder, 'sandbox', 'ses', '--throttle', '0.5', '--shuffle-events')
    const calm = { throttleShare: 0, eventShuffle: false }
    expect(await kiosqueJson(folder, 'sandbox', 'reset')).toMatchObject({
      reset: 'faults',
      ses: calm,
    })
    expect(await kiosqueJson(folder, 'sandbox', 'ses')).toMatchObject(calm)
    expect((await refused('sandbox', 'reset', '--yes')).message).toContain(stack.siteUrl)
    await stack.kill()
    expect((await refused('sandbox', 'reset')).message).toMatch(/--yes/)
    expect(await kiosqueJson(folder, 'sandbox', 'reset', '--yes')).toEqual({ reset: folder })
    expect((await refused('sandbox', 'reset', '--yes')).code).toBe('not-found')
  })

  it('starts nothing over broken data, and says which file', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'clock.json'), '{"offs')
    const start = await kiosque(folder, 'start', '--port', '0')
    expect([start.code, start.stdout]).toEqual([1, ''])
    expect(start.stderr).toContain('clock.json')
    expect(start.stderr).not.toMatch(/\n\s+at /)
  })
})
