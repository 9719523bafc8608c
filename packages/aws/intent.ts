// How an open intent lies in the item that caused it: the attribute `intent` and, while it is open,
// a place in the PENDING index, where the tick finds it. One open intent an item; a newer one takes
// the older one's place (a reader who has confirmed no longer needs the confirmation mail).
import { Intent } from '#kernel/intents'
import { type Gsi2, pendingIndex } from './keys.ts'
import type { Changes, Item } from './table.ts'

/** Attributes to `set` together with the change that causes the intent. */
export function openIntent(intent: Intent): { intent: Intent } & Gsi2 {
  return { intent, ...pendingIndex(intent.id, intent.dueAt) }
}

/** The change that closes an intent. Condition it on `#intent.#id = :id` with the intent's id. */
export const closedIntent = { remove: ['intent', 'gsi2pk', 'gsi2sk'] } satisfies Changes

/** The open intent of an item, if it has one. */
export function intentOf(item: Item): Intent | undefined {
  return item['intent'] === undefined ? undefined : Intent.parse(item['intent'])
}
