// A mailing through the sandbox's endpoints, at a set limit and without one: database, SES and queues
// in this process, the send function bundled in one of its own, the other functions in a third.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { scheduleNewsletter } from '#delivery/schedule-newsletter'
import { getMailing } from '#delivery/store'
import { createNewsletter } from '#editorial/save-newsletter'
import { idMaker, type MailingId } from '#kernel/ids'
import { instant, minuteMs } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import { readerItem } from '#readers/store'
import { type Cloud, startCloud } from '#sandbox/cloud'
import { openSecrets } from '#sandbox/data-folder'
import { functionsAppId } from '#sandbox/death-plan'
import { type FunctionHost, startFunctionHost } from '#sandbox/functions-host'
import { aReader } from '../support/delivery-world.ts'
import { publication } from '../support/editorial.ts'
import { type BundledFunction, startBundled } from './bundled-function.ts'
import { type BenchReport, megabytes, shown } from './report.ts'

const limit = 500
/** The least share of the limit that must be used, and the most memory a worker may need. */
const goals = { share: 0.97, workerBytes: 256 * 1024 * 1024 }
const by = 'bench@en-contact.example'

/** `recipients` of each of the two mailings. */
export async function benchMailing(report: BenchReport, recipients: number): Promise<void> {
  const { print } = report
  const folder = mkdtempSync(join(tmpdir(), 'kiosque-mailing-'))
  // The clock of this machine, not moved: the bundled function knows no other.
  const now = new Date().toISOString()
  writeFileSync(join(folder, 'clock.json'), JSON.stringify({ offsetMs: 0, lastSeenAt: now }))
  const hosts: { send?: BundledFunction; rest?: FunctionHost } = {}
  const host: FunctionHost = {
    invoke: async (call) => {
      if (call.name === 'send' && hosts.send) return await hosts.send.invoke(call)
      return (await hosts.rest?.invoke(call)) ?? { kind: 'crashed' }
    },
    workerPid: () => undefined,
    stop: async () => {
      await hosts.send?.stop()
      await hosts.rest?.stop()
    },
  }
  const cloud = await startCloud({
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    sender: publication.sender.email,
    verifiedSenders: [publication.sender.domain],
    sendingLimits: { perSecond: limit, perDay: -1 },
    functions: host,
  })
  try {
    const environment = { ...cloud.environment, AWS_SDK_UA_APP_ID: functionsAppId }
    hosts.rest = startFunctionHost({
      environment,
      clock: cloud.clock,
      logFile: join(folder, 'functions.log'),
    })
    print(`Sending to ${shown(recipients)} readers through the endpoints of this machine`)
    await addReaders(cloud, recipients)
    print('             messages   seconds   messages/s   share of limit   per core and s   memory')
    for (const perSecond of [limit, 1_000_000]) {
      cloud.ses.setLimits({ perSecond, perDay: -1 })
      hosts.send = await startBundled({ name: 'send', folder, environment })
      await oneMailing(report, { cloud, recipients, perSecond, send: hosts.send })
      const ended = hosts.send
      hosts.send = undefined as never
      await ended.stop()
    }
    print('  per core: messages for each second of CPU time of the send function’s process, which')
    print('  works on four batches at once; memory: the most that process ever had')
  } finally {
    await cloud.stop()
    rmSync(folder, { recursive: true })
  }
}

async function addReaders(cloud: Cloud, count: number): Promise<void> {
  const keys = [{ version: 1, secret: openSecrets(cloud.dataDir).readerKey }]
  const batch = 2_500
  for (let from = 0; from < count; from += batch) {
    const readers = Array.from({ length: Math.min(batch, count - from) }, (_, at) => {
      const email = `lectrice.${from + at}@example.org`
      return readerItem({ ...aReader(from + at, { email }), id: readerId(keys, email) })
    })
    await cloud.table.putMany(readers)
  }
}

type Run = { cloud: Cloud; recipients: number; perSecond: number; send: BundledFunction }

async function oneMailing(report: BenchReport, run: Run): Promise<void> {
  const { print, figure, fault } = report
  const { cloud, recipients, perSecond, send } = run
  const isLimited = perSecond === limit
  const name = isLimited ? 'limited' : 'unlimited'
  const id = await schedule(cloud)
  const before = await send.usage()
  const took = await untilSent(cloud, { id, recipients })
  const after = await send.usage()
  const mails = cloud.mails.mails.filter(({ tags }) => tags['mailing'] === id)
  const reached = new Set(mails.flatMap(({ to }) => to))
  const rate = mails.length / took
  const cpu = mails.length / (after.cpuSeconds - before.cpuSeconds)
  const share = isLimited ? `${((rate * 100) / limit).toFixed(1)} %` : '–'
  print(
    `  ${name.padEnd(9)} ${shown(mails.length).padStart(9)} ${took.toFixed(1).padStart(9)} ${shown(rate).padStart(12)} ` +
      `${share.padStart(16)} ${shown(cpu).padStart(16)} ${megabytes(after.rssBytes).padStart(8)}`,
  )
  figure(`mailing.${name}.messagesPerSecond`, rate)
  figure(`mailing.${name}.messagesPerCpuSecond`, cpu)
  figure(`mailing.${name}.sendRssBytes`, after.rssBytes)
  if (isLimited) figure('mailing.limited.share', rate / limit)
  if (reached.size !== recipients) fault(`${recipients - reached.size} lost, by SES's journal`)
  if (mails.length !== reached.size) fault(`${mails.length - reached.size} twice, by SES's journal`)
  if (after.rssBytes > goals.workerBytes)
    fault(`the send function took ${megabytes(after.rssBytes)}`)
  if (isLimited && rate < limit * goals.share)
    print(`  below ${goals.share * 100} % of the limit: was the machine busy?`)
}

/** Seconds from the first acceptance to the last. */
async function untilSent(
  cloud: Cloud,
  { id, recipients }: { id: MailingId; recipients: number },
): Promise<number> {
  const { mails } = cloud.mails
  const from = mails.length
  for (let quietMs = 0; quietMs < 6 * minuteMs; quietMs += 250) {
    const count = mails.length
    if (count - from >= recipients) break
    await sleep(250)
    if (mails.length > count) quietMs = 0
  }
  // Events are applied and the mailing closed before the next one begins.
  for (let tries = 0; tries < 300; tries++) {
    const mailing = await getMailing(cloud.table, id)
    if (mailing?.status === 'sent' && cloud.queues.all().every((one) => one.readyCount() === 0))
      break
    await sleep(1_000)
  }
  const mine = mails.slice(from).filter(({ tags }) => tags['mailing'] === id)
  const at = (index: number) => Date.parse(mine.at(index)?.receivedAt ?? '')
  return (at(-1) - at(0)) / 1_000
}

async function schedule(cloud: Cloud): Promise<MailingId> {
  const clock = cloud.clock.now
  const deps = {
    table: cloud.table,
    clock,
    publication,
    makeId: idMaker({ nowMs: () => clock().getTime() }),
  }
  const created = await createNewsletter(deps, {
    by,
    content: {
      locale: 'fr',
      subject: 'Le dossier de décembre',
      preheader: 'Ce que les machines ne diront pas',
      topics: [],
      blocks: [
        { id: 'b1', type: 'title', text: 'Le dossier de décembre' },
        { id: 'b2', type: 'paragraph', spans: [{ text: 'Quelques mots suffisent. '.repeat(40) }] },
      ],
    },
  })
  if (created.kind !== 'created') throw new Error(created.kind)
  const scheduled = await scheduleNewsletter(deps, {
    newsletterId: created.newsletter.id,
    wallClock: instant(new Date(clock().getTime() + 5_000)).slice(0, 16),
    zone: 'UTC',
    by,
    requireCheck: false,
  })
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  // Its minute has begun: the tick is not waited for.
  void cloud.settle()
  return scheduled.mailing.id
}
