// Delivery's mailer over SES v1: raw messages, because only those carry RFC 8058's headers. One
// call a message; what is known after it is told exactly, and never more than is known.
import { GetSendQuotaCommand, type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import type { Mailer, OutgoingMessage, SendOutcome } from '#delivery/ports'

export type SesMailerOptions = {
  /** From `sesClient()`: its `maxAttempts` must be 1 and its timeout must throw. */
  client: SESClient
  configurationSet?: string
  /** ARN of the identity, where another account's is used. */
  sourceArn?: string
}

/** The mailer that goes over the wire to SES, or to an endpoint that speaks its protocol. */
export function sesMailer(options: SesMailerOptions): Mailer {
  const { client, configurationSet, sourceArn } = options
  return {
    async send(message) {
      checkTags(message.tags)
      const command = new SendRawEmailCommand({
        Source: message.from,
        Destinations: [message.to],
        RawMessage: { Data: message.raw },
        Tags: Object.entries(message.tags).map(([Name, Value]) => ({ Name, Value })),
        ...(configurationSet ? { ConfigurationSetName: configurationSet } : {}),
        ...(sourceArn
          ? { SourceArn: sourceArn, FromArn: sourceArn, ReturnPathArn: sourceArn }
          : {}),
      })
      try {
        const answer = await client.send(command)
        return answer.MessageId
          ? { kind: 'accepted', messageId: answer.MessageId }
          : { kind: 'uncertain', cause: 'server' }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    async quota() {
      const answer = await client.send(new GetSendQuotaCommand({}))
      return {
        perSecond: answer.MaxSendRate ?? 0,
        perDay: answer.Max24HourSend ?? 0,
        sentLastDay: answer.SentLast24Hours ?? 0,
      }
    },
  }
}

/** SES refuses a whole message for one bad tag; that is a bug of ours, found before the call. */
function checkTags(tags: OutgoingMessage['tags']): void {
  for (const [name, value] of Object.entries(tags))
    if (!/^[A-Za-z0-9_:-]{1,256}$/.test(name) || !/^[A-Za-z0-9_-]{1,256}$/.test(value))
      throw new Error(`The tag ${name} holds a character that SES refuses`)
}

/** What the SDK throws, as far as it matters here. */
type SdkError = {
  name: string
  message: string
  code?: string
  /** Of the operating system's errors; several where several addresses were tried. */
  syscall?: string
  errors?: readonly { syscall?: string }[]
  $metadata?: { httpStatusCode?: number }
  /** Where the answer could not be understood, only this tells its status. */
  $response?: { statusCode?: number }
}

/**
 * What is known after a call that threw. An answer with a 4xx status and a failure before anything
 * was sent are definite; everything else may have been accepted.
 */
export function outcomeOf(error: unknown): SendOutcome {
  if (!isSdkError(error)) throw error
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode
  if (error.code && brokenOff.has(error.code)) return { kind: 'uncertain', cause: 'reset' }
  if (status === undefined) return outcomeWithoutAnswer(error)
  if (status < 400 || status >= 500 || status === 408) return { kind: 'uncertain', cause: 'server' }
  return refusal(error, status)
}

function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
])
const brokenOff = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

function outcomeWithoutAnswer(error: SdkError): SendOutcome {
  if (error.code && neverSent.has(error.code)) return { kind: 'throttled' }
  const tries = error.errors ?? [error]
  if (tries.length > 0 && tries.every(({ syscall }) => syscall === 'connect'))
    return { kind: 'throttled' }
  // The SDK's own words for a connection that never came about (its connectionTimeout).
  if (/did not establish a connection/.test(error.message)) return { kind: 'throttled' }
  if (error.name === 'CredentialsProviderError') return { kind: 'stopped', reason: 'configuration' }
  if (error.name === 'TimeoutError' || error.code === 'ETIMEDOUT')
    return { kind: 'uncertain', cause: 'timeout' }
  return { kind: 'uncertain', cause: 'reset' }
}

function refusal(error: SdkError, status: number): SendOutcome {
  const name = error.name.replace(/Exception$/, '')
  switch (name) {
    case 'Throttling':
    case 'TooManyRequests':
    case 'RequestExpired':
      return /daily message quota/i.test(error.message)
        ? { kind: 'quotaUsedUp' }
        : { kind: 'throttled' }
    case 'AccountSendingPaused':
      return { kind: 'stopped', reason: 'accountPaused' }
    case 'MailFromDomainNotVerified':
      return { kind: 'stopped', reason: 'senderNotVerified' }
    case 'ConfigurationSetDoesNotExist':
    case 'ConfigurationSetSendingPaused':
      return { kind: 'stopped', reason: 'configuration' }
    case 'MessageRejected':
      return /not verified/i.test(error.message)
        ? { kind: 'stopped', reason: 'senderNotVerified' }
        : { kind: 'failed', reason: 'rejected' }
    case 'InvalidParameterValue':
      return /address|domain|local/i.test(error.message)
        ? { kind: 'failed', reason: 'address' }
        : { kind: 'failed', reason: 'rejected' }
  }
  if (status === 429) return { kind: 'throttled' }
  // Credentials or permissions: no recipient is at fault, none will get through.
  if (status === 401 || status === 403) return { kind: 'stopped', reason: 'configuration' }
  return { kind: 'failed', reason: 'rejected' }
}
