// Every message that the sandbox's SES accepted, append-only: one line of facts a message and its
// bytes as received. Memory holds the lines only; the bytes are read when somebody looks. Lost and
// doubled mails are counted from here.
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '#kernel/time'
import { writeWholly } from './data-folder.ts'

export type AcceptedMail = {
  /** SES's message id; the delivered mail carries it as Message-ID. */
  id: string
  receivedAt: Instant
  /** The envelope: who the call named, not the headers. */
  from: string
  to: readonly string[]
  subject: string
  tags: Readonly<Record<string, string>>
  configurationSet?: string
  /** Where its bytes lie. */
  offset: number
  length: number
}

export type MailJournal = {
  /** Oldest first. */
  readonly mails: readonly AcceptedMail[]
  append(mail: Omit<AcceptedMail, 'offset' | 'length'>, raw: Uint8Array): AcceptedMail
  find(id: string): AcceptedMail | undefined
  /** The bytes as SES received them. */
  raw(mail: AcceptedMail): Buffer
  clear(): void
  close(): void
}

/** Opens the journal in `folder`; a line that a kill cut short is dropped. */
export function openMailJournal(folder: string): MailJournal {
  mkdirSync(folder, { recursive: true })
  const bytes = openSync(join(folder, 'messages.bin'), 'a+', 0o600)
  const lines = openSync(join(folder, 'journal.jsonl'), 'a+', 0o600)
  let end = fstatSync(bytes).size
  const mails = readMails(join(folder, 'journal.jsonl'), lines).filter(
    ({ offset, length }) => offset + length <= end,
  )
  const byId = new Map(mails.map((mail) => [mail.id, mail]))
  return {
    mails,
    append(mail, raw) {
      const accepted = { ...mail, offset: end, length: raw.byteLength }
      writeWholly(bytes, raw)
      end += raw.byteLength
      writeWholly(lines, Buffer.from(`${JSON.stringify(accepted)}\n`))
      mails.push(accepted)
      byId.set(accepted.id, accepted)
      return accepted
    },
    find: (id) => byId.get(id),
    raw({ offset, length }) {
      const buffer = Buffer.alloc(length)
      for (let read = 0; read < length; ) {
        const count = readSync(bytes, buffer, read, length - read, offset + read)
        if (count === 0) throw new Error('The mail journal is shorter than its lines say')
        read += count
      }
      return buffer
    },
    clear() {
      ftruncateSync(lines, 0)
      ftruncateSync(bytes, 0)
      end = 0
      mails.length = 0
      byId.clear()
    },
    close() {
      closeSync(lines)
      closeSync(bytes)
    },
  }
}

function readMails(file: string, descriptor: number): AcceptedMail[] {
  const content = readFileSync(file)
  const soundBytes = content.lastIndexOf(0x0a) + 1
  ftruncateSync(descriptor, soundBytes)
  return content
    .subarray(0, soundBytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AcceptedMail)
}
