// Coming back after unsubscribing: the link proves nothing new, so a fresh confirmation is asked.
import type { ReaderId } from '#kernel/ids'
import { type AskConfirmationDeps, askConfirmation } from './ask-confirmation.ts'
import type { Origin } from './consent.ts'
import { getReader } from './store.ts'

export type ResubscribeOutcome = { kind: 'accepted' } | { kind: 'alreadySubscribed' }

/**
 * Sends a confirmation mail to a reader who unsubscribed (within the limit per address). An erased
 * reader's link is answered alike; nothing is sent, for there is no address left.
 */
export async function resubscribe(
  deps: AskConfirmationDeps,
  input: Origin & { readerId: ReaderId },
): Promise<ResubscribeOutcome> {
  const reader = await getReader(deps.table, input.readerId, { consistent: true })
  if (!reader) return { kind: 'accepted' }
  if (reader.status === 'confirmed') return { kind: 'alreadySubscribed' }
  const { email, locale, topics } = reader
  await askConfirmation(deps, { ...input, email, locale, topics })
  return { kind: 'accepted' }
}
