// The account's addresses. All of them are private pages, whose forms come from this site alone.
import type { Hono } from 'hono'
import type { SiteDeps } from '../context.ts'
import { postCard, postClaim } from './acts.ts'
import { dataPage, postData } from './data-page.tsx'
import { deliveryPage, postDelivery } from './delivery-page.tsx'
import { confirmEmailPage, emailPage, postConfirmEmail, postEmail } from './email-pages.tsx'
import { invoicesPage } from './invoices-page.tsx'
import { accountPage } from './overview-page.tsx'
import { planPage } from './plan-page.tsx'
import {
  openPage,
  postOpen,
  postSignIn,
  postSignOut,
  signInPage,
  signInSentPage,
} from './sign-in-pages.tsx'

export function accountRoutes(app: Hono, deps: SiteDeps): void {
  app.get('/account', (c) => accountPage(deps, c))
  app.get('/account/sign-in', (c) => signInPage(deps, c))
  app.post('/account/sign-in', (c) => postSignIn(deps, c))
  app.get('/account/sign-in/sent', (c) => signInSentPage(deps, c))
  app.get('/account/open/:token', (c) => openPage(deps, c))
  app.post('/account/open/:token', (c) => postOpen(deps, c))
  app.post('/account/sign-out', (c) => postSignOut(deps, c))
  app.post('/account/claim', (c) => postClaim(deps, c))
  app.post('/account/card', (c) => postCard(deps, c))
  app.get('/account/delivery/:stream', (c) => deliveryPage(deps, c))
  app.post('/account/delivery/:stream', (c) => postDelivery(deps, c))
  app.get('/account/email', (c) => emailPage(deps, c))
  app.post('/account/email', (c) => postEmail(deps, c))
  app.get('/account/email/:token', (c) => confirmEmailPage(deps, c))
  app.post('/account/email/:token', (c) => postConfirmEmail(deps, c))
  app.get('/account/plan/:subscription', (c) => planPage(deps, c))
  app.get('/account/invoices', (c) => invoicesPage(deps, c))
  app.get('/account/data', (c) => dataPage(deps, c))
  app.post('/account/data', (c) => postData(deps, c))
}
