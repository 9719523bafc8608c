// Publishes SES's events the way SNS hands them on with raw delivery: each as it is, one message of
// the feedback queue. On request they come late, twice, out of order or never, and say that mails
// were bounced, deferred or complained of.
import { existsSync, writeFileSync } from 'node:fs'
import { drawFate, type FateFaults, noFateFaults } from './fates.ts'
import type { SandboxSes } from './ses.ts'
import { eventsOf, topicSentence } from './ses-events.ts'
import type { AcceptedMail } from './ses-journal.ts'
import { readHeader } from './ses-message.ts'
import type { SandboxQueue } from './sqs-queue.ts'

/** Shares are between 0 and 1, of the events. */
export type EventFaults = FateFaults & {
  /** Come `eventDelaySeconds` later than they should. */
  eventDelayShare: number
  eventDelaySeconds: number
  /** Come twice. */
  eventRepeatShare: number
  /** Never come. */
  eventDropShare: number
  /** Come in any order, within ten seconds. */
  eventShuffle: boolean
}

export const noEventFaults: EventFaults = {
  eventDelayShare: 0,
  eventDelaySeconds: 3_600,
  eventRepeatShare: 0,
  eventDropShare: 0,
  eventShuffle: false,
  ...noFateFaults,
}

const shuffleSeconds = 10

export type EventPublisher = {
  faults(): EventFaults
  /** Changes what is named, keeps the rest. */
  setFaults(changes: Partial<EventFaults>): void
  stop(): void
}

/**
 * Publishes events of mails with one of these configuration sets. A topic that is new (`marker` is
 * not there) gets SES's plain sentence first.
 */
export function startPublisher(options: {
  ses: Pick<SandboxSes, 'onAccepted'>
  queue: Pick<SandboxQueue, 'send'>
  configurationSets: readonly string[]
  random: () => number
  marker: string
  /**
   * The last mail before a kill: it may have come between the journal and the queue. Its events
   * come once more, as SES's may; those of every mail before it are in the queue's log.
   */
  unsure?: { mail: AcceptedMail; raw: Uint8Array } | undefined
}): EventPublisher {
  const { queue, random } = options
  let faults = { ...noEventFaults }
  if (!existsSync(options.marker)) {
    queue.send([{ body: topicSentence }])
    writeFileSync(options.marker, '', { mode: 0o600 })
  }

  function delaySeconds(afterMs: number): number {
    const late = random() < faults.eventDelayShare ? faults.eventDelaySeconds : 0
    const shuffled = faults.eventShuffle ? random() * shuffleSeconds : 0
    return afterMs / 1_000 + late + shuffled
  }

  function publish(mail: AcceptedMail, raw: Uint8Array): void {
    const { configurationSet } = mail
    if (!configurationSet || !options.configurationSets.includes(configurationSet)) return
    const fate = (address: string) => drawFate(address, faults, random)
    const messages = eventsOf(mail, readHeader(raw).fields, fate).flatMap(({ event, afterMs }) => {
      if (random() < faults.eventDropShare) return []
      const body = JSON.stringify(event)
      const times = random() < faults.eventRepeatShare ? 2 : 1
      return Array.from({ length: times }, () => ({ body, delaySeconds: delaySeconds(afterMs) }))
    })
    if (messages.length > 0) queue.send(messages)
  }

  if (options.unsure) publish(options.unsure.mail, options.unsure.raw)
  const end = options.ses.onAccepted(publish)
  return {
    faults: () => ({ ...faults }),
    setFaults: (changes) => {
      faults = { ...faults, ...changes }
    },
    stop: end,
  }
}
