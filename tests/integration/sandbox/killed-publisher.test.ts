// A kill between SES's journal and the queue of events: the mail's events still come.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { instant } from '#kernel/time'
import { eventDestination, names } from '#sandbox/wiring'
import { temporaryFolder, testCloud } from '../../support/cloud.ts'

it('publishes the last mail’s events once more after a kill, and of no mail before it', async () => {
  const { cloud, close } = await testCloud()
  const raw = Buffer.from('From: a@en-contact.example\r\nTo: b@example.org\r\n\r\nBonjour\r\n')
  for (const id of ['first', 'last'])
    cloud.mails.append(
      {
        id,
        receivedAt: instant(cloud.clock.now()),
        from: 'a@en-contact.example',
        to: ['b@example.org'],
        subject: 'x',
        tags: {},
        configurationSet: names.configurationSet,
      },
      raw,
    )
  // As a power cut leaves it: everything there, its holder gone.
  const { folder, remove } = temporaryFolder()
  cpSync(cloud.dataDir, folder, { recursive: true })
  await close()
  const lock = join(folder, 'lock.json')
  writeFileSync(lock, JSON.stringify({ ...JSON.parse(readFileSync(lock, 'utf8')), pid: 4_194_303 }))
  const again = await testCloud({ dataDir: folder })
  const told = () =>
    [...(again.cloud.queues.get(eventDestination.queue)?.lines() ?? [])].flatMap(({ message }) => {
      const event = message?.body.startsWith('{') ? JSON.parse(message.body) : undefined
      return event ? [`${event.mail.messageId} ${event.eventType}`] : []
    })
  expect(told()).toEqual(expect.arrayContaining(['last Send', 'last Delivery']))
  expect(told().filter((one) => one.startsWith('first'))).toEqual([])
  const count = told().length
  await again.close()
  // Stopped as it should be, nothing is unsure.
  const third = await testCloud({ dataDir: folder })
  expect([...(third.cloud.queues.get(eventDestination.queue)?.lines() ?? [])]).toHaveLength(
    count + 1,
  )
  await third.close()
  remove()
})
