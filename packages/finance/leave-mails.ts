// Leaves a mail to each member of the staff that works with the books, once each: an item of its own
// holds it, and says what the mail says.
import { openIntent } from '#aws/intent'
import type { Key } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { StaffId } from '#kernel/ids'
import type { IntentKind } from '#kernel/intents'
import { type Clock, instant } from '#kernel/time'

/** `name` tells this occasion from others of its kind; with the member it makes the mail's id. */
export async function leaveMails(
  deps: { table: Table; clock: Clock; financeStaff: () => Promise<readonly StaffId[]> },
  mail: {
    kind: Extract<IntentKind, 'mail.booksSealed' | 'mail.monthClosed'>
    name: string
    keyOf: (staffId: StaffId) => Key
    data: Record<string, string>
  },
): Promise<void> {
  const now = instant(deps.clock())
  for (const staffId of await deps.financeStaff()) {
    const intent = {
      ...{ kind: mail.kind, id: `${mail.name}-${staffId}`, createdAt: now, dueAt: now },
      ...{ attempts: 0, data: { staffId } },
    }
    const item = { ...mail.keyOf(staffId), schema: 1, at: now, ...mail.data, ...openIntent(intent) }
    await deps.table.put(item, ifAbsent)
  }
}
