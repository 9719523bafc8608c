import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { staffKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { dayMs, hourMs, instant, minuteMs, plusMs } from '#kernel/time'
import { signToken } from '#kernel/tokens'
import { addStaff } from '#staff/add-staff'
import { auditTrail, recordAudit } from '#staff/audit'
import { changeStaff } from '#staff/change-staff'
import { staffLimits } from '#staff/member'
import { readSignIn, redeemSignIn } from '#staff/redeem-sign-in'
import { requestSignIn } from '#staff/request-sign-in'
import { openSession, readSession, sessionId, signOut, signOutEverywhere } from '#staff/sessions'
import { staffSignInLink, staffSignInUrl } from '#staff/sign-in-link'
import { getStaff, listStaff, renewSession } from '#staff/store'
import { type TestConsole, testConsole } from '../support/console.ts'
import { testTable } from '../support/table.ts'

const marketing = 'marketing@en-contact.example'
let table: Table
let close: (() => Promise<void>) | undefined
let world: TestConsole

beforeEach(async () => {
  await close?.()
  const made = await testTable()
  table = made.table
  close = made.close
  world = testConsole(table)
})
afterAll(() => close?.())

const now = () => instant(world.deps.clock())

async function tokenFor(email = marketing, aliveMs = 30 * minuteMs): Promise<string> {
  const url = await staffSignInUrl(world.deps, { email, expiresAt: plusMs(now(), aliveMs) })
  return url?.split('/').at(-1) ?? ''
}

async function memberAt(email: string) {
  const member = (await listStaff(world.deps)).find((one) => one.email === email)
  if (!member) throw new Error(`No member at ${email}`)
  return member
}

describe('the first staff', () => {
  it('are those of the configuration, written once even by two first uses at the same time', async () => {
    await Promise.all([listStaff(world.deps), listStaff(world.deps)])
    const staff = await listStaff(world.deps)
    expect(staff.map((member) => member.email).sort()).toEqual([
      'admin@en-contact.example',
      'finance@en-contact.example',
      marketing,
    ])
  })

  it('are not revived by the configuration once they left', async () => {
    const { id } = await memberAt(marketing)
    await changeStaff(world.deps, { id, changes: { status: 'removed' } })
    expect((await memberAt(marketing)).status).toBe('removed')
  })
})

describe('asking for a link', () => {
  const ask = (email: string, ip = '203.0.113.9') => requestSignIn(world.deps, { email, ip })

  it('leaves the intent on the member’s item and a hint for the sender', async () => {
    expect(await ask(` ${marketing.toUpperCase()} `)).toEqual({ kind: 'sent' })
    const item = await table.get(staffKey(marketing))
    expect(item?.['intent']).toMatchObject({ kind: 'mail.staffSignIn', attempts: 0 })
    expect(item?.['gsi2pk']).toMatch(/^PENDING#/)
    expect(world.hints).toEqual([staffKey(marketing)])
  })

  it('answers the same for an address that nobody has, and mails nothing', async () => {
    expect(await ask('nobody@en-contact.example')).toEqual(await ask(marketing))
    expect(world.hints).toEqual([staffKey(marketing)])
    expect(await table.get(staffKey('nobody@en-contact.example'))).toBeUndefined()
  })

  it('mails nothing to who has left', async () => {
    const { id } = await memberAt(marketing)
    await changeStaff(world.deps, { id, changes: { status: 'removed' } })
    expect(await ask(marketing)).toEqual({ kind: 'sent' })
    expect(world.hints).toEqual([])
  })

  it('stops at the limit, known address or not, and goes on an hour later', async () => {
    for (const email of [marketing, 'nobody@en-contact.example']) {
      for (let n = 0; n < staffLimits.requestsPerAddressAndHour; n++)
        expect(await ask(email)).toEqual({ kind: 'sent' })
      expect(await ask(email)).toEqual({ kind: 'tooMany' })
    }
    world.deps.clock.forward(hourMs)
    expect(await ask(marketing)).toEqual({ kind: 'sent' })
  })

  it('stops one caller who tries many addresses', async () => {
    for (let n = 0; n < staffLimits.requestsPerIpAndHour; n++)
      expect(await ask(`person${n}@example.org`)).toEqual({ kind: 'sent' })
    expect(await ask('another@example.org')).toEqual({ kind: 'tooMany' })
    expect(await ask('another@example.org', '198.51.100.4')).toEqual({ kind: 'sent' })
  })

  it('says so when it is no address', async () => {
    expect(await ask('marion')).toEqual({ kind: 'malformed' })
    expect(await ask(`${marketing}\r\nBcc: a@example.org`)).toEqual({ kind: 'malformed' })
  })
})

describe('a sign-in link', () => {
  it('may be looked at as often as scanners like, and still works once', async () => {
    const token = await tokenFor()
    for (let n = 0; n < 5; n++) expect((await readSignIn(world.deps, token)).kind).toBe('valid')
    expect((await redeemSignIn(world.deps, { token })).kind).toBe('signedIn')
    expect((await redeemSignIn(world.deps, { token })).kind).toBe('used')
  })

  it('signs in one of twenty who press at once', async () => {
    const token = await tokenFor()
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => redeemSignIn(world.deps, { token })),
    )
    const kinds = outcomes.map((outcome) => outcome.kind).sort()
    expect(kinds).toEqual(['signedIn', ...Array.from({ length: 19 }, () => 'used')])
  })

  it('expires', async () => {
    const token = await tokenFor()
    world.deps.clock.forward(30 * minuteMs)
    expect(await redeemSignIn(world.deps, { token })).toEqual({ kind: 'expired' })
  })

  it('must have been signed for this purpose, by us, for somebody who is still here', async () => {
    const { id, generation } = await memberAt(marketing)
    const content = { subject: id, nonce: 'n', data: { g: String(generation) } }
    const foreign = signToken(world.deps.signingKeys, { ...content, purpose: 'preview' })
    const forged = signToken([{ id: 'test', secret: 'another secret' }], {
      ...content,
      purpose: 'staff',
    })
    const noNonce = signToken(world.deps.signingKeys, { purpose: 'staff', subject: id })
    const stranger = signToken(world.deps.signingKeys, {
      ...content,
      purpose: 'staff',
      subject: 'sf_nobody',
    })
    for (const token of [foreign, forged, noNonce, stranger, '', 'a.b', 'x'.repeat(5_000)])
      expect(await redeemSignIn(world.deps, { token })).toEqual({ kind: 'invalid' })
  })

  it('no longer works once the account is closed', async () => {
    const token = await tokenFor()
    const { id } = await memberAt(marketing)
    await changeStaff(world.deps, { id, changes: { status: 'removed' } })
    expect(await redeemSignIn(world.deps, { token })).toEqual({ kind: 'invalid' })
    expect(await tokenFor()).toBe('')
  })

  it('made twice for one intent is one link: the second is used up with the first', async () => {
    const staff = await memberAt(marketing)
    const link = () =>
      staffSignInLink(world.deps, { staff, nonce: 'mm_1', expiresAt: plusMs(now(), hourMs) })
    const [first, second] = [link(), link()].map((url) => url.split('/').at(-1) ?? '')
    expect((await redeemSignIn(world.deps, { token: first ?? '' })).kind).toBe('signedIn')
    expect((await redeemSignIn(world.deps, { token: second ?? '' })).kind).toBe('used')
  })
})

describe('a session', () => {
  async function signedIn() {
    const staff = await memberAt(marketing)
    return { staff, ...(await openSession(world.deps, staff)) }
  }

  it('is stored as a hash alone', async () => {
    const { secret } = await signedIn()
    const token = await tokenFor()
    await redeemSignIn(world.deps, { token })
    const everything: string[] = []
    for await (const item of table.scan()) everything.push(JSON.stringify(item))
    const stored = everything.join('\n')
    expect(stored).toContain('SESSION#')
    expect(stored).not.toContain(secret)
    expect(stored).not.toContain(token)
    expect(stored).not.toContain(token.split('.')[1])
  })

  it('ends when it is not used, and lives on while it is', async () => {
    const { secret } = await signedIn()
    const days = world.deps.publication.limits.sessionDays
    world.deps.clock.forward((days - 1) * dayMs)
    expect(await readSession(world.deps, secret)).toMatchObject({ kind: 'signedIn', renewed: true })
    world.deps.clock.forward((days - 1) * dayMs)
    expect((await readSession(world.deps, secret)).kind).toBe('signedIn')
    world.deps.clock.forward(days * dayMs)
    expect(await readSession(world.deps, secret)).toEqual({ kind: 'none' })
  })

  it('is not moved on with every request', async () => {
    const { secret } = await signedIn()
    world.deps.clock.forward(minuteMs)
    expect(await readSession(world.deps, secret)).toMatchObject({ renewed: false })
  })

  it('is gone after signing out, even for a request that was about to move its end on', async () => {
    const { secret, endsAt } = await signedIn()
    await signOut(world.deps, secret)
    expect(await renewSession(table, sessionId(secret), { renewedAt: now(), endsAt })).toBe(false)
    expect(await readSession(world.deps, secret)).toEqual({ kind: 'none' })
  })

  it('ends everywhere at once, with the links that wait in the mailbox', async () => {
    const { secret, staff } = await signedIn()
    const other = await openSession(world.deps, staff)
    const token = await tokenFor()
    await signOutEverywhere(world.deps, staff)
    expect(await readSession(world.deps, secret)).toEqual({ kind: 'none' })
    expect(await readSession(world.deps, other.secret)).toEqual({ kind: 'none' })
    expect(await redeemSignIn(world.deps, { token })).toEqual({ kind: 'expired' })
    const fresh = await tokenFor()
    expect((await redeemSignIn(world.deps, { token: fresh })).kind).toBe('signedIn')
  })

  it('takes a change of roles at once', async () => {
    const { secret, staff } = await signedIn()
    await changeStaff(world.deps, { id: staff.id, changes: { roles: ['finance'] } })
    expect(await readSession(world.deps, secret)).toMatchObject({ staff: { roles: ['finance'] } })
  })

  it('is no session for a value that is no secret of ours', async () => {
    for (const value of ['', 'x', 'x'.repeat(43), '../STAFF', 'x'.repeat(10_000)])
      expect(await readSession(world.deps, value)).toEqual({ kind: 'none' })
  })
})

describe('the team', () => {
  it('gets a new member, once', async () => {
    const input = {
      email: 'Nouveau@en-contact.example',
      name: 'Noé Nouveau',
      roles: ['marketing'] as const,
      locale: 'fr' as const,
    }
    const outcomes = await Promise.all([addStaff(world.deps, input), addStaff(world.deps, input)])
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['added', 'already'])
  })

  it('refuses what would be no account', async () => {
    const input = {
      email: 'a@example.org',
      name: 'A',
      roles: ['marketing' as const],
      locale: 'fr' as const,
    }
    const add = (change: object) => addStaff(world.deps, { ...input, ...change })
    expect(await add({ email: 'a@' })).toEqual({ kind: 'wrong', field: 'email' })
    expect(await add({ name: ' ' })).toEqual({ kind: 'wrong', field: 'name' })
    expect(await add({ name: 'A\r\nBcc: b@example.org' })).toEqual({ kind: 'wrong', field: 'name' })
    expect(await add({ roles: [] })).toEqual({ kind: 'wrong', field: 'roles' })
  })

  it('takes back who left, as the same person, with nothing of the old sessions', async () => {
    const before = await memberAt(marketing)
    const { secret } = await openSession(world.deps, before)
    await changeStaff(world.deps, { id: before.id, changes: { status: 'removed' } })
    const { email, name, roles, locale } = before
    const outcome = await addStaff(world.deps, { email, name, roles, locale })
    expect(outcome).toMatchObject({ kind: 'added', staff: { id: before.id, status: 'active' } })
    expect(await readSession(world.deps, secret)).toEqual({ kind: 'none' })
  })

  it('always keeps somebody who manages it', async () => {
    const admin = await memberAt('admin@en-contact.example')
    const demote = { id: admin.id, changes: { roles: ['marketing' as const] } }
    expect(await changeStaff(world.deps, demote)).toEqual({ kind: 'lastAdmin' })
    const leave = { id: admin.id, changes: { status: 'removed' as const } }
    expect(await changeStaff(world.deps, leave)).toEqual({ kind: 'lastAdmin' })
  })

  it('keeps somebody even when two admins demote each other at the same moment', async () => {
    const one = await memberAt('admin@en-contact.example')
    const two = await memberAt(marketing)
    await changeStaff(world.deps, { id: two.id, changes: { roles: ['admin'] } })
    await Promise.all(
      [one, two].map(({ id }) => changeStaff(world.deps, { id, changes: { roles: ['finance'] } })),
    )
    const admins = (await listStaff(world.deps)).filter((member) => member.roles.includes('admin'))
    expect(admins.length).toBeGreaterThan(0)
  })

  it('refuses a change made from an older state', async () => {
    const { id } = await memberAt(marketing)
    const results = await Promise.all([
      changeStaff(world.deps, { id, changes: { name: 'Une' } }),
      changeStaff(world.deps, { id, changes: { name: 'Deux' } }),
    ])
    expect(results.map((result) => result.kind).sort()).toEqual(['changed', 'conflict'])
    expect((await getStaff(table, marketing))?.version).toBe(2)
  })
})

describe('the audit trail', () => {
  it('holds who did what, newest first, across days', async () => {
    const { id: staffId } = await memberAt(marketing)
    const act = (subject: string) =>
      recordAudit(world.deps, { staffId, act: 'issue.announced', subject })
    await act('130')
    world.deps.clock.forward(3 * dayMs)
    await act('131')
    world.deps.clock.forward(1_000)
    await act('132')
    const { lines, next } = await auditTrail(world.deps)
    expect(lines.map((line) => line.subject)).toEqual(['132', '131', '130'])
    expect(lines[0]).toMatchObject({ staffId, act: 'issue.announced' })
    expect(next).toBeUndefined()
  })

  it('goes on from an earlier day', async () => {
    const { id: staffId } = await memberAt(marketing)
    await recordAudit(world.deps, { staffId, act: 'issue.announced', subject: '130' })
    world.deps.clock.forward(3 * dayMs)
    await recordAudit(world.deps, { staffId, act: 'issue.announced', subject: '131' })
    const { lines } = await auditTrail(world.deps, { before: '2026-11-30' })
    expect(lines.map((line) => line.subject)).toEqual(['130'])
  })
})
