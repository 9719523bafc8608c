// The console's place for declarations: those that wait, one whole, and what a person decides.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import type { DeclarationId } from '#kernel/ids'
import { auditTrail } from '#staff/audit'
import { applyDeclaration } from '#subscriptions/apply-declaration'
import { declare } from '#subscriptions/declare'
import { declarationItemKey, getDeclaration } from '#subscriptions/store-declarations'
import { type TestConsole, testConsole, type Visitor, visitorAs } from '../../../support/console.ts'
import { memoryTable } from '../../../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../../support/paying-world.ts'

let table: Table
let shop: PayingWorld
let world: TestConsole
let staff: Visitor
let subscriptionId: string
const list = '/console/subscriptions/declarations'

beforeEach(async () => {
  table = memoryTable()
  shop = await payingWorld(table)
  world = testConsole(table)
  Object.assign(world.deps, { readerKeys: shopKeys, clock: shop.clock })
  staff = await visitorAs(world, 'marketing')
  const order = await shop.order({ country: 'FR' })
  shop.stripe.pay(order)
  await shop.deliver()
  subscriptionId = (await shop.subscriptionOf(order))?.id ?? ''
})

async function work(id: DeclarationId) {
  const key = declarationItemKey(id)
  const intent = await shop.intentAt(key)
  if (intent) await applyDeclaration(shop.deps, { key, intent })
}

/** Of an address that fits a contract, and a name that does not. */
async function waiting(kind: 'cancellation' | 'withdrawal' = 'cancellation') {
  const id = shop.deps.makeId('declaration')
  await declare(
    { ...shop.deps, stepHint: async () => {} },
    {
      ...{ id, kind, locale: 'fr' },
      form: { name: 'Zoé <Inconnue>', email: 'claire@example.org', reference: 'mon abonnement' },
      proof: { buttonLabel: 'x', ip: '192.0.2.1', userAgent: 'test' },
    },
  )
  await work(id)
  return id
}

const trail = async () => (await auditTrail(world.deps)).lines.map(({ act }) => act)

describe('the list', () => {
  it('shows those that wait, with why, and those of a month', async () => {
    expect((await staff.get(list)).text).toContain('Rien ne vous attend')
    const id = await waiting()
    const page = (await staff.get(list)).text
    expect(page).toContain('Zoé &lt;Inconnue&gt;')
    expect(page).toContain('aucun contrat ne correspond')
    expect(page).toContain(`${list}/${id}`)
    expect((await staff.get(`${list}?place=2026-10`)).text).toContain('Aucune ce mois-là')
  })
})

describe('a declaration that waits', () => {
  it('is attached to a contract of its person, and has its effect', async () => {
    const id = await waiting()
    expect((await staff.get(`${list}/${id}`)).text).toContain(`value="${subscriptionId}"`)
    const answer = await staff.post(`${list}/${id}/assign`, { subscription: subscriptionId })
    expect(answer.location).toContain('done=declaration-assigned')
    expect(world.stepHints).toContainEqual({ pk: `DECLARATION#${id}`, sk: 'DECLARATION' })
    await work(id)
    expect(await getDeclaration(table, id)).toMatchObject({ status: 'applied' })
    const page = (await staff.get(`${list}/${id}`)).text
    expect(page).toContain('avec le dernier numéro payé')
    expect(page).not.toContain('id="assign"')
    expect(await trail()).toContain('declaration.assigned')
    const again = await staff.post(`${list}/${id}/assign`, { subscription: subscriptionId })
    expect(again.location).toContain('done=declaration-settled')
  })

  it('can’t be attached to nothing, or to what is not there', async () => {
    const id = await waiting()
    for (const subscription of ['', 'or_1', 'sb_none']) {
      const answer = await staff.post(`${list}/${id}/assign`, { subscription })
      expect(answer.status).toBe(422)
    }
    expect(await getDeclaration(table, id)).toMatchObject({ status: 'waiting' })
  })

  it('is closed with a reason, which is asked for', async () => {
    const id = await waiting('withdrawal')
    expect((await staff.post(`${list}/${id}/close`, { reason: ' ' })).status).toBe(422)
    const answer = await staff.post(`${list}/${id}/close`, { reason: 'Un homonyme' })
    expect(answer.location).toContain('done=declaration-closed')
    expect((await staff.get(`${list}/${id}`)).text).toContain('Un homonyme')
    expect(await trail()).toContain('declaration.closed')
    const again = await staff.post(`${list}/${id}/close`, { reason: 'Encore' })
    expect(again.location).toContain('done=declaration-settled')
  })

  it('that is not there is not found', async () => {
    for (const id of ['dc_none', 'x']) expect((await staff.get(`${list}/${id}`)).status).toBe(404)
    expect((await staff.post(`${list}/dc_none/close`, { reason: 'x' })).status).toBe(404)
  })
})
