// Writes a file that a person named on the command line.
import { writeFile } from 'node:fs/promises'
import { VisibleError } from '#kernel/errors'

/**
 * `mode` as for a new file; 0o644 unless given.
 * @throws VisibleError when there is no such folder or it can't be written to.
 */
export async function writeNamed(file: string, content: string, mode = 0o644): Promise<void> {
  try {
    await writeFile(file, content, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new VisibleError(
      'invalid',
      {
        fr: `Le fichier ${file} ne peut pas être écrit (${code}). Choisissez un autre endroit.`,
        en: `The file ${file} can’t be written (${code}). Choose another place.`,
      },
      { cause: error },
    )
  }
}
