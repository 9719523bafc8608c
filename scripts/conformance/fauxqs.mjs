// fauxqs, an SQS that others wrote: the second opinion on the sandbox's queues. In this process, on
// loopback (its own command listens on every interface), in memory.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cached, run } from './cache.mjs'

const version = '1.9.2'
/** What it depends on is taken as it was on this day. */
const asOf = '2026-11-15'
const integrity =
  'sha512-PR3ABQuOESGEL6MJQcxT3pMWnqUl9X/CaxiMpjtTZJcQxU0rcNbVMvLoHeM6ajmIzP5oR6g3Q2xvLqU+YPtK0g=='

/** The folder of the package, fetched unless it is there. */
export function fetchFauxqs() {
  const folder = cached(`fauxqs-${version}`, (target) => {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--before', asOf]
    run('npm', ['i', '--prefix', target, ...flags, `fauxqs@${version}`])
    const lock = readFileSync(join(target, 'node_modules', '.package-lock.json'), 'utf8')
    const found = JSON.parse(lock).packages['node_modules/fauxqs'].integrity
    if (found !== integrity)
      throw new Error(`fauxqs@${version} is not what it was: ${found}, not ${integrity}`)
  })
  return join(folder, 'node_modules', 'fauxqs')
}

/** Starts it; answers with its address. */
export async function startFauxqs({ folder }) {
  const { buildApp } = await import(pathToFileURL(join(folder, 'dist', 'app.js')).href)
  const app = buildApp({ logger: false, host: 'localhost', defaultRegion: 'eu-west-3' })
  return await app.listen({ port: 0, host: '127.0.0.1' })
}
