// The receipts of cancellations and withdrawals: what was declared and when, the end, what follows, to
// whom it concerns and to nobody else.
import { beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { declarationReceiptKey } from '#aws/keys'
import { singleMail } from '#delivery/single-mail'
import { writeSingleMail } from '#delivery/write-single-mail'
import type { DeclarationId } from '#kernel/ids'
import { dayMs, instant } from '#kernel/time'
import { applyDeclaration } from '#subscriptions/apply-declaration'
import type { DeclarationKind, ReceiptKind } from '#subscriptions/declaration'
import { declare } from '#subscriptions/declare'
import type { Order } from '#subscriptions/order'
import { serveIssue } from '#subscriptions/serve-issue'
import { orderItemKey } from '#subscriptions/store'
import { declarationItemKey } from '#subscriptions/store-declarations'
import { publication } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'
import { signingKeys } from '../../support/readers.ts'

const siteUrl = 'https://en-contact.example'
let world: PayingWorld
let order: Order
beforeEach(async () => {
  world = await payingWorld(memoryTable())
  order = await world.order()
  world.stripe.pay(order)
  await world.deliver()
})

const plain = (text: string) => text.replace(/\s+/g, ' ')

async function say(
  kind: DeclarationKind,
  form: Record<string, string> = {},
  locale: 'fr' | 'en' = 'fr',
): Promise<DeclarationId> {
  const id = world.deps.makeId('declaration')
  const said = await declare(
    { ...world.deps, stepHint: async () => {} },
    {
      ...{ id, kind, locale },
      form: { name: 'Claire Exemple', email: 'claire@example.org', ...form },
      proof: { buttonLabel: 'x', ip: '192.0.2.1', userAgent: 'test' },
    },
  )
  if (said.kind !== 'declared') throw new Error(JSON.stringify(said))
  const key = declarationItemKey(id)
  const intent = await world.intentAt(key)
  if (intent && intent.dueAt <= instant(world.clock()))
    await applyDeclaration(world.deps, { key, intent })
  return id
}

/** As it stands when it is sent. */
async function mailOf(id: DeclarationId, what: ReceiptKind) {
  const key = declarationReceiptKey(id, what)
  const item = await world.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (!item || !intent) throw new Error('No mail is asked for')
  const deps = { table: world.table, signingKeys, publication, siteUrl }
  const cause = { key, item, intent, kind: 'mail.declaration' as const, now: world.clock() }
  const written = await writeSingleMail(deps, cause)
  if (written.kind !== 'mail') throw new Error(written.reason)
  const words = singleMail(written.mail, { publication, siteUrl, locale: written.locale })
  return { to: written.to, subject: words.subject, html: words.html, text: plain(words.text) }
}

describe('the receipt of a cancellation', () => {
  it('says what was declared and when, the end and what follows', async () => {
    const id = await say('cancellation', { reference: order.id, wish: 'paid' })
    const { to, subject, text, html } = await mailOf(id, 'effect')
    expect(to).toBe('claire@example.org')
    expect(plain(subject)).toBe(
      'Résiliation de votre abonnement à En-Contact : accusé de réception',
    )
    for (const part of [
      ...['Claire Exemple', order.id, id, 'une fois servi ce qui est payé'],
      ...['Notification de la résiliation', 'avec le dernier numéro payé, attendu le'],
      ...['Rien ne se reconduit', 'Les 6 numéros qui restent'],
    ])
      expect(text).toContain(part)
    expect(text).toMatch(/le \d+ \w+ 2026 à \d+ h \d\d \(heure de Paris\)/)
    expect(html).toContain('/declared/')
  })

  it('in English says the same', async () => {
    const { text, subject } = await mailOf(await say('cancellation', {}, 'en'), 'effect')
    expect(subject).toBe('Cancellation of your subscription to En-Contact: receipt')
    expect(text).toContain('The contract ends with the last issue paid for, expected on')
    expect(text).toContain('Nothing renews and nothing more is charged.')
  })

  it('without a notice before the renewal names the law and the money, within thirty days', async () => {
    for (let number = 131; number <= 136; number++)
      await serveIssue(world.deps, { number, by: 'test' })
    world.clock.forward(360 * dayMs)
    world.stripe.renew(order)
    await world.deliver()
    const { text } = await mailOf(await say('cancellation'), 'effect')
    expect(text).toContain('L215-1')
    expect(text).toMatch(
      /99,00 € vous sont remboursés, par le même moyen de paiement, au plus tard/,
    )
  })

  it('from another address is copied to the contract’s own, with what to do', async () => {
    const id = await say('cancellation', { email: 'autre@example.org', reference: order.id })
    expect((await mailOf(id, 'effect')).to).toBe('autre@example.org')
    const copy = await mailOf(id, 'copy')
    expect(copy.to).toBe('claire@example.org')
    expect(copy.text).toContain('Ce n’était pas vous ?')
    expect(copy.text).toContain('autre@example.org')
  })

  it('that fits no contract tells nothing of who subscribes', async () => {
    const nobody = await mailOf(
      await say('cancellation', { name: 'Zoé', email: 'zoe@example.org' }),
      'received',
    )
    const somebody = await mailOf(
      await say('cancellation', { name: 'Zoé', email: 'claire@example.org' }),
      'received',
    )
    const bare = (text: string) =>
      text
        .replace(/dc_\w+/g, 'dc')
        .replace(/\w+@example\.org/g, 'who')
        .replace(/eyJ\S+/g, 'token')
    expect(bare(somebody.text)).toBe(bare(nobody.text))
    expect(nobody.text).toContain('une personne le cherche et vous répond')
  })

  it('makes no link of what a stranger typed', async () => {
    const id = await say('cancellation', {
      ...{ name: 'Gagnez sur https://mechant.example', email: 'victime@example.org' },
      motive: 'www.mechant.example',
    })
    const { html, text } = await mailOf(id, 'received')
    expect(html).not.toContain('https://mechant')
    expect(text).not.toMatch(/https:\/\/mechant|www\.mechant/)
  })
})

describe('the receipt of a withdrawal', () => {
  it('says what goes back, by when, and that copies are to be sent back', async () => {
    await serveIssue(world.deps, { number: 131, by: 'test' })
    const { text, subject } = await mailOf(
      await say('withdrawal', { reference: order.id }),
      'effect',
    )
    expect(plain(subject)).toContain('Rétractation de votre abonnement')
    expect(text).toContain('99,00 € vous sont remboursés')
    expect(text).toContain('Renvoyez les exemplaires reçus dans les quatorze jours, à vos frais')
    expect(text).toContain('Confirmer la rétractation')
  })

  it('leaves an order that is paid only afterwards without a confirmation', async () => {
    const later = await world.order({ email: 'tard@example.org' })
    const debit = world.stripe.debit(later)
    await world.deliver()
    await say('withdrawal', { email: 'tard@example.org', reference: later.id })
    world.stripe.debitSucceeds(debit)
    await world.deliver()
    const key = orderItemKey({ customerId: later.customerId, orderId: later.id })
    const item = await world.table.get(key, { consistent: true })
    const intent = item && intentOf(item)
    if (!item || !intent) throw new Error('No mail is asked for')
    const deps = { table: world.table, signingKeys, publication, siteUrl }
    const cause = { key, item, intent, kind: 'mail.orderConfirmed' as const, now: world.clock() }
    expect(await writeSingleMail(deps, cause)).toEqual({ kind: 'skipped', reason: 'withdrawn' })
  })

  it('too late says that a person answers, and promises nothing', async () => {
    await serveIssue(world.deps, { number: 131, by: 'test' })
    world.clock.forward(40 * dayMs)
    const { text } = await mailOf(await say('withdrawal', { reference: order.id }), 'received')
    expect(text).toContain('l’examine et vous répond')
    expect(text).not.toContain('rembours')
  })
})
