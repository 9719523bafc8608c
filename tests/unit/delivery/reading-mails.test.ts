// The mail that says a digital issue is there: to whom it goes, what it says, and when it has nothing
// to say any more.
import { beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { servedKey } from '#aws/keys'
import { sendSingleMail } from '#delivery/send-single-mail'
import { singleMail } from '#delivery/single-mail'
import { writeSingleMail } from '#delivery/write-single-mail'
import { addIssueFile } from '#editorial/take-issue-file'
import { readerId } from '#readers/reader-id'
import { putSuppression } from '#readers/store'
import type { OrderForm } from '#subscriptions/order-form'
import { readReadingToken } from '#subscriptions/reading-link'
import { serveIssue } from '#subscriptions/serve-issue'
import { changeCustomer } from '#subscriptions/store'
import { publication } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../support/paying-world.ts'
import { aPdf } from '../../support/pdf.ts'
import { signingKeys } from '../../support/readers.ts'
import { memoryFiles } from '../../support/site.ts'

const siteUrl = 'https://en-contact.example'
let world: PayingWorld
beforeEach(async () => {
  world = await payingWorld(memoryTable())
  const files = memoryFiles()
  await addIssueFile({ ...world.deps, files }, { number: 131, body: await aPdf(64), by: 'sf_1' })
})

/** Bought, paid and served; answers with where the line lies. */
async function served(form: Partial<OrderForm> = {}) {
  const order = await world.order({ planId: 'numerique-1-an', country: 'FR', ...form })
  const invoice = world.stripe.pay(order)
  await world.deliver()
  await serveIssue(world.deps, { number: 131, by: 'test' })
  const [stream] = (await world.streams(order)).slice(-1)
  if (!stream) throw new Error('no stream')
  return { order, invoice, stream, key: servedKey(131, stream.id) }
}

async function written(key: { pk: string; sk: string }) {
  const item = await world.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (!item || intent?.kind !== 'mail.issueReady') throw new Error('No mail is asked for')
  const deps = { table: world.table, signingKeys, publication, siteUrl }
  const cause = { key, item, intent, kind: intent.kind, now: world.clock() } as const
  return await writeSingleMail(deps, cause)
}

async function words(key: { pk: string; sk: string }) {
  const mail = await written(key)
  if (mail.kind !== 'mail') throw new Error(mail.reason)
  const { locale } = mail
  return { ...mail, ...singleMail(mail.mail, { publication, siteUrl, locale }) }
}

describe('a digital issue that is out', () => {
  it('is told to its reader, with its dossier, its contents and a link of their own', async () => {
    const { key, stream } = await served()
    const mail = await words(key)
    expect(mail.to).toBe('claire@example.org')
    expect(mail.addressee).toEqual({ readerId: readerId(shopKeys, 'claire@example.org') })
    expect(mail.subject).toMatch(/^En-Contact N°\u00a0131\u202f: /)
    const text = mail.text.replace(/\s+/g, ' ')
    for (const part of ['64 pages', 'Au sommaire', '30 jours', 'édition numérique'])
      expect(text).toContain(part)
    const token = /\/read\/131\/([\w.-]+)/.exec(mail.text)?.[1] ?? ''
    const opened = readReadingToken(signingKeys, { token, number: 131, now: world.clock() })
    expect(opened).toEqual({
      kind: 'valid',
      ref: { customerId: stream.customerId, streamId: stream.id },
    })
    expect(readReadingToken(signingKeys, { token, number: 130, now: world.clock() })).toEqual({
      kind: 'invalid',
    })
  })

  it('goes once, and is recorded as what it is', async () => {
    const { key } = await served()
    const sent: string[] = []
    const mailer = {
      send: async ({ to, tags }: { to: string; tags: Record<string, string> }) => {
        sent.push(`${to} ${tags['kind']} ${tags['mail']}`)
        return { kind: 'accepted' as const, messageId: 'm' }
      },
    }
    const deps = { ...world.deps, signingKeys, siteUrl, mailer, log: () => {} }
    expect(await sendSingleMail(deps, key)).toEqual({ kind: 'accepted' })
    await serveIssue(world.deps, { number: 131, by: 'again' })
    expect(await sendSingleMail(deps, key)).toEqual({ kind: 'nothing' })
    expect(sent).toEqual([
      expect.stringMatching(/^claire@example.org mail-issueReady mm_131_[0-9a-z]+$/),
    ])
  })

  it('goes to the address of today, in the language of the order', async () => {
    const { key, order } = await served()
    await changeCustomer(world.table, order.customerId, (is) => ({
      to: { ...is, email: 'nouvelle@example.org' },
    }))
    expect(await words(key)).toMatchObject({ to: 'nouvelle@example.org', locale: 'fr' })
  })

  it('is told to the one who was given it, not to the giver', async () => {
    const gift = { recipientName: 'Odile Vernay', recipientEmail: 'odile@example.org' }
    const { key } = await served({ gift })
    const mail = await words(key)
    expect(mail.to).toBe('odile@example.org')
    expect(mail.text.replace(/\s+/g, ' ')).toContain('vous a été offert')
  })

  it('has nothing to say once the money went back', async () => {
    const { key, invoice } = await served()
    world.stripe.refund(invoice, invoice.gross)
    await world.deliver()
    expect(await written(key)).toMatchObject({ kind: 'skipped', reason: 'givenBack' })
  })

  it('goes to no address that mail came back from', async () => {
    const { key } = await served()
    await putSuppression(world.table, {
      ...{ readerId: readerId(shopKeys, 'claire@example.org'), reason: 'bounced' },
      at: '2026-11-01T08:00:00.000Z' as never,
    })
    expect(await written(key)).toMatchObject({ kind: 'skipped', reason: 'suppressed' })
  })

  it('is not told to who gets it in print alone', async () => {
    const { key } = await served({ planId: 'papier-1-an', country: undefined })
    await expect(written(key)).rejects.toThrow('No mail is asked for')
  })
})
