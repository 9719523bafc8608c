// `.ci-cache/`: what the conformance tests need and the project may not or need not carry. A folder
// with the mark in it is complete; one without is what a broken-off fetch left, and is made anew.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const cacheFolder = fileURLToPath(new URL('../../.ci-cache', import.meta.url))

/** The folder of that name, filled by `make` unless it is there. */
export function cached(name, make) {
  const folder = join(cacheFolder, name)
  const mark = join(folder, '.complete')
  if (existsSync(mark)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  console.log(`· fetching ${name} into .ci-cache`)
  make(folder)
  writeFileSync(mark, '')
  return folder
}

/** Runs a program; its output is shown only when it fails. */
export function run(program, args, options = {}) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', ...options })
}
