// SES, version 1 of its interface, as `@aws-sdk/client-ses` speaks it: SendRawEmail with the checks
// that SES makes, GetSendQuota, and the account's rate and quota. What it accepts goes into the
// journal before anything is answered.
import { randomBytes, randomUUID } from 'node:crypto'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { AwsReply, AwsRequest } from './http.ts'
import type { FaultPlan } from './ses-faults.ts'
import type { AcceptedMail, MailJournal } from './ses-journal.ts'
import { addressesIn, headerText, headerValue, readHeader, tagsIn } from './ses-message.ts'
import { type SendingLimits, sendingMeter } from './ses-meter.ts'

export const sesLimits = { messageBytes: 10 * 1024 * 1024, recipients: 50, lineBytes: 998 }

export type SandboxSes = {
  answer(request: AwsRequest): Promise<AwsReply>
  /** Messages a second (burst of one second), recipients in 24 hours. */
  setLimits(limits: Partial<SendingLimits>): void
  limits(): SendingLimits
  sentLastDay(): number
  /** Called after each acceptance, before the answer: the place where SES's events begin. */
  onAccepted(listener: (mail: AcceptedMail, raw: Uint8Array) => void): () => void
}

export type SesRules = {
  /** Addresses or whole domains (`example.org`) that may send; undefined lets everybody. */
  verifiedSenders: readonly string[] | undefined
  /** Configuration sets that exist; undefined lets every name pass. */
  configurationSets: readonly string[] | undefined
}

class SesError extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

export function sandboxSes(options: {
  journal: MailJournal
  now: Clock
  faults: FaultPlan
  rules: SesRules
  limits: SendingLimits
}): SandboxSes {
  const { journal, now, faults } = options
  const meter = sendingMeter({ now, limits: options.limits, sent: journal.mails })
  const listeners = new Set<(mail: AcceptedMail, raw: Uint8Array) => void>()

  function sendRawEmail(form: Form): AwsReply {
    const fault = faults.draw()
    if (faults.get().paused)
      throw new SesError('AccountSendingPausedException', 'Email sending is disabled.')
    if (fault === 'throttle') throw throttling('Maximum sending rate exceeded.')
    if (fault === 'serverError') throw new SesError('InternalFailure', 'Internal failure.', 500)
    const message = checkedMessage(form, options.rules)
    const verdict = meter.take(message.to.length)
    if (verdict === 'rate') throw throttling('Maximum sending rate exceeded.')
    if (verdict === 'quota') throw throttling('Daily message quota exceeded.')
    const at = instant(now())
    const { raw, ...facts } = message
    const mail = journal.append({ ...facts, id: messageId(at), receivedAt: at }, raw)
    for (const listener of listeners) listener(mail, raw)
    if (fault === 'resetAfterAccept') return { kind: 'reset' }
    if (fault === 'timeoutAfterAccept') return { kind: 'silence', ms: faults.get().silenceMs }
    return result('SendRawEmail', `<MessageId>${mail.id}</MessageId>`)
  }

  function getSendQuota(): AwsReply {
    const { perSecond, perDay } = meter.limits()
    return result(
      'GetSendQuota',
      `<Max24HourSend>${perDay}</Max24HourSend><MaxSendRate>${perSecond}</MaxSendRate>` +
        `<SentLast24Hours>${meter.sentLastDay()}</SentLast24Hours>`,
    )
  }

  return {
    async answer(request) {
      try {
        const form = readForm(request.body)
        const action = form.get('Action') ?? ''
        if (action === 'SendRawEmail') return sendRawEmail(form)
        if (action === 'GetSendQuota') return getSendQuota()
        throw new SesError(
          'InvalidAction',
          `The action ${action} is not valid for this endpoint: the sandbox knows SendRawEmail and GetSendQuota.`,
        )
      } catch (error) {
        if (error instanceof SesError) return failure(error)
        throw error
      }
    },
    setLimits: meter.setLimits,
    limits: meter.limits,
    sentLastDay: meter.sentLastDay,
    onAccepted(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

type Form = ReadonlyMap<string, string>

/** A form body by hand: URLSearchParams takes four times as long over a mail. */
function readForm(body: Buffer): Form {
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
  try {
    return new Map(
      body
        .toString('latin1')
        .split('&')
        .map((pair) => {
          const at = pair.indexOf('=')
          return [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
        }),
    )
  } catch {
    throw new SesError('MalformedQueryString', 'The form body is malformed.')
  }
}

/** Reads and checks one SendRawEmail call, in the order in which SES finds fault. */
function checkedMessage(form: Form, rules: SesRules) {
  const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64')
  if (raw.length === 0) throw invalid('Missing final headers or body: the message is empty.')
  if (raw.length > sesLimits.messageBytes)
    throw invalid(
      `Message length is more than ${sesLimits.messageBytes} bytes long: '${raw.length}'.`,
    )
  const { fields } = readHeader(raw)
  for (const name of ['from', 'to', 'subject', 'message-id', 'date', 'reply-to'])
    if (fields.filter((field) => field.name === name).length > 1)
      throw invalid(`Duplicate header '${name}'.`)
  const header = headerValue(fields, 'from')
  if (header === undefined) throw invalid("Missing required header 'From'.")
  if (longestLine(raw) > sesLimits.lineBytes)
    throw invalid('Each line of the message must hold at most 998 characters and CRLF.')

  const from = form.get('Source') ?? header
  for (const sender of [from, header]) checkSender(addressesIn(sender)[0] ?? '', rules)
  const named = members(form, 'Destinations')
  const to = (named.length > 0 ? named : recipientsIn(fields)).map(
    (one) => addressesIn(one)[0] ?? '',
  )
  if (to.length === 0) throw invalid("Missing required header 'To'.")
  if (to.length > sesLimits.recipients) throw invalid('Recipient count exceeds 50.')
  to.forEach(checkAddress)

  const tags = tagsOf(form, headerValue(fields, 'x-ses-message-tags'))
  const configurationSet =
    form.get('ConfigurationSetName') ?? headerValue(fields, 'x-ses-configuration-set')
  if (configurationSet && rules.configurationSets?.includes(configurationSet) === false)
    throw new SesError(
      'ConfigurationSetDoesNotExist',
      `Configuration set <${configurationSet}> does not exist.`,
    )
  return {
    raw,
    from: addressesIn(from)[0] as string,
    to,
    subject: headerText(fields, 'subject'),
    tags,
    ...(configurationSet ? { configurationSet } : {}),
  }
}

function recipientsIn(fields: ReturnType<typeof readHeader>['fields']): string[] {
  return ['to', 'cc', 'bcc'].flatMap((name) => addressesIn(headerValue(fields, name) ?? ''))
}

/** `Name.member.1`, `Name.member.2`, … */
function members(form: Form, name: string): string[] {
  const values: string[] = []
  for (let index = 1; ; index++) {
    const value = form.get(`${name}.member.${index}`)
    if (value === undefined) return values
    values.push(value)
  }
}

function tagsOf(form: Form, header: string | undefined): Record<string, string> {
  const tags = tagsIn(header)
  for (let index = 1; ; index++) {
    const name = form.get(`Tags.member.${index}.Name`)
    if (name === undefined) break
    tags[name] = form.get(`Tags.member.${index}.Value`) ?? ''
  }
  for (const [name, value] of Object.entries(tags)) {
    const mayHoldColons = name.startsWith('ses:')
    if (!/^[\w-]{1,256}$/.test(mayHoldColons ? name.replaceAll(':', '-') : name))
      throw invalid(`Invalid tag name <${name}>: only alphanumeric ASCII letters, '_' and '-'.`)
    if (!/^[\w-]{1,256}$/.test(value))
      throw invalid(`Invalid tag value <${value}>: only alphanumeric ASCII letters, '_' and '-'.`)
  }
  return tags
}

function checkAddress(address: string): void {
  const at = address.lastIndexOf('@')
  if (at < 1 || at === address.length - 1) throw invalid("Missing final '@domain'")
  if (!/^[\x21-\x7e]+$/.test(address.slice(0, at)))
    throw invalid('Local address contains control or whitespace')
  if (!/^[\x21-\x7e]+$/.test(address.slice(at + 1)) || /[<>[\]\\,;:]/.test(address.slice(at)))
    throw invalid('Domain contains illegal character')
}

function checkSender(address: string, { verifiedSenders }: SesRules): void {
  checkAddress(address)
  const lower = address.toLowerCase()
  const domain = lower.slice(lower.lastIndexOf('@') + 1)
  const verified = verifiedSenders?.some((entry) =>
    entry.includes('@') ? entry === lower : domain === entry || domain.endsWith(`.${entry}`),
  )
  if (verified === false)
    throw new SesError(
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region ' +
        `EU-WEST-3: ${address}`,
    )
}

function longestLine(raw: Buffer): number {
  let longest = 0
  for (let start = 0; start < raw.length; ) {
    const end = raw.indexOf(0x0a, start)
    const stop = end < 0 ? raw.length : end
    longest = Math.max(longest, stop - start - (raw[stop - 1] === 0x0d ? 1 : 0))
    start = stop + 1
  }
  return longest
}

/** The shape of SES's ids: time in hexadecimal, a UUID, a counter. */
function messageId(at: Instant): string {
  const time = Date.parse(at).toString(16).padStart(12, '0')
  return `0120${time}-${randomBytes(4).toString('hex')}-${randomUUID().slice(9)}-000000`
}

const invalid = (message: string) => new SesError('InvalidParameterValue', message)
const throttling = (message: string) => new SesError('Throttling', message)

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/'

function result(action: string, content: string): AwsReply {
  return xml(
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${content}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  )
}

function failure(error: SesError): AwsReply {
  const type = error.status < 500 ? 'Sender' : 'Receiver'
  return xml(
    error.status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${error.code}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error>` +
      `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  )
}

function xml(status: number, body: string): AwsReply {
  return { kind: 'answer', status, headers: { 'content-type': 'text/xml' }, body }
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
