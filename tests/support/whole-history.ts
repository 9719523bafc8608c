// A random history of a whole newsletter: how it goes out (at once, spread, by a plan of days, with
// seeds, an approval, two subjects), what people do meanwhile, and mailings that follow it.
import { approveMailing } from '#delivery/approve-mailing'
import { cancelMailing } from '#delivery/cancel-mailing'
import { decideTest } from '#delivery/decide-test'
import { followUpMailing } from '#delivery/follow-up-mailing'
import { listRecipients, recipientStates } from '#delivery/list-recipients'
import type { Departure } from '#delivery/mailing'
import { pauseMailing } from '#delivery/pause-mailing'
import type { SendOutcome } from '#delivery/ports'
import { releaseDomains } from '#delivery/release-domains'
import { releaseMailing } from '#delivery/release-mailing'
import { reportMailing } from '#delivery/report-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import { scheduleNewsletter } from '#delivery/schedule-newsletter'
import { changeMailing, getMailing } from '#delivery/store'
import type { MailingId } from '#kernel/ids'
import { audienceShardOf, changeReader } from '#readers/store'
import { aReader, type DeliveryWorld, deliveryWorld, type Script } from './delivery-world.ts'
import { seededRandom } from './editorial.ts'
import { memoryTable } from './memory-table.ts'
import { newFate } from './mortal.ts'

/** Readers of two shards, at two domains; some bounce, softly or for good, some complain. */
const crowded = Array.from({ length: 9_000 }, (_, at) =>
  aReader(at, { email: `lectrice.${at}${tailOf(at)}` }),
).filter(({ id }) => audienceShardOf(id) < 2)

function tailOf(at: number): string {
  const domain = at % 2 ? 'example.org' : 'example.net'
  if (at % 23 === 0) return `+soft@${domain}`
  if (at % 17 === 0) return `+bounce@${domain}`
  return at % 61 === 0 ? `+complaint@${domain}` : `@${domain}`
}

export type History = {
  seed: number
  readerCount: number
  departure: Departure
  seeds: boolean
  approval: boolean
  test: boolean
  brake: boolean
  throttled: number
  uncertain: number
  mortality: number
  when: 'before' | 'after' | 'twice'
  /** Chance of each act of a person, each minute. */
  acting: number
  cancelling: boolean
  follow: boolean
  duplicates: number
}

export type HistoryVerdict = {
  ends: string[]
  lost: string[]
  doubled: string[]
  untrue: string[]
  acts: Record<string, number>
}

const by = 'marketing@en-contact.example'
const other = 'redaction@en-contact.example'

/** Runs it to its end. @throws what the program throws, and when a report does not add up. */
export async function runHistory(h: History): Promise<HistoryVerdict> {
  const random = seededRandom(h.seed)
  const readers = crowded.slice(0, h.readerCount)
  const delivered = new Map<string, Map<string, number>>()
  const world = await deliveryWorld({
    table: memoryTable(),
    readers,
    script: counted(delivered, scriptOf(h)),
    feedback: { twice: 0.2 },
    seed: h.seed,
    duplicates: h.duplicates,
    shuffled: true,
    interleaved: true,
    ...(h.brake ? { brake: { minCount: 20, bounceShare: 0.04, complaintShare: 0.003 } } : {}),
  })
  const first = await schedule(world, h)
  const acts: Record<string, number> = {}
  const did = (act: string) => {
    acts[act] = (acts[act] ?? 0) + 1
  }
  const dying = newFate({ when: h.when, chance: () => random() < h.mortality })
  Object.assign(world.fate, dying)
  const mailingIds = [first]
  await runOne(world, { id: first, h, random, did, readers })
  // What follows it is made when everything is quiet.
  if (h.follow) {
    Object.assign(world.fate, nobodyDies)
    await confirmLate(world)
    for (const kind of ['lateConfirmers', 'retry'] as const) {
      const made = await followUpMailing(world.deps(), {
        newsletterId: world.newsletterId,
        kind,
        mailingId: first,
        by,
      })
      did(`follow ${kind}: ${made.kind}`)
      if (made.kind !== 'made') continue
      mailingIds.push(made.mailing.id)
      Object.assign(world.fate, dying)
      await runOne(world, {
        id: made.mailing.id,
        h: { ...h, cancelling: false },
        random,
        did,
        readers: [],
      })
      Object.assign(world.fate, nobodyDies)
    }
  }
  const verdict: HistoryVerdict = { ends: [], lost: [], doubled: [], untrue: [], acts }
  for (const id of mailingIds) await judge(world, { id, delivered, verdict })
  return verdict
}

/** What SES took, by mailing and recipient; mails to seeds carry no mailing's tag. */
function counted(delivered: Map<string, Map<string, number>>, script: Script): Script {
  return (message, call) => {
    const outcome = script(message, call)
    const mailing = message.tags['mailing']
    if (mailing && (outcome.kind === 'accepted' || 'delivers' in outcome)) {
      const times = delivered.get(mailing) ?? new Map<string, number>()
      times.set(message.to, (times.get(message.to) ?? 0) + 1)
      delivered.set(mailing, times)
    }
    return outcome
  }
}

function scriptOf(h: History): Script {
  const random = seededRandom(h.seed + 1)
  return (_, call): ReturnType<Script> => {
    const dice = random()
    if (dice < h.throttled) return { kind: 'throttled' }
    if (dice < h.throttled + h.uncertain / 2) return { kind: 'uncertain', cause: 'reset' }
    if (dice < h.throttled + h.uncertain)
      return { kind: 'uncertain', cause: 'timeout', delivers: true }
    return { kind: 'accepted', messageId: `m${call}` } satisfies SendOutcome
  }
}

async function schedule(world: DeliveryWorld, h: History): Promise<MailingId> {
  const input = {
    newsletterId: world.newsletterId,
    wallClock: '2026-12-01T08:30',
    zone: 'Europe/Paris',
    by,
    requireCheck: false,
    departure: h.departure,
    ...(h.seeds ? { seeds: { emails: ['chef@example.org', other], waitMinutes: 5 } } : {}),
  }
  const test = {
    subjectB: 'L’autre objet',
    share: 0.5,
    waitMinutes: 20,
    measure: 'opened' as const,
  }
  const tested = h.test ? await scheduleNewsletter(world.deps(), { ...input, test }) : undefined
  // Too few readers, or a departure that no test goes with: without one then.
  const scheduled =
    tested?.kind === 'scheduled' ? tested : await scheduleNewsletter(world.deps(), input)
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const { id } = scheduled.mailing
  if (h.approval)
    await changeMailing(world.table, id, { from: ['scheduled'], set: { approvalAbove: 5 } })
  return id
}

type One = {
  id: MailingId
  h: History
  random: () => number
  did: (act: string) => void
  readers: readonly { id: Parameters<typeof changeReader>[1] }[]
}

const calmAfterMinutes = 240
const nobodyDies = { chance: () => false }

async function runOne(world: DeliveryWorld, { id, h, random, did, readers }: One): Promise<void> {
  let minute = 0
  await world.runUntilQuiet(id, {
    workers: 3,
    minutes: 5_000,
    each: async () => {
      minute += 1
      // It throws unless it adds up at this moment.
      if (minute < 2 * calmAfterMinutes || minute % 50 === 0) await world.report()
      const isCalm = minute > calmAfterMinutes
      if (isCalm) Object.assign(world.fate, nobodyDies)
      const chance = isCalm ? 0 : h.acting
      const attempt = async (act: string, share: number, work: () => Promise<{ kind: string }>) => {
        if (random() >= share) return
        try {
          did(`${act}: ${(await work()).kind}`)
        } catch (error) {
          // A page's process dies as any other; the person tries again.
          if (!(error instanceof Error) || error.name !== 'Death') throw error
        }
      }
      const input = { mailingId: id, by: other }
      const deps = world.deps
      await attempt('pause', chance, () => pauseMailing(deps(), input))
      await attempt('resume', isCalm ? 1 : 3 * h.acting, () => resumeMailing(deps(), input))
      await attempt('approve', isCalm ? 1 : 0.1, () => approveMailing(deps(), input))
      await attempt('release', chance, () => releaseMailing(deps(), input))
      const all = { mailingId: id, domains: 'all' as const }
      await attempt('domains', isCalm ? 1 : 0.05, () => releaseDomains(deps(), all))
      const winner = random() < 0.5 ? 'a' : 'b'
      await attempt('decide', chance / 4, () => decideTest(deps(), { ...input, winner }))
      if (h.cancelling) await attempt('cancel', chance / 8, () => cancelMailing(deps(), input))
      const reader = readers[Math.floor(random() * readers.length * 8)]
      if (reader)
        await changeReader(world.table, reader.id, {
          changes: { set: { status: 'unsubscribed' } },
        })
    },
  })
  // Events that are still under way.
  Object.assign(world.fate, nobodyDies)
  await world.runMinutes(5)
}

async function confirmLate(world: DeliveryWorld): Promise<void> {
  const { readerItem } = await import('#readers/store')
  const at = world.clock().toISOString() as ReturnType<typeof aReader>['createdAt']
  const late = Array.from({ length: 7 }, (_, number) =>
    aReader(20_000 + number, { createdAt: at, confirmedAt: at, updatedAt: at }),
  )
  await world.table.putMany(late.map(readerItem))
}

async function judge(
  world: DeliveryWorld,
  {
    id,
    delivered,
    verdict,
  }: { id: MailingId; delivered: Map<string, Map<string, number>>; verdict: HistoryVerdict },
): Promise<void> {
  const { table, newsletterId } = world
  const mailing = await getMailing(table, id)
  const report = await reportMailing({ table }, { newsletterId, mailingId: id, live: true })
  if (!report) throw new Error('No report')
  verdict.ends.push(mailing?.status ?? 'gone')
  const names = async (state: Parameters<typeof listRecipients>[1]['state']) => {
    const page = await listRecipients({ table }, { mailingId: id, state, limit: 1_000 })
    return (page?.recipients ?? []).map(({ email, readerId }) => email ?? readerId)
  }
  const times = delivered.get(id) ?? new Map<string, number>()
  const sentAgain = new Set(await names('sentAgain'))
  if (sentAgain.size !== report.sentAgain) throw new Error('sentAgain is not listed')
  for (const [to, count] of times)
    if (count > 2 || (count === 2 && !sentAgain.has(to))) verdict.doubled.push(`${to} ×${count}`)
  let listed = 0
  for (const state of recipientStates)
    for (const who of await names(state)) {
      listed += 1
      const count = times.get(who) ?? 0
      if (state === 'pending' || (state === 'accepted' && count === 0)) verdict.lost.push(who)
      if ((state === 'skipped' || state === 'failed') && count > 0) verdict.untrue.push(who)
    }
  if (listed !== report.planned) throw new Error(`${listed} listed of ${report.planned}`)
}
