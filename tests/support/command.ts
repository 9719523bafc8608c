// Runs the `kiosque` command as a person would: a process of its own, on a data folder of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Ran = { code: number; stdout: string; stderr: string }

const bin = 'packages/cli/bin.mjs'

/** A folder in the system's temporary folder; `remove` takes it away. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kiosque-test-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Without six months of sales before the first start, unless the test asks for them. */
export function environmentOf(dataDir: string): NodeJS.ProcessEnv {
  return { KIOSQUE_HISTORY: 'none', ...process.env, KIOSQUE_DATA: dataDir }
}

/** Runs to the end; never throws for an exit code. */
export function kiosque(dataDir: string, ...words: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, ...words],
      { env: environmentOf(dataDir), maxBuffer: 64_000_000 },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    )
  })
}

/** Runs with `--json` and parses; throws with what was printed when the exit code is not 0. */
export async function kiosqueJson<T>(dataDir: string, ...words: string[]): Promise<T> {
  const { code, stdout, stderr } = await kiosque(dataDir, ...words, '--json')
  if (code !== 0) throw new Error(`kiosque ${words.join(' ')} → ${code}\n${stdout}${stderr}`)
  return JSON.parse(stdout) as T
}

export type RunningStack = {
  siteUrl: string
  token: string
  process: ChildProcess
  /** What it has printed so far. */
  printed: () => string
  /** Ends it as Ctrl+C does. */
  stop(): Promise<void>
  /** Ends it as a power cut does. */
  kill(): Promise<void>
}

/** `kiosque start` on any free port; returns when it has printed its welcome. */
export async function startStack(
  dataDir: string,
  { withHistory = false } = {},
): Promise<RunningStack> {
  const history = withHistory ? { KIOSQUE_HISTORY: 'sample' } : {}
  const child = spawn(process.execPath, [bin, 'start', '--port', '0'], {
    env: { ...environmentOf(dataDir), ...history },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    const read = (piece: Buffer) => {
      printed += piece
      if (printed.includes('Ctrl+C stops')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`start ended with ${code}:\n${printed}`)))
  })
  const note = JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8'))
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  return {
    siteUrl: note.siteUrl,
    token: note.token,
    process: child,
    printed: () => printed,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
  }
}
