// Pausing, resuming, approving and cancelling a mailing by command.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
let id: string
beforeAll(async () => {
  const file = 'packages/sandbox/sample/newsletter-131.txt'
  const imported = await kiosqueJson<{ id: string }>(
    folder,
    'newsletter',
    'import',
    file,
    '--issue',
    '131',
  )
  id = imported.id
})
afterAll(remove)

type Done = { mailingId: string; status: string; changed: boolean }
const act = (name: string, ...more: string[]) =>
  kiosqueJson<Done>(folder, 'newsletter', name, id, ...more)
async function refusal(name: string, ...more: string[]) {
  const { code, stdout } = await kiosque(folder, 'newsletter', name, id, ...more, '--json')
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string } }
  return { exit: code, ...error }
}

describe('a mailing, by command', () => {
  it('is refused while there is none', async () => {
    expect(await refusal('pause')).toMatchObject({
      exit: 1,
      code: 'conflict',
      message: expect.stringContaining('not scheduled'),
    })
  })

  it('is paused and resumed, each twice, and cancelled for good', async () => {
    const { mailingId } = await kiosqueJson<Done>(
      folder,
      'newsletter',
      'schedule',
      id,
      '--at',
      '2026-12-01T08:30',
    )
    expect(await act('pause')).toMatchObject({ mailingId, status: 'paused', changed: true })
    expect(await act('pause', '--mailing', mailingId)).toMatchObject({ changed: false })
    expect(await act('resume')).toMatchObject({ mailingId, status: 'scheduled', changed: true })
    expect(await act('resume')).toMatchObject({ status: 'scheduled', changed: false })
    expect(await act('approve', '--as', 'admin@en-contact.example')).toMatchObject({
      changed: false,
    })
    expect(await refusal('approve', '--as', 'nobody@example.org')).toMatchObject({ exit: 1 })
    expect(await act('cancel')).toMatchObject({ status: 'cancelled', changed: true })
    expect(await act('cancel')).toMatchObject({ status: 'cancelled', changed: false })
    for (const name of ['pause', 'resume'])
      expect(await refusal(name)).toMatchObject({ exit: 1, code: 'conflict' })
  })
})
