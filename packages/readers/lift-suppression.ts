// Staff may write again to an address whose mailbox works again; never to one that complained or
// asked to be left alone.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { deleteSuppression, getSuppression } from './store.ts'

export type LiftSuppressionOutcome = { kind: 'lifted' | 'notSuppressed' | 'notLiftable' }

/** Lifts a suppression for `bounced` or by `staff`; complaints and erasures stay. */
export async function liftSuppression(
  deps: { table: Table },
  input: { readerId: ReaderId },
): Promise<LiftSuppressionOutcome> {
  const suppression = await getSuppression(deps.table, input.readerId)
  if (!suppression) return { kind: 'notSuppressed' }
  if (suppression.reason === 'complained' || suppression.reason === 'erased')
    return { kind: 'notLiftable' }
  const isLifted = await deleteSuppression(deps.table, suppression)
  return { kind: isLifted ? 'lifted' : 'notLiftable' }
}
