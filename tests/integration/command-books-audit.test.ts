// `kiosque finance audit`: what Stripe has and the ledger has not, until the books are brought up to date.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud } from '#sandbox/cloud'
import { actOutside } from '#sandbox/stripe/outside'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'
import { bought, stripeClientOf } from '../support/stripe.ts'

const { folder, remove } = temporaryFolder()
let move = ''

beforeAll(async () => {
  const cloud = await startCloud({
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    withoutPages: true,
    sender: 'lettre@en-contact.example',
    functions: 'none',
  })
  const stripe = stripeClientOf(cloud)
  await bought({ stripe, act: (given) => actOutside(cloud.stripe, given) }, 5_000)
  move = (await stripe.balanceTransactions.list()).data[0]?.id ?? ''
  await cloud.stop()
})
afterAll(remove)

test('names what is not booked, with exit code 1, and nothing once it is', async () => {
  const before = await kiosque(folder, 'finance', 'audit', '--json')
  expect(before.code).toBe(1)
  expect(JSON.parse(before.stdout)).toMatchObject({
    comparedCount: 1,
    differences: [{ kind: 'notBooked', source: move, amountCents: 5_000 }],
    balance: { atStripeCents: 4_900, inLedgerCents: 0, differenceCents: -4_900 },
  })
  const plain = await kiosque(folder, 'finance', 'audit')
  expect(plain.stdout).toContain(`${move}`)
  expect(plain.stdout).toContain('not in the ledger')
  await kiosque(folder, 'finance', 'sync')
  expect(await kiosqueJson(folder, 'finance', 'audit')).toMatchObject({
    comparedCount: 1,
    differences: [],
    balance: { differenceCents: 0 },
  })
})

test('refuses days that are none, or the wrong way round', async () => {
  expect((await kiosque(folder, 'finance', 'audit', '--from', '2026-13-01')).code).toBe(2)
  const wrong = ['--from', '2026-12-01', '--to', '2026-11-01']
  expect((await kiosque(folder, 'finance', 'audit', ...wrong)).code).toBe(1)
})
