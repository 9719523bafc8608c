// Lives the six months before the first start, day by day: sales, what becomes of them, issues that
// come out, and the books.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '#kernel/errors'
import { dayMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { askRefund } from '#subscriptions/ask-refund'
import { declare } from '#subscriptions/declare'
import { serveIssue } from '#subscriptions/serve-issue'
import { openSecrets, writeWhole } from '../data-folder.ts'
import { sampleArticles } from '../sample/articles.ts'
import { sampleIssues } from '../sample/issues.ts'
import { seedCompanies, seedIssueFiles, seedIssues } from '../seed.ts'
import { actOutside } from '../stripe/outside.ts'
import { bookDays, newBookkeeper } from './books.ts'
import { article128, issue128 } from './issue-128.ts'
import { type Later, salesOfHistory } from './sales.ts'
import { type HistoryWorld, historyWorld } from './world.ts'

const startsAt = new Date('2026-06-01T06:00:00Z')
/** Half an hour before the sandbox's clock begins, in Paris. */
const endsAt = new Date('2026-11-30T07:30:00Z')

/** When each issue went out, in the morning. */
const dispatches = [
  { number: 128, at: new Date('2026-07-06T07:00:00Z') },
  { number: 129, at: new Date('2026-09-07T07:00:00Z') },
  { number: 130, at: new Date('2026-10-19T07:00:00Z') },
]
const admin = 'admin@en-contact.example'
/** The code that the sample's offers can be tried with. */
const code = { act: 'code', code: 'BIENVENUE', percentOff: 20 } as const

type Act = { at: Date; run: (world: HistoryWorld) => Promise<unknown> }

/**
 * Writes the history into `folder`, which is made anew: the table's items, one a line, and Stripe's
 * journal. The files of issues go to the data folder. The items come last: with them it is whole.
 */
export async function liveHistory(given: {
  folder: string
  dataDir: string
  siteUrl: string
  publication: Publication
}): Promise<void> {
  const { folder, dataDir, siteUrl, publication } = given
  rmSync(folder, { recursive: true, force: true })
  const world = await historyWorld({
    ...{ folder, siteUrl, publication, startsAt },
    files: join(dataDir, 'files'),
    secrets: openSecrets(dataDir),
  })
  try {
    await live(world)
    const lines: string[] = []
    for await (const item of world.table.scan()) lines.push(`${JSON.stringify(item, withSets)}\n`)
    writeWhole(join(folder, 'items.jsonl'), lines.join(''))
  } finally {
    await world.close()
  }
}

/** Sets are written as what they hold. */
function withSets(_: string, value: unknown): unknown {
  return value instanceof Set ? { __set: [...value] } : value
}

async function live(world: HistoryWorld): Promise<void> {
  const companies = await seedCompanies(world)
  await seedIssues(world, companies, [issue128, ...sampleIssues])
  await seedIssueFiles(world, [article128, ...sampleArticles])
  actOutside(world.stripe, code)
  const books = newBookkeeper(world)
  const agenda: Act[] = [
    ...dispatches.map(dispatchOf),
    ...salesOfHistory().map(saleOf),
    ...bookDays.map(({ day, closes }) => ({
      at: new Date(`${day}T02:00:00Z`),
      run: () => (closes ? books.close(closes) : books.run()),
    })),
    { at: new Date('2026-11-28T09:00:00Z'), run: () => books.lookAtNovember() },
  ]
  function saleOf({ at, form, means, later }: ReturnType<typeof salesOfHistory>[number]): Act {
    return {
      at,
      async run() {
        const order = await world.order(form)
        world.pay(order, means)
        for (const { days, what } of later)
          agenda.push({
            at: new Date(at.getTime() + days * dayMs),
            run: () => goOn(world, order, what),
          })
      },
    }
  }
  for (let day = startsAt; day < endsAt; day = new Date(day.getTime() + dayMs)) {
    const end = new Date(Math.min(day.getTime() + dayMs, endsAt.getTime()))
    for (;;) {
      const [next] = agenda
        .filter(({ at }) => at < end)
        .sort((a, b) => a.at.getTime() - b.at.getTime())
      if (!next) break
      agenda.splice(agenda.indexOf(next), 1)
      await world.until(next.at)
      await next.run(world)
      await world.drain()
    }
    await world.until(end)
  }
}

function dispatchOf({ number, at }: (typeof dispatches)[number]): Act {
  return {
    at,
    async run(world) {
      const served = await serveIssue(world, { number, by: admin })
      assert(served.kind === 'served', `issue ${number} of the sample is served`)
    },
  }
}

type Ordered = Awaited<ReturnType<HistoryWorld['order']>>

async function goOn(world: HistoryWorld, ordered: Ordered, what: Later['what']): Promise<void> {
  const { customerId, id: orderId, buyer, price } = ordered
  const invoiceId = await world.invoiceOf(ordered)
  switch (what.kind) {
    case 'refund': {
      const asked = await askRefund(world, {
        ...{ refundId: world.makeId('refund'), customerId, orderId, invoiceId },
        gross: Math.round(price.gross * what.share),
        reason: what.reason,
        staffId: admin,
      })
      assert(asked.kind === 'asked', `a refund of the sample: ${asked.kind}`)
      return
    }
    case 'withdraw':
    case 'cancel': {
      const declared = await declare(world, {
        id: world.makeId('declaration'),
        kind: what.kind === 'withdraw' ? 'withdrawal' : 'cancellation',
        locale: 'fr',
        form: { name: buyer.name, email: buyer.email, reference: orderId, wish: 'soonest' },
        proof: { buttonLabel: 'confirmer', ip: '192.0.2.9', userAgent: 'sample' },
      })
      assert(declared.kind === 'declared', 'a declaration of the sample')
      return
    }
    case 'disputes':
      actOutside(world.stripe, { act: 'dispute', id: invoiceId, reason: 'product_not_received' })
      return
    case 'bankDecides':
      actOutside(world.stripe, { act: 'dispute', id: invoiceId, outcome: what.outcome })
  }
}
