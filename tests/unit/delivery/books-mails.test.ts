// The mails that keep the hashes of the books outside of the table: to whom, in which language, what
// they say, and when they say nothing.
import { describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { closeMailKey, type Key, sealMailKey } from '#aws/keys'
import { singleMail } from '#delivery/single-mail'
import { type MailKind, writeSingleMail } from '#delivery/write-single-mail'
import { lastSeal } from '#finance/store-seals'
import type { StaffId } from '#kernel/ids'
import { instant } from '#kernel/time'
import type { StaffMember } from '#staff/member'
import { addMember } from '#staff/store'
import { publication } from '../../support/editorial.ts'
import { moveOf, newLedgerWorld } from '../../support/ledger-world.ts'
import { signingKeys } from '../../support/readers.ts'

const siteUrl = 'https://en-contact.example'
const plain = (text: string) => text.replace(/\s+/g, ' ')

async function sealedWorld() {
  const world = newLedgerWorld()
  await member(world.table, 'sf_ana', { locale: 'fr' })
  await member(world.table, 'sf_bo', { locale: 'en' })
  await world.book(moveOf(1), moveOf(2))
  await world.seal()
  return world
}

async function member(
  table: Parameters<typeof addMember>[0],
  id: string,
  change: Partial<StaffMember>,
) {
  const at = instant(Date.parse('2026-11-01T08:00:00Z'))
  await addMember(table, {
    ...{ id: id as StaffId, email: `${id}@magazine.example`, name: id, roles: ['finance'] },
    ...{ locale: 'fr', status: 'active', generation: 1, createdAt: at, updatedAt: at, version: 1 },
    ...change,
  })
}

async function written(world: ReturnType<typeof newLedgerWorld>, key: Key) {
  const item = await world.table.get(key)
  const intent = item && intentOf(item)
  if (!item || !intent) throw new Error('No mail is asked for')
  const kind = intent.kind as MailKind
  const cause = { key, item, intent, kind, now: world.deps.clock() }
  const deps = { table: world.table, signingKeys, publication, siteUrl }
  const mail = await writeSingleMail(deps, cause)
  if (mail.kind !== 'mail') return mail.reason
  const { subject, text, html } = singleMail(mail.mail, {
    ...{ publication, siteUrl, locale: mail.locale },
  })
  expect(html).toContain('border:3px solid')
  return { to: mail.to, text: plain(`${subject} ${text}`) }
}

describe('the mail of a seal', () => {
  it('holds its number, its hash and how to check it, in the language of each', async () => {
    const world = await sealedWorld()
    const hash = (await lastSeal(world.table))?.hash ?? ''
    const french = await written(world, sealMailKey(1, 'sf_ana'))
    expect(french).toMatchObject({ to: 'sf_ana@magazine.example' })
    const { text } = french as { text: string }
    for (const said of [
      ...['Comptes scellés le 3 décembre 2026', 'scellé n° 1', '2 écritures', '2,03 €'],
      ...['kiosque finance verify --anchor', `${siteUrl}/console/finance/seals#seal-1`],
    ])
      expect(text).toContain(said)
    expect(text.replaceAll(' ', '')).toContain(hash)
    expect(await written(world, sealMailKey(1, 'sf_bo'))).toMatchObject({
      text: expect.stringContaining('Books sealed on 3 December 2026: seal 1'),
    })
  })

  it('goes to nobody who has left, or whose books these are no longer', async () => {
    const world = newLedgerWorld()
    await member(world.table, 'sf_ana', { status: 'removed' })
    await member(world.table, 'sf_bo', { roles: ['marketing'] })
    await world.book(moveOf(1))
    await world.seal()
    expect(await written(world, sealMailKey(1, 'sf_ana'))).toBe('notFinance')
    expect(await written(world, sealMailKey(1, 'sf_bo'))).toBe('notFinance')
  })
})

describe('the mail of a close', () => {
  it('names the month, and the hash that proves it', async () => {
    const world = await sealedWorld()
    await world.hasRun()
    await world.close('2026-11')
    const hash = (await lastSeal(world.table))?.hash ?? ''
    const { text } = (await written(world, closeMailKey('2026-11', 'sf_ana'))) as { text: string }
    expect(text).toContain('Le mois est clos : novembre 2026')
    expect(text).toContain('scellé n° 2')
    expect(text).toContain(`${siteUrl}/console/finance/close#2026-11`)
    expect(text.replaceAll(' ', '')).toContain(hash)
  })
})
