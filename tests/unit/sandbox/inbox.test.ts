import { expect, it } from 'vitest'
import { instant } from '#kernel/time'
import { findMails } from '#sandbox/inbox'
import type { AcceptedMail } from '#sandbox/ses-journal'

const mail = (n: number, more: Partial<AcceptedMail> = {}): AcceptedMail => ({
  id: `id-${n}`,
  receivedAt: instant(Date.parse('2026-12-01T08:00:00Z') + n * 1_000),
  from: 'lettre@en-contact.example',
  to: [`reader${n}@example.org`],
  subject: `N° ${n}`,
  tags: {},
  offset: 0,
  length: 0,
  ...more,
})
const mails = Array.from({ length: 120 }, (_, n) => mail(n))

it('lists newest first, page by page, and counts all', () => {
  const { mails: page, total } = findMails(mails, { limit: 50, skip: 100 })
  expect(total).toBe(120)
  expect(page.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, n) => `id-${19 - n}`))
})

it('finds a whole address exactly, and a part of one anywhere', () => {
  expect(findMails(mails, { to: 'Reader1@example.org', limit: 9 }).total).toBe(1)
  expect(findMails(mails, { to: 'reader1', limit: 9 }).total).toBe(31)
  expect(findMails(mails, { to: '@example.org', limit: 9 }).total).toBe(120)
})

it('finds by part of the subject and by time', () => {
  expect(findMails(mails, { subject: 'n° 11', limit: 99 }).total).toBe(11)
  const since = instant(Date.parse('2026-12-01T08:01:50Z'))
  expect(findMails(mails, { since, limit: 99 }).total).toBe(10)
})
