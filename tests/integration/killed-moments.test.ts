// `npm start`, or its worker alone, killed at other moments than in mid-sending: while it seeds, while
// texts are imported, while a mailing begins. Where a kill falls depends on the machine; what is
// asserted holds wherever it falls.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, expect, it } from 'vitest'
import {
  kiosque,
  kiosqueJson,
  type RunningStack,
  startStack,
  temporaryFolder,
} from '../support/command.ts'
import { beginStart, moveClock, setFaults, takenBy } from '../support/killed-stack.ts'

type Report = Record<'planned' | 'pending' | 'accepted' | 'uncertain', number> & {
  status: string
  failed: Record<string, number>
}
type Newsletter = { version: number; blocks: { type: string; text?: string }[] }
const sample = 'packages/sandbox/sample/newsletter-131.txt'

const { folder, remove } = temporaryFolder()
let stack: RunningStack | undefined
afterEach(() => stack?.kill())
afterAll(remove)

async function start(): Promise<RunningStack> {
  stack = await startStack(folder)
  return stack
}

it('seeds the sample whole, however often its first start is killed', async () => {
  for (const afterMs of [0, 60, 200, 450]) {
    const first = beginStart(folder)
    while (!existsSync(join(folder, 'secrets.json')) && !first.hasEnded()) await sleep(5)
    await sleep(afterMs)
    await first.kill()
  }
  const running = await start()
  const { issues } = await kiosqueJson<{ issues: { number: number }[] }>(folder, 'issue', 'list')
  expect(issues.map(({ number }) => number)).toEqual([129, 130, 131, 132, 133, 134, 135, 136])
  const { newsletters } = await kiosqueJson<{ newsletters: { subject: string }[] }>(
    folder,
    'newsletter',
    'list',
  )
  expect(newsletters).toHaveLength(1)
  const page = await (await fetch(`${running.siteUrl}/newsletters`)).text()
  expect(page).toContain(newsletters[0]?.subject.slice(0, 20) ?? '-')
  await running.stop()
})

it('keeps every text it said it had, and never half of one', async () => {
  let running = await start()
  const { id } = await kiosqueJson<{ id: string }>(
    folder,
    'newsletter',
    'import',
    sample,
    '--issue',
    '132',
  )
  let known = 0
  for (let round = 1; round <= 2; round++) {
    const dying = sleep(round * 900).then(() => running.kill())
    for (let n = round * 100; ; n++) {
      const told = await kiosque(
        folder,
        'newsletter',
        'import',
        await textFile(n),
        '--newsletter',
        id,
        '--json',
      )
      if (told.code !== 0) {
        expect(told.stderr).not.toMatch(/\n\s+at /)
        expect(JSON.parse(told.stdout)).toHaveProperty('error.message')
        break
      }
      known = n
      if (running.process.signalCode !== null) break
    }
    await dying
    running = await start()
    const kept = await kiosqueJson<Newsletter>(folder, 'newsletter', 'show', id)
    const numbers = kept.blocks.flatMap(({ text }) => /^Titre (\d+)$/.exec(text ?? '')?.[1] ?? [])
    if (known > 0) expect(numbers).toHaveLength(1)
    expect(Number(numbers[0] ?? 0)).toBeGreaterThanOrEqual(known)
  }
  await running.stop()
})

it('begins a mailing that it was killed at the start of, and skips nobody, doubles nobody', async () => {
  let running = await start()
  const { id } = await kiosqueJson<{ id: string }>(
    folder,
    'newsletter',
    'import',
    sample,
    '--issue',
    '131',
  )
  await kiosqueJson(folder, 'newsletter', 'schedule', id, '--at', '2026-12-01T08:30')
  for (const afterMs of [40, 250, 600]) {
    const moving = moveClock(running, '2026-12-01T08:30+01:00')
    await sleep(afterMs)
    await running.kill()
    await moving
    running = await start()
  }
  await kiosqueJson(folder, 'sandbox', 'clock', '--to', '2026-12-01T09:30+01:00')
  await expectNobodyLost(running, id, '131')
  await running.stop()
})

it('goes on when its worker alone is killed, twice, in mid-sending', async () => {
  const running = await start()
  const { id } = await kiosqueJson<{ id: string }>(
    folder,
    'newsletter',
    'import',
    sample,
    '--issue',
    '133',
  )
  await kiosqueJson(folder, 'newsletter', 'schedule', id, '--at', '2026-12-02T08:30')
  await setFaults(running, { perSecond: 50 })
  // What the dead worker held comes back by its visibility timeout, some minutes later.
  for (const [to, count] of [
    ['2026-12-02T08:30+01:00', 20],
    ['2026-12-02T08:50+01:00', 90],
  ] as const) {
    let isThere = false
    const moving = moveClock(running, to).finally(() => {
      isThere = true
    })
    while (!isThere && (await takenBy(running, '133')).length < count) await sleep(30)
    process.kill(await workerOf(running), 'SIGKILL')
    expect(await moving).toMatchObject({ stuck: [] })
  }
  await kiosqueJson(folder, 'sandbox', 'clock', '--to', '2026-12-02T09:30+01:00')
  await expectNobodyLost(running, id, '133')
  await running.stop()
})

async function expectNobodyLost(stack: RunningStack, id: string, subject: string) {
  const planned = 200
  const report = await kiosqueJson<Report>(folder, 'newsletter', 'report', id)
  expect(report).toMatchObject({ status: 'sent', planned, pending: 0, failed: {} })
  expect(report.accepted + report.uncertain).toBe(planned)
  const recipients = await takenBy(stack, subject)
  expect(new Set(recipients).size).toBe(recipients.length)
  expect(recipients.length).toBeGreaterThanOrEqual(report.accepted)
  expect(recipients.length).toBeLessThanOrEqual(report.accepted + report.uncertain)
}

/** The process that functions run in; a new one may be starting just now. */
async function workerOf(running: RunningStack): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    const worker = rows
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
      .find(
        ([, parent, ...args]) =>
          Number(parent) === running.process.pid && /function-worker/.test(args.join(' ')),
      )
    if (worker) return Number(worker[0])
    await sleep(100)
  }
  throw new Error('The stack has no worker')
}

async function textFile(n: number): Promise<string> {
  const { writeFile } = await import('node:fs/promises')
  const file = join(folder, `text-${n}.txt`)
  await writeFile(file, `Titre ${n}\n\nUn paragraphe qui dit ${n}.\n\nUn second, pour la forme.\n`)
  return file
}
