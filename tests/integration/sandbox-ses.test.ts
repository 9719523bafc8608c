// `kiosque sandbox ses`: sets how SES and its events behave, until the next start.
import { afterAll, expect, it } from 'vitest'
import { kiosque, kiosqueJson, startStack, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

it('sets faults while the sandbox runs, puts them back, and refuses what is none', async () => {
  const stack = await startStack(folder)
  try {
    const set = await kiosqueJson(
      folder,
      'sandbox',
      'ses',
      '--rate',
      '50',
      '--throttle',
      '0.2',
      '--timeout-after-accept',
      '0.1',
      '--duplicate-events',
      '0.3',
      '--shuffle-events',
    )
    expect(set).toMatchObject({
      perSecond: 50,
      throttleShare: 0.2,
      timeoutAfterAcceptShare: 0.1,
      eventRepeatShare: 0.3,
      eventShuffle: true,
      eventDropShare: 0,
    })
    expect(await kiosqueJson(folder, 'sandbox', 'ses', '--drop-events', '0.5')).toMatchObject({
      perSecond: 50,
      eventDropShare: 0.5,
    })
    const fates = ['--bounce', '0.4', '--complain', '0.1', '--at', 'slow.example']
    expect(await kiosqueJson(folder, 'sandbox', 'ses', ...fates)).toMatchObject({
      bounceShare: 0.4,
      softBounceShare: 0,
      complaintShare: 0.1,
      deferShare: 0,
      fateAt: 'slow.example',
    })
    expect(await kiosqueJson(folder, 'sandbox', 'ses', '--clear')).toMatchObject({
      perSecond: 200,
      throttleShare: 0,
      eventRepeatShare: 0,
      eventDropShare: 0,
      eventShuffle: false,
      bounceShare: 0,
      fateAt: '',
    })
    expect((await kiosque(folder, 'sandbox', 'ses', '--throttle', '2')).code).toBe(2)
  } finally {
    await stack.stop()
  }
  const refused = await kiosque(folder, 'sandbox', 'ses', '--rate', '50', '--json')
  expect(refused.code).toBe(1)
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'invalid' } })
  expect(await kiosqueJson(folder, 'sandbox', 'ses')).toMatchObject({ perSecond: 200 })
})
