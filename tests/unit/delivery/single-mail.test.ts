import { describe, expect, it } from 'vitest'
import { type SingleMail, singleMail } from '#delivery/single-mail'
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { samplePublication } from '../../support/sample-newsletter.ts'

const expiresAt = '2026-12-01T07:30:00.000Z' as Instant
const url = 'https://en-contact.example/x/abc.def?a=1&b=2'
const mails: SingleMail[] = [
  { kind: 'mail.confirmation', confirmUrl: url, expiresAt },
  { kind: 'mail.welcome', preferencesUrl: url, unsubscribeUrl: `${url}&u` },
  { kind: 'mail.alreadyReader', preferencesUrl: url, unsubscribeUrl: `${url}&u` },
  { kind: 'mail.staffSignIn', signInUrl: url, expiresAt, requestedFrom: '203.0.113.9, Firefox' },
  { kind: 'mail.dataExport', downloadUrl: url, expiresAt },
  { kind: 'mail.erasure', eraseUrl: url, expiresAt },
]
const write = (mail: SingleMail, locale: Locale = 'fr') =>
  singleMail(mail, {
    publication: samplePublication,
    siteUrl: 'https://en-contact.example',
    locale,
  })

describe.each(['fr', 'en'] as const)('transactional mails in %s', (locale) => {
  it.each(mails)(
    '$kind is whole: subject, link in both parts, legal notice, nothing unfilled',
    (mail) => {
      const { subject, html, text } = write(mail, locale)
      expect(subject).toMatch(/En-Contact/)
      expect(subject).not.toMatch(/\p{Cc}/u)
      expect(html).toContain(`href="${url.replaceAll('&', '&amp;')}"`)
      expect(text).toContain(url)
      for (const part of [html, text]) {
        expect(part).toMatch(/123.456.782/)
        expect(part).not.toMatch(/\{\{|\}\}|\[\[|undefined/)
      }
      expect(html).toContain(`lang="${locale}"`)
      expect(html).not.toContain('<img')
      expect(html).not.toMatch(/#f0f0\d\d/)
      expect(Buffer.byteLength(html)).toBeLessThan(20_000)
      for (const line of text.split('\n'))
        if (!line.includes('https://')) expect([...line].length).toBeLessThanOrEqual(72)
    },
  )

  it('keeps French spaces and quotes right', () => {
    for (const mail of mails) {
      const { text } = write(mail, 'fr')
      expect(text.replaceAll(/https?:\S+|\d\d?:\d\d/g, '')).not.toMatch(
        /[^\u202f\s][?!;:](\s|$)|'|"/,
      )
    }
  })
})

describe('transactional mails', () => {
  it('say until when a link works, with the zone', () => {
    const confirmation = mails[0] as SingleMail
    expect(write(confirmation).text.replaceAll('\n', ' ')).toContain(
      'mardi 1er décembre 2026 à 8\u202fh\u202f30 (heure de Paris)',
    )
    expect(write(confirmation, 'en').text.replaceAll('\n', ' ')).toContain(
      'Tuesday 1 December 2026 at 08:30 (Paris time)',
    )
  })

  it('take what a request brought with it for text', () => {
    const requestedFrom = `<b onclick="x">{{ink}}</b>\r\n${'x'.repeat(500)}`
    const { html, text } = write({
      kind: 'mail.staffSignIn',
      signInUrl: url,
      expiresAt,
      requestedFrom,
    })
    expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;{{ink}}&lt;/b&gt;')
    expect(text).not.toContain('x'.repeat(130))
  })

  it('offer to leave where a letter follows, and only there', () => {
    for (const mail of mails) {
      const leaves = mail.kind === 'mail.welcome' || mail.kind === 'mail.alreadyReader'
      expect(write(mail).html.includes('Se désinscrire')).toBe(leaves)
      expect(write(mail).text.includes('Se désinscrire')).toBe(leaves)
    }
  })

  it('elides the name as French does', () => {
    const other = { ...samplePublication, name: 'Le Comptoir' }
    const context = { publication: other, siteUrl: 'https://x.example', locale: 'fr' as const }
    expect(singleMail(mails[0] as SingleMail, context).subject).toContain('lettre de Le Comptoir')
    expect(write(mails[0] as SingleMail).subject).toContain('lettre d’En-Contact')
  })
})

it('elides before the name, and promises no more about an erasure than is done', () => {
  const held = write({ kind: 'mail.dataExport', downloadUrl: url, expiresAt })
  expect(held.subject).toBe('Les données qu’En-Contact détient sur vous')
  expect(held.text).not.toContain('que En-Contact')
  const erased = write({ kind: 'mail.erasure', eraseUrl: url, expiresAt })
  expect(erased.text).not.toContain('empreinte')
})
