// The typefaces of papers: read and opened once a process, when the first one is asked for.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FaceBytes, type Faces, faceFile, faceNames, openFaces } from '#finance/papers/faces'

/** `folder` holds what scripts/build-paper-faces.ts cut. */
export function paperFacesIn(folder: string): () => Promise<Faces> {
  let opened: Promise<Faces> | undefined
  return () => {
    opened ??= readFaces(folder).then(openFaces)
    return opened
  }
}

/** infra/web.ts copies them beside the bundle. */
export function bundledPaperFaces(): () => Promise<Faces> {
  return paperFacesIn(join(process.env['LAMBDA_TASK_ROOT'] ?? '.', 'paper-faces'))
}

async function readFaces(folder: string): Promise<FaceBytes> {
  const read = async (name: (typeof faceNames)[number]) =>
    [name, new Uint8Array(await readFile(join(folder, faceFile(name))))] as const
  return Object.fromEntries(await Promise.all(faceNames.map(read))) as FaceBytes
}
