// Starts a server of the conformance tests on a free port of this machine. It ends with this process,
// however that comes about; what it says is in `.ci-cache/NAME.log`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheFolder } from './cache.mjs'

const patienceMs = 60_000
const everyMs = 50

/** Resolves with its address once it listens; `args` is told the port. */
export async function startServer({ name, command, args, cwd }) {
  const port = await freePort()
  const log = openSync(join(cacheFolder, `${name}.log`), 'w')
  const child = spawn(command, args(port), { cwd, stdio: ['ignore', log, log] })
  closeSync(log)
  process.on('exit', () => child.kill('SIGKILL'))
  let failure
  child.once('error', (error) => {
    failure = error.message
  })
  child.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? code}`
  })
  const deadline = Date.now() + patienceMs
  while (!(await isOpen(port))) {
    if (failure === undefined && Date.now() > deadline) failure = 'it never answered'
    if (failure !== undefined)
      throw new Error(`${name} did not start: ${failure}; .ci-cache/${name}.log may say why`)
    await sleep(everyMs)
  }
  return `http://127.0.0.1:${port}`
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function isOpen(port) {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
