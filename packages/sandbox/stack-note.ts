// The note in the data folder by which the command finds the sandbox that runs there.
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { holderOf, writeWhole } from './data-folder.ts'

const StackNote = z.object({
  pid: z.number().int(),
  siteUrl: z.url(),
  awsUrl: z.url(),
  /** Opens `/sandbox/control`; whoever can read the data folder may. */
  token: z.string().min(32),
})
export type StackNote = z.infer<typeof StackNote>

/** Writes the note; `remove` takes it away when the sandbox stops. */
export function openStackNote(options: {
  dataDir: string
  siteUrl: string
  awsUrl: string
}): StackNote & { remove(): void } {
  const file = join(options.dataDir, 'stack.json')
  const note: StackNote = {
    pid: process.pid,
    siteUrl: options.siteUrl,
    awsUrl: options.awsUrl,
    token: randomBytes(32).toString('base64url'),
  }
  writeWhole(file, JSON.stringify(note, null, 2))
  return { ...note, remove: () => rmSync(file, { force: true }) }
}

/** The note of the sandbox that holds the folder's lock; undefined when none runs in the folder. */
export function readStackNote(dataDir: string): StackNote | undefined {
  try {
    const note = StackNote.parse(JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8')))
    return holderOf(dataDir)?.pid === note.pid ? note : undefined
  } catch {
    return undefined
  }
}
