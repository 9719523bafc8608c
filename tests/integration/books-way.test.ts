// The way of the books on one machine: an entry by command, the night that seals it, the mail that
// holds the seal's hash, a month that is closed, and what comes too late.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
}, 120_000)
afterAll(async () => {
  await stack.stop()
  remove()
})

const entry = (date: string, cents: number) => {
  const file = join(folder, `${date}-${cents}.json`)
  writeFileSync(
    file,
    JSON.stringify({
      ...{ date, piece: 'REL-11', label: 'Frais de tenue', reason: 'Frais de la banque.' },
      lines: [
        { account: '627000', debitCents: cents },
        { account: '580000', creditCents: cents },
      ],
    }),
  )
  return file
}

const finance = <T>(...words: string[]) => kiosqueJson<T>(folder, 'finance', ...words)
const clock = (to: string) => kiosqueJson<{ now: string }>(folder, 'sandbox', 'clock', '--to', to)

type Inbox = { messages: { to: string; subject: string; text: string }[] }
const mails = async (subject: string) =>
  (await kiosqueJson<Inbox>(folder, 'sandbox', 'inbox', '--subject', subject)).messages

test('an entry is booked once, and the night seals it and mails the hash', async () => {
  const file = entry('2026-11-27', 1_250)
  const booked = { source: expect.stringMatching(/^je_/), date: '2026-11-27' }
  expect(await finance('entry', file)).toMatchObject({ kind: 'booked', ...booked })
  expect(await finance('entry', file)).toMatchObject({ kind: 'already', ...booked })
  const before = await finance<{ unsealed: number }>('verify')
  expect(before).toMatchObject({ ok: true, seals: 0 })
  expect(before.unsealed).toBeGreaterThan(0)
  await clock('2026-12-01T04:00:00+01:00')
  const after = await finance<{ last: string }>('verify')
  expect(after).toMatchObject({ ok: true, unsealed: 0 })
  const told = await mails('Comptes scellés')
  expect(told.length).toBeGreaterThan(0)
  expect(told.every(({ text }) => text.replace(/\s/g, '').includes(after.last))).toBe(true)
  expect(await finance('verify', '--anchor', after.last)).toMatchObject({ ok: true })
  const other = await kiosque(folder, 'finance', 'verify', '--anchor', 'a'.repeat(64), '--json')
  expect([other.code, JSON.parse(other.stdout)]).toMatchObject([
    ...[1, { ok: false, difference: { kind: 'anchor' } }],
  ])
}, 120_000)

test('a month is closed by the worker, and what comes late takes the first open day', async () => {
  expect(await finance('close', '2026-11', '--no-wait')).toMatchObject({ status: 'closing' })
  const late = await finance('entry', entry('2026-11-29', 300))
  expect(late).toMatchObject({ date: '2026-12-01', label: 'Frais de tenue (du 29/11/2026)' })
  await clock('2026-12-01T04:05:00+01:00')
  expect(await finance('close', '2026-11', '--no-wait')).toMatchObject({
    ...{ status: 'closed', seal: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) } },
  })
  expect((await mails('Le mois est clos')).length).toBeGreaterThan(0)
  const { accounts } = await finance<{ accounts: Record<string, number> }>(
    ...['balance', '--month', '2026-11'],
  )
  expect(accounts['627000']).toBe(1_250)
  const all = await finance<{ accounts: Record<string, number> }>('balance')
  expect(all.accounts['627000']).toBe(1_550)
  expect(Object.values(all.accounts).reduce((sum, cents) => sum + cents, 0)).toBe(0)
}, 120_000)

test('an entry that does not balance is refused with the difference, and exit code 1', async () => {
  const file = join(folder, 'off.json')
  writeFileSync(
    file,
    JSON.stringify({
      ...{ date: '2026-12-01', piece: 'X', label: 'X', reason: 'X' },
      lines: [
        { account: '627000', debitCents: 100 },
        { account: '580000', creditCents: 90 },
      ],
    }),
  )
  const ran = await kiosque(folder, 'finance', 'entry', file, '--json')
  expect(ran.code).toBe(1)
  expect(JSON.parse(ran.stdout).error.message).toBe(
    'The entry does not balance: 0.10 too much on the debit side.',
  )
}, 60_000)

test('an entry is taken back by another with its reason', async () => {
  const { source } = await finance<{ source: string }>('entry', entry('2026-12-01', 700))
  const reversed = await finance('reverse', source, '--reason', 'Comptée deux fois.')
  expect(reversed).toMatchObject({ kind: 'booked', source: `${source}:reversed` })
  const none = await kiosque(folder, 'finance', 'reverse', 'je_none', '--reason', 'X', '--json')
  expect([none.code, JSON.parse(none.stdout).error.code]).toEqual([1, 'not-found'])
}, 60_000)
