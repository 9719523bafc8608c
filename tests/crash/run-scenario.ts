// One scenario with one seed: a stack of its own, a mailing, the deaths, and the verdict.

import { reportMailing } from '#delivery/report-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import { scheduleNewsletter } from '#delivery/schedule-newsletter'
import { getMailing } from '#delivery/store'
import { createNewsletter } from '#editorial/save-newsletter'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { hourMs, instant, minuteMs } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { type ReaderKeys, readerId } from '#readers/reader-id'
import { audienceShardOf, changeReader, readerItem } from '#readers/store'
import { putSegment } from '#readers/store-segments'
import { aReader } from '../support/delivery-world.ts'
import { type CrashStack, openCrashStack } from './crash-stack.ts'
import type { Scenario } from './scenarios.ts'
import { judge, type Verdict } from './verdict.ts'

export type Result = {
  scenario: string
  seed: number
  /** How often each moment (and place, for random ones) killed the process. */
  kills: Record<string, number>
  killCount: number
  /** Planned deaths that never came. */
  missed: string[]
  deadLetters: number
  seconds: number
  verdict?: Verdict
  /** Why it failed; empty when it held. */
  faults: string[]
}

const by = 'marketing@en-contact.example'
const leadMs = 10 * minuteMs

export async function runScenario(scenario: Scenario, seed: number): Promise<Result> {
  const from = performance.now()
  const stack = await openCrashStack()
  const result: Result = {
    scenario: scenario.name,
    seed,
    kills: {},
    killCount: 0,
    missed: [],
    deadLetters: 0,
    seconds: 0,
    faults: [],
  }
  try {
    await run(stack, { scenario, seed, result })
  } catch (error) {
    result.faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    await stack.end()
    if (result.faults.length === 0) stack.remove()
    else result.faults.push(`its data lie in ${stack.folder}`)
    result.seconds = (performance.now() - from) / 1_000
  }
  return result
}

async function run(
  stack: CrashStack,
  input: { scenario: Scenario; seed: number; result: Result },
): Promise<void> {
  const { scenario, seed, result } = input
  const readers = chooseReaders(stack.deps.readerKeys, scenario.shards)
  await stack.deps.table.putMany(readers.map(readerItem))
  const { newsletterId, mailingId } = await schedule(stack)
  await stack.setSeed(seed)
  await stack.setFaults({ perSecond: 400, ...scenario.faults })
  if (scenario.queues) await stack.setQueues(scenario.queues)
  await stack.setDeaths(scenario.deaths(seed))

  await depart(stack, { scenario, readers, mailingId })
  await untilQuiet(stack, { newsletterId, mailingId, hours: scenario.hours })

  const { deaths, waiting } = await stack.deaths()
  for (const { moment, label, when } of deaths) {
    const place = moment === 'random' ? `${when} ${label}` : moment
    result.kills[place] = (result.kills[place] ?? 0) + 1
  }
  result.killCount = new Set(deaths.map(({ pid }) => pid)).size
  result.missed = waiting.map(({ name }) => name)
  const { queues } = await stack.status()
  result.deadLetters = queues
    .filter(({ name }) => name.endsWith('-dead'))
    .reduce((sum, { visible }) => sum + visible, 0)
  const chosen = readers.map(({ email }) => email)
  const isLeaving = scenario.acts?.some(({ does }) => does === 'leave') ?? false
  const left = isLeaving ? leavers(readers).map(({ email }) => email) : []
  result.verdict = await judge(stack, { newsletterId, mailingId, chosen })
  result.faults.push(
    ...faultsIn(result.verdict, { scenario, result, planned: chosen.length, left }),
  )
}

/** What a verdict says against the promise. */
function faultsIn(
  verdict: Verdict,
  input: { scenario: Scenario; result: Result; planned: number; left: readonly string[] },
): string[] {
  const { scenario, result, left } = input
  const faults: string[] = []
  const none = (what: string, list: readonly string[]) => {
    if (list.length > 0) faults.push(`${list.length} ${what}: ${list.slice(0, 10).join(', ')}`)
  }
  none('lost', verdict.lost)
  none('doubled and not listed as sent again', verdict.unlisted)
  none('skipped or failed by the report, and accepted by SES', verdict.untrue)
  none('never chosen, and accepted by SES', verdict.strangers)
  if (scenario.events === 'inWindow') none('doubled though events came in time', verdict.doubled)
  // A second call whose answer was lost too is never followed by a third, and who left is not called.
  const again = new Set([...verdict.sentAgain, ...left])
  const unsettled = verdict.uncertain.filter((email) => !again.has(email))
  if (!scenario.mayStayUncertain) none('uncertain and not called again', unsettled)
  if (scenario.mustDouble && verdict.doubled.length === 0) faults.push('nobody got it twice')
  if (verdict.status !== 'sent') faults.push(`the mailing is ${verdict.status}`)
  if (verdict.planned !== input.planned)
    faults.push(`${verdict.planned} planned of ${input.planned} chosen`)
  if (result.killCount === 0) faults.push('nothing was killed')
  return faults
}

/** Readers at reserved addresses, so many in each of the first shards, told apart by their tag. */
function chooseReaders(keys: ReaderKeys, shards: readonly number[]): Reader[] {
  const left = [...shards]
  const chosen: Reader[] = []
  for (let at = 0; left.some((count) => count > 0); at++) {
    const email = `lectrice.${at}@example.org`
    const id = readerId(keys, email)
    const shard = audienceShardOf(id)
    if ((left[shard] ?? 0) === 0) continue
    left[shard] = (left[shard] as number) - 1
    chosen.push({ ...aReader(at, { email, tags: [tag] }), id })
  }
  return chosen
}

const tag = 'releve'

async function schedule(stack: CrashStack): Promise<{
  newsletterId: NewsletterId
  mailingId: MailingId
}> {
  const { deps } = stack
  const segment = {
    id: deps.makeId('segment'),
    name: 'Relevé',
    condition: { kind: 'tag' as const, anyOf: [tag] },
    version: 1,
    updatedAt: instant(deps.clock()),
    updatedBy: by,
  }
  await putSegment(deps.table, segment)
  const created = await createNewsletter(deps, {
    by,
    content: {
      locale: 'fr',
      subject: 'Le dossier de décembre',
      preheader: 'Ce que les machines ne diront pas',
      topics: [],
      segmentId: segment.id,
      blocks: [
        { id: 'b1', type: 'title', text: 'Le dossier de décembre' },
        { id: 'b2', type: 'paragraph', spans: [{ text: 'Quelques mots suffisent.' }] },
      ],
    },
  })
  if (created.kind !== 'created') throw new Error(created.kind)
  const departs = new Date(deps.clock().getTime() + leadMs).toISOString().slice(0, 16)
  const scheduled = await scheduleNewsletter(deps, {
    newsletterId: created.newsletter.id,
    wallClock: departs,
    zone: 'UTC',
    by,
    requireCheck: false,
  })
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  return { newsletterId: created.newsletter.id, mailingId: scheduled.mailing.id }
}

/** Through the departure; meanwhile people act. */
async function depart(
  stack: CrashStack,
  input: { scenario: Scenario; readers: readonly Reader[]; mailingId: MailingId },
): Promise<void> {
  const { scenario, readers, mailingId } = input
  let hasArrived = false
  const moving = stack.forward(leadMs + minuteMs).finally(() => {
    hasArrived = true
  })
  for (const { afterAccepted, does } of scenario.acts ?? []) {
    while (stack.accepted().length < afterAccepted) {
      await sleep(20)
      // What a dead process held comes back by its visibility timeout.
      if (hasArrived) await stack.forward(minuteMs)
    }
    if (does === 'leave')
      for (const reader of leavers(readers))
        await changeReader(stack.deps.table, reader.id, {
          changes: { set: { status: 'unsubscribed' } },
        })
    if (does === 'calm') await stack.setFaults(nothingWrong)
    if (does === 'stop') {
      await stack.setFaults({ paused: true })
      await moving
      await stack.forward(5 * minuteMs)
      await stack.setFaults({ paused: false })
      await resumeMailing(stack.deps, { mailingId })
    }
  }
  await moving
}

/** Hour by hour until the mailing is closed and nothing can change but feedback. */
async function untilQuiet(
  stack: CrashStack,
  input: { newsletterId: NewsletterId; mailingId: MailingId; hours: number },
): Promise<void> {
  const { table } = stack.deps
  for (let hour = 0; hour < input.hours; hour++) {
    await stack.forward(hourMs)
    const mailing = await getMailing(table, input.mailingId)
    const report = await reportMailing({ table }, { ...input, live: true })
    const isWaiting = (await stack.deaths()).waiting.length > 0
    if (mailing?.closedAt && !isWaiting && report?.uncertain === 0) break
  }
  // From here on nothing dies and nothing fails: what is open must come to an end.
  await stack.setDeaths({})
  await stack.setFaults(nothingWrong)
  await stack.forward(3 * hourMs)
}

const nothingWrong = {
  throttleShare: 0,
  serverErrorShare: 0,
  resetAfterAcceptShare: 0,
  timeoutAfterAcceptShare: 0,
  eventDropShare: 0,
  eventDelayShare: 0,
}

/** Who unsubscribes in the middle, where the scenario has it. */
function leavers(readers: readonly Reader[]): readonly Reader[] {
  return readers.filter((_, at) => at % 4 === 0)
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
