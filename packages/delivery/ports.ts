// What delivery needs from outside, in its own words. `aws` implements these.
import type { Instant } from '#kernel/time'

/** One message for one recipient, complete as it goes over the wire. */
export type OutgoingMessage = {
  from: string
  to: string
  raw: Uint8Array
  /** Values hold `[A-Za-z0-9_-]` alone; events give them back. */
  tags: Readonly<Record<string, string>>
}

/**
 * What is known after one call.
 * `throttled`: refused for now, send again later. `failed`: this recipient will never work.
 * `stopped`: nothing of this mailing can be sent until a person acts. `uncertain`: the call broke
 * off; the message may or may not have been accepted. Never retried below this line.
 */
export type SendOutcome =
  | { kind: 'accepted'; messageId: string }
  | { kind: 'throttled' }
  | { kind: 'quotaUsedUp' }
  | { kind: 'failed'; reason: 'address' | 'rejected' }
  | { kind: 'stopped'; reason: 'accountPaused' | 'senderNotVerified' | 'configuration' }
  | { kind: 'uncertain'; cause: 'timeout' | 'reset' | 'server' }

export interface Mailer {
  send(message: OutgoingMessage): Promise<SendOutcome>
  /** Messages a second, messages in 24 hours (-1: no limit), sent in the last 24 hours. */
  quota(): Promise<{ perSecond: number; perDay: number; sentLastDay: number }>
}

/** Messages are hints: losing one costs a minute (the tick), never a mailing. */
export interface Queue<Message> {
  /** `delaySeconds` at most 900. */
  send(messages: readonly { body: Message; delaySeconds?: number }[]): Promise<void>
}

export interface Files {
  put(file: { key: string; body: Uint8Array; contentType: string }): Promise<void>
  get(key: string): Promise<{ body: Uint8Array; contentType: string } | undefined>
  delete(key: string): Promise<void>
  /** A link the browser may PUT exactly `bytes` bytes of this type to, until `expiresAt`. */
  uploadLink(file: { key: string; contentType: string; bytes: number }): Promise<{
    url: string
    expiresAt: Instant
  }>
  /**
   * A link that opens this one file for some minutes, without a sign-in. `fileName` is what it is
   * called where it is kept; `opens`: in the browser, or as a download.
   */
  downloadLink(file: {
    key: string
    contentType: string
    fileName: string
    opens: 'inBrowser' | 'asDownload'
  }): Promise<{ url: string; expiresAt: Instant }>
}
