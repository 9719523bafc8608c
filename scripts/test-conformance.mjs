// `npm run test:conformance`: the storage, queue and mail tests against the sandbox and against what
// others wrote to the same protocols. Fetches those into `.ci-cache/` where they are missing. It
// leaves nothing out: what can't be had fails the run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchFauxqs, startFauxqs } from './conformance/fauxqs.mjs'
import { findJava, startDynamodbLocal } from './conformance/java.mjs'
import { Missing } from './conformance/missing.mjs'
import { fetchMoto, findPython, startMoto } from './conformance/moto.mjs'
import { fetchDynamodbLocal } from './fetch-dynamodb-local.mjs'

const projectFolder = fileURLToPath(new URL('..', import.meta.url))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

async function startAll() {
  const java = findJava()
  const python = findPython()
  const dynamodbLocal = fetchDynamodbLocal()
  const fauxqs = fetchFauxqs()
  const moto = fetchMoto(python)
  const [CONFORMANCE_DYNAMODB, CONFORMANCE_SQS, CONFORMANCE_SES] = await Promise.all([
    startDynamodbLocal({ java, folder: dynamodbLocal }),
    startFauxqs({ folder: fauxqs }),
    startMoto({ python: moto }),
  ])
  return { CONFORMANCE_DYNAMODB, CONFORMANCE_SQS, CONFORMANCE_SES }
}

async function runTests(addresses) {
  const manifest = createRequire(import.meta.url).resolve('vitest/package.json')
  const vitest = join(dirname(manifest), 'vitest.mjs')
  const args = [vitest, 'run', '--project', 'conformance', ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, {
    cwd: projectFolder,
    stdio: 'inherit',
    env: { ...process.env, ...addresses },
  })
  process.on('exit', () => child.kill())
  const [code] = await once(child, 'exit')
  return code ?? 1
}

try {
  process.exit(await runTests(await startAll()))
} catch (error) {
  console.error(error instanceof Missing ? error.message : error)
  process.exit(1)
}
