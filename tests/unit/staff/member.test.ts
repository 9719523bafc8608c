import { expect, it } from 'vitest'
import { hasRole, staffEmail } from '#staff/member'
import { browserOf } from '#staff/request-sign-in'
import { aMember } from '../../support/console.ts'

it('knows an address by its trimmed, lower-case form', () => {
  expect(staffEmail('  Marketing@En-Contact.example ')).toBe('marketing@en-contact.example')
})

it('refuses what is no address', () => {
  for (const text of [
    '',
    'marion',
    'a@b',
    'a b@example.org',
    'a@example.org\r\nBcc: b@example.org',
  ])
    expect(staffEmail(text)).toBeUndefined()
  expect(staffEmail(`${'a'.repeat(300)}@example.org`)).toBeUndefined()
})

it('never lets one role stand for another', () => {
  const admin = aMember({ roles: ['admin'] })
  expect(hasRole(admin, 'admin')).toBe(true)
  expect(hasRole(admin, 'marketing', 'finance')).toBe(false)
})

it('gives a removed member no role', () => {
  expect(hasRole(aMember({ status: 'removed' }), 'marketing')).toBe(false)
})

it('tells the browser that asked for a link, and nothing else of it', () => {
  expect(
    browserOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) Gecko/20100101 Firefox/145.0'),
  ).toBe('Firefox, macOS')
  expect(
    browserOf(
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140',
    ),
  ).toBe('Edge, Windows')
  expect(browserOf('<script>alert(1)</script>')).toBe('')
})
