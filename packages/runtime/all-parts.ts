// Every part at once, for the command and for the pages of one machine; functions compose their own.

import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailingMessage, SendMessage } from '#delivery/messages'
import type { Files, Mailer, Queue } from '#delivery/ports'
import type { MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import type { Clock } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import type { ReaderKeys } from '#readers/reader-id'
import { clock } from './clock.ts'
import { readerKeys, signingKeys, siteUrl } from './links.ts'
import { mailer } from './mailer.ts'
import * as parts from './parts.ts'

/** What use cases ask for, by the names they ask for it. */
export type Parts = {
  table: Table
  clock: Clock
  makeId: MakeId
  random: () => number
  signingKeys: SigningKeys
  readerKeys: ReaderKeys
  publication: Publication
  /** Origin of the site without a trailing slash. */
  siteUrl: string
  mailer: Mailer
  sendQueue: Queue<SendMessage>
  mailingQueue: Queue<MailingMessage>
  files: Files
  log: Log
  hint: (key: Key) => Promise<void>
  /** Tells Stripe's worker that an item holds a step for it. */
  stepHint: (key: Key) => Promise<void>
}

/** Builds them from the links of this stage. */
export function allParts(options: { log?: Log } = {}): Parts {
  const log = options.log ?? parts.log
  return {
    table: parts.table(),
    clock,
    makeId: parts.makeId,
    random: Math.random,
    signingKeys: signingKeys(),
    readerKeys: readerKeys(),
    publication: parts.publication(),
    siteUrl: siteUrl(),
    mailer: mailer(),
    sendQueue: parts.sendQueue(),
    mailingQueue: parts.planQueue(),
    files: parts.files(),
    log,
    hint: parts.hinter(parts.mailQueue(), log),
    stepHint: parts.stepHinter(parts.stripeQueue, log),
  }
}
