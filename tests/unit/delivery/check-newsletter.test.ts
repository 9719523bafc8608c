import { beforeAll, describe, expect, it } from 'vitest'
import { type CheckInput, checkNewsletter } from '#delivery/check-newsletter'
import { renderNewsletter } from '#delivery/render-newsletter'
import type { Rendition } from '#delivery/rendition'
import { type Viewer, viewersOf } from '#delivery/viewers'
import type { Block, Span } from '#editorial/blocks'
import type { Newsletter } from '#editorial/newsletter'
import { sampleImage, sampleSource } from '../../support/sample-newsletter.ts'

let rendition: Rendition

beforeAll(async () => {
  rendition = await renderNewsletter({ ...sampleSource, variant: 'a' })
})

type Change = Partial<CheckInput> & { rendition?: Rendition }
const [everyone] = viewersOf([]) as [Viewer]

const input = ({ rendition: own, ...change }: Change = {}): CheckInput => ({
  ...sampleSource,
  variants: [{ viewer: everyone, rendition: own ?? rendition, isRead: true }],
  blockSegments: [],
  audienceCount: 200,
  suggestions: [],
  ...change,
})
const withNewsletter = (change: Partial<Newsletter>) =>
  input({ newsletter: { ...sampleSource.newsletter, ...change } })
const withBlock = (block: Record<string, unknown>) =>
  withNewsletter({
    blocks: [...sampleSource.newsletter.blocks, { id: 'bk_new', ...block } as Block],
  })
const paragraph = (...spans: Span[]) => withBlock({ type: 'paragraph', spans })
const codes = (check: CheckInput) =>
  checkNewsletter(check).map(({ level, code }) => `${level} ${code}`)

describe('the check before sending', () => {
  it('finds nothing in a newsletter that is ready', () => {
    expect(checkNewsletter(input())).toEqual([])
  })

  it('asks for subject, sender and a reply address', () => {
    expect(codes(input({ rendition: { ...rendition, subject: ' ' } }))).toEqual([
      'error subject.missing',
    ])
    expect(codes(input({ rendition: { ...rendition, fromName: '' } }))).toEqual([
      'error sender.missing',
    ])
    expect(codes(input({ rendition: { ...rendition, fromEmail: 'x' } }))).toEqual([
      'error sender.missing',
    ])
    expect(codes(input({ rendition: { ...rendition, replyTo: 'a b@example.org' } }))).toEqual([
      'error replyTo.invalid',
    ])
  })

  it('finds a header injection', () => {
    const subject = 'Bonjour\r\nBcc: x@example.org'
    expect(codes(input({ rendition: { ...rendition, subject } }))).toContain(
      'error headers.injection',
    )
  })

  it('warns about a missing preview text and a long subject', () => {
    expect(codes(withNewsletter({ preheader: '' }))).toEqual(['warning preheader.missing'])
    expect(codes(input({ rendition: { ...rendition, subject: 'é'.repeat(121) } }))).toEqual([
      'warning subject.long',
    ])
  })

  it('refuses to send to nobody', () => {
    expect(codes(input({ audienceCount: 0 }))).toEqual(['error audience.empty'])
  })

  it('wants the announced issue to exist and to be named', () => {
    expect(codes(withNewsletter({ issueNumber: undefined }))).toEqual(['warning issue.none'])
    expect(codes(withNewsletter({ issueNumber: 999 }))).toEqual(['error issue.unknown'])
    const bare = withNewsletter({
      blocks: [
        { id: 'bk_1', type: 'title', text: 'Un titre' },
        { id: 'bk_2', type: 'paragraph', spans: [{ text: 'Le 1310, pas l’autre.' }] },
      ],
    })
    expect(codes(bare)).toEqual(['warning issue.unnamed'])
    const silent = { ...rendition, text: 'Rien. https://x.example [[hole:unsubscribeUrl]]' }
    expect(codes(input({ rendition: silent }))).toEqual(['warning dossier.unnamed'])
    expect(codes(withBlock({ type: 'dossierCard', issueNumber: 7 }))).toEqual([
      'error issue.unknown',
    ])
  })

  it.each([
    'Bonjour {{prénom}}',
    'Voir [[lien]]',
    '[[hole:unsubscribeUrl]]',
    'Prix : XXX euros',
    'Lorem ipsum dolor',
    'Cher *|FNAME|*',
    'Cher %%nom%%',
    '[à compléter]',
  ])('finds the placeholder in “%s”, and its block', (text) => {
    const found = checkNewsletter(paragraph({ text }))
    expect(found).toMatchObject([{ level: 'error', code: 'placeholder', blockId: 'bk_new' }])
  })

  it('finds placeholders in subject and preview text too', () => {
    expect(codes(withNewsletter({ subject: 'Numéro {{n}}' }))).toEqual(['error placeholder'])
    expect(codes(withNewsletter({ preheader: 'xxx' }))).toEqual(['error placeholder'])
  })

  it('takes ordinary brackets, Roman numerals and the letter x for what they are', () => {
    const text = 'Louis XVI, XXIX, le taxi [sic] (x) et 3 x 3, maxxx'
    expect(codes(paragraph({ text }))).toEqual([])
  })

  it.each([
    ['https://', 'error link.malformed'],
    ['https://www,site.example', 'error link.malformed'],
    ['https://intranet', 'error link.malformed'],
    ['www.site.example', 'error link.malformed'],
    ['javascript:alert(1)', 'error link.malformed'],
    ['http://localhost:8787/x', 'error link.local'],
    ['#', 'error link.empty'],
    ['', 'error link.empty'],
  ])('refuses the link “%s”', (href, code) => {
    expect(codes(paragraph({ text: 'ici', href }))).toEqual([code])
    expect(codes(withBlock({ type: 'button', label: 'Lire', href }))).toEqual([code])
    const items = [[{ text: 'ici', href }]]
    expect(codes(withBlock({ type: 'list', ordered: false, items }))).toEqual([code])
  })

  it('accepts web, mail and site links', () => {
    for (const href of ['https://example.org/a?b=c#d', 'mailto:a@example.org', '/calendar'])
      expect(codes(paragraph({ text: 'ici', href }))).toEqual([])
  })

  it('refuses a link on no words and a button without any', () => {
    const href = 'https://example.org'
    expect(codes(paragraph({ text: ' ', href }))).toEqual(['error link.empty'])
    expect(codes(withBlock({ type: 'button', label: ' ', href }))).toEqual(['error button.label'])
  })

  it('wants pictures that exist and say what they show', () => {
    const image = { type: 'image', imageId: sampleImage.id, alt: '' }
    const images = new Map([[sampleImage.id, { ...sampleImage, alt: '' }]])
    expect(codes({ ...withBlock(image), images })).toEqual(['error image.alt'])
    expect(codes(withBlock(image))).toEqual([])
    expect(codes(withBlock({ ...image, imageId: 'im_gone' }))).toEqual(['error image.unknown'])
  })

  it('wants a plain-text part, a body, a title and a way to unsubscribe in both parts', () => {
    const { html, text } = rendition
    const bare = '[[hole:unsubscribeUrl]]'
    expect(codes(input({ rendition: { ...rendition, text: bare } }))).toContain(
      'error text.missing',
    )
    expect(codes(withNewsletter({ blocks: [] }))).toContain('error body.empty')
    expect(codes(withNewsletter({ blocks: [] }))).toContain('warning title.missing')
    for (const broken of [
      { ...rendition, html: html.replaceAll('[[hole:unsubscribeUrl]]', 'https://x.example') },
      { ...rendition, text: text.replaceAll('[[hole:unsubscribeUrl]]', '') },
    ])
      expect(codes(input({ rendition: broken }))).toEqual(['error unsubscribe.missing'])
  })

  it('finds a link in the rendered mail that leads nowhere', () => {
    for (const target of ['', '/calendar', 'media/x.png']) {
      const html = rendition.html.replace('</body>', `<a href="${target}">x</a></body>`)
      expect(codes(input({ rendition: { ...rendition, html } }))).toEqual(['error links.relative'])
    }
  })

  it('refuses what Gmail would cut and warns shortly before', () => {
    const grown = (bytes: number) => {
      const html = rendition.html.replace('</body>', `${'é'.repeat(bytes / 2)}</body>`)
      return codes(input({ rendition: { ...rendition, html } }))
    }
    const size = Buffer.byteLength(rendition.html)
    expect(grown(102_400 - size)).toEqual(['error html.tooLarge'])
    expect(grown(96_000 - size)).toEqual(['warning html.large'])
  })

  it('passes the proofreader’s suggestions on as warnings, after the errors', () => {
    const sentence = { fr: 'Espace manquante.', en: 'A space is missing.' }
    const found = checkNewsletter(
      input({ audienceCount: 0, suggestions: [{ blockId: 'bk_4', code: 'glued-word', sentence }] }),
    )
    expect(found.map(({ level }) => level)).toEqual(['error', 'warning'])
    expect(found[1]).toMatchObject({ code: 'proofreading.glued-word', blockId: 'bk_4', sentence })
  })

  it('speaks both languages in every finding', () => {
    const worst = input({
      newsletter: { ...sampleSource.newsletter, blocks: [], subject: 'XXX', preheader: '' },
      rendition: { ...rendition, subject: '', fromName: '', replyTo: '', html: '', text: '' },
      audienceCount: 0,
    })
    for (const { sentence } of checkNewsletter(worst)) {
      expect(sentence.fr).toMatch(/[.?]$/)
      expect(sentence.en).toMatch(/[.?]$/)
      expect(sentence.fr).not.toMatch(/[^\s\u202f][:;?!](\s|$)|'/)
    }
  })
})
