// A function bundled as for Lambda, in a process of its own that loads nothing else: its memory and
// its CPU time are the function's.
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Invoked } from '#sandbox/functions-host'
import { leftOut } from '../../infra/left-out.ts'
import { bundleOptions } from '../../scripts/infra/bundle-options.mjs'

export type Usage = { rssBytes: number; cpuSeconds: number }
export type BundledFunction = {
  invoke(call: { name: string; event: unknown; timeoutMs: number }): Promise<Invoked>
  /** The most memory it ever had, and the CPU time it took since it began. */
  usage(): Promise<Usage>
  stop(): Promise<void>
}

type Answer = { id: string; value?: unknown; error?: string }

const program = `
const handlers = import(process.argv[2])
process.on('message', async ({ id, kind, event, timeoutMs, name }) => {
  if (kind === 'usage') {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    process.send({ id, value: { rssBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 } })
    return
  }
  const deadline = Date.now() + timeoutMs
  try {
    const { handler } = await handlers
    const value = await handler(event, {
      functionName: name, awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now(),
    })
    process.send({ id, value: value ?? null })
  } catch (error) {
    console.error(error)
    process.send({ id, error: String(error?.name) })
  }
})
process.on('disconnect', () => process.exit(0))
`

/** Bundles `functions/NAME.ts` into the folder and starts it with this environment alone. */
export async function startBundled(options: {
  name: string
  folder: string
  environment: Record<string, string>
}): Promise<BundledFunction> {
  const { name, folder } = options
  const bundle = join(folder, `${name}.mjs`)
  await build({
    ...bundleOptions,
    external: [...(bundleOptions.external ?? []), ...leftOut],
    entryPoints: [join('functions', `${name}.ts`)],
    outfile: bundle,
  })
  const main = join(folder, 'run.mjs')
  writeFileSync(main, program)
  const child = fork(main, [bundle], {
    execArgv: [],
    env: { PATH: process.env['PATH'], ...options.environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<string, (answer: Answer) => void>()
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  const ask = (message: object) =>
    new Promise<Answer>((resolve) => {
      const id = randomUUID()
      waiting.set(id, resolve)
      child.send({ id, ...message })
    })
  return {
    async invoke(call) {
      const { value, error } = await ask({ kind: 'invoke', ...call })
      return error === undefined ? { kind: 'returned', value } : { kind: 'failed', error }
    },
    usage: async () => (await ask({ kind: 'usage' })).value as Usage,
    stop: () => ended(child),
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
