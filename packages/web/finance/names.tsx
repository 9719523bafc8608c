// Who is behind a customer's number: the ledger holds numbers alone, pages look the names up.
import type { Locale } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { getCustomer } from '#subscriptions/store'
import { say } from '#web/shared/locale'
import type { FinanceDeps } from './context.ts'
import { customerPath } from './money.tsx'

/** What each customer is called now; one who was erased has no name. */
export type Names = ReadonlyMap<string, string | undefined>

/** At most so many are looked up for one page. */
const mostNames = 500

export async function namesOf(
  { table }: Pick<FinanceDeps, 'table'>,
  ids: Iterable<string | undefined>,
): Promise<Names> {
  const wanted = [...new Set(ids)].flatMap((id) => idSchema('customer').safeParse(id).data ?? [])
  const pairs = await Promise.all(
    wanted.slice(0, mostNames).map(async (id) => {
      const customer = await getCustomer(table, id)
      return [id, customer?.company ?? customer?.name] as const
    }),
  )
  return new Map(pairs)
}

/** The name, or the number of one who has none any more. */
export function nameIn(names: Names, id: string, locale: Locale): string {
  return (
    names.get(id) ?? say(locale, `client effacé ${shortId(id)}`, `erased customer ${shortId(id)}`)
  )
}

export function CustomerLink(props: { names: Names; id: string; locale: Locale }) {
  const { names, id, locale } = props
  return <a href={customerPath(id)}>{nameIn(names, id, locale)}</a>
}

/** The end of an id, enough to tell two apart. */
export function shortId(id: string): string {
  return id.length > 10 ? `…${id.slice(-6)}` : id
}
