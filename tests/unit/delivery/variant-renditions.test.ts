import { beforeAll, describe, expect, it } from 'vitest'
import { type CheckedVariant, checkVariants } from '#delivery/check-variants'
import { renderNewsletter } from '#delivery/render-newsletter'
import { type BlockSegment, readViewer, viewersOf } from '#delivery/viewers'
import { type Block, blockText } from '#editorial/blocks'
import { prefixedId } from '#kernel/ids'
import { sampleSource } from '../../support/sample-newsletter.ts'

const segments: BlockSegment[] = [
  { id: prefixedId('segment', 'a'), name: 'Abonnés' },
  { id: prefixedId('segment', 'b'), name: 'Belges' },
]
const [a, b] = segments as [BlockSegment, BlockSegment]
const only = (id: string, text: string, segment?: BlockSegment): Block => ({
  id,
  type: 'paragraph',
  spans: [{ text }],
  ...(segment ? { segmentId: segment.id } : {}),
})

const sourceOf = (blocks: Block[]) => ({
  ...sampleSource,
  newsletter: { ...sampleSource.newsletter, blocks },
})
const variantsOf = async (blocks: Block[], isRead = () => true): Promise<CheckedVariant[]> =>
  await Promise.all(
    viewersOf(segments).map(async (viewer) => ({
      viewer,
      isRead: isRead(),
      rendition: await renderNewsletter({
        ...sourceOf(blocks),
        variant: 'x',
        inside: viewer.inside,
      }),
    })),
  )

const title: Block = { id: 'b0', type: 'title', text: 'Un titre' }
const blocks = [
  title,
  only('b1', 'Pour chacun, le 131.'),
  only('b2', 'Merci aux abonnés.', a),
  only('b3', 'Bonjour la Belgique.', b),
]

describe('the renditions of a newsletter’s variants', () => {
  let variants: CheckedVariant[]
  beforeAll(async () => {
    variants = await variantsOf(blocks)
  })

  it('hold exactly the blocks of their readers, in HTML and in plain text', () => {
    expect(variants.map(({ viewer }) => viewer.value)).toEqual(['', a.id, b.id, `${a.id},${b.id}`])
    for (const { viewer, rendition } of variants)
      for (const block of blocks) {
        const isTheirs = block.segmentId === undefined || viewer.inside.has(block.segmentId)
        expect(rendition.html.includes(blockText(block))).toBe(isTheirs)
        expect(rendition.text.includes(blockText(block))).toBe(isTheirs)
      }
  })

  it('differ by those blocks alone', () => {
    const bare = (text: string) =>
      text.replaceAll(/\s*(Merci aux abonnés\.|Bonjour la Belgique\.)\s*/g, '\n\n').trim()
    const texts = variants.map(({ rendition }) => bare(rendition.text).replace(/\n{3,}/g, '\n\n'))
    expect(new Set(texts).size).toBe(1)
    const heads = variants.map(({ rendition: { html: _h, text: _t, ...head } }) => head)
    for (const head of heads) expect(head).toEqual(heads[0])
  })

  it('without a word of who reads show what is for everyone', async () => {
    const plain = await renderNewsletter({ ...sourceOf(blocks), variant: 'main' })
    expect(plain.text).toBe(variants[0]?.rendition.text)
    expect(plain.html).toBe(variants[0]?.rendition.html)
  })
})

describe('the check of every variant', () => {
  const found = async (list: Block[], isRead = () => true) =>
    checkVariants({ ...sourceOf(list), variants: await variantsOf(list, isRead) }).map(
      ({ level, code, sentence, seenBy }) => ({ level, code, fr: sentence.fr, seenBy }),
    )

  it('says for whom nothing is left', async () => {
    const empty = (await found([only('b1', 'Seulement eux.', a)])).filter(
      ({ level }) => level === 'error',
    )
    expect(empty).toEqual([
      {
        level: 'error',
        code: 'variant.empty',
        seenBy: '',
        fr: expect.stringMatching(
          /^Pour qui n’est dans aucun de ces segments et qui est dans «\u202fBelges\u202f», il ne reste rien/,
        ),
      },
    ])
  })

  it('only tells it where nobody would get it', async () => {
    const list = [title, only('b1', 'Seulement eux, le 131.', a)]
    const quiet = await found([only('b1', 'Seulement eux.', a)], () => false)
    expect(quiet).toMatchObject([{ level: 'warning', code: 'variant.empty' }])
    expect((await found(list)).map(({ code }) => code)).not.toContain('variant.empty')
  })

  it('names the variant that is too heavy, once, and nobody where all are', async () => {
    const long = 'Une phrase assez longue pour peser. '.repeat(3_000)
    const one = await found([title, only('b1', 'Le 131.'), only('b2', long, b)])
    const heavy = one.filter(({ code }) => code === 'html.tooLarge')
    expect(heavy).toHaveLength(1)
    expect(heavy[0]?.fr).toMatch(
      /^Pour qui est dans «\u202fBelges\u202f» et qui est dans «\u202fAbonnés\u202f» et «\u202fBelges\u202f», la lettre pèse/,
    )
    expect(heavy[0]?.seenBy).toBe(b.id)
    const all = (await found([title, only('b1', long)])).filter(
      ({ code }) => code === 'html.tooLarge',
    )
    expect(all).toHaveLength(1)
    expect(all[0]?.fr).toMatch(/^La lettre pèse/)
  })
})

it('who looks is read from an address, whatever else stands there', () => {
  expect([...readViewer(`${b.id},sg_other,<script>`, blocks)]).toEqual([b.id])
  expect(readViewer('', blocks).size).toBe(0)
  expect(viewersOf([]).map(({ value }) => value)).toEqual([''])
})
