// What must hold after a mailing, whatever happened on the way: nobody lost, nobody twice, and every
// recipient in a state that is true.
import { listRecipients, recipientStates } from '#delivery/list-recipients'
import type { Report } from '#delivery/report-mailing'
import type { MailingId } from '#kernel/ids'
import type { DeliveryWorld } from './delivery-world.ts'

export type Verdict = {
  /** Counted as accepted, but nothing was delivered; or in no state at all. */
  lost: string[]
  /** Delivered more than once. */
  doubled: string[]
  /** Counted as not called, and delivered. */
  untrue: string[]
  uncertain: number
  /** Listed as called twice. */
  sentAgain: string[]
  report: Report
}

export async function judge(world: DeliveryWorld, mailingId: MailingId): Promise<Verdict> {
  const { table, delivered } = world
  const report = await world.report()
  if (!report) throw new Error('No report')
  const verdict: Verdict = {
    lost: [],
    doubled: [...delivered].filter(([, times]) => times > 1).map(([to]) => to),
    untrue: [],
    uncertain: report.uncertain,
    sentAgain: [],
    report,
  }
  let listed = 0
  for (const state of recipientStates) {
    const page = await listRecipients({ table }, { mailingId, state, limit: 1_000 })
    if (page?.cursor) throw new Error('More recipients than a page')
    for (const { email, readerId } of page?.recipients ?? []) {
      listed += 1
      const times = email === undefined ? 0 : (delivered.get(email) ?? 0)
      const who = email ?? readerId
      if (state === 'pending' || (state === 'accepted' && times === 0)) verdict.lost.push(who)
      if ((state === 'skipped' || state === 'failed') && times > 0) verdict.untrue.push(who)
    }
  }
  const again = await listRecipients({ table }, { mailingId, state: 'sentAgain', limit: 1_000 })
  verdict.sentAgain = (again?.recipients ?? []).map(({ email, readerId }) => email ?? readerId)
  if (verdict.sentAgain.length !== report.sentAgain) throw new Error('sentAgain is not listed')
  if (listed !== report.planned) throw new Error(`${listed} listed of ${report.planned}`)
  return verdict
}
