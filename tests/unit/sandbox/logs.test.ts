import { appendFileSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { instant } from '#kernel/time'
import { openMailJournal } from '#sandbox/ses-journal'
import { type LogLine, openQueueLog } from '#sandbox/sqs-log'

const folder = () => mkdtempSync(join(tmpdir(), 'kiosque-log-'))

describe('the queues’ log', () => {
  const line = (id: string, body: string | null): LogLine => ({
    queue: 'q',
    id,
    message: body === null ? null : { body, sentMs: 1, visibleMs: 1, receiveCount: 0 },
  })
  const open = (file: string, live: LogLine[] = []) => openQueueLog({ file, live: () => live })
  const keptIn = (file: string) => {
    const { log, kept } = open(file)
    log.close()
    return kept.map(({ id, message }) => [id, message?.body])
  }

  it('gives back the last state of what is left', () => {
    const file = join(folder(), 'log')
    const { log } = open(file)
    log.append([line('a', '1'), line('b', '1')])
    log.append([line('a', '2'), line('b', null), line('c', '1')])
    log.close()
    expect(keptIn(file)).toEqual([
      ['a', '2'],
      ['c', '1'],
    ])
  })

  it('drops a line that was cut short, also for those who write after it', () => {
    const file = join(folder(), 'log')
    const first = open(file)
    first.log.append([line('a', '1')])
    first.log.close()
    appendFileSync(file, '{"queue":"q","id":"to')
    const second = open(file)
    second.log.append([line('b', '1')])
    second.log.close()
    expect(keptIn(file).map(([id]) => id)).toEqual(['a', 'b'])
  })

  it('is written anew when it has grown long and little of it is alive', () => {
    const file = join(folder(), 'log')
    const live = [line('z', 'alive')]
    const { log } = open(file, live)
    log.append(live)
    for (let round = 0; round < 201; round++)
      log.append(Array.from({ length: 100 }, (_, n) => line(`${n}`, round % 2 ? null : 'x')))
    log.append([line('y', 'after')])
    log.close()
    expect(keptIn(file)).toContainEqual(['z', 'alive'])
    expect(keptIn(file)).toContainEqual(['y', 'after'])
    expect(statSync(file).size).toBeLessThan(200_000)
  })
})

describe('the mail journal', () => {
  const facts = (id: string) => ({
    id,
    receivedAt: instant(0),
    from: 'a@en-contact.example',
    to: ['b@example.org'],
    subject: id,
    tags: {},
  })

  it('gives back each message’s bytes, after a new start and a line cut short', () => {
    const path = folder()
    const first = openMailJournal(path)
    first.append(facts('one'), Buffer.from([1, 2, 3]))
    first.append(facts('two'), Buffer.from('två'))
    first.close()
    appendFileSync(join(path, 'messages.bin'), 'half a mess')
    appendFileSync(join(path, 'journal.jsonl'), '{"id":"thr')
    const second = openMailJournal(path)
    second.append(facts('three'), Buffer.from('3'))
    second.close()
    const third = openMailJournal(path)
    const raw = (id: string) => {
      const mail = third.find(id)
      return mail && third.raw(mail).toString()
    }
    expect(third.mails.map(({ id }) => id)).toEqual(['one', 'two', 'three'])
    expect([raw('one'), raw('two'), raw('three')]).toEqual(['\u0001\u0002\u0003', 'två', '3'])
    third.clear()
    expect(third.mails).toEqual([])
    third.close()
  })
})
