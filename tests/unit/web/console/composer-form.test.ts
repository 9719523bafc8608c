import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Block, type Span } from '#editorial/blocks'
import { differences, mergeNewsletters } from '#editorial/merge-newsletters'
import type { NewsletterContent } from '#editorial/newsletter'
import { normaliseSpans } from '#editorial/rich-text'
import type { CompanyId, ImageId } from '#kernel/ids'
import { emptyBlock, moved, moveOf, withRestored } from '#web/console/newsletters/block-moves'
import {
  type BlockDraft,
  blockTypes,
  type ComposerDraft,
  draftFrom,
  draftOf,
  fieldsOf,
} from '#web/console/newsletters/composer-form'
import { readDraft, readLoosely } from '#web/console/newsletters/read-draft'
import { aCompany, someContent } from '../../../support/editorial.ts'

const alizes = aCompany()
const names = {
  companies: [alizes],
  companyOf: (name: string) => (name === alizes.name ? alizes.id : undefined),
  topics: ['dossiers', 'enquetes'],
}

/** The form as a browser sends it: line ends as CR LF, a box only when ticked. */
function posted(draft: ComposerDraft) {
  const fields = new URLSearchParams()
  const put = (name: string, value: string) => {
    if (!(name.endsWith('.ordered') && value === ''))
      fields.append(name, value.replace(/\r?\n/g, '\r\n'))
  }
  for (const [name, value] of Object.entries(draft)) if (typeof value === 'string') put(name, value)
  for (const topic of draft.topics) fields.append('topic', topic)
  for (const block of draft.blocks) {
    fields.append('block', `${block.id}:${block.type}`)
    for (const [name, value] of Object.entries(block.fields)) put(`${block.id}.${name}`, value)
  }
  return draftFrom({
    one: (name) => fields.getAll(name).at(-1) ?? '',
    all: (name) => fields.getAll(name),
  })
}

const word = fc.string({
  unit: fc.constantFrom('a', 'é', ' ', '«', '*', '[', ']', '(', '\\', '\u202f', '?'),
  minLength: 1,
  maxLength: 10,
})
const line = word.map((text) => text.trim())
const spans = fc
  .array(
    fc.record(
      {
        text: fc.oneof(word, fc.constant('x\ny')),
        bold: fc.constant(true as const),
        italic: fc.constant(true as const),
        href: fc.constantFrom('/calendar', 'https://example.org/a_(b)'),
      },
      { requiredKeys: ['text'] },
    ),
    { maxLength: 4 },
  )
  .map((list) => normaliseSpans(list as Span[]))
const item = spans.filter((list) => list.some(({ text }) => text.trim() !== ''))
const id = fc.uuid().map((uuid) => `bk_${uuid.replaceAll('-', '')}`)
const filled = line.filter((text) => text !== '')
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ id, type: fc.constantFrom('title' as const, 'heading' as const), text: line }),
  fc.record({
    id,
    type: fc.constantFrom<'standfirst' | 'paragraph'>('standfirst', 'paragraph'),
    spans,
  }),
  fc.record(
    {
      id,
      type: fc.constant('epigraph' as const),
      quote: line,
      attribution: line,
      author: filled,
      year: fc.integer({ min: -500, max: 2100 }),
      attributionFirst: fc.constant(true as const),
    },
    { requiredKeys: ['id', 'type', 'quote', 'attribution'] },
  ),
  fc
    .record({
      id,
      type: fc.constant('list' as const),
      ordered: fc.boolean(),
      items: fc.array(item),
    })
    .map((list) => ({ ...list, markers: list.items.map((_, at) => `${at + 1}.`) })),
  fc.record({
    id,
    type: fc.constant('image' as const),
    imageId: fc.constant('im_1' as ImageId),
    alt: filled,
    href: fc.constant('https://example.org'),
  }),
  fc.record({
    id,
    type: fc.constant('companies' as const),
    companyIds: fc.constantFrom<CompanyId[]>([], [alizes.id]),
  }),
  fc.record({
    id,
    type: fc.constant('dossierCard' as const),
    issueNumber: fc.integer({ min: 1, max: 900 }),
  }),
  fc.record({ id, type: fc.constant('divider' as const), mark: fc.constant('* * *') }),
  fc.record({
    id,
    type: fc.constant('button' as const),
    label: filled,
    href: fc.constant('/calendar'),
  }),
)
const content: fc.Arbitrary<NewsletterContent> = fc.record({
  locale: fc.constantFrom('fr' as const, 'en' as const),
  subject: line,
  preheader: line,
  blocks: fc.uniqueArray(block, { selector: (one) => one.id, maxLength: 6 }),
  topics: fc.constantFrom<string[]>([], ['dossiers']),
})

describe('a newsletter through the composer’s form', () => {
  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(content, (before) => {
        const reading = readDraft(posted(draftOf(before, 3, names)), names)
        expect(reading).toEqual({ kind: 'content', content: before, version: 3 })
      }),
      { seed: 131, numRuns: 400 },
    )
  })

  it('has a field list for every kind of block', () => {
    for (const type of blockTypes) {
      const made = emptyBlock(type, { id: 'b9', issueNumber: '131', locale: 'fr' })
      expect(Object.keys(made.fields).sort()).toEqual([...fieldsOf[type]].sort())
    }
    expect(new Set(blockTypes).size).toBe(Object.keys(fieldsOf).length)
  })
})

describe('what can’t be saved', () => {
  const draft = (
    change: Partial<ComposerDraft> = {},
    blocks: BlockDraft[] = [],
  ): ComposerDraft => ({
    ...draftOf(someContent({ blocks: [] }), 1, names),
    blocks,
    ...change,
  })
  const errorsOf = (one: ComposerDraft) => {
    const reading = readDraft(one, names)
    return reading.kind === 'wrong' ? Object.keys(reading.errors) : []
  }
  const withBlock = (type: BlockDraft['type'], fields: Record<string, string>) =>
    draft({}, [{ id: 'b1', type, segmentId: '', fields }])

  it('is told beside its field', () => {
    expect(errorsOf(draft({ subject: 'Objet\r\nBcc: x@example.org' }))).toEqual(['subject'])
    expect(errorsOf(draft({ senderName: 'a\u2028b' }))).toEqual(['senderName'])
    expect(errorsOf(draft({ replyTo: 'a b@example.org' }))).toEqual(['replyTo'])
    expect(errorsOf(draft({ replyTo: 'a@example.org\nBcc: b@example.org' }))).toEqual(['replyTo'])
    expect(errorsOf(draft({ subject: 'x'.repeat(201) }))).toEqual(['subject'])
    expect(errorsOf(draft({ issueNumber: 'cent' }))).toEqual(['issueNumber'])
    expect(errorsOf(draft({ version: '' }))).toEqual(['version'])
    expect(errorsOf(withBlock('button', { label: '', href: 'javascript:alert(1)' }))).toEqual([
      'b1.label',
      'b1.href',
    ])
    expect(errorsOf(withBlock('paragraph', { rich: '[x](data:text/html,a)' }))).toEqual(['b1.rich'])
    expect(errorsOf(withBlock('companies', { companies: 'Inconnue' }))).toEqual(['b1.companies'])
    expect(errorsOf(withBlock('image', { imageId: '', alt: '' }))).toEqual(['b1.alt', 'b1.imageId'])
    expect(errorsOf(withBlock('image', { imageId: 'im_../x', alt: 'x' }))).toEqual(['b1.imageId'])
    expect(errorsOf(withBlock('epigraph', { year: 'MCM' }))).toEqual(['b1.year'])
    expect(errorsOf(withBlock('dossierCard', { issueNumber: '-1' }))).toEqual(['b1.issueNumber'])
    expect(errorsOf(withBlock('title', { text: 'x'.repeat(501) }))).toEqual(['b1.text'])
  })

  it('leaves the other blocks in the proof while one is being typed', () => {
    const typed = draft({ subject: 'a\nb' }, [
      { id: 'b1', type: 'button', segmentId: '', fields: { label: 'x', href: 'htt' } },
      { id: 'b2', type: 'title', segmentId: '', fields: { text: 'Titre' } },
    ])
    const shown = readLoosely(typed, names, someContent())
    expect(shown.blocks).toEqual([{ id: 'b2', type: 'title', text: 'Titre' }])
    expect(shown.subject).toBe('a b')
    for (const one of shown.blocks) expect(Block.safeParse(one).success).toBe(true)
  })

  it('ignores blocks that no form of ours sends', () => {
    const form = new URLSearchParams([
      ['block', 'b;x:title'],
      ['block', 'b1:script'],
      ['block', 'b2:title'],
      ['block', 'b2:title'],
      ['b2.text', 'x'],
      ['b2.html', '<b>'],
    ])
    const { blocks } = draftFrom({
      one: (name) => form.get(name) ?? '',
      all: (name) => form.getAll(name),
    })
    expect(blocks).toEqual([{ id: 'b2', type: 'title', segmentId: '', fields: { text: 'x' } }])
  })
})

describe('moving blocks', () => {
  const blocks = ['a', 'b', 'c'].map((one) => ({
    id: one,
    type: 'title' as const,
    segmentId: '',
    fields: {},
  }))
  const order = (action: string) => {
    const move = moveOf(action, 'divider', 'a')
    const made = { id: 'new', type: 'divider' as const, segmentId: '', fields: {} }
    return move
      ? moved(blocks, move, made)
          .map((one) => one.id)
          .join('')
      : 'none'
  }

  it('goes up, down, out and in, and stops at the ends', () => {
    expect(order('up:b')).toBe('bac')
    expect(order('up:a')).toBe('abc')
    expect(order('down:b')).toBe('acb')
    expect(order('down:c')).toBe('abc')
    expect(order('remove:b')).toBe('ac')
    expect(order('add:b')).toBe('abnewc')
    expect(order('add')).toBe('anewbc')
    expect(order('save')).toBe('none')
    expect(order('up:zzz')).toBe('abc')
  })

  it('puts a removed block back after the one it followed', () => {
    const title = (one: string): Block => ({ id: one, type: 'title', text: one })
    const earlier = ['a', 'b', 'c', 'd'].map(title)
    expect(withRestored(['a', 'd'].map(title), earlier, 'c')?.map((one) => one.id)).toEqual([
      'a',
      'c',
      'd',
    ])
    expect(withRestored([title('d')], earlier, 'a')?.map((one) => one.id)).toEqual(['a', 'd'])
    expect(withRestored(earlier, earlier, 'a')).toBeUndefined()
    expect(withRestored([], earlier, 'z')).toBeUndefined()
  })
})

describe('two texts of one newsletter', () => {
  const title = (one: string, text = one): Block => ({ id: one, type: 'title', text })
  const base = someContent({ subject: 'Sujet', blocks: ['a', 'b', 'c'].map((one) => title(one)) })
  const mine = { ...base, subject: 'Le mien', blocks: [title('a', 'A1'), title('b'), title('c')] }
  const theirs = {
    ...base,
    blocks: [title('a'), title('b', 'B2'), title('n'), title('c')],
    senderName: 'Elle',
  }

  it('shows what differs and who changed it', () => {
    const found = differences(mine, theirs, base)
    expect(found.map(({ key, likely }) => [key, likely])).toEqual([
      ['subject', 'mine'],
      ['senderName', 'theirs'],
      ['block:a', 'mine'],
      ['block:b', 'theirs'],
      ['block:n', 'theirs'],
    ])
    expect(differences(mine, mine, base)).toEqual([])
  })

  it('joins the sides chosen, and either side alone is reached by choosing it throughout', () => {
    const likely = differences(mine, theirs, base)
      .filter((one) => one.likely === 'theirs')
      .map(({ key }) => key)
    expect(mergeNewsletters(mine, theirs, new Set(likely))).toEqual({
      ...mine,
      senderName: 'Elle',
      blocks: [title('a', 'A1'), title('b', 'B2'), title('n'), title('c')],
    })
    const all = new Set(differences(mine, theirs, undefined).map(({ key }) => key))
    expect(mergeNewsletters(mine, theirs, all)).toEqual(theirs)
    expect(mergeNewsletters(mine, theirs, new Set())).toEqual(mine)
    expect(mergeNewsletters(theirs, mine, all)).toEqual(mine)
  })
})
