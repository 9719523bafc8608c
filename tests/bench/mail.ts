// Measures the way of a newsletter from its blocks to the wire: rendering once, composing for each
// recipient (against nodemailer from the same content, in the same run) and sending through the real
// SES client to an endpoint on this machine. Figures depend on the machine; ratios much less.
import { request } from 'node:http'
import { Worker } from 'node:worker_threads'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import PostalMime from 'postal-mime'
import { sesMailer } from '#aws/mailer'
import { sesClient } from '#aws/ses-client'
import { composeMessage, cutRendition } from '#delivery/compose'
import { fillHoles } from '#delivery/fill-holes'
import { linksOf } from '#delivery/mail-links'
import { trackedParts } from '#delivery/recipients'
import { renderNewsletter } from '#delivery/render-newsletter'
import type { HoleValues, Rendition } from '#delivery/rendition'
import { idSchema } from '#kernel/ids'
import { sampleHoles, sampleSource } from '../support/sample-newsletter.ts'

type Print = (line: string) => void

/** Prints the figures; throws when what was measured is not what nodemailer's message says. */
export async function benchMail(print: Print): Promise<void> {
  const rendition = await benchRendering(print)
  await benchComposing(rendition, print)
  await benchSending(rendition, print)
}

async function benchRendering(print: Print): Promise<Rendition> {
  const source = { ...sampleSource, variant: 'a' }
  const start = performance.now()
  const rendition = await renderNewsletter(source)
  const firstMs = performance.now() - start
  const runsMs: number[] = []
  for (let run = 0; run < 15; run++) {
    const from = performance.now()
    await renderNewsletter(source)
    runsMs.push(performance.now() - from)
  }
  print(`Rendering ${source.newsletter.blocks.length} blocks, ${kilobytes(rendition.html)} of HTML`)
  print(`  first, MJML's import included  ${firstMs.toFixed(0)} ms`)
  print(`  warm (median of 15)            ${median(runsMs).toFixed(1)} ms`)
  return rendition
}

async function benchComposing(rendition: Rendition, print: Print): Promise<void> {
  const cut = cutRendition(rendition)
  const trackedCut = cutRendition(rendition, linksOf([rendition]))
  await sameMessage(rendition)
  const ours = await rate(2_000, async (at) => {
    composeMessage(cut, { to: recipient(at), holes: holesOf(at) })
  })
  const theirs = await rate(2_000, async (at) => {
    await byNodemailer(rendition, recipient(at), holesOf(at))
  })
  const bytes = composeMessage(cut, { to: recipient(1), holes: holesOf(1) }).length
  const tracked = await rate(2_000, async (at) => {
    composeMessage(trackedCut, { to: recipient(at), ...trackedOf(at) })
  })
  print(`Composing a message of ${Math.round(bytes / 1024)} KB for each recipient, one core`)
  print(`  Kiosque                        ${perSecond(ours)}`)
  print(`  nodemailer MailComposer        ${perSecond(theirs)}`)
  print(`  ratio                          ${(ours / theirs).toFixed(0)} times faster`)
  print('  both parse to the same headers, text and HTML')
  const { linkCount, addedBytes } = measureTracked(rendition)
  print(
    `  with pixel and ${linkCount} signed links  ${perSecond(tracked)}, ${addedBytes} bytes more`,
  )
}

/** What a consenting reader's message has of its own: as the sender makes it. */
function trackedOf(at: number) {
  const id = { mailingId: trackedMailing, shard: at % 64, batch: Math.floor(at / 6_400) }
  return trackedParts({ id, number: at % 100, holes: holesOf(at) }, trackedContext)
}

const trackedMailing = idSchema('mailing').parse('ml_01jdzzw8y0h3a5q7k9m2n4p6r8')
const trackedContext = {
  signingKeys: [{ id: 'k1', secret: 'a signing secret that is only for tests' }],
  siteUrl: 'https://en-contact.example',
  clock: () => new Date(),
}

function measureTracked(rendition: Rendition): { linkCount: number; addedBytes: number } {
  const cut = cutRendition(rendition, linksOf([rendition]))
  const { linkUrl, holes } = trackedOf(1)
  const plain = composeMessage(cut, { to: recipient(1), holes: holesOf(1) })
  const tracked = composeMessage(cut, { to: recipient(1), holes, linkUrl })
  const linkCount = cut.tracked?.holes.filter((hole) => typeof hole === 'number').length ?? 0
  return { linkCount, addedBytes: tracked.length - plain.length }
}

/** Calls a second, measured for a good while after a warm-up. */
async function rate(forMs: number, call: (at: number) => Promise<void>): Promise<number> {
  for (let at = 0; at < 50; at++) await call(at)
  const start = performance.now()
  let count = 0
  while (performance.now() - start < forMs) {
    for (let at = 0; at < 20; at++) await call(count + at)
    count += 20
  }
  return (count * 1000) / (performance.now() - start)
}

const recipient = (at: number) => `lectrice${at}@example.org`

const holesOf = (at: number): HoleValues => ({
  ...sampleHoles,
  unsubscribeUrl: `${sampleHoles.unsubscribeUrl}${at}`,
  preferencesUrl: `${sampleHoles.preferencesUrl}${at}`,
})

function byNodemailer(source: Rendition, to: string, holes: HoleValues): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: source.fromName, address: source.fromEmail },
    replyTo: source.replyTo,
    to,
    subject: source.subject,
    ...fillHoles(source, holes),
    textEncoding: 'quoted-printable',
    headers: {
      'List-Id': `<${source.listId}>`,
      'List-Unsubscribe': `<${holes.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  })
  return composer.compile().build()
}

async function sameMessage(rendition: Rendition): Promise<void> {
  const cut = cutRendition(rendition)
  const shown = async (raw: Uint8Array) => {
    const email = await PostalMime.parse(raw)
    // Addresses and subject are compared decoded, below.
    const headers = email.headers
      .filter(({ key }) => key.startsWith('list-') || key === 'mime-version')
      .map(({ key, value }) => `${key}: ${value}`)
      .sort()
    const { from, replyTo, to, subject, html, text } = email
    return JSON.stringify({ headers, from, replyTo, to, subject, html, text })
  }
  const ours = await shown(composeMessage(cut, { to: recipient(1), holes: holesOf(1) }))
  const theirs = await shown(await byNodemailer(rendition, recipient(1), holesOf(1)))
  if (ours !== theirs) throw new Error('The two messages do not parse alike')
}

const calls = 20

async function benchSending(rendition: Rendition, print: Print): Promise<void> {
  const endpoint = await startEndpoint()
  const before = { ...process.env }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SES: endpoint.url,
    AWS_REGION: 'eu-west-3',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  })
  const client = sesClient({ timeoutMs: 10_000, connections: calls })
  const mailer = sesMailer({ client })
  const cut = cutRendition(rendition)
  try {
    const sent = await parallelRate(3_000, async (at) => {
      const raw = composeMessage(cut, { to: recipient(at), holes: holesOf(at) })
      const from = cut.from
      const outcome = await mailer.send({ from, to: recipient(at), raw, tags: { mailing: 'ml_1' } })
      if (outcome.kind !== 'accepted') throw new Error(`SES said ${outcome.kind}`)
    })
    const posted = await parallelRate(3_000, async (at) => {
      const raw = composeMessage(cut, { to: recipient(at), holes: holesOf(at) })
      await post(endpoint.url, Buffer.from(raw).toString('base64'))
    })
    print(`Sending to an endpoint on this machine, ${calls} calls at once`)
    print(`  through the real SES client    ${perSecond(sent)}`)
    print(`  the same bytes by bare HTTP    ${perSecond(posted)}`)
    print(`  ratio                          ${((sent * 100) / posted).toFixed(0)} % of bare HTTP`)
  } finally {
    client.destroy()
    process.env = before
    await endpoint.close()
  }
}

async function parallelRate(forMs: number, call: (at: number) => Promise<void>): Promise<number> {
  let count = 0
  const until = async (end: number) => {
    while (performance.now() < end) await call(count++)
  }
  const lanes = (end: number) => Promise.all(Array.from({ length: calls }, () => until(end)))
  await lanes(performance.now() + 500)
  count = 0
  const start = performance.now()
  await lanes(start + forMs)
  return (count * 1000) / (performance.now() - start)
}

function post(url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST' }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve())
    })
    call.on('error', reject)
    call.end(body)
  })
}

/** Takes every message and answers as SES does, in a thread of its own. */
async function startEndpoint(): Promise<{ url: string; close: () => Promise<number> }> {
  const source = `
    const { createServer } = require('node:http')
    const { parentPort } = require('node:worker_threads')
    const answer = '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">' +
      '<SendRawEmailResult><MessageId>0100</MessageId></SendRawEmailResult></SendRawEmailResponse>'
    const server = createServer((request, response) => {
      request.resume()
      request.on('end', () => response.writeHead(200, { 'content-type': 'text/xml' }).end(answer))
    })
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`
  const worker = new Worker(source, { eval: true })
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  return { url: `http://127.0.0.1:${port}`, close: () => worker.terminate() }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

const kilobytes = (text: string) => `${Math.round(Buffer.byteLength(text) / 1024)} KB`
const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')} a second`
