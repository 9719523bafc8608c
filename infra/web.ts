// The pages: functions behind one router, by the same paths as packages/sandbox/web-server.ts.
import { assets } from './assets'
import { mail } from './mail'
import { plan, queueDesk, send, singles, stripe } from './queues'
import { router, site } from './site'
import { files, readerKey, signingKey, table } from './storage'
import { payments, webhook } from './stripe'

const common = [table, files, site, signingKey, readerKey, singles.live, assets]

/** Public pages, the sign-up API, and the door that Stripe's events come to. */
export const sitePages = new sst.aws.Function('SitePages', {
  handler: 'functions/site.handler',
  timeout: '20 seconds',
  link: [...common, ...payments, ...webhook],
  url: { router: { instance: router, path: '/' } },
})

const staff = [...common, mail, send.live, plan.live]

/**
 * The staff's pages. Beside the bundle are installed sharp, whose binary resizes pictures, and the
 * reader of PDF that counts an issue's pages.
 */
export const consolePages = new sst.aws.Function('ConsolePages', {
  handler: 'functions/console.handler',
  timeout: '20 seconds',
  memory: '1024 MB',
  nodejs: { install: ['sharp', '@cantoo/pdf-lib'] },
  link: [...staff, queueDesk, stripe.live],
  url: { router: { instance: router, path: '/console' } },
})

/** What needs MJML or readers of HTML: previews, the check, test mails, texts brought in. */
export const previewPages = new sst.aws.Function('PreviewPages', {
  handler: 'functions/preview.handler',
  timeout: '30 seconds',
  memory: '1024 MB',
  link: staff,
  url: { router: { instance: router, path: '/console/preview' } },
})
router.route('/p', previewPages.url)
router.route('/en/p', previewPages.url)

/**
 * The books, for finance, and the invoices that readers download. Beside the bundle is installed what
 * draws a PDF.
 */
export const financePages = new sst.aws.Function('FinancePages', {
  handler: 'functions/finance.handler',
  timeout: '30 seconds',
  memory: '1024 MB',
  nodejs: { install: ['@cantoo/pdf-lib', '@pdf-lib/fontkit'] },
  copyFiles: [{ from: 'packages/finance/papers/faces', to: 'paper-faces' }],
  link: [table, files, site, signingKey, readerKey, assets, stripe.live],
  url: { router: { instance: router, path: '/console/finance' } },
})
router.route('/account/papers', financePages.url)
router.route('/en/account/papers', financePages.url)

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
