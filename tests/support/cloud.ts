// A sandbox for a test: its own data folder, no functions unless asked for, real AWS clients.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cloud, type CloudOptions, startCloud } from '#sandbox/cloud'

/** What every AWS client of a test is made with. */
export const clientConfig = (cloud: { url: string }) => ({
  endpoint: cloud.url,
  region: 'eu-west-3',
  credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
})

export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kiosque-test-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export async function testCloud(
  options: Partial<CloudOptions> = {},
): Promise<{ cloud: Cloud; close: () => Promise<void> }> {
  const { folder, remove } = temporaryFolder()
  const cloud = await startCloud({
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    sender: 'lettre@en-contact.example',
    functions: 'none',
    ...options,
  })
  return {
    cloud,
    close: async () => {
      await cloud.stop()
      remove()
    },
  }
}
