// Data folders that something is wrong with: each gets a sentence that says what to do.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { VisibleError } from '#kernel/errors'
import { openClock } from '#sandbox/clock'
import { lockFolder, openSecrets } from '#sandbox/data-folder'
import { openStackNote, readStackNote } from '#sandbox/stack-note'
import { openWebServer } from '#sandbox/web-server'
import { temporaryFolder } from '../../support/cloud.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  while (cleanUp.length > 0) await cleanUp.pop()?.()
})

function folder(): string {
  const made = temporaryFolder()
  cleanUp.push(made.remove)
  return made.folder
}

function refusalOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof VisibleError) return error.sentence.en
    throw error
  }
  throw new Error('It was not refused')
}

it('tells that a folder is a file, or lies in one', () => {
  const file = join(folder(), 'a-file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'below')])
    expect(refusalOf(() => lockFolder(path))).toMatch(/can’t be written to.*KIOSQUE_DATA/)
})

it('tells which of its files is broken, and what becomes of the data', () => {
  const path = folder()
  for (const content of ['{"offsetMs', '{}', '{"offsetMs":0,"lastSeenAt":"yesterday"}']) {
    const file = join(path, 'clock.json')
    writeFileSync(file, content)
    const told = refusalOf(() => openClock({ file, realNow: () => new Date() }))
    expect(told).toContain(file)
    expect(told).toContain('Remove it')
  }
  writeFileSync(join(path, 'secrets.json'), '{')
  expect(refusalOf(() => openSecrets(path))).toContain('secrets.json')
})

it('tells that a port is taken', async () => {
  const web = await openWebServer({ port: 0 })
  cleanUp.push(() => web.stop())
  await expect(openWebServer({ port: web.port })).rejects.toBeInstanceOf(VisibleError)
})

it('finds a running stack by the lock it holds, whoever has its number now', async () => {
  const path = folder()
  const lock = lockFolder(path)
  openStackNote({ dataDir: path, siteUrl: 'http://localhost:1', awsUrl: 'http://127.0.0.1:2' })
  expect(readStackNote(path)?.siteUrl).toBe('http://localhost:1')
  lock.release()
  expect(readStackNote(path)).toBeUndefined()
  writeFileSync(
    join(path, 'lock.json'),
    JSON.stringify({ pid: process.pid, started: 'before this one', url: '' }),
  )
  expect(readStackNote(path)).toBeUndefined()
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  writeFileSync(
    join(path, 'lock.json'),
    JSON.stringify({ pid: child.pid, started: '', url: 'http://localhost:1' }),
  )
  expect(readStackNote(path)).toBeUndefined()
})
