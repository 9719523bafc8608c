// How many readers a newsletter would reach now, and how long sending to them takes.
import type { Table } from '#aws/table'
import { getNewsletter } from '#editorial/store-newsletters'
import type { NewsletterId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type CountedAudience, countAudience } from './count-audience.ts'
import { type Forecast, forecast } from './forecast.ts'
import type { Mailer } from './ports.ts'
import { currentQuota } from './store.ts'

/** Undefined when there is no such newsletter. Suppressed readers are counted, planning drops them. */
export async function audienceCount(
  deps: {
    table: Table
    clock: Clock
    mailer: Pick<Mailer, 'quota'>
    publication: Pick<Publication, 'zone'>
  },
  input: { newsletterId: NewsletterId; exact?: boolean },
): Promise<(CountedAudience & { forecast: Forecast }) | undefined> {
  const newsletter = await getNewsletter(deps.table, input.newsletterId)
  if (!newsletter) return undefined
  const counted = await countAudience(deps, newsletter, { exact: input.exact ?? false })
  const quota = await currentQuota(deps, deps.clock())
  return { ...counted, forecast: forecast(counted.count, quota) }
}
