import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { FolderInUse, lockFolder, openSecrets } from '#sandbox/data-folder'
import { temporaryFolder, testCloud } from '../../support/cloud.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  while (cleanUp.length > 0) await cleanUp.pop()?.()
})

function folder(): string {
  const { folder, remove } = temporaryFolder()
  cleanUp.push(remove)
  return folder
}

it('refuses a folder that a living process works in, and names its address', async () => {
  const { cloud, close } = await testCloud()
  cleanUp.push(close)
  expect(() => lockFolder(cloud.dataDir)).toThrow(FolderInUse)
  expect(() => lockFolder(cloud.dataDir)).toThrow(/http:\/\/localhost:8787/)
})

it('can be taken again after a clean stop', () => {
  const path = folder()
  lockFolder(path).release()
  const lock = lockFolder(path)
  expect(lock.stoppedUncleanly).toBe(false)
  lock.release()
})

it('takes over the lock of a process that has died', async () => {
  const path = folder()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const dead = JSON.stringify({ pid: child.pid, started: '', url: 'http://localhost:1' })
  writeFileSync(join(path, 'lock.json'), dead)
  expect(() => lockFolder(path)).toThrow(FolderInUse)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = lockFolder(path)
  expect(lock.stoppedUncleanly).toBe(true)
  lock.release()
})

it('takes over the lock when its number now belongs to another process', () => {
  const path = folder()
  const other = { pid: process.pid, started: 'another start', url: '' }
  writeFileSync(join(path, 'lock.json'), JSON.stringify(other))
  expect(lockFolder(path).stoppedUncleanly).toBe(true)
})

it('takes over a lock that was cut short', () => {
  const path = folder()
  writeFileSync(join(path, 'lock.json'), '{"pid":')
  expect(lockFolder(path).stoppedUncleanly).toBe(true)
})

it('makes its secrets once', () => {
  const path = folder()
  const secrets = openSecrets(path)
  expect(openSecrets(path)).toEqual(secrets)
  expect(secrets.signingKey).not.toBe(secrets.readerKey)
})
