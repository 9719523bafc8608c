// A unit of work on the store: reads see what it has changed, nothing is kept until it ends well.
import { randomBytes } from 'node:crypto'
import type { Stripe } from 'stripe'
import { noSuch } from './refusal.ts'
import {
  type Change,
  hiddenKinds,
  type Kind,
  type ObjectKind,
  type Objects,
  type Records,
  referencesOf,
  type Store,
  type StoredEvent,
} from './store.ts'
import type { TaskKind } from './tasks.ts'

export type EventType = Stripe.Event['type']

export type Work = {
  /** Epoch seconds: the time of the request, or the time a task was due. */
  readonly now: number
  readonly siteUrl: string
  read<K extends Kind>(kind: K, id: string): Records[K] | undefined
  /** @throws StripeRefusal `resource_missing` */
  get<K extends ObjectKind>(kind: K, id: string, param?: string): Objects[K]
  /** Oldest first. */
  all<K extends Kind>(kind: K): Records[K][]
  referring<K extends Kind>(kind: K, to: string): Records[K][]
  kindOf(id: string): ObjectKind | undefined
  put<K extends Kind>(kind: K, record: Records[K]): Records[K]
  remove(kind: Kind, id: string): void
  /** Puts a changed object and tells of it; `previous_attributes` are what changed. */
  change<K extends ObjectKind>(
    kind: K,
    id: string,
    patch: Partial<Objects[K]>,
    type?: EventType,
  ): Objects[K]
  emit(type: EventType, object: { id?: string; object: string }, previous?: object): void
  /** At `at` (epoch seconds) the task runs; one a kind and reference. */
  plan(kind: TaskKind, ref: string, at: number): void
  unplan(kind: TaskKind, ref: string): void
  makeId(prefix: string): string
  changes(): Change[]
}

/** What an event remembers of who caused it. */
export type Cause = { requestId: string | null; idempotencyKey: string | null }

export const apiVersion = '2026-10-28.endive'

export function openWork(options: {
  store: Store
  now: number
  siteUrl: string
  cause: Cause
  /** Delivery times of a new event in epoch ms; none when nobody listens or it is lost. */
  deliverAt: (nowSeconds: number) => number[]
  /** Chance in ids; the machine's own unless given. */
  idRandom?: (() => number) | undefined
}): Work {
  const { store, now, siteUrl } = options
  const changed = new Map<string, Change>()
  const keyOf = (kind: Kind, id: string) => `${kind} ${id}`

  const read: Work['read'] = (kind, id) => {
    const own = changed.get(keyOf(kind, id))
    return own ? ((own[2] as Records[typeof kind] | null) ?? undefined) : store.read(kind, id)
  }
  const put: Work['put'] = (kind, record) => {
    changed.set(keyOf(kind, record.id as string), [kind, record.id as string, record as never])
    return record
  }
  const ownOf = <K extends Kind>(kind: K) =>
    [...changed.values()].filter((change) => change[0] === kind)

  function merged<K extends Kind>(kind: K, known: Records[K][]): Records[K][] {
    const own = new Map(ownOf(kind).map(([, id, record]) => [id, record]))
    if (own.size === 0) return known
    const seen = new Set<string>()
    const kept = known.flatMap((record) => {
      const id = record.id as string
      seen.add(id)
      if (!own.has(id)) return [record]
      const mine = own.get(id)
      return mine ? [mine as unknown as Records[K]] : []
    })
    const added = [...own].filter(([id, record]) => record !== null && !seen.has(id))
    return [...kept, ...added.map(([, record]) => record as unknown as Records[K])]
  }

  const work: Work = {
    now,
    siteUrl,
    read,
    get(kind, id, param) {
      const found = read(kind, id)
      if (!found) throw noSuch(kind.replace(/[._]/g, ' '), id, param)
      return found as Objects[typeof kind]
    },
    all: (kind) => merged(kind, store.all(kind)),
    referring(kind, to) {
      const own = ownOf(kind).flatMap(([, , record]) =>
        record && referencesOf(kind, record).includes(to)
          ? [record as unknown as Records[typeof kind]]
          : [],
      )
      const known = store
        .referring(kind, to)
        .filter((record) => !changed.has(keyOf(kind, record.id as string)))
      return [...known, ...own]
    },
    kindOf(id) {
      // What Stripe keeps to itself may lie under the same id: how a means of payment behaves.
      const own = [...changed.values()].find(
        ([kind, changedId]) => changedId === id && !hiddenKinds.includes(kind),
      )
      return own ? (own[0] as ObjectKind) : store.kindOf(id)
    },
    put,
    remove(kind, id) {
      changed.set(keyOf(kind, id), [kind, id, null])
    },
    change(kind, id, patch, type) {
      const before = work.get(kind, id) as Objects[typeof kind] & Record<string, unknown>
      const after = put(kind, { ...before, ...patch } as Records[typeof kind])
      if (type) work.emit(type, after as never, differences(before, patch))
      return after as Objects[typeof kind]
    },
    emit(type, object, previous) {
      const event: StoredEvent = {
        id: work.makeId('evt'),
        object: 'event',
        api_version: apiVersion,
        created: now,
        data: {
          object,
          ...(previous && Object.keys(previous).length > 0
            ? { previous_attributes: previous as Record<string, unknown> }
            : {}),
        },
        livemode: false,
        pending_webhooks: 0,
        request: {
          id: options.cause.requestId,
          idempotency_key: options.cause.idempotencyKey,
        },
        type,
      }
      put('event', event)
      for (const at of options.deliverAt(now))
        put('delivery', { id: work.makeId('dlv'), event: event.id, at, tries: 0, firstAt: at })
    },
    plan(kind, ref, at) {
      const id = `${kind} ${ref}`
      put('task', { id, at, kind, ref })
    },
    unplan(kind, ref) {
      const id = `${kind} ${ref}`
      if (read('task', id)) work.remove('task', id)
    },
    makeId: (prefix) => `${prefix}_${randomId(24, options.idRandom)}`,
    changes: () => [...changed.values()],
  }
  return work
}

/** The old values of the fields that a patch changes. */
function differences(before: Record<string, unknown>, patch: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value))
      .map(([name]) => [name, before[name] ?? null]),
  )
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits by chance; from `random` they can be had again. */
export function randomId(length: number, random?: () => number): string {
  if (random)
    return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('')
  return [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join('')
}
