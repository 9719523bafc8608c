import { describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { hourMs, instant } from '#kernel/time'
import { lookAtConfirmation } from '#readers/confirm-sign-up'
import { preferencesToken } from '#readers/links'
import { consentsOf } from '#readers/store'
import { unsubscribe } from '#readers/unsubscribe'
import { publication } from '../support/editorial.ts'
import { eachInReaderWorld, type ReaderWorld } from '../support/reader-world.ts'
import {
  confirm,
  confirmationToken,
  idOf,
  origin,
  type ReaderTestDeps,
  signingKeys,
  signUp,
} from '../support/readers.ts'

let table: Table
let deps: ReaderTestDeps
let world: ReaderWorld
let email: string
let ip: string
eachInReaderWorld(0, (made) => {
  ;({ table, world, deps, email, ip } = made)
})

describe('confirming', () => {
  it('makes a reader: evidence, audience, welcome mail', async () => {
    await signUp(deps, { email, ip, topics: ['dossiers'] })
    const token = await confirmationToken(deps, email)
    expect(await lookAtConfirmation(deps, token)).toEqual({ kind: 'open' })
    deps.clock.forward(hourMs)
    const outcome = await confirm(deps, token, { ip, formUrl: 'https://x.example/confirm' })
    expect(outcome).toMatchObject({ kind: 'confirmed', reader: { status: 'confirmed' } })
    const reader = await world.read()
    expect(reader).toMatchObject({
      topics: ['dossiers'],
      confirmedAt: instant(deps.clock()),
      intent: { kind: 'mail.welcome' },
    })
    expect(reader?.expiresAt).toBeUndefined()
    expect(await world.isInAudience()).toBe(true)
    const consents = await consentsOf(table, idOf(email))
    expect(consents[1]).toMatchObject({
      act: 'confirmed',
      at: instant(deps.clock()),
      ip,
      formUrl: 'https://x.example/confirm',
      textVersion: 'newsletter-2026-11-fr',
    })
    const items = await table.queryPage({ partition: `READER#${idOf(email)}`, consistent: true })
    expect(items.items.filter((item) => item['expiresAt'] !== undefined)).toEqual([])
  })

  it('twice says the second time that it is done, for as long as the link lives', async () => {
    await signUp(deps, { email, ip })
    const token = await confirmationToken(deps, email)
    expect((await confirm(deps, token)).kind).toBe('confirmed')
    const { version } = (await world.read()) ?? {}
    expect((await confirm(deps, token)).kind).toBe('alreadyConfirmed')
    expect(await lookAtConfirmation(deps, token)).toEqual({ kind: 'alreadyConfirmed' })
    expect((await world.read())?.version).toBe(version)
    expect(await world.actsOf()).toEqual(['newsletter requested', 'newsletter confirmed'])
  })

  it('many times at the same moment confirms once, with one proof', async () => {
    await signUp(deps, { email, ip })
    const token = await confirmationToken(deps, email)
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => confirm(deps, token)))
    expect(outcomes.filter(({ kind }) => kind === 'confirmed')).toHaveLength(1)
    expect(outcomes.filter(({ kind }) => kind === 'alreadyConfirmed')).toHaveLength(11)
    expect(await world.actsOf()).toEqual(['newsletter requested', 'newsletter confirmed'])
  })

  it('goes on where a crash between its steps left it', async () => {
    for (const call of ['update', 'put'] as const) {
      const address = `${call}.${email}`
      await signUp(deps, { email: address, ip })
      const token = await confirmationToken(deps, address)
      await expect(confirm({ ...deps, table: failing(table, call) }, token)).rejects.toThrow(
        'crash',
      )
      expect((await world.read(address))?.status).toBe('pending')
      expect((await confirm(deps, token)).kind).toBe('confirmed')
      expect(await world.actsOf(address)).toEqual(['newsletter requested', 'newsletter confirmed'])
    }
  })

  it('with an expired, tampered, foreign or unknown token gets the one answer', async () => {
    await signUp(deps, { email, ip })
    const token = await confirmationToken(deps, email)
    const foreign = preferencesToken(signingKeys, idOf(email))
    const stale = { kind: 'stale' }
    expect(await confirm(deps, `${token.slice(0, -4)}AAAA`)).toEqual(stale)
    expect(await confirm(deps, foreign)).toEqual(stale)
    expect(await confirm(deps, '')).toEqual(stale)
    deps.clock.forward(publication.limits.confirmationHours * hourMs)
    expect(await confirm(deps, token)).toEqual(stale)
    expect(await lookAtConfirmation(deps, token)).toEqual(stale)
    expect((await world.read())?.status).toBe('pending')
  })

  it('after unsubscribing revives nobody, neither by the old link nor by a pending one', async () => {
    await signUp(deps, { email, ip })
    const token = await confirmationToken(deps, email)
    await confirm(deps, token)
    await unsubscribe(deps, { readerId: idOf(email), ...origin })
    expect(await confirm(deps, token)).toEqual({ kind: 'stale' })
    await signUp(deps, { email, ip })
    const second = await confirmationToken(deps, email)
    expect(await confirm(deps, token)).toEqual({ kind: 'stale' })
    await unsubscribe(deps, { readerId: idOf(email), ...origin })
    expect(await confirm(deps, second)).toEqual({ kind: 'stale' })
    expect(await world.read()).toMatchObject({ status: 'unsubscribed' })
    expect(await world.isInAudience()).toBe(false)
  })

  it('at the same moment as unsubscribing ends unsubscribed', async () => {
    for (let round = 0; round < 8; round++) {
      const address = `r${round}.${email}`
      await signUp(deps, { email: address, ip: `2001:db8:bb:${round}::1` })
      const token = await confirmationToken(deps, address)
      await Promise.all([
        confirm(deps, token),
        unsubscribe(deps, { readerId: idOf(address), ...origin }),
      ])
      expect((await world.read(address))?.status).toBe('unsubscribed')
      expect(await world.isInAudience(address)).toBe(false)
      expect(await confirm(deps, token)).toEqual({ kind: 'stale' })
    }
  })
})

/** The table of a process that dies at its first `update`, or at its second `put`. */
function failing(inner: Table, call: 'update' | 'put'): Table {
  let puts = 0
  return {
    ...inner,
    update: async (...args) => {
      if (call === 'update' && args[0].sk === 'READER') throw new Error('crash')
      return inner.update(...args)
    },
    put: async (...args) => {
      if (call === 'put' && ++puts === 2) throw new Error('crash')
      return inner.put(...args)
    },
  }
}
