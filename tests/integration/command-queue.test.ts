// The queues on the command line, over a sandbox that the command starts for itself.
import { afterAll, expect, it } from 'vitest'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

type Queue = { name: string; dead: number; letters: unknown[] }

it('shows every queue, or one, and puts back what is dead: nothing here', async () => {
  const all = await kiosqueJson<{ queues: Queue[] }>(folder, 'queue', 'show')
  expect(all.queues.map(({ name }) => name)).toEqual(['send', 'mail', 'plan', 'feedback', 'stripe'])
  const one = await kiosqueJson<{ queues: Queue[] }>(folder, 'queue', 'show', 'plan')
  expect(one.queues).toMatchObject([{ name: 'plan', dead: 0, letters: [] }])
  expect(await kiosqueJson(folder, 'queue', 'redrive', 'send', '--limit', '5')).toEqual({
    queue: 'send',
    moved: 0,
    dead: 0,
  })
})

it('refuses a queue that is none, and a limit that is no number', async () => {
  for (const words of [
    ['show', 'letters'],
    ['redrive'],
    ['redrive', 'send', '--limit', 'many'],
    ['redrive', 'send', '--limit', '0'],
  ])
    expect((await kiosque(folder, 'queue', ...words)).code, words.join(' ')).not.toBe(0)
})
