// All that Stripe holds of this title, object by object, through its lists. Page by page: `after` says
// where to go on, so that a list longer than one run is walked in several.
import type { Stripe } from 'stripe'
import { dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { StripeFacts } from '#subscriptions/ports'
import type { FactList } from './audit-place.ts'
import { idsIn, idsOfInvoice, sessionFacts, subscriptionFacts } from './facts.ts'
import { idOf, type ReadDeps, readInvoice, readPayment } from './read-facts.ts'

export type FactPage = {
  facts: StripeFacts[]
  /** Objects on the page, of whichever product. */
  objectCount: number
  /** Undefined at the end of the list. */
  next?: string | undefined
}

const pageSize = 100

/** From a dispute to the bank's decision, appeals and all, it takes a season; there are few. */
const disputeTakesMs = 200 * dayMs

/**
 * One page of a list. `since` leaves out what is older, but of subscriptions: each has a say until it
 * has ended, and after that its end is compared; and of disputes, which end long after they began.
 */
export async function factPage(
  deps: ReadDeps,
  list: FactList,
  options: { after?: string | undefined; since?: Instant | undefined } = {},
): Promise<FactPage> {
  const { client, title } = deps
  const read = { title, readAt: instant(deps.clock()) }
  const page = {
    limit: pageSize,
    ...(options.after === undefined ? {} : { starting_after: options.after }),
  }
  const madeSince = (at: Instant | undefined) =>
    at === undefined ? page : { ...page, created: { gte: Math.floor(Date.parse(at) / 1_000) } }
  const recent = madeSince(options.since)
  switch (list) {
    case 'sessions': {
      const found = await client.checkout.sessions.list(recent)
      const ours = found.data.filter(({ metadata }) => idsIn(title, metadata))
      return pageOf(
        found,
        ours.map((session) => sessionFacts(session, read)),
      )
    }
    case 'subscriptions': {
      const found = await client.subscriptions.list({ ...page, status: 'all' })
      const ours = found.data.filter(({ metadata }) => idsIn(title, metadata))
      return pageOf(
        found,
        ours.map((subscription) => subscriptionFacts(subscription, read)),
      )
    }
    case 'invoices': {
      const found = await client.invoices.list(recent)
      const ours = found.data.filter((invoice) => idsOfInvoice(title, invoice))
      return pageOf(found, await inTurn(ours, (invoice) => readInvoice(client, invoice, read)))
    }
    case 'refunds': {
      const found = await client.refunds.list(recent)
      return pageOf(found, await paymentsOf(deps, chargesOf(found.data)))
    }
    case 'disputes': {
      const since = options.since && plusMs(options.since, -disputeTakesMs)
      const found = await client.disputes.list(madeSince(since))
      return pageOf(found, await paymentsOf(deps, chargesOf(found.data)))
    }
  }
}

function pageOf<T extends { id: string }>(page: Stripe.ApiList<T>, facts: StripeFacts[]): FactPage {
  return {
    facts,
    objectCount: page.data.length,
    next: page.has_more ? page.data.at(-1)?.id : undefined,
  }
}

/** Each charge once, however often it was refunded. */
function chargesOf(objects: readonly { charge: string | Stripe.Charge | null }[]): string[] {
  return [...new Set(objects.flatMap(({ charge }) => (charge === null ? [] : [idOf(charge)])))]
}

async function paymentsOf(deps: ReadDeps, charges: readonly string[]): Promise<StripeFacts[]> {
  const { client, title } = deps
  const facts = await inTurn(charges, async (id) => {
    const readAt = instant(deps.clock())
    return await readPayment(client, await client.charges.retrieve(id), { title, readAt })
  })
  return facts.filter(({ ids }) => ids !== undefined)
}

/** One after another: Stripe allows so many requests a second, and payments come first. */
async function inTurn<A, B>(all: readonly A[], act: (one: A) => Promise<B>): Promise<B[]> {
  const results: B[] = []
  for (const one of all) results.push(await act(one))
  return results
}
