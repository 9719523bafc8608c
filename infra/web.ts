// The pages: three functions behind one router, and the static assets. Plain origin access would ask
// browsers to hash POST bodies, which breaks forms and one-click: requests are signed at the edge.

import { mail } from './mail'
import { plan, send, singles } from './queues'
import { router, site } from './site'
import { files, readerKey, signingKey, table } from './storage'

export const assets = new sst.aws.StaticSite('Assets', {
  path: '.',
  build: { command: 'node packages/cli/tsx.mjs scripts/build-assets.ts', output: 'dist/site' },
  router: { instance: router, path: '/assets' },
})

const common = [table, files, site, signingKey, readerKey, singles.live]

/** Public pages and the sign-up API. */
export const sitePages = new sst.aws.Function('SitePages', {
  handler: 'functions/site.handler',
  timeout: '20 seconds',
  link: common,
  url: { router: { instance: router, path: '/' } },
})

/** The staff's pages. */
export const consolePages = new sst.aws.Function('ConsolePages', {
  handler: 'functions/console.handler',
  timeout: '20 seconds',
  link: [...common, send.live, plan.live],
  url: { router: { instance: router, path: '/console' } },
})

/** What needs MJML: previews, the pre-send check, test mails. */
export const previewPages = new sst.aws.Function('PreviewPages', {
  handler: 'functions/preview.handler',
  timeout: '30 seconds',
  memory: '1024 MB',
  link: [...common, mail],
  url: { router: { instance: router, path: '/console/preview' } },
})
router.route('/p', previewPages.url)

/** Covers as pictures, drawn by resvg with our own faces. */
export const mediaPages = new sst.aws.Function('MediaPages', {
  handler: 'functions/media.handler',
  timeout: '20 seconds',
  link: [table, files],
  copyFiles: [
    { from: 'node_modules/@resvg/resvg-wasm/index_bg.wasm', to: 'resvg.wasm' },
    { from: 'packages/web/cover/faces', to: 'faces' },
  ],
  url: { router: { instance: router, path: '/media/covers' } },
})

export const siteUrl = router.url
