import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillHoles } from '#delivery/fill-holes'
import { renderNewsletter } from '#delivery/render-newsletter'
import type { Block } from '#editorial/blocks'
import { sampleHoles, sampleNewsletter, sampleSource } from '../../support/sample-newsletter.ts'

const render = (blocks: Block[], change: Partial<typeof sampleNewsletter> = {}) =>
  renderNewsletter({
    ...sampleSource,
    newsletter: { ...sampleNewsletter, ...change, blocks },
    variant: 'a',
  })

/** What stands between tags, with entities read; enough to compare texts. */
function textOf(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>|<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#91;/g, '[')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
}
const squeezed = (text: string) => text.replace(/\s+/g, '')

describe('the rendered newsletter', () => {
  it('says everything its blocks say, once, in order', async () => {
    const { html } = await render(sampleNewsletter.blocks)
    const said = squeezed(textOf(html))
    let from = 0
    for (const block of sampleNewsletter.blocks) {
      const texts =
        block.type === 'title' || block.type === 'heading'
          ? [block.text]
          : 'spans' in block
            ? block.spans.map(({ text }) => text)
            : []
      for (const text of texts) {
        const at = said.indexOf(squeezed(text), from)
        expect(at, text).toBeGreaterThanOrEqual(0)
        from = at
      }
    }
  })

  it('takes whatever an editor types for text, never for markup, template or hole', async () => {
    const attacks = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '</mj-text><mj-raw>',
      '{{subject}} {{{body}}} {{>foot}}',
      '[[hole:unsubscribeUrl]]',
      '<!--[if mso]>x<![endif]-->',
      '&amp; &lt;b&gt; <![CDATA[x]]>',
    ]
    const nasty = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(nasty, async (raw) => {
        const text = raw.replace(/[\p{Cc}\u2028\u2029]/gu, '') || 'x'
        const blocks: Block[] = [
          { id: 'bk_1', type: 'title', text },
          { id: 'bk_2', type: 'paragraph', spans: [{ text, bold: true, href: '/calendar' }] },
          { id: 'bk_3', type: 'epigraph', quote: text, attribution: text },
          { id: 'bk_4', type: 'list', ordered: true, items: [[{ text }]] },
          { id: 'bk_5', type: 'button', label: text, href: 'https://example.org/?a=1&b="' },
          { id: 'bk_6', type: 'image', imageId: 'im_plateau' as never, alt: text, caption: text },
        ]
        const change = { subject: text, preheader: text, senderName: text }
        const { html, text: plain } = await render(blocks, change)
        expect(squeezed(textOf(html)).split(squeezed(text)).length).toBeGreaterThanOrEqual(6)
        expect(html).not.toMatch(/<script|<img src=x|<mj-|<[^>"]*onerror/)
        expect(html.match(/\[\[hole:unsubscribeUrl\]\]/g)).toHaveLength(1)
        expect(plain.match(/\[\[hole:unsubscribeUrl\]\]/g)).toHaveLength(1)
      }),
      { numRuns: 40, examples: attacks.map((attack) => [attack]) },
    )
  })

  it('links only to absolute addresses, in the mail’s language', async () => {
    for (const locale of ['fr', 'en'] as const) {
      const { html, text } = await render(sampleNewsletter.blocks, { locale })
      const site = locale === 'en' ? 'https://en-contact.example/en' : 'https://en-contact.example'
      for (const [, url] of html.matchAll(/href="([^"]*)"/g))
        expect(url).toMatch(/^(https:\/\/|mailto:|\[\[hole:)/)
      expect(html).toContain(`href="${site}/calendar"`)
      expect(html).toContain(`href="${site}/issues/131"`)
      expect(html).toContain(`href="${site}/companies/arpege"`)
      expect(text).toContain(`${site}/calendar`)
      expect(html).toContain('src="https://en-contact.example/media/covers/131.png"')
      expect(html).toContain(`lang="${locale}"`)
    }
  })

  it('holds no picture and no link of a recipient’s own but those they may follow', async () => {
    const { html } = await render(sampleNewsletter.blocks)
    const images = [...html.matchAll(/<img[^>]*>/g)].map(([tag]) => tag)
    for (const tag of images) {
      expect(tag).toMatch(/\salt="[^"]+"/)
      expect(tag).toMatch(/\swidth="\d+"/)
      expect(tag).not.toContain('[[hole:')
    }
    expect(images.length).toBe(3)
    const holes = new Set([...html.matchAll(/\[\[hole:(\w+)\]\]/g)].map((match) => match[1]))
    expect([...holes].sort()).toEqual([
      'archiveUrl',
      'notice',
      'preferencesUrl',
      'trackingPixel',
      'unsubscribeUrl',
    ])
    expect(fillHoles({ html, text: '' }, sampleHoles).html).not.toContain('[[hole:')
  })

  it('asks nothing of a third party', async () => {
    const { html } = await render(sampleNewsletter.blocks)
    const hosts = [...html.matchAll(/(?:src|url\(|@import)[=("' ]*https?:\/\/([^/"')]+)/g)]
    expect(new Set(hosts.map((match) => match[1]))).toEqual(new Set(['en-contact.example']))
  })

  it('stays well under Gmail’s limit and carries its dark colours and preview text', async () => {
    const { html } = await render(sampleNewsletter.blocks)
    expect(Buffer.byteLength(html)).toBeLessThan(45_000)
    expect(html).toContain('name="color-scheme" content="light dark"')
    expect(html).toContain('prefers-color-scheme: dark')
    expect(html).toContain('[data-ogsc]')
    expect(html).toContain(sampleNewsletter.preheader)
  })

  it('leaves out what its blocks name but nobody knows', async () => {
    const { html, text } = await render([
      { id: 'bk_1', type: 'title', text: 'Un titre' },
      { id: 'bk_2', type: 'dossierCard', issueNumber: 99 },
      { id: 'bk_3', type: 'companies', companyIds: ['co_gone' as never] },
      { id: 'bk_4', type: 'image', imageId: 'im_gone' as never, alt: 'x' },
      { id: 'bk_5', type: 'list', ordered: false, items: [] },
      { id: 'bk_6', type: 'paragraph', spans: [] },
    ])
    expect(html).not.toContain('/issues/99')
    expect(html).not.toContain('<img')
    expect(text).not.toContain('\n\n\n')
  })

  it('sets the work in an epigraph’s source in italics and keeps the source as written', async () => {
    const { html } = await render(sampleNewsletter.blocks)
    expect(html).toContain('Odile Vernay, <em>Le Standard</em>, 1987. Éditions du Palier.')
    const quotes = async (quote: string, locale: 'fr' | 'en') =>
      textOf(
        (await render([{ id: 'bk_1', type: 'epigraph', quote, attribution: '' }], { locale })).html,
      )
    expect(await quotes('Oui', 'fr')).toContain('«\u202fOui\u202f»')
    expect(await quotes('Yes', 'en')).toContain('“Yes”')
    expect(await quotes('"Oui" .', 'fr')).toContain('«\u202fOui\u202f»')
  })

  it('calls to the calendar even where the editor set no link', async () => {
    const { html, text } = await render([
      { id: 'bk_1', type: 'calendarLink', spans: [{ text: 'Le calendrier est prêt.' }] },
    ])
    expect(html).toContain('href="https://en-contact.example/calendar"')
    expect(text).toContain('https://en-contact.example/calendar')
  })

  it('uses the newsletter’s own sender name and reply address, else the publication’s', async () => {
    expect(await render([])).toMatchObject({
      fromName: 'En-Contact',
      replyTo: 'redaction@en-contact.example',
      listId: 'newsletter.en-contact.example',
    })
    const own = { senderName: 'Marion, En-Contact', replyTo: 'marion@en-contact.example' }
    expect(await render([], own)).toMatchObject({
      fromName: own.senderName,
      replyTo: own.replyTo,
      fromEmail: 'lettre@en-contact.example',
    })
  })
})
