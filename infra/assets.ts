// The static files of the pages: built before the deploy, served at the edge under their hashed
// names; the manifest (name to path) is a link, so that functions know the names.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { router } from './site'

const { root } = $cli.paths
execFileSync(process.execPath, ['packages/cli/tsx.mjs', 'scripts/build-assets.ts'], { cwd: root })

export const files = new sst.aws.StaticSite('StaticAssets', {
  // SST puts them under the router's path itself.
  path: 'dist/site/assets',
  router: { instance: router, path: '/assets' },
})

export const assets = new sst.Linkable('Assets', {
  properties: { manifest: readFileSync(join(root, 'dist/assets.json'), 'utf8') },
})
