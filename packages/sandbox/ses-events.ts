// The events that SES publishes about a message it has accepted, in the shapes of its documentation
// ("Examples of event data that Amazon SES publishes to Amazon SNS"). What happens to a message is
// decided by its recipient: as SES's mailbox simulator does, and by a tag in the local part
// (`camille+bounce@example.org`) at addresses that are reserved for examples.
import { randomUUID } from 'node:crypto'
import { type Instant, plusMs } from '#kernel/time'
import type { AcceptedMail } from './ses-journal.ts'
import { addressesIn, type HeaderField, headerText, headerValue } from './ses-message.ts'

/** `afterMs`: how long after the acceptance it happens. */
export type PublishedEvent = { afterMs: number; event: Record<string, unknown> }

export const topicSentence = 'Successfully validated SNS topic for Amazon SES event publishing.'

const account = '000000000000'
const region = 'eu-west-3'
const longestHeaders = 10_240
const complaintMs = 20_000
const softBounceMs = 40_000

/** What becomes of a recipient. */
export type Fate =
  | 'delivered'
  | 'bounced'
  | 'soft'
  | 'undetermined'
  | 'complaint'
  | 'outOfOffice'
  | 'suppressed'
  | 'delayed'
  | 'rejected'

const simulated: Record<string, Fate> = {
  success: 'delivered',
  bounce: 'bounced',
  complaint: 'complaint',
  ooto: 'outOfOffice',
  suppressionlist: 'suppressed',
}
const tagged: Record<string, Fate> = {
  bounce: 'bounced',
  soft: 'soft',
  undetermined: 'undetermined',
  complaint: 'complaint',
  ooto: 'outOfOffice',
  suppressed: 'suppressed',
  delay: 'delayed',
  reject: 'rejected',
}

/** The fate that an address asks for by its name; undefined for everybody else's. */
function namedFate(address: string): Fate | undefined {
  const [local = '', domain = ''] = address.toLowerCase().split('@')
  if (domain === 'simulator.amazonses.com')
    return simulated[local.split('+')[0] ?? ''] ?? 'delivered'
  const isReserved = /^example\.(org|com|net)$/.test(domain) || domain.endsWith('.example')
  const tag = local.split('+').at(-1) ?? ''
  return isReserved && local.includes('+') ? tagged[tag] : undefined
}

/**
 * All events of a message, in the order in which they happen. `otherFate`: what becomes of whoever
 * asks for nothing by name; delivered unless given.
 */
export function eventsOf(
  mail: AcceptedMail,
  fields: readonly HeaderField[],
  otherFate: (address: string) => Fate = () => 'delivered',
): PublishedEvent[] {
  const mailObject = describe(mail, fields)
  const at = (afterMs: number) => plusMs(mail.receivedAt, afterMs)
  const make: Maker = (eventType, afterMs, details) => ({
    afterMs,
    event: { eventType, mail: mailObject, ...details(at(afterMs)) },
  })
  const fates = mail.to.map((address) => ({
    address,
    fate: namedFate(address) ?? otherFate(address),
  }))
  // A message that is rejected for its content is not sent at all.
  if (fates.some(({ fate }) => fate === 'rejected'))
    return [make('Reject', 0, () => ({ reject: { reason: 'Bad content' } }))]
  return [
    // Also for addresses on the suppression list.
    make('Send', 0, () => ({ send: {} })),
    ...fates.flatMap(({ address, fate }) => eventsOfFate(address, fate, make)),
  ].sort((a, b) => a.afterMs - b.afterMs)
}

type Maker = (
  eventType: string,
  afterMs: number,
  details: (at: Instant) => Record<string, unknown>,
) => PublishedEvent

function eventsOfFate(address: string, fate: Fate, make: Maker): PublishedEvent[] {
  const delivery = make('Delivery', 0, (timestamp) => ({ delivery: delivered(address, timestamp) }))
  const bounce = (bounceType: string, bounceSubType: string, why: Why, afterMs = 0) =>
    make('Bounce', afterMs, (timestamp) => ({
      bounce: {
        feedbackId: feedbackId(timestamp),
        bounceType,
        bounceSubType,
        bouncedRecipients: [{ emailAddress: address, ...why.recipient }],
        timestamp,
        ...(why.reportingMTA ? { reportingMTA: why.reportingMTA } : {}),
      },
    }))
  const delay = make('DeliveryDelay', 0, (timestamp) => ({
    deliveryDelay: {
      timestamp,
      delayType: 'MailboxFull',
      expirationTime: plusMs(timestamp, 14 * 3_600_000),
      delayedRecipients: [
        { emailAddress: address, status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 mailbox full' },
      ],
    },
  }))
  switch (fate) {
    case 'bounced':
      return [bounce('Permanent', 'General', unknownUser)]
    case 'suppressed':
      return [bounce('Permanent', 'Suppressed', suppressed)]
    case 'soft':
      return [delay, bounce('Transient', 'MailboxFull', mailboxFull, softBounceMs)]
    case 'delayed':
      return [delay, { ...delivery, afterMs: softBounceMs }]
    case 'undetermined':
      return [bounce('Undetermined', 'Undetermined', { recipient: {} })]
    case 'outOfOffice':
      return [delivery, bounce('Transient', 'General', { recipient: {} })]
    case 'complaint':
      return [
        delivery,
        make('Complaint', complaintMs, (timestamp) => ({
          complaint: {
            feedbackId: feedbackId(timestamp),
            complaintSubType: null,
            complainedRecipients: [{ emailAddress: address }],
            timestamp,
            userAgent: 'Amazon SES Mailbox Simulator',
            complaintFeedbackType: 'abuse',
            arrivalDate: timestamp,
          },
        })),
      ]
    default:
      return [delivery]
  }
}

type Why = { recipient: Record<string, string>; reportingMTA?: string }

const unknownUser: Why = {
  recipient: {
    action: 'failed',
    status: '5.1.1',
    diagnosticCode: 'smtp; 550 5.1.1 user unknown',
  },
  reportingMTA: 'dns; mx.example.org',
}
const suppressed: Why = {
  recipient: {
    action: 'failed',
    status: '5.1.1',
    diagnosticCode:
      'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
  },
  reportingMTA: 'dns; amazonses.com',
}
const mailboxFull: Why = {
  recipient: {
    action: 'failed',
    status: '4.2.2',
    diagnosticCode: 'smtp; 452 4.2.2 mailbox full',
  },
  reportingMTA: 'dns; mx.example.org',
}

function delivered(address: string, timestamp: Instant) {
  return {
    timestamp,
    processingTimeMillis: 412,
    recipients: [address],
    smtpResponse: '250 2.0.0 OK',
    remoteMtaIp: '127.0.0.1',
    reportingMTA: 'a8-53.smtp-out.eu-west-3.amazonses.com',
  }
}

function describe(mail: AcceptedMail, fields: readonly HeaderField[]) {
  const domain = mail.from.slice(mail.from.lastIndexOf('@') + 1)
  const { headers, headersTruncated } = headersIn(fields)
  const addresses = (name: string) => {
    const value = headerValue(fields, name)
    return value === undefined ? {} : { [name]: addressesIn(value) }
  }
  const tags = Object.entries(mail.tags).map(([name, value]) => [name, [value]])
  return {
    timestamp: mail.receivedAt,
    source: mail.from,
    sourceArn: `arn:aws:ses:${region}:${account}:identity/${domain}`,
    sendingAccountId: account,
    messageId: mail.id,
    destination: [...mail.to],
    headersTruncated,
    headers,
    commonHeaders: {
      ...addresses('from'),
      ...addresses('to'),
      messageId: mail.id,
      subject: headerText(fields, 'subject'),
    },
    tags: {
      'ses:operation': ['SendRawEmail'],
      'ses:configuration-set': [mail.configurationSet],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [domain],
      'ses:caller-identity': ['kiosque'],
      ...Object.fromEntries(tags),
    },
  }
}

/** As they were given, without SES's own; cut off where they grow longer than an event may hold. */
function headersIn(fields: readonly HeaderField[]) {
  const headers: { name: string; value: string }[] = []
  let length = 0
  for (const { name: lower, text } of fields) {
    if (lower.startsWith('x-ses-')) continue
    const name = text.slice(0, text.indexOf(':'))
    const value = text
      .slice(name.length + 1)
      .replace(/\r\n[ \t]+/g, ' ')
      .trim()
    length += name.length + value.length
    if (length > longestHeaders) return { headers, headersTruncated: true }
    headers.push({ name, value })
  }
  return { headers, headersTruncated: false }
}

function feedbackId(at: Instant): string {
  return `0120${Date.parse(at).toString(16).padStart(12, '0')}-${randomUUID()}-000000`
}
