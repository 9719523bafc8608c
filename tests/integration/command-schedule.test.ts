// How a mailing goes out, chosen on the command line; and what the command foresees of it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
let id: string
beforeAll(async () => {
  const file = 'packages/sandbox/sample/newsletter-131.txt'
  id = (await kiosqueJson<{ id: string }>(folder, 'newsletter', 'import', file, '--issue', '131'))
    .id
})
afterAll(remove)

const at = ['--at', '2026-12-15T08:30', '--zone', 'Europe/Paris']

it('foresees how long it takes and plans the days of a domain that is not known', async () => {
  type Forecast = {
    audience: number
    durationMs: number
    isLeap: boolean
    warmUp: { at: string; count: number }[]
  }
  const forecast = await kiosqueJson<Forecast>(folder, 'newsletter', 'forecast', id, ...at)
  expect(forecast.audience).toBe(200)
  expect(forecast.durationMs).toBeGreaterThan(0)
  expect(forecast).toMatchObject({ isLeap: true })
  expect(forecast.warmUp.map(({ count }) => count)).toEqual([50, 50, 100])
  expect(forecast.warmUp[1]?.at).toBe('2026-12-16T07:30:00.000Z')
  const past = await kiosque(
    folder,
    'newsletter',
    'forecast',
    id,
    '--at',
    '2020-01-01T08:30',
    '--json',
  )
  expect([past.code, JSON.parse(past.stdout).error.code]).toEqual([1, 'invalid'])
})

it.each([
  [['--spread', '3'], /10 minutes at least/],
  [['--subject-b', ' '], /Write the second subject/],
  [['--test-share', '20%'], /add --subject-b/],
  [['--seed-wait', '10'], /add --seed/],
  [['--seed', 'nobody'], /This is no address: nobody/],
  [['--local-hour', '--subject-b', 'Another'], /don’t go together/],
])('refuses %j with what to do', async (words, sentence) => {
  const ran = await kiosque(folder, 'newsletter', 'schedule', id, ...at, ...words, '--json')
  expect(ran.code).toBe(1)
  expect(JSON.parse(ran.stdout).error.message).toMatch(sentence)
})

it('refuses words that are off as words', async () => {
  const schedule = (...words: string[]) =>
    kiosque(folder, 'newsletter', 'schedule', id, ...at, ...words)
  for (const words of [
    ['--spread', '60', '--local-hour'],
    ['--spread', 'soon'],
    ['--subject-b', 'Another', '--test-share', '2'],
    ['--subject-b', 'Another', '--test-measure', 'liked'],
  ])
    expect((await schedule(...words)).code).not.toBe(0)
})

it('schedules with all of it, and prints what was taken', async () => {
  const words = ['--spread', '120', '--seed', 'a@example.org', 'b@example.org', '--seed-wait', '20']
  const test = ['--subject-b', 'Un autre objet', '--test-share', '30%', '--test-measure', 'clicked']
  expect(
    await kiosqueJson(folder, 'newsletter', 'schedule', id, ...at, ...words, ...test),
  ).toMatchObject({
    audience: 200,
    departure: { kind: 'spread', minutes: 120 },
    seeds: { emails: ['a@example.org', 'b@example.org'], waitMinutes: 20 },
    test: { subjectB: 'Un autre objet', share: 0.3, waitMinutes: 240, measure: 'clicked' },
  })
})
