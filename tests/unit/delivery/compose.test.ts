import fc from 'fast-check'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import PostalMime, { type Email } from 'postal-mime'
import { describe, expect, it } from 'vitest'
import {
  composeMessage,
  composeSingle,
  cutRendition,
  packRendition,
  unpackRendition,
} from '#delivery/compose'
import { CutMessage } from '#delivery/cut-rendition'
import { fillHoles } from '#delivery/fill-holes'
import { renderNewsletter } from '#delivery/render-newsletter'
import { type HoleValues, hole, type Rendition } from '#delivery/rendition'
import { sampleHoles, sampleSource } from '../../support/sample-newsletter.ts'

const rendition: Rendition = {
  variant: 'a',
  locale: 'fr',
  subject: 'Qui répondra encore ?',
  fromName: 'En-Contact, la lettre',
  fromEmail: 'lettre@en-contact.example',
  replyTo: 'redaction@en-contact.example',
  listId: 'newsletter.en-contact.example',
  html: `<p>Été – <a href="${hole('unsubscribeUrl')}">adieu</a>${hole('trackingPixel')}</p>`,
  text: `Été\n\n${hole('unsubscribeUrl')}\n`,
}

/** What nodemailer makes of the same content. */
async function byNodemailer(source: Rendition, to: string, holes: HoleValues): Promise<Email> {
  const { html, text } = fillHoles(source, holes)
  const composer = new MailComposer({
    from: { name: source.fromName, address: source.fromEmail },
    replyTo: source.replyTo,
    to,
    subject: source.subject,
    html,
    text,
    // Left alone it takes 7bit with format=flowed for short ASCII text, which reflows lines.
    textEncoding: 'quoted-printable',
    headers: {
      'List-Id': `<${source.listId}>`,
      'List-Unsubscribe': `<${holes.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  })
  return PostalMime.parse(await composer.compile().build())
}

/** The parts both must agree on; SES writes Date and Message-ID, boundaries differ by nature. */
function compared(email: Email) {
  const header = (name: string) => email.headers.find(({ key }) => key === name)?.value
  return {
    from: email.from,
    replyTo: email.replyTo,
    to: email.to,
    subject: email.subject,
    listId: header('list-id'),
    unsubscribe: header('list-unsubscribe'),
    post: header('list-unsubscribe-post'),
    type: header('content-type')?.split(';')[0],
    mime: header('mime-version'),
    html: email.html,
    text: email.text,
    attachments: email.attachments,
  }
}

const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ minLength: 60, maxLength: 120 }),
      fc.constantFrom(
        '\n',
        ' \n',
        '\n.\n',
        '\nFrom here',
        ' ',
        '=',
        '\u202f?',
        '« été »',
        '--',
        '🗞️',
      ),
      fc.constantFrom(hole('unsubscribeUrl'), hole('preferencesUrl'), hole('archiveUrl')),
    ),
    { maxLength: 25 },
  )
  .map((parts) => `a${parts.join('').replace(/(?!\n)\p{Cc}/gu, '')}z`)

/** A subject or name: one line, no space at its ends. */
const anyLine = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 150 })
  .map((line) => `x${line.replace(/[\p{Cc}\u2028\u2029]/gu, '')}`.trim())

const anyHoles = fc
  .record({
    path: fc.webPath(),
    query: fc.webQueryParameters(),
    text: fc.string({ maxLength: 90 }),
  })
  .map(({ path, query, text }): HoleValues => {
    const url = `https://en-contact.example/u${path}?${query}&t=${encodeURIComponent(text)}`
    const safe = url.replace(/[<>]/g, '')
    return {
      unsubscribeUrl: safe,
      preferencesUrl: `${safe}&p`,
      archiveUrl: text,
      trackingPixel: '',
    }
  })

describe('a newsletter message', () => {
  it('parses to the same headers, text and HTML as nodemailer’s, whatever the content', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyLine, anyHoles, async (html, text, line, holes) => {
        const source = { ...rendition, subject: line, fromName: line.slice(0, 60), html, text }
        const raw = composeMessage(cutRendition(source), { to: 'a@example.org', holes })
        const ours = await PostalMime.parse(raw)
        expect(compared(ours)).toEqual(compared(await byNodemailer(source, 'a@example.org', holes)))
      }),
    )
  })

  it('parses to the sample newsletter as it was rendered', async () => {
    const sample = await renderNewsletter({ ...sampleSource, variant: 'a' })
    const raw = composeMessage(cutRendition(sample), { to: 'a@example.org', holes: sampleHoles })
    const ours = await PostalMime.parse(raw)
    expect(compared(ours)).toEqual(
      compared(await byNodemailer(sample, 'a@example.org', sampleHoles)),
    )
    expect(ours.html).toContain(sampleHoles.unsubscribeUrl)
    expect(ours.html).not.toContain('[[')
    expect(ours.text).toContain(sampleHoles.preferencesUrl)
  })

  it('has only ASCII lines of at most 998 characters, body lines of at most 76', () => {
    fc.assert(
      fc.property(anyText, anyText, anyHoles, (html, text, holes) => {
        const raw = composeMessage(cutRendition({ ...rendition, html, text }), {
          to: 'a@example.org',
          holes,
        })
        const [head, ...body] = Buffer.from(raw).toString('latin1').split('\r\n\r\n')
        for (const line of (head ?? '').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
        const lines = body.join('\r\n\r\n').split('\r\n')
        for (const line of lines) expect(line).toMatch(/^(?!\.|From )[\t -~]{0,76}$/)
      }),
    )
  })

  it('carries one-click unsubscribe (RFC 8058), and neither Precedence nor Auto-Submitted', () => {
    const raw = composeMessage(cutRendition(rendition), { to: 'a@example.org', holes: sampleHoles })
    const head = Buffer.from(raw).toString('latin1').split('\r\n\r\n')[0]
    expect(head).toContain(`\r\nList-Unsubscribe: <${sampleHoles.unsubscribeUrl}>\r\n`)
    expect(head).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
    expect(head).not.toMatch(/^(Precedence|Auto-Submitted|Message-ID|Date|Bcc):/im)
  })

  it('escapes a link in HTML but not in plain text', async () => {
    const holes = { ...sampleHoles, unsubscribeUrl: 'https://en-contact.example/u?a=1&b=2' }
    const raw = composeMessage(cutRendition(rendition), { to: 'a@example.org', holes })
    const ours = await PostalMime.parse(raw)
    expect(ours.html).toContain('href="https://en-contact.example/u?a=1&amp;b=2"')
    expect(ours.text).toContain('https://en-contact.example/u?a=1&b=2')
  })

  it('puts a pixel in the HTML only where there is one', async () => {
    const pixel = '<img src="https://en-contact.example/o/t" width="1" height="1" alt="">'
    const message = (trackingPixel: string) =>
      PostalMime.parse(
        composeMessage(cutRendition(rendition), {
          to: 'a@example.org',
          holes: { ...sampleHoles, trackingPixel },
        }),
      )
    expect((await message(pixel)).html).toContain(pixel)
    expect((await message('')).html).not.toContain('<img')
    expect((await message(pixel)).text).not.toContain('img')
  })

  it('refuses what could change a header or has no web address to unsubscribe at', () => {
    const cut = cutRendition(rendition)
    const holes = sampleHoles
    expect(() =>
      composeMessage(cut, { to: 'a@example.org\r\nBcc: b@example.org', holes }),
    ).toThrow()
    expect(() =>
      composeMessage(cut, { to: 'a@example.org', holes, headers: { 'X-A': 'b\r\nBcc: c' } }),
    ).toThrow()
    for (const unsubscribeUrl of ['', 'mailto:a@example.org', 'https://x.example/> <https://y'])
      expect(() =>
        composeMessage(cut, { to: 'a@example.org', holes: { ...holes, unsubscribeUrl } }),
      ).toThrow()
    expect(() => cutRendition({ ...rendition, subject: 'a\r\nBcc: b@example.org' })).toThrow()
    expect(() => cutRendition({ ...rendition, fromName: 'a\nb' })).toThrow()
    expect(() => cutRendition({ ...rendition, listId: 'a> <b' })).toThrow()
  })
})

describe('a rendition', () => {
  it('survives being packed, and its cut message being stored as JSON', async () => {
    const sample = await renderNewsletter({ ...sampleSource, variant: 'a' })
    const packed = packRendition(sample)
    expect(packed.length).toBeLessThan(20_000)
    expect(unpackRendition(packed)).toEqual(sample)
    const cut = cutRendition(sample)
    expect(CutMessage.parse(JSON.parse(JSON.stringify(cut)))).toEqual(cut)
  })

  it('is refused when it is too large for its item', () => {
    const noise = Array.from({ length: 60_000 }, (_, at) => Math.sin(at).toString(36)).join('')
    expect(() => packRendition({ ...rendition, html: noise })).toThrow(/too large/)
  })
})

describe('a transactional message', () => {
  it('says that it is automatic and belongs to no list', async () => {
    const raw = composeSingle({
      from: { name: 'En-Contact', email: 'lettre@en-contact.example' },
      replyTo: 'redaction@en-contact.example',
      to: 'a@example.org',
      subject: 'Confirmez votre inscription',
      html: '<p>été</p>',
      text: 'été',
    })
    const head = Buffer.from(raw).toString('latin1').split('\r\n\r\n')[0] ?? ''
    expect(head).toContain('\r\nAuto-Submitted: auto-generated\r\n')
    expect(head).not.toMatch(/^List-/im)
    const email = await PostalMime.parse(raw)
    expect(email.html).toBe('<p>été</p>\n')
    expect(email.text).toBe('été\n')
  })
})
