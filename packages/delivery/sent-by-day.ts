// What the mailings of the last days sent, day by day: how well mailbox providers know the domain.
import type { Table } from '#aws/table'
import { listNewsletters } from '#editorial/store-newsletters'
import { listLimits } from '#editorial/store-pages'
import { type Clock, dateOf, dayMs, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { getMailings } from './store.ts'
import { getTotals } from './store-totals.ts'
import { warmUpLimits } from './warm-up.ts'

/** Days of the publication's zone, `2026-12-01`; only those on which something was accepted. */
export type SentByDay = { byDay: Record<string, number>; sum: number; largestDay: number }

/** From the stored totals of the newest 100 newsletters' mailings; single mails are not in it. */
export async function sentByDay(deps: {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'zone'>
}): Promise<SentByDay> {
  const { table, publication } = deps
  const since = instant(deps.clock().getTime() - warmUpLimits.historyDays * dayMs)
  const byDay: Record<string, number> = {}
  let cursor: string | undefined
  for (let page = 0; page < 2; page++) {
    const found = await listNewsletters(table, {
      limit: listLimits.page,
      ...(cursor === undefined ? {} : { cursor }),
    })
    const mailings = await getMailings(
      table,
      found.items.flatMap(({ mailingIds }) => mailingIds),
    )
    for (const mailing of mailings) {
      if (mailing.startedAt === undefined) continue
      if (mailing.sentAt !== undefined && mailing.sentAt < since) continue
      for (const { acceptedByMinute } of (await getTotals(table, mailing.id)).values())
        for (const [minute, count] of Object.entries(acceptedByMinute)) {
          // A minute reads `2026-12-01T07:30Z`.
          if (minute < since.slice(0, 16)) continue
          const day = dateOf(minute as Instant, publication.zone)
          byDay[day] = (byDay[day] ?? 0) + count
        }
    }
    cursor = found.cursor
    if (cursor === undefined) break
  }
  const counts = Object.values(byDay)
  return {
    byDay,
    sum: counts.reduce((sum, count) => sum + count, 0),
    largestDay: Math.max(0, ...counts),
  }
}
