// Kills the process that the functions run in, on request, at an exact call of theirs: just before
// the call does anything or just after it did, its answer never sent. For proofs: at which step a
// process dies is said, not left to luck. The kill is SIGKILL; nothing in the process can mind it.
import * as z from 'zod'
import type { AwsHandler, AwsReply, AwsRequest } from './http.ts'
import { seededRandom } from './ses-faults.ts'

/** What the functions' own clients say of themselves, so that the pages' calls kill nobody. */
export const functionsAppId = 'kiosque-functions'

/** One death: the `at`th call from now on that fits is the process's last. */
export const Moment = z.strictObject({
  name: z.string().min(1).max(80),
  /** Begins the call's label (see `labelOf`): `dynamodb UpdateItem MAILING/PROGRESS`. */
  call: z.string().min(1).max(120),
  /** A regular expression that the call's content must fit. */
  holds: z.string().max(200).optional(),
  at: z.number().int().min(1).max(1_000_000),
  /** Before the call does anything, or after it did. */
  when: z.enum(['before', 'after']),
})
export type Moment = z.infer<typeof Moment>

export const DeathSettings = z.strictObject({
  moments: z.array(Moment).max(100).optional(),
  /** Any call kills with this chance, until so many have died of it. */
  chance: z.number().min(0).max(1).optional(),
  most: z.number().int().min(0).max(10_000).optional(),
  /** A regular expression: only calls whose label fits it. */
  among: z.string().max(200).optional(),
  seed: z.number().int().optional(),
})
export type DeathSettings = z.infer<typeof DeathSettings>

/** `moment`: the name of the one that came, or `random`. `pid` is who died. */
export type Death = { moment: string; label: string; when: 'before' | 'after'; pid: number }

export type DeathPlan = {
  /** Replaces what is planned. The list of deaths stays. */
  set(settings: DeathSettings): void
  deaths(): readonly Death[]
  /** Moments that have not come yet. */
  waiting(): readonly Moment[]
  /** How often the functions made each kind of call since the plan was set. */
  calls(): Readonly<Record<string, number>>
  watch(handle: AwsHandler): AwsHandler
}

/** The process the functions run in: undefined between two; the old one until its end is known. */
export type Mortal = { pid(): number | undefined; kill(): void }

/** Calls that a dead process had under way still arrive, as on a network; they kill nobody. */
export function deathPlan(worker: Mortal): DeathPlan {
  let lastKilled: number | undefined
  let waiting: { moment: Moment; holds: RegExp | undefined; left: number }[] = []
  let chance = { share: 0, left: 0, among: /^/, random: seededRandom(1) }
  let calls: Record<string, number> = {}
  const deaths: Death[] = []

  function set(settings: DeathSettings): void {
    waiting = (settings.moments ?? []).map((moment) => ({
      moment,
      holds: moment.holds === undefined ? undefined : new RegExp(moment.holds),
      left: moment.at,
    }))
    chance = {
      share: settings.chance ?? 0,
      left: settings.most ?? 1,
      among: new RegExp(settings.among ?? '^'),
      random: seededRandom(settings.seed ?? 1),
    }
    calls = {}
  }

  /** Whether this call is the last of its process; a moment that has come is taken off the list. */
  function draw(label: string, request: AwsRequest): Pick<Death, 'moment' | 'when'> | undefined {
    let fallen: (typeof waiting)[number] | undefined
    for (const one of waiting) {
      if (!label.startsWith(one.moment.call)) continue
      if (one.holds && !one.holds.test(request.body.toString('latin1'))) continue
      one.left--
      if (one.left <= 0) fallen ??= one
    }
    if (fallen) {
      waiting.splice(waiting.indexOf(fallen), 1)
      return { moment: fallen.moment.name, when: fallen.moment.when }
    }
    if (chance.left === 0 || !chance.among.test(label)) return undefined
    if (chance.random() >= chance.share) return undefined
    chance.left--
    return { moment: 'random', when: chance.random() < 0.5 ? 'before' : 'after' }
  }

  return {
    set,
    deaths: () => deaths,
    waiting: () => waiting.map(({ moment }) => moment),
    calls: () => calls,
    watch: (handle) => async (request) => {
      const agent = `${request.headers['user-agent']} ${request.headers['x-amz-user-agent']}`
      if (!agent.includes(functionsAppId)) return handle(request)
      const pid = worker.pid()
      if (pid === undefined || pid === lastKilled) return handle(request)
      const label = labelOf(request)
      calls[label] = (calls[label] ?? 0) + 1
      const death = draw(label, request)
      if (!death) return handle(request)
      lastKilled = pid
      deaths.push({ ...death, label, pid })
      if (death.when === 'after') await handle(request)
      worker.kill()
      return broken
    },
  }
}

const broken: AwsReply = { kind: 'reset' }

const Key = z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) })
const Call = z.object({
  Key: Key.optional(),
  Item: Key.optional(),
  IndexName: z.string().optional(),
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(Key).optional() })).optional(),
  ExpressionAttributeValues: z
    .record(z.string(), z.object({ S: z.string().optional() }))
    .optional(),
  QueueUrl: z.string().optional(),
})

/**
 * A call in words: service, action, and what it acts on: first words of the item's key, a query's
 * partition, or the queue (`dynamodb PutItem MAILING/ROSTER`, `ses SendRawEmail`); of Stripe its
 * method and path without ids (`stripe POST /v1/checkout/sessions`).
 */
export function labelOf(request: AwsRequest): string {
  if (request.path.startsWith('/v1/'))
    return `stripe ${request.method} ${request.path.replace(/\/[a-z]+_[A-Za-z0-9_]{10,}/g, '')}`
  const [service = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  if (service === '') {
    const form = /(?:^|&)Action=(\w+)/.exec(request.body.subarray(0, 4_000).toString('latin1'))
    return form ? `ses ${form[1]}` : `s3 ${request.method}`
  }
  const call = readCall(request)
  if (service.startsWith('DynamoDB')) return `dynamodb ${action} ${call ? kindOf(call) : '?'}`
  const queue = call?.QueueUrl?.split('/').at(-1)?.replace('kiosque-sandbox-', '')
  return `sqs ${action} ${queue ?? '?'}`
}

function readCall({ body }: AwsRequest): z.infer<typeof Call> | undefined {
  try {
    return Call.safeParse(JSON.parse(body.toString())).data
  } catch {
    return undefined
  }
}

function kindOf(call: z.infer<typeof Call>): string {
  const many = Object.values(call.RequestItems ?? {})[0]?.Keys?.[0]
  const key = call.Key ?? call.Item ?? many
  if (key) return `${firstWord(key.pk.S)}/${firstWord(key.sk.S)}`
  const partition = Object.values(call.ExpressionAttributeValues ?? {})[0]?.S ?? '?'
  return `${call.IndexName ?? ''}:${firstWord(partition)}`
}

function firstWord(key: string): string {
  return key.split('#')[0] as string
}
