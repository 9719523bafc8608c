// moto, the Python world's stand-in for AWS: the second opinion on the sandbox's SES.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cached, run } from './cache.mjs'
import { Missing } from './missing.mjs'
import { startServer } from './server.mjs'

const version = '5.2.5'
const requirements = fileURLToPath(new URL('./moto-requirements.txt', import.meta.url))
const isWindows = process.platform === 'win32'

/**
 * The command of a Python that can make a virtual environment.
 * @throws Missing
 */
export function findPython() {
  const python = isWindows ? 'python' : 'python3'
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'
  if (spawnSync(python, ['-c', check]).status === 0) return python
  throw new Missing(
    'The mail tests need Python 3.10 or newer with venv. Get it with `apt-get install python3-venv` ' +
      '(Debian, Ubuntu), `brew install python` (macOS), or from https://python.org, then run this again.',
  )
}

/** The Python that has moto, made unless it is there. Wheels only: nothing is built or run. */
export function fetchMoto(python) {
  const folder = cached(`moto-${version}`, (target) => {
    run(python, ['-m', 'venv', target])
    const flags = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:']
    run(pythonIn(target), ['-m', 'pip', 'install', ...flags, '--requirement', requirements])
  })
  return pythonIn(folder)
}

const pythonIn = (folder) =>
  isWindows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

/** Starts it; answers with its address. */
export function startMoto({ python }) {
  return startServer({
    name: 'moto',
    command: python,
    args: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
  })
}
