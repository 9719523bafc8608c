// Seeds a data folder once. A start that was killed half way seeds the rest at the next.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Parts } from '#runtime/all-parts'
import { writeWhole } from './data-folder.ts'
import { forgetHistory, takeHistory } from './history/first-start.ts'
import { seedSample } from './seed.ts'

/** Whether this call put the sample in; only a publication marked `sample` gets one. */
export async function seedOnce(dataDir: string, parts: Parts): Promise<boolean> {
  const mark = join(dataDir, 'seeded.json')
  if (existsSync(mark) || !parts.publication.sample) return false
  await takeHistory(dataDir, parts.table)
  await seedSample(parts)
  writeWhole(mark, JSON.stringify({ seededAt: parts.clock().toISOString() }))
  forgetHistory(dataDir)
  return true
}
