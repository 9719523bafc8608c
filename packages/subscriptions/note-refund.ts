// Keeps with a declaration how far its money is: one whose refund fails later, at the reader's bank,
// waits for a person again; one that was paid after all waits no more.
import type { Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Declaration } from './declaration.ts'
import { changeDeclaration } from './store-declarations.ts'
import type { Leaving } from './subscription.ts'

export async function noteRefund(
  deps: { table: Table; clock: Clock },
  { leaving, refund }: { leaving: Leaving; refund: NonNullable<Declaration['refund']> },
): Promise<void> {
  const id = idSchema('declaration').safeParse(leaving.because)
  if (!id.success) return
  const now = instant(deps.clock())
  await changeDeclaration(deps.table, id.data, (is) => {
    // Until it has its effect, whoever gives it that writes it down.
    if (is.appliedAt === undefined || is.status === 'closed') return undefined
    const isSame = is.refund?.kind === refund.kind && is.refund.given === refund.given
    if (isSame) return undefined
    return { to: { ...withState(is, refund.kind), refund, updatedAt: now } }
  })
}

function withState(is: Declaration, kind: NonNullable<Declaration['refund']>['kind']): Declaration {
  if (kind === 'refused') return { ...is, status: 'waiting', waitingBecause: 'refund' }
  if (is.waitingBecause !== 'refund') return is
  const { waitingBecause: _, ...rest } = is
  return { ...rest, status: 'applied' }
}
