// Takes a picture in: checks what it really is, refuses what is hostile, shrinks it for mail and
// stores it through Files with its sizes.
import type { Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import type { ImageId, MakeId } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import { type ImageFormat, imageFormat, mimeOf } from './image-format.ts'
import { Image } from './issue.ts'
import { putImage } from './store-images.ts'

export const imageLimits = {
  /** Twice the mail's 600 px, for dense screens. */
  width: 1_200,
  /** Against pictures that are small as a file and huge in memory. */
  pixels: 50_000_000,
  side: 16_000,
  minSide: 8,
  alt: 500,
  /** What the function takes itself; larger files go by signed link. */
  formBytes: 4_000_000,
}

/** Where the bytes go; `delivery/ports` declares the same. */
export type ImageFiles = {
  put(file: { key: string; body: Uint8Array; contentType: string }): Promise<void>
  get(key: string): Promise<{ body: Uint8Array; contentType: string } | undefined>
  delete(key: string): Promise<void>
  uploadLink(file: { key: string; contentType: string; bytes: number }): Promise<{
    url: string
    expiresAt: Instant
  }>
}

export type UploadImageOutcome =
  | { kind: 'stored'; image: Image }
  | { kind: 'refused'; field: 'file' | 'alt'; sentence: Sentence }

type UploadDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  files: ImageFiles
  limits: { uploadBytes: number }
}

/** `bytes` as received; `alt` says what the picture shows to those who can't see it. */
export async function uploadImage(
  deps: UploadDeps,
  input: { bytes: Uint8Array; alt: string },
): Promise<UploadImageOutcome> {
  const alt = Image.shape.alt.safeParse(input.alt.replace(/\s+/g, ' ').trim())
  if (!alt.success || alt.data === '') return refused('alt', sentences.alt)
  const { bytes } = input
  if (bytes.length === 0) return refused('file', sentences.empty)
  if (bytes.length > deps.limits.uploadBytes)
    return refused('file', sentences.tooLarge(deps.limits.uploadBytes))
  const format = imageFormat(bytes)
  if (!format) return refused('file', sentences.format)
  const resized = await resize(bytes, format)
  if (resized.kind === 'refused') return refused('file', sentences[resized.why])
  const id = deps.makeId('image')
  const image: Image = {
    id,
    alt: alt.data,
    width: resized.width,
    height: resized.height,
    contentType: mimeOf[format],
    fileKey: fileKeyOf(id, format),
    bytes: resized.body.length,
    createdAt: instant(deps.clock()),
  }
  await deps.files.put({ key: image.fileKey, body: resized.body, contentType: image.contentType })
  await putImage(deps.table, image)
  return { kind: 'stored', image }
}

/**
 * A link the browser may PUT the original to, of just this size; `finishUpload` turns it into an
 * image.
 */
export async function imageUploadLink(
  deps: Pick<UploadDeps, 'makeId' | 'files' | 'limits'>,
  input: { contentType: string; bytes: number },
): Promise<
  | { kind: 'link'; uploadKey: string; url: string; expiresAt: Instant }
  | { kind: 'refused'; field: 'file'; sentence: Sentence }
> {
  const known = Object.values(mimeOf).find((mime) => mime === input.contentType)
  if (!known) return { kind: 'refused', field: 'file', sentence: sentences.format }
  if (!Number.isInteger(input.bytes) || input.bytes < 1)
    return { kind: 'refused', field: 'file', sentence: sentences.empty }
  if (input.bytes > deps.limits.uploadBytes)
    return {
      kind: 'refused',
      field: 'file',
      sentence: sentences.tooLarge(deps.limits.uploadBytes),
    }
  const uploadKey = `uploads/${deps.makeId('image')}`
  const link = await deps.files.uploadLink({
    key: uploadKey,
    contentType: known,
    bytes: input.bytes,
  })
  return { kind: 'link', uploadKey, ...link }
}

/** Reads what was put under the key, takes it in, and removes the original. */
export async function finishUpload(
  deps: UploadDeps,
  input: { uploadKey: string; alt: string },
): Promise<UploadImageOutcome> {
  if (!/^uploads\/im_[0-9a-z]{1,64}$/.test(input.uploadKey))
    return refused('file', sentences.missing)
  if (input.alt.trim() === '') return refused('alt', sentences.alt)
  const file = await deps.files.get(input.uploadKey)
  if (!file) return refused('file', sentences.missing)
  const outcome = await uploadImage(deps, { bytes: file.body, alt: input.alt })
  await deps.files.delete(input.uploadKey)
  return outcome
}

function fileKeyOf(id: ImageId, format: ImageFormat): string {
  return `images/${id}.${format === 'jpeg' ? 'jpg' : format}`
}

type Resized =
  | { kind: 'resized'; body: Uint8Array; width: number; height: number }
  | { kind: 'refused'; why: 'damaged' | 'pixels' | 'small' }

/** Re-encodes, so that nothing but pixels of the original (no metadata, no trailer) is kept. */
async function resize(bytes: Uint8Array, format: ImageFormat): Promise<Resized> {
  const { default: sharp } = await import('sharp')
  const animated = format === 'gif' || format === 'webp'
  try {
    const options = { limitInputPixels: imageLimits.pixels, failOn: 'error' as const, animated }
    const found = await sharp(bytes, options).metadata()
    const side = Math.max(found.width, found.pageHeight ?? found.height)
    const pixels = found.width * found.height
    if (found.format !== format) return { kind: 'refused', why: 'damaged' }
    if (side > imageLimits.side || pixels > imageLimits.pixels)
      return { kind: 'refused', why: 'pixels' }
    if (Math.min(found.width, found.pageHeight ?? found.height) < imageLimits.minSide)
      return { kind: 'refused', why: 'small' }
    const shrunk = sharp(bytes, options)
      .autoOrient()
      .resize({ width: imageLimits.width, withoutEnlargement: true })
    const encoded = format === 'jpeg' ? shrunk.jpeg({ quality: 82, mozjpeg: true }) : shrunk
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true })
    return {
      kind: 'resized',
      body: data,
      width: info.width,
      height: info.pageHeight ?? info.height,
    }
  } catch (error) {
    // sharp throws for every file that it can't decode; there is no narrower class.
    const why = error instanceof Error && /pixel limit/i.test(error.message) ? 'pixels' : 'damaged'
    return { kind: 'refused', why }
  }
}

function refused(field: 'file' | 'alt', sentence: Sentence) {
  return { kind: 'refused' as const, field, sentence }
}

const sentences = {
  alt: {
    fr: 'Décrivez l’image en une phrase (500 signes au plus)\u202f: c’est ce que lit qui ne la voit pas.',
    en: 'Describe the picture in a sentence (500 characters at most): it is what people who can’t see it get.',
  },
  empty: {
    fr: 'Choisissez une image\u202f: le fichier reçu est vide.',
    en: 'Choose a picture: the file received is empty.',
  },
  format: {
    fr: 'Ce fichier n’est pas une image JPEG, PNG, GIF ou WebP. Exportez-le dans l’un de ces formats.',
    en: 'This file is not a JPEG, PNG, GIF or WebP picture. Export it in one of these formats.',
  },
  damaged: {
    fr: 'Cette image est abîmée ou incomplète. Ouvrez-la, enregistrez-la à nouveau, puis renvoyez-la.',
    en: 'This picture is damaged or incomplete. Open it, save it again, then send it again.',
  },
  pixels: {
    fr: 'Cette image a trop de pixels. Réduisez-la à 4 000 pixels de large environ.',
    en: 'This picture has too many pixels. Reduce it to about 4,000 pixels wide.',
  },
  small: {
    fr: 'Cette image est trop petite pour être vue. Prenez-en une d’au moins 8 pixels de côté.',
    en: 'This picture is too small to be seen. Take one of at least 8 pixels a side.',
  },
  missing: {
    fr: 'Le fichier n’est pas arrivé. Envoyez l’image à nouveau.',
    en: 'The file did not arrive. Send the picture again.',
  },
  tooLarge: (bytes: number): Sentence => {
    const megabytes = Math.floor(bytes / 1_000_000)
    return {
      fr: `Cette image pèse plus de ${megabytes} Mo. Réduisez-la, puis renvoyez-la.`,
      en: `This picture is over ${megabytes} MB. Reduce it, then send it again.`,
    }
  },
}
