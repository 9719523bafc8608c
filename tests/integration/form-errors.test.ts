// Forms of the shop, the account and of leaving that were refused, as somebody meets them who does not
// see them: each fault is said beside its field, tied to it, and led to from above.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccountWorld, accountWorld, type Browser } from '../support/account-world.ts'
import { testTable } from '../support/table.ts'

let world: AccountWorld
let close: () => Promise<void>
let browser: Browser
let delivery = ''

beforeAll(async () => {
  const opened = await testTable()
  close = opened.close
  world = await accountWorld(opened.table)
  const email = 'lectrice@lecture.example'
  const order = await world.bought({ email })
  delivery = `/account/delivery/${(await world.streams(order))[0]?.id}`
  browser = await world.signedIn(email)
})
afterAll(() => close())

/** Everything wrong at once. */
const nonsense: Record<string, string> = {
  ...{ email: 'pas une adresse', name: '', company: 'x'.repeat(300), vatNumber: '???' },
  ...{ quantity: '0', issueNumber: '99999', promotionCode: '!!', replaces: 'x', country: 'ZZ' },
  ...{ 'gift.recipientName': '', 'gift.recipientEmail': 'x', 'gift.startsOn': '1999-01-01' },
  ...{ 'gift.message': 'x'.repeat(2_000) },
  ...{ 'delivery.recipient': 'x'.repeat(60), 'delivery.street': 'x'.repeat(60) },
  ...{ 'delivery.postcode': 'ZZZZ', 'delivery.town': '', 'delivery.country': 'FR' },
  ...{ 'delivery.detail': 'x'.repeat(60), 'delivery.building': 'x'.repeat(60) },
  ...{ wish: 'day', day: 'demain', motive: 'x'.repeat(2_000), address: 'x'.repeat(900) },
  ...{ reference: 'x'.repeat(300), act: 'confirm' },
}

const formOf = (plan: string): readonly [string, Record<string, string>] => [
  `/subscribe/${plan}`,
  plan.startsWith('numerique') ? { quantity: '1' } : {},
]

const forms: readonly (readonly [string, Record<string, string>])[] = [
  ['/account/sign-in', {}],
  ['/account/email', {}],
  ['/cancel', {}],
  ['/cancel', { act: 'recap' }],
  ['/withdraw', {}],
  // Of what a form has no field for nothing is said.
  ...['papier-1-an', 'integral-1-an', 'numerique-1-an', 'numerique-mensuel', 'au-numero'].map(
    formOf,
  ),
  ['/subscribe/papier-1-an', { gift: 'yes' }],
  ['/subscribe/numerique-1-an', { gift: 'yes', quantity: '1' }],
]

it.each([...forms, ['delivery', {}] as const])(
  '%s %j names every fault at its field',
  async (path, more) => {
    for (const en of ['', '/en']) {
      const at = en + (path === 'delivery' ? delivery : path)
      const { status, html } = await browser
        .get(at.replace('/sign-in', ''))
        .then(() => browser.post(at, { ...nonsense, ...more }))
      expect(status, at).toBe(422)
      const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
      const invalid = [
        ...html.matchAll(/<(?:input|select|textarea)[^>]*aria-invalid="true"[^>]*>/g),
      ]
      expect(invalid.length, at).toBeGreaterThan(0)
      for (const [field] of invalid) {
        const described = field.match(/aria-describedby="([^"]+)"/)?.[1]?.split(' ') ?? []
        expect(
          described.some((id) => id.endsWith('-error')),
          field,
        ).toBe(true)
        for (const id of described) expect(ids.has(id), `${at}: ${id}`).toBe(true)
      }
      const links = [...html.matchAll(/<li><a href="#(f-[^"]+)">/g)].map(([, id]) => id)
      for (const id of links) expect(ids.has(id), `${at}: ${id}`).toBe(true)
      // Every sentence of the summary also stands beside what it is about.
      const errors = [...html.matchAll(/class="error" id="([^"]+)-error"/g)].map(([, id]) => id)
      const beside = links.filter((id) => id !== 'f-replaces')
      if (links.length > 0) expect([...errors].sort(), at).toEqual([...new Set(beside)].sort())
      // Every field has a label of its own.
      for (const [, id] of html.matchAll(/<(?:input|select|textarea)[^>]* id="(f-[^"]+)"/g))
        expect(html, `${at}: ${id}`).toContain(`for="${id}"`)
    }
  },
)
