// The first start of the sample with its six months of sales: lived once, looked at from every side.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Key } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { payoutReport } from '#finance/payout-report'
import { monthCloses } from '#finance/store-closes'
import { openExceptions } from '#finance/store-exceptions'
import { verifyBooks } from '#finance/verify-books'
import { forgetHistory, prepareHistory, takeHistory } from '#sandbox/history/first-start'
import { memoryTable } from '#sandbox/memory-table'
import { openStripe, type SandboxStripe } from '#sandbox/stripe/sandbox-stripe'
import { bookedBooks, factsFor, rawLedger } from '../../support/books-facts.ts'
import { expectedBooks } from '../../support/books-oracle.ts'
import { temporaryFolder } from '../../support/command.ts'
import { publication, seededRandom, start } from '../../support/editorial.ts'

const siteUrl = 'http://localhost:8787'
const minutes = 60_000

describe('six months before the first start', () => {
  const { folder, remove } = temporaryFolder()
  let table: Table
  let stripe: SandboxStripe
  beforeAll(async () => {
    await prepareHistory({ dataDir: folder, siteUrl, publication, say: () => {} })
    table = memoryTable()
    await takeHistory(folder, table)
    stripe = openStripe({
      folder: join(folder, 'stripe'),
      clock: { now: () => start, onOffset: () => () => {} },
      ...{ siteUrl, secretKey: 'sk_test_x', webhookSecret: 'whsec_x', random: () => 0.5 },
      withoutSite: true,
    })
  }, 3 * minutes)
  afterAll(async () => {
    await stripe?.stop()
    remove()
  })

  it('leaves one thing to settle: the payout that the bank got twelve euros too little of', async () => {
    const [only, ...others] = await openExceptions(table)
    expect(only).toMatchObject({ kind: 'payoutShort', cents: -1_200 })
    expect(others).toEqual([])
    const short = (await payoutReport({ table })).payouts.filter(({ status }) => status === 'short')
    expect(short.map(({ differenceCents }) => differenceCents)).toEqual([-1_200])
  })

  it('has every month closed but the one that is not over', async () => {
    const closes = await monthCloses(table)
    expect(closes.map(({ month, status }) => `${month} ${status}`)).toEqual(
      ['06', '07', '08', '09', '10'].map((month) => `2026-${month} closed`),
    )
  })

  it('verifies, and comes to what Stripe and the lists of issues say', async () => {
    expect((await verifyBooks(table)).kind).toBe('ok')
    const facts = await factsFor(
      { stripe, table },
      { earnedUntil: Date.parse('2026-11-29T23:00:00Z') },
    )
    const expected = expectedBooks(facts)
    const ledger = await rawLedger(table)
    for (const { postings, source } of ledger.values())
      expect(
        postings.reduce((sum, { cents }) => sum + cents, 0),
        source,
      ).toBe(0)
    expect(bookedBooks(ledger)).toEqual(expected)
  })

  it('has sales of every kind', async () => {
    const counts = stripe.look((work) => ({
      credits: work.all('credit_note').length,
      returned: work
        .all('charge')
        .filter(
          (one) => one.payment_method_details?.type === 'sepa_debit' && one.status === 'failed',
        ).length,
      disputes: work
        .all('dispute')
        .map(({ status }) => status)
        .sort(),
    }))
    expect(counts.credits).toBeGreaterThan(2)
    expect(counts.returned).toBeGreaterThan(1)
    expect(new Set(counts.disputes)).toEqual(new Set(['lost', 'needs_response', 'won']))
  })

  it('shows any byte of the ledger, its seals and accounts that was changed', async () => {
    const random = seededRandom(17)
    const proven = (await allOf(table)).filter(isProven)
    expect(proven.length).toBeGreaterThan(1_500)
    const unseen: string[] = []
    for (let turn = 0; turn < flips; turn++) {
      const item = proven[Math.floor(random() * proven.length)] as Item & Key
      const changed = withOneByteChanged(item, random)
      await table.put(changed.item)
      const verdict = await verifyBooks(table)
      if (verdict.kind === 'ok') unseen.push(`${item.pk} ${item.sk}: ${changed.path}`)
      await table.put(item)
    }
    expect(unseen).toEqual([])
    expect((await verifyBooks(table)).kind).toBe('ok')
  })

  it('misses any of them that was taken away', async () => {
    const random = seededRandom(18)
    const proven = (await allOf(table)).filter(isProven)
    for (let turn = 0; turn < flips / 4; turn++) {
      const item = proven[Math.floor(random() * proven.length)] as Item & Key
      await table.delete(item)
      expect((await verifyBooks(table)).kind, `${item.pk} ${item.sk}`).toBe('differs')
      await table.put(item)
    }
  })

  it('is taken over once more after a power cut, and then forgotten', async () => {
    const before = readFileSync(join(folder, 'first', 'items.jsonl'), 'utf8')
    await prepareHistory({ dataDir: folder, siteUrl, publication, say: () => {} })
    expect(readFileSync(join(folder, 'first', 'items.jsonl'), 'utf8')).toBe(before)
    const again = memoryTable()
    await takeHistory(folder, again)
    await takeHistory(folder, again)
    expect(await allOf(again)).toEqual(await allOf(table))
    forgetHistory(folder)
    expect(existsSync(join(folder, 'first'))).toBe(false)
    await prepareHistory({ dataDir: folder, siteUrl, publication, say: () => {} })
    expect(existsSync(join(folder, 'first'))).toBe(false)
  })
})

async function allOf(table: Table): Promise<(Item & Key)[]> {
  const items: (Item & Key)[] = []
  for await (const item of table.scan()) items.push(item as Item & Key)
  return items.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1))
}

/** Of the first start's some three thousand; more by `BOOKS_FLIPS`. */
const flips = Number(process.env['BOOKS_FLIPS'] ?? 60)

/** What a seal proves, and what lies beside it; not the mails that tell of it. */
function isProven({ pk, sk }: Key): boolean {
  return /^(LEDGER|SEALS?|ACCOUNT|CUSTOMERACCOUNT)(#|$)/.test(pk) && !sk.startsWith('MAIL#')
}

/** Another sign of a text, another number: somewhere in the item, but for its key. */
function withOneByteChanged(
  item: Item & Key,
  random: () => number,
): { item: Item & Key; path: string } {
  const copy = structuredClone(item)
  const leaves: { holder: Record<string, unknown>; name: string; path: string }[] = []
  const walk = (value: object, path: string) => {
    const holder = value as Record<string, unknown>
    for (const [name, inner] of Object.entries(value))
      if (typeof inner === 'object' && inner !== null) walk(inner, `${path}.${name}`)
      else if (name !== 'pk' && name !== 'sk')
        leaves.push({ holder, name, path: `${path}.${name}` })
  }
  walk(copy, '')
  const leaf = leaves[Math.floor(random() * leaves.length)]
  if (!leaf) throw new Error('An item of nothing')
  const { holder, name, path } = leaf
  const before = holder[name]
  if (typeof before === 'number') holder[name] = before + (random() < 0.5 ? 1 : -1)
  else if (typeof before === 'string' && before !== '') {
    const at = Math.floor(random() * before.length)
    const code = before.charCodeAt(at) ^ 1
    holder[name] = before.slice(0, at) + String.fromCharCode(code) + before.slice(at + 1)
  } else holder[name] = 'x'
  return { item: copy, path }
}
