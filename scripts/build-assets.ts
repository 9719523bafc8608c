// Writes the pages' static files for a deploy: `dist/site/assets/…` as they are addressed, and
// `dist/assets.json`, the manifest that the functions carry.
// `node packages/cli/tsx.mjs scripts/build-assets.ts [FOLDER]`
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parsePublication } from '#publication/schema'
import config from '#publication.config'
import { buildAssets } from '#web/assets'

const folder = process.argv[2] ?? 'dist'
const built = await buildAssets({ publication: parsePublication(config) })
for (const [path, file] of built.files) {
  const target = join(folder, 'site', path)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, file.body)
}
await writeFile(join(folder, 'assets.json'), JSON.stringify(built.manifest, null, 2))
