// Reads a text file (or standard input) for the command line: UTF-8, or Windows-1252 where it is not.
import { readFile, stat } from 'node:fs/promises'
import { newsletterLimits } from '#editorial/newsletter'
import { VisibleError } from '#kernel/errors'

/**
 * The text of `file`; `-` is standard input. A byte-order mark is dropped.
 * @throws VisibleError when it is missing, a folder, or over the import's limit.
 */
export async function readTextFile(file: string): Promise<string> {
  const bytes = file === '-' ? await readAll(process.stdin) : await readNamed(file)
  if (bytes.length > newsletterLimits.importBytes) throw tooLarge()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

async function readNamed(file: string): Promise<Uint8Array> {
  try {
    if ((await stat(file)).size > newsletterLimits.importBytes) throw tooLarge()
    return await readFile(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error
    throw new VisibleError(
      'not-found',
      {
        fr: `Le fichier ${file} n’existe pas ou ne peut pas être lu.`,
        en: `The file ${file} does not exist or can’t be read.`,
      },
      { cause: error },
    )
  }
}

async function readAll(stream: NodeJS.ReadStream): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stream) {
    pieces.push(piece)
    size += piece.length
    if (size > newsletterLimits.importBytes) throw tooLarge()
  }
  return Buffer.concat(pieces)
}

function tooLarge(): VisibleError {
  return new VisibleError('too-large', {
    fr: 'Ce fichier dépasse un million d’octets : importez un extrait plus court.',
    en: 'This file is over one million bytes: import a shorter extract.',
  })
}
