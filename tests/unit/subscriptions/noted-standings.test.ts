// Whoever changes a stream or a subscription sees to it that the standing of its reader is noted.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Files whose changes another one notes, or that change nothing a standing tells. */
const notedBy: Record<string, string> = {
  'apply-invoice.ts': 'apply-facts.ts',
  'apply-subscription.ts': 'apply-facts.ts',
  'grant.ts': 'apply-facts.ts',
  'refuse-first-payment.ts': 'apply-facts.ts',
  'refuse-renewal.ts': 'apply-facts.ts',
  'give-back.ts': 'end-subscription.ts',
  'replace-subscription.ts': 'end-subscription.ts',
  'note-renewal.ts': 'when a renewal is looked at is no part of it',
  'put-off-renewal.ts': 'apply-facts.ts, once Stripe tells of the new date',
  'finish-delivery-change.ts': 'where copies go is no part of it',
}

const folder = 'packages/subscriptions'
const sources = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.startsWith('store'))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))

it('is noted by every use case that changes a stream or a subscription', () => {
  const changing = sources.filter(({ text }) => /\bchange(Stream|Subscription)\(/.test(text))
  expect(changing.length).toBeGreaterThan(8)
  const silent = changing.filter(
    ({ file, text }) => !/noteStanding(Of)?\(/.test(text) && notedBy[file] === undefined,
  )
  // Call `noteStanding` as its last step, or say above who does.
  expect(silent.map(({ file }) => file)).toEqual([])
})

it('is noted by those that are named for it', () => {
  for (const by of new Set(Object.values(notedBy).filter((name) => name.endsWith('.ts'))))
    expect(sources.find(({ file }) => file === by)?.text).toContain('noteStanding(')
})
