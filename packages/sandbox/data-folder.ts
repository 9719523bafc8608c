// The data folder: its small files (secrets, the running stack), and the lock that keeps a second
// sandbox out of it.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { type Sentence, VisibleError } from '#kernel/errors'

/** Writes a file so that a kill leaves either the old content or the new, never half of it. */
export function writeWhole(file: string, content: string, mode = 0o600): void {
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, content, { mode })
  renameSync(draft, file)
}

/** Appends to an open file; one call to the system may take less than it is given. */
export function writeWholly(descriptor: number, content: Uint8Array): void {
  for (let written = 0; written < content.byteLength; )
    written += writeSync(descriptor, content, written)
}

const Lock = z.object({ pid: z.number().int(), started: z.string(), url: z.string() })
type Lock = z.infer<typeof Lock>

export type HeldLock = {
  /** The last holder was killed: what it was writing may be half done. */
  stoppedUncleanly: boolean
  /** Names the address of the pages in the lock, for whoever is refused. */
  setUrl(url: string): void
  release(): void
}

/** Another process that is alive works in this folder. */
export class FolderInUse extends VisibleError {
  readonly pid: number
  readonly url: string

  constructor(folder: string, lock: Pick<Lock, 'pid' | 'url'>) {
    const { pid, url } = lock
    super('conflict', url === '' ? heldByCommand(folder, pid) : heldByStack(folder, lock))
    this.name = 'FolderInUse'
    this.pid = pid
    this.url = url
  }
}

function heldByStack(folder: string, { pid, url }: Pick<Lock, 'pid' | 'url'>): Sentence {
  return {
    fr: `Kiosque fonctionne déjà à l’adresse ${url} (processus ${pid}) avec les données de ${folder}. Arrêtez-le d’abord, ou choisissez un autre dossier par KIOSQUE_DATA.`,
    en: `Kiosque is running already at ${url} (process ${pid}) with the data in ${folder}. Stop it first, or choose another folder with KIOSQUE_DATA.`,
  }
}

function heldByCommand(folder: string, pid: number): Sentence {
  return {
    fr: `Une commande kiosque, ou Kiosque qui démarre, travaille avec les données de ${folder} (processus ${pid}). Attendez un instant, puis recommencez.`,
    en: `A kiosque command, or Kiosque starting up, is at work on the data in ${folder} (process ${pid}). Wait a moment, then try again.`,
  }
}

/**
 * Takes the folder for this process. The lock of a dead process is taken over; a number that the
 * system has since given to another process counts as dead (its start time differs).
 * @throws FolderInUse; VisibleError when the folder can't be made or written to.
 */
export function lockFolder(folder: string): HeldLock {
  const file = join(folder, 'lock.json')
  const own: Lock = { pid: process.pid, started: startOf(process.pid) ?? '', url: '' }
  const draft = `${file}.${process.pid}.draft`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(draft, JSON.stringify(own), { mode: 0o600 })
  } catch (error) {
    throw cannotWrite(folder, error)
  }
  let stoppedUncleanly = false
  try {
    while (!linkUnlessThere(draft, file)) {
      const holder = readLock(file)
      if (holder && isAlive(holder)) throw new FolderInUse(folder, holder)
      stoppedUncleanly = true
      setAside(file, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    stoppedUncleanly,
    setUrl: (url) => writeWhole(file, JSON.stringify({ ...own, url })),
    release: () => rmSync(file, { force: true }),
  }
}

/** The process that works in the folder now, if one does. */
export function holderOf(folder: string): { pid: number; url: string } | undefined {
  const holder = readLock(join(folder, 'lock.json'))
  return holder && isAlive(holder) ? holder : undefined
}

function cannotWrite(folder: string, cause: unknown): Error {
  const code = String((cause as NodeJS.ErrnoException).code)
  if (!['EACCES', 'EEXIST', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS'].includes(code))
    return cause as Error
  return new VisibleError(
    'invalid',
    {
      fr: `Le dossier ${folder} ne peut pas être écrit (${code}). Changez ses droits, ou choisissez un autre dossier par KIOSQUE_DATA.`,
      en: `The folder ${folder} can’t be written to (${code}). Change its rights, or choose another folder with KIOSQUE_DATA.`,
    },
    { cause },
  )
}

function linkUnlessThere(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Takes a dead lock away, unless another process has taken the folder over in the meantime. */
function setAside(file: string, dead: Lock | undefined): void {
  const aside = `${file}.${process.pid}.aside`
  try {
    renameSync(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const taken = readLock(aside)
  if (taken && JSON.stringify(taken) !== JSON.stringify(dead)) linkUnlessThere(aside, file)
  rmSync(aside, { force: true })
}

function readLock(file: string): Lock | undefined {
  try {
    return Lock.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined // half written by a process that was killed
  }
}

function isAlive(lock: Lock): boolean {
  try {
    process.kill(lock.pid, 0)
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const started = startOf(lock.pid)
  return started === undefined || lock.started === '' || started === lock.started
}

/** When a process was started, as text that differs from one start to the next, if it can be had. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold spaces; the start in ticks is the 22nd field.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    // No /proc (macOS, BSD): ask ps, where there is one.
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

const Secrets = z.object({ signingKey: z.string().min(32), readerKey: z.string().min(32) })
export type Secrets = z.infer<typeof Secrets>

/** The keys that links are signed and readers' ids are made with; made at the first start. */
export function openSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  try {
    return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new VisibleError(
        'invalid',
        {
          fr: `Le fichier ${file} est abîmé ; sans ses clés, aucun lien des messages déjà partis ne fonctionne. Remettez-le d’une copie, ou effacez le dossier pour repartir de zéro.`,
          en: `The file ${file} is broken; without its keys no link in a mail that was sent works. Put a copy back, or clear the folder to start over.`,
        },
        { cause: error },
      )
  }
  const secret = () => randomBytes(32).toString('base64url')
  const secrets = { signingKey: secret(), readerKey: secret() }
  writeWhole(file, JSON.stringify(secrets, null, 2))
  return secrets
}
