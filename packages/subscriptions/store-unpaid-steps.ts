// The steps of unpaid renewals in the table, and the mails about them: one item each, so that a mail
// that waits is never in the way of the next step.
import { openIntent } from '#aws/intent'
import { type Key, unpaidStepsKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { CustomerId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { UnpaidMail, UnpaidSteps } from './unpaid.ts'
import { type Change, type Changed, changeItem } from './versioned.ts'

const schema = 1

export type UnpaidRef = { customerId: CustomerId; invoiceId: string }

export async function getUnpaidSteps(
  table: Table,
  { customerId, invoiceId }: UnpaidRef,
): Promise<UnpaidSteps | undefined> {
  const item = await table.get(unpaidStepsKey(customerId, invoiceId), { consistent: true })
  return item && UnpaidSteps.parse(item)
}

/** Does nothing when it is there already. */
export async function putUnpaidSteps(
  table: Table,
  steps: UnpaidSteps,
  intent: Intent,
): Promise<void> {
  const key = unpaidStepsKey(steps.customerId, steps.invoiceId)
  await table.put({ ...key, schema, ...UnpaidSteps.parse(steps), ...openIntent(intent) }, ifAbsent)
}

export async function changeUnpaidSteps(
  table: Table,
  { customerId, invoiceId }: UnpaidRef,
  change: (is: UnpaidSteps, open: Intent | undefined) => Change<UnpaidSteps> | undefined,
): Promise<Changed<UnpaidSteps>> {
  const key = unpaidStepsKey(customerId, invoiceId)
  return await changeItem(table, key, { parse: (item) => UnpaidSteps.parse(item), change })
}

/** Where a mail about an unpaid renewal lies; `place` is its day, or `end`. */
export function unpaidMailKey({ customerId, invoiceId }: UnpaidRef, place: number | 'end'): Key {
  return unpaidStepsKey(customerId, `${invoiceId}#${place}`)
}

/** Asks for a mail, once. */
export async function putUnpaidMail(
  table: Table,
  key: Key,
  asked: { mail: UnpaidMail; intent: Intent },
): Promise<void> {
  const { mail, intent } = asked
  await table.put({ ...key, schema, ...UnpaidMail.parse(mail), ...openIntent(intent) }, ifAbsent)
}
