// What is mailed of a declaration: that it was received, and what it comes to, once each; also to the
// contract's own address where another one was typed, so that nobody's contract ends behind their back.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MakeId, ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, instant } from '#kernel/time'
import type { Declaration, ReceiptKind } from './declaration.ts'
import { getCustomer } from './store.ts'
import { putReceipt } from './store-declarations.ts'

export type TellDeclarationDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  hint: (key: Key) => Promise<void>
}

export async function tellDeclaration(
  deps: TellDeclarationDeps,
  declaration: Declaration,
): Promise<void> {
  const { effect, contract, status, waitingBecause, readerIds } = declaration
  // A flood from one place: whoever floods must not make us write to strangers.
  if (status === 'waiting' && waitingBecause === 'many') return
  const [typed] = readerIds
  if (typed) await tell(deps, { declaration, what: effect ? 'effect' : 'received', to: typed })
  if (!effect || !contract) return
  const customer = await getCustomer(deps.table, contract.customerId)
  if (customer?.email !== undefined && !readerIds.includes(customer.readerId))
    await tell(deps, { declaration, what: 'copy', to: customer.readerId })
}

async function tell(
  deps: TellDeclarationDeps,
  { declaration, what, to }: { declaration: Declaration; what: ReceiptKind; to: ReaderId },
): Promise<void> {
  const now = instant(deps.clock())
  const intent: Intent = {
    ...{ kind: 'mail.declaration', id: deps.makeId('mail'), createdAt: now, dueAt: now },
    ...{ attempts: 0, data: {} },
  }
  const receipt = { declarationId: declaration.id, what, readerId: to }
  await deps.hint(await putReceipt(deps.table, receipt, intent))
}
