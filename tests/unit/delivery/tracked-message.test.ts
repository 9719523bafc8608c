import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeMessage, cutRendition } from '#delivery/compose'
import { escapeHtml, fillHoles } from '#delivery/fill-holes'
import { countingBytes, freezeLinks, getLinks, linkPlaces, linksOf } from '#delivery/mail-links'
import { pixelOf } from '#delivery/recipients'
import { renderNewsletter } from '#delivery/render-newsletter'
import { hole, type Rendition } from '#delivery/rendition'
import { clickTokens, openToken } from '#delivery/tracking-token'
import type { MailingId } from '#kernel/ids'
import { memoryTable } from '../../support/memory-table.ts'
import { sampleHoles, sampleSource } from '../../support/sample-newsletter.ts'

const to = 'a@example.org'
const siteUrl = 'https://en-contact.example'
const mailingId = 'ml_01jdzzw8y0h3a5q7k9m2n4p6r8' as MailingId
const keys = [{ id: 'k1', secret: 'a signing secret that is only for tests' }]
const message = { id: { mailingId, shard: 63, batch: 9_999 }, number: 99, sentAt: 1_764_000_000 }
const tokens = clickTokens(keys, message)
const linkUrl = (link: number) => `${siteUrl}/c/${tokens(link)}`
const trackingPixel = pixelOf(`${siteUrl}/o/${openToken(keys, message)}`)

const sample = await renderNewsletter({ ...sampleSource, variant: 'a' })

async function htmlOf(raw: Uint8Array): Promise<{ html: string; text: string }> {
  const { html = '', text = '' } = await PostalMime.parse(raw)
  return { html, text }
}

/** Both versions of a rendition's message, parsed. */
async function versions(rendition: Rendition, links = linksOf([rendition])) {
  const cut = cutRendition(rendition, links)
  const tracked = composeMessage(cut, { to, holes: { ...sampleHoles, trackingPixel }, linkUrl })
  const plain = composeMessage(cut, { to, holes: sampleHoles })
  return { raw: tracked, tracked: await htmlOf(tracked), plain: await htmlOf(plain), links }
}

/** The tracked HTML with its links led back and its pixel taken out. */
function ledBack(html: string, links: readonly string[]): string {
  return links
    .reduce(
      (text, url, link) => text.replaceAll(`"${linkUrl(link)}"`, () => `"${escapeHtml(url)}"`),
      html,
    )
    .replace(trackingPixel, '')
}

const someUrl = fc
  .webUrl({ withQueryParameters: true, withFragments: true })
  .map((url) => url.replace(/["'<>]/g, ''))
const somePart = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => escapeHtml(text).replaceAll('[[', '')),
  someUrl.map((url) => `<a style="color:red" href="${escapeHtml(url)}" target="_blank">x</a>`),
  someUrl.map((url) => `<img src="${escapeHtml(url)}" alt="">`),
  fc.constantFrom(
    `<a href="${hole('unsubscribeUrl')}">adieu</a>`,
    '<a href="mailto:redaction@en-contact.example">écrire</a>',
    '<a name="haut">haut</a>',
    '\r\n',
    '\n.',
  ),
)

describe('the tracked version', () => {
  it('is the untracked one with its links led through the site and the pixel', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somePart, { maxLength: 12 }), async (parts) => {
        const html = `<p>${parts.join('')}</p>${hole('trackingPixel')}`
        const { tracked, plain, links } = await versions({ ...sample, html })
        expect(ledBack(tracked.html, links)).toBe(plain.html)
        expect(tracked.text).toBe(plain.text)
        const anchors = linkPlaces(plain.html).map(({ url }) => url)
        const counted = anchors.filter((url) => !url.startsWith(siteUrl))
        for (const url of counted) expect(tracked.html).not.toContain(`href="${escapeHtml(url)}"`)
      }),
    )
  })

  it('rewrites every link of the sample newsletter but those of the reader', async () => {
    const { tracked, plain, links, raw } = await versions(sample)
    expect(links.length).toBeGreaterThan(3)
    expect(ledBack(tracked.html, links)).toBe(plain.html)
    const left = linkPlaces(tracked.html).filter(({ url }) => !url.startsWith(`${siteUrl}/c/`))
    const own = [sampleHoles.unsubscribeUrl, sampleHoles.preferencesUrl, sampleHoles.archiveUrl]
    for (const { url } of left) expect(own).toContain(url)
    expect(tracked.html).toContain(trackingPixel)
    expect(Buffer.byteLength(tracked.html)).toBeLessThan(102_400)
    const grown = Buffer.byteLength(tracked.html) - Buffer.byteLength(plain.html)
    expect(grown).toBeLessThan(countingBytes(sample.html) + trackingPixel.length)
    for (const line of Buffer.from(raw)
      .toString('latin1')
      .split('\r\n\r\n')
      .slice(1)
      .join('\r\n')
      .split('\r\n'))
      expect(line.length).toBeLessThanOrEqual(76)
  })

  it('changes nothing of the untracked one', () => {
    const plain = composeMessage(cutRendition(sample), { to, holes: sampleHoles })
    const beside = composeMessage(cutRendition(sample, linksOf([sample])), {
      to,
      holes: sampleHoles,
    })
    expect(Buffer.from(beside).equals(Buffer.from(plain))).toBe(true)
    expect(Buffer.from(plain).toString('latin1')).not.toMatch(/\/[oc]\//)
    expect(fillHoles(sample, sampleHoles).html).not.toContain('/o/')
  })

  it('is not made where the links were never listed', () => {
    const cut = cutRendition(sample)
    expect(() => composeMessage(cut, { to, holes: sampleHoles, linkUrl })).toThrow('never listed')
  })
})

describe('the list of links', () => {
  const html = [
    '<a href="https://a.example/?x=1&amp;y=2">a</a>',
    '<a class="b" href="http://b.example/">b</a>',
    '<a href="https://a.example/?x=1&#38;y=2">a again</a>',
    '<a data-href="https://c.example/" href="mailto:x@example.org">mail</a>',
    '<img src="https://d.example/p.png">',
    `<a href="https://e.example/${hole('archiveUrl')}">a hole</a>`,
    `<a href="https://f.example/${'x'.repeat(3_000)}">too long</a>`,
    '<abbr href="https://g.example/">no anchor</abbr>',
    '<a href="https://[broken/">broken</a>',
  ].join('')

  it('has each address once, as it is followed', () => {
    expect(linksOf([{ html }, { html: '<a href="https://z.example/">z</a>' }])).toEqual([
      'https://a.example/?x=1&y=2',
      'http://b.example/',
      'https://z.example/',
    ])
  })

  it('stays as it was first kept', async () => {
    const table = memoryTable()
    const first = await freezeLinks(table, mailingId, [{ html }])
    expect(await freezeLinks(table, mailingId, [{ html: '' }])).toEqual(first)
    expect(await getLinks(table, mailingId)).toEqual(first)
  })
})
