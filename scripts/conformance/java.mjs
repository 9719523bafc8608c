// DynamoDB Local on a free port of this machine: in memory, one database, nothing told to Amazon.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Missing } from './missing.mjs'
import { startServer } from './server.mjs'

const leastJava = 17

/**
 * The command of a Java that is new enough.
 * @throws Missing
 */
export function findJava() {
  const home = process.env['JAVA_HOME']
  const tried = []
  for (const java of [...(home ? [join(home, 'bin', 'java')] : []), 'java']) {
    const { stderr, error } = spawnSync(java, ['-version'], { encoding: 'utf8' })
    const found = /version "([^"]+)"/.exec(stderr ?? '')?.[1]
    if (!error && Number.parseInt(found ?? '', 10) >= leastJava) return java
    if (found) tried.push(`${java} is version ${found}`)
  }
  throw new Missing(
    `DynamoDB Local needs Java ${leastJava} or newer` +
      `${tried.length > 0 ? ` (${tried.join(', ')})` : ', and there is none on the PATH'}. Get it with ` +
      '`apt-get install openjdk-17-jre-headless` (Debian, Ubuntu), `brew install openjdk@17` (macOS), ' +
      'or from https://adoptium.net, then run this again.',
  )
}

/** Starts it; answers with its address. */
export function startDynamodbLocal({ java, folder }) {
  const frugal = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  const local = ['-inMemory', '-sharedDb', '-disableTelemetry']
  const jar = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar']
  return startServer({
    name: 'dynamodb-local',
    command: java,
    args: (port) => [...frugal, ...jar, '-port', String(port), ...local],
    cwd: folder,
  })
}
