import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { answerPreview, readPreviewLink, sharePreview } from '#editorial/approvals'
import { createNewsletter, saveNewsletter } from '#editorial/save-newsletter'
import { getImages, listApprovals, listImages } from '#editorial/store-images'
import {
  finishUpload,
  type ImageFiles,
  imageUploadLink,
  uploadImage,
} from '#editorial/upload-image'
import { dayMs } from '#kernel/time'
import {
  type EditorialDeps,
  editorialDeps,
  publication,
  someContent,
} from '../support/editorial.ts'
import { testTable } from '../support/table.ts'

let deps: EditorialDeps & { files: ImageFiles; limits: { uploadBytes: number } }
let table: Table
let close: () => Promise<void>
const stored = new Map<string, { body: Uint8Array; contentType: string }>()
const files: ImageFiles = {
  put: async ({ key, body, contentType }) => void stored.set(key, { body, contentType }),
  get: async (key) => stored.get(key),
  delete: async (key) => void stored.delete(key),
  uploadLink: async ({ key }) => ({ url: `https://files.example/${key}`, expiresAt: '' as never }),
}
beforeAll(async () => {
  const made = await testTable()
  ;({ table, close } = made)
  deps = { ...editorialDeps(table), files, limits: publication.limits }
})
afterAll(() => close())

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c8321a' } })

describe('uploading a picture', () => {
  it('shrinks it to the width of a mail on a dense screen and keeps its sizes', async () => {
    const bytes = await picture(3_000, 1_500)
      .jpeg()
      .withExif({ IFD0: { Artist: 'secret' } })
      .toBuffer()
    const outcome = await uploadImage(deps, { bytes, alt: '  Un plateau\nvide ' })
    if (outcome.kind !== 'stored') throw new Error(outcome.sentence.en)
    expect(outcome.image).toMatchObject({ alt: 'Un plateau vide', width: 1_200, height: 600 })
    const file = stored.get(outcome.image.fileKey)
    const found = await sharp(file?.body).metadata()
    expect(found).toMatchObject({ format: 'jpeg', width: 1_200, height: 600 })
    expect(Buffer.from(file?.body ?? []).includes('secret')).toBe(false)
    expect(await getImages(table, [outcome.image.id])).toEqual([outcome.image])
    expect((await listImages(table)).items).toEqual([outcome.image])
  })

  it('takes PNG, GIF and WebP as they are, small ones unenlarged', async () => {
    for (const format of ['png', 'gif', 'webp'] as const) {
      const bytes = await picture(40, 30).toFormat(format).toBuffer()
      const outcome = await uploadImage(deps, { bytes, alt: 'x' })
      expect(outcome).toMatchObject({ kind: 'stored', image: { width: 40, height: 30 } })
    }
  })

  it('refuses what is hostile, and stores nothing', async () => {
    const png = await picture(50, 50).png().toBuffer()
    const bomb = Buffer.from(png)
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(60_000, 20)
    const hostile: Record<string, Uint8Array> = {
      empty: new Uint8Array(),
      script: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      ),
      html: Buffer.from('<!doctype html><script>alert(1)</script>'),
      pdf: Buffer.from('%PDF-1.7\n'),
      'magic only': Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      cut: png.subarray(0, png.length - 40),
      bomb,
      'wrong inside': Buffer.concat([Buffer.from('GIF89a'), png]),
      tiny: await picture(1, 1).png().toBuffer(),
      large: Buffer.concat([png, Buffer.alloc(publication.limits.uploadBytes)]),
    }
    const before = stored.size
    for (const [name, bytes] of Object.entries(hostile)) {
      const outcome = await uploadImage(deps, { bytes, alt: 'x' })
      expect([name, outcome.kind]).toEqual([name, 'refused'])
    }
    const noAlt = await uploadImage(deps, { bytes: png, alt: '   ' })
    expect(noAlt).toMatchObject({ kind: 'refused', field: 'alt' })
    expect(stored.size).toBe(before)
  })

  it('drops what was hidden behind a picture', async () => {
    const bytes = Buffer.concat([await picture(50, 50).png().toBuffer(), Buffer.from('<script>')])
    const outcome = await uploadImage(deps, { bytes, alt: 'x' })
    if (outcome.kind !== 'stored') throw new Error(outcome.sentence.en)
    expect(Buffer.from(stored.get(outcome.image.fileKey)?.body ?? []).includes('<script>')).toBe(
      false,
    )
  })

  it('goes by signed link and removes the original', async () => {
    const link = await imageUploadLink(deps, { contentType: 'image/png', bytes: 900 })
    if (link.kind !== 'link') throw new Error('refused')
    expect((await finishUpload(deps, { uploadKey: link.uploadKey, alt: 'x' })).kind).toBe('refused')
    const body = await picture(90, 90).png().toBuffer()
    await files.put({ key: link.uploadKey, body, contentType: 'image/png' })
    expect((await finishUpload(deps, { uploadKey: link.uploadKey, alt: 'x' })).kind).toBe('stored')
    expect(stored.has(link.uploadKey)).toBe(false)
    expect((await imageUploadLink(deps, { contentType: 'image/svg+xml', bytes: 900 })).kind).toBe(
      'refused',
    )
    const large = { contentType: 'image/png', bytes: publication.limits.uploadBytes + 1 }
    expect((await imageUploadLink(deps, large)).kind).toBe('refused')
    const foreign = await finishUpload(deps, { uploadKey: 'images/im_1.png', alt: 'x' })
    expect(foreign.kind).toBe('refused')
  })
})

describe('approval by link', () => {
  it('records who approved which version, refuses what they have not seen, and expires', async () => {
    const linkDeps = {
      ...deps,
      signingKeys: [{ id: 'k1', secret: 's'.repeat(32) }],
      siteUrl: 'https://en-contact.example',
    }
    const created = await createNewsletter(deps, { content: someContent(), by: 'x' })
    if (created.kind !== 'created') throw new Error(created.kind)
    const { id } = created.newsletter
    const { url } = sharePreview(linkDeps, { newsletterId: id, by: 'marion@en-contact.example' })
    const token = url.slice('https://en-contact.example/p/'.length)
    expect(await readPreviewLink(linkDeps, token)).toMatchObject({ kind: 'valid' })
    expect(await readPreviewLink(linkDeps, `${token}x`)).toEqual({ kind: 'invalid' })
    const answer = { verdict: 'approved' as const, name: 'Anne', comment: '', version: 1 }
    expect((await answerPreview(linkDeps, { token, answer })).kind).toBe('recorded')
    await saveNewsletter(deps, {
      id,
      content: someContent({ subject: 'Neuf' }),
      expectedVersion: 1,
      by: 'x',
    })
    expect((await answerPreview(linkDeps, { token, answer })).kind).toBe('changed')
    const comment = { ...answer, verdict: 'comment' as const, comment: 'Le titre ?' }
    expect((await answerPreview(linkDeps, { token, answer: comment })).kind).toBe('recorded')
    expect(
      (await listApprovals(table, id)).map(({ verdict, version }) => [verdict, version]),
    ).toEqual([
      ['approved', 1],
      ['comment', 1],
    ])
    linkDeps.clock.forward(31 * dayMs)
    expect((await answerPreview(linkDeps, { token, answer })).kind).toBe('expired')
  })
})
