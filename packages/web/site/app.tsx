// The site: everything a reader sees. French at the root, English under `/en`, the same routes.
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { sameOriginOnly } from '../shared/csrf.ts'
import {
  bodyTooLarge,
  type ErrorOptions,
  errorHandler,
  notFoundHandler,
  SiteFaultPage,
} from '../shared/errors.tsx'
import { cleanPath } from '../shared/locale.ts'
import { contentSecurityPolicy, privatePage, securityHeaders } from '../shared/security.ts'
import { accountRoutes } from './account/routes.ts'
import { calendarIcs, calendarJson, calendarPage } from './calendar-pages.tsx'
import { companiesPage, companyPage } from './company-pages.tsx'
import { confirmPage, postConfirm } from './confirm.tsx'
import { publicCache, type SiteDeps, siteLimits, viewOf } from './context.ts'
import { downloadMyData, erasePage, myDataPage, postErase } from './data-pages.tsx'
import { frontPage } from './front-page.tsx'
import { giftCardPage } from './gift-card-page.tsx'
import { issuePage } from './issue-page.tsx'
import { declaredPage, leavePage, postLeave } from './leave/routes.tsx'
import { legalPage } from './legal-page.tsx'
import { favicon, health, image, robots, sitemap } from './machine-pages.ts'
import { newsletterPage, newslettersFeed, newslettersPage } from './newsletter-pages.tsx'
import { orderPage, postOrder } from './order-page.tsx'
import { postPreferences, postPreferencesAct, preferencesPage } from './preferences.tsx'
import { readFile, readPage } from './reading/read-page.tsx'
import { postSignUp, signUpPage, signUpSentPage } from './sign-up.tsx'
import { postStop, stopPage } from './stop-page.tsx'
import { postSubscribeForm, subscribeFormPage } from './subscribe-form.tsx'
import { subscribePage } from './subscribe-page.tsx'
import { termsPage } from './terms-page.tsx'
import { clickLink, openPixel } from './tracking.tsx'
import { postUnsubscribe, unsubscribePage } from './unsubscribe-pages.tsx'

export type { SiteDeps }

/** The whole site; mount it at `/`, after what has addresses of its own. */
export function createSite(deps: SiteDeps): Hono {
  const app = new Hono({ strict: false })
  const errors: ErrorOptions = {
    log: deps.log,
    makeId: deps.makeId,
    page: (c, fault) => <SiteFaultPage view={viewOf(deps, c)} fault={fault} />,
  }
  app.onError(errorHandler(errors))
  app.notFound(notFoundHandler(errors))
  app.use(securityHeaders({ isHttps: deps.siteUrl.startsWith('https:') }))
  app.use(onePathAPage)
  app.use(bodyLimit({ maxSize: siteLimits.bodyBytes, onError: bodyTooLarge }))
  app.get('/health', (c) => health(c))
  app.get('/robots.txt', (c) => robots(deps, c))
  app.get('/sitemap.xml', (c) => sitemap(deps, c))
  app.get('/favicon.svg', (c) => favicon(deps, c))
  app.get('/favicon.ico', (c) => {
    c.header('cache-control', publicCache)
    return c.redirect('/favicon.svg', 301)
  })
  app.get('/media/images/:id', (c) => image(deps, c))
  app.get('/o/:token', (c) => openPixel(deps, c))
  app.get('/c/:token', (c) => clickLink(deps, c))
  app.route('/en', pages(deps))
  app.route('/', pages(deps))
  // Mounted in another app, this one's notFound is not asked.
  app.all('*', notFoundHandler(errors))
  return app
}

/** Slashes too many lead to the one address that a page has. */
const onePathAPage: MiddlewareHandler = async (c, next) => {
  const { method } = c.req
  // The router's own path has lost a slash at the end.
  const { pathname, search } = new URL(c.req.url)
  const clean = cleanPath(pathname)
  if (clean === pathname || (method !== 'GET' && method !== 'HEAD')) return next()
  c.header('cache-control', publicCache)
  return c.redirect(clean + search, 301)
}

/** A form there is answered with the way to Stripe's pages, which browsers hold for its target. */
const payingPage: MiddlewareHandler = async (c, next) => {
  await next()
  const hosts = ['https://checkout.stripe.com', 'https://billing.stripe.com']
  c.header('content-security-policy', contentSecurityPolicy({ 'form-action': hosts }))
}

const leaveDoors = [
  ['/cancel', 'cancellation'],
  ['/withdraw', 'withdrawal'],
] as const

function pages(deps: SiteDeps): Hono {
  const app = new Hono({ strict: false })
  const sameOrigin = sameOriginOnly({ siteUrl: deps.siteUrl })
  app.get('/', (c) => frontPage(deps, c))
  app.get('/issues/:number', (c) => issuePage(deps, c))
  app.get('/companies', (c) => companiesPage(deps, c))
  app.get('/companies/:slug', (c) => companyPage(deps, c))
  app.get('/calendar', (c) => calendarPage(deps, c))
  app.get('/calendar.json', (c) => calendarJson(deps, c))
  app.get('/calendar.ics', (c) => calendarIcs(deps, c))
  app.get('/newsletters', (c) => newslettersPage(deps, c))
  app.get('/newsletters/rss.xml', (c) => newslettersFeed(deps, c))
  app.get('/newsletters/:slug', (c) => newsletterPage(deps, c))
  app.get('/legal', (c) => legalPage(deps, c))
  app.get('/terms', (c) => termsPage(deps, c))
  app.get('/subscribe', (c) => subscribePage(deps, c))
  for (const place of ['subscribe', 'order'])
    app.use(`/${place}/:of`, privatePage, sameOrigin, payingPage)
  app.get('/subscribe/:plan', (c) => subscribeFormPage(deps, c))
  app.post('/subscribe/:plan', (c) => postSubscribeForm(deps, c))
  if (deps.publication.subscriptions) {
    app.use('/account', privatePage, sameOrigin, payingPage)
    app.use('/account/*', privatePage, sameOrigin, payingPage)
    accountRoutes(app, deps)
  }
  app.get('/order/:token', (c) => orderPage(deps, c))
  app.get('/order/:token/card', (c) => giftCardPage(deps, c))
  app.post('/order/:token', (c) => postOrder(deps, c))
  app.use('/read/*', privatePage)
  for (const read of ['/read/:number', '/read/:number/:token']) {
    app.get(`${read}/open`, (c) => readFile(deps, c, 'inBrowser'))
    app.get(`${read}/save`, (c) => readFile(deps, c, 'asDownload'))
    app.get(read, (c) => readPage(deps, c))
  }
  for (const [door, kind] of leaveDoors) {
    app.use(door, privatePage, sameOrigin)
    app.get(door, (c) => leavePage(deps, c, kind))
    app.post(door, (c) => postLeave(deps, c, kind))
  }
  app.use('/declared/*', privatePage)
  app.get('/declared/:token', (c) => declaredPage(deps, c))
  app.use('/sign-up/*', privatePage, sameOrigin)
  app.get('/sign-up', (c) => signUpPage(deps, c))
  app.get('/sign-up/sent', (c) => signUpSentPage(deps, c))
  app.post('/sign-up', (c) => postSignUp(deps, c))
  for (const place of ['confirm', 'preferences', 'my-data', 'erase', 'stop'])
    app.use(`/${place}/*`, privatePage, sameOrigin)
  app.get('/confirm/:token', (c) => confirmPage(deps, c))
  app.post('/confirm/:token', (c) => postConfirm(deps, c))
  app.get('/preferences/:token', (c) => preferencesPage(deps, c))
  app.post('/preferences/:token', (c) => postPreferences(deps, c))
  app.post('/preferences/:token/:act{export|erase|resubscribe}', (c) => postPreferencesAct(deps, c))
  app.get('/my-data/:token', (c) => myDataPage(deps, c))
  app.get('/my-data/:token/download', (c) => downloadMyData(deps, c))
  app.get('/erase/:token', (c) => erasePage(deps, c))
  app.post('/erase/:token', (c) => postErase(deps, c))
  app.get('/stop/:token', (c) => stopPage(deps, c))
  app.post('/stop/:token', (c) => postStop(deps, c))
  // No origin check here: the one-click POST comes from a mail program, with the token alone.
  app.use('/unsubscribe/*', privatePage)
  app.get('/unsubscribe/:token', (c) => unsubscribePage(deps, c))
  app.post('/unsubscribe/:token', (c) => postUnsubscribe(deps, c))
  return app
}
