// A change of one item by what it says now: read, worked out, written if nobody was there meanwhile,
// else again. A change that finds nothing to do writes nothing, so that a repeated one is harmless.
import { closedIntent, intentOf, openIntent } from '#aws/intent'
import type { Key } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import type { Intent } from '#kernel/intents'

/** Writers of one item that stand in each other's way; far more than there ever are. */
export const changeLimits = { attempts: 20 }

/** `intent`: opens this one; `close`: closes the one of this id; both leave another's alone. */
export type Change<T> = { to: T; intent?: Intent; close?: string; attributes?: Item }

export type Changed<T> =
  | { kind: 'changed' | 'same'; is: T }
  /** Nothing is stored under the key. */
  | { kind: 'missing' }

/**
 * Changes a stored thing. `change` is called with what is there and answers with what is to be there,
 * or with nothing when all is as it should be. `attributes` are what the item holds beside it
 * (indexes, TTL); an attribute that is undefined is removed.
 * @throws Error when others were faster `changeLimits.attempts` times.
 */
export async function changeItem<T extends { version: number }>(
  table: Table,
  key: Key,
  options: {
    parse: (item: Item) => T
    change: (is: T, open: Intent | undefined) => Change<T> | undefined
  },
): Promise<Changed<T>> {
  for (let attempt = 0; attempt < changeLimits.attempts; attempt++) {
    const item = await table.get(key, { consistent: true })
    if (item === undefined) return { kind: 'missing' }
    const is = options.parse(item)
    const open = intentOf(item)
    const change = options.change(is, open)
    if (!change) return { kind: 'same', is }
    const written = await table.update(key, changesOf({ is, open, change }), {
      if: '#version = :readVersion',
      values: { ':readVersion': is.version },
    })
    if (written.kind === 'written') return { kind: 'changed', is: options.parse(written.item) }
  }
  throw new Error(`Others were always faster at ${key.sk.split('#')[0]}`)
}

function changesOf<T extends { version: number }>(options: {
  is: T
  open: Intent | undefined
  change: Change<T>
}) {
  const { is, open, change } = options
  const { version: _, ...to } = change.to
  const set: Item = { ...to, ...change.attributes }
  const remove = new Set<string>()
  for (const name of new Set([...Object.keys(is), ...Object.keys(set)]))
    if (name !== 'version' && set[name] === undefined) {
      delete set[name]
      remove.add(name)
    }
  if (change.intent) {
    Object.assign(set, openIntent(change.intent))
    remove.add('intentClaim')
  } else if (change.close !== undefined && change.close === open?.id)
    for (const name of [...closedIntent.remove, 'intentClaim']) remove.add(name)
  return { set, remove: [...remove], add: { version: 1 } }
}
