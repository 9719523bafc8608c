// `/account/papers/…`: invoices and credit notes for the address that is signed in, its own alone.
import { type Context, Hono } from 'hono'
import { findPaper } from '#finance/papers/make-paper'
import { askForBooks } from '#finance/run-books'
import type { MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import type { Clock } from '#kernel/time'
import { heldBy } from '#subscriptions/account-reader'
import { type ErrorOptions, errorHandler, notFound, SiteFaultPage } from '../shared/errors.tsx'
import { localPath, readPath, say } from '../shared/locale.ts'
import { privatePage, securityHeaders } from '../shared/security.ts'
import type { Assets, View } from '../shared/view.ts'
import { AccountPage } from '../site/account/frame.tsx'
import { signedInReader, signInFirst } from '../site/account/session.ts'
import { answerPaper, type PaperDeps, readPaperRef } from './paper-answer.ts'

export type AccountPapersDeps = PaperDeps & {
  clock: Clock
  makeId: MakeId
  siteUrl: string
  assets: Assets
  log: Log
}

/** Mount it at `/`. */
export function createAccountPapers(deps: AccountPapersDeps): Hono {
  const app = new Hono({ strict: false })
  const errors: ErrorOptions = {
    log: deps.log,
    makeId: deps.makeId,
    page: (c, fault) => <SiteFaultPage view={viewOf(deps, c)} fault={fault} />,
  }
  app.onError(errorHandler(errors))
  for (const base of ['/account/papers', '/en/account/papers'] as const) {
    app.use(`${base}/*`, securityHeaders({ isHttps: deps.siteUrl.startsWith('https:') }))
    app.use(`${base}/*`, privatePage)
    app.get(`${base}/:invoice`, (c) => showPaper(deps, c))
    app.get(`${base}/:invoice/:note`, (c) => showPaper(deps, c))
    app.all(`${base}/*`, () => {
      throw notFound(noSuchPaper)
    })
  }
  return app
}

async function showPaper(deps: AccountPapersDeps, c: Context): Promise<Response> {
  const reader = await signedInReader(deps, c)
  if (!reader) return signInFirst(c)
  const ref = readPaperRef(c)
  const { customerId } = await heldBy(deps.table, reader.readerIds)
  // Who never bought has no paper that could still come.
  if (!ref || customerId === undefined) throw notFound(noSuchPaper)
  const found = await findPaper(deps.table, ref)
  if (!found) return await comingPage(deps, c)
  if (found.account.invoice.customerId !== customerId) throw notFound(noSuchPaper)
  return await answerPaper(deps, c, found)
}

/** The books read Stripe every night, and a minute after it said something. */
async function comingPage(deps: AccountPapersDeps, c: Context): Promise<Response> {
  await askForBooks(deps)
  const view = viewOf(deps, c)
  const { locale } = view
  const page = (
    <AccountPage
      view={view}
      title={say(locale, 'Ce document se prépare', 'This document is on its way')}
      lead={say(
        locale,
        'Il sera là dans une minute ou deux.',
        'It will be here in a minute or two.',
      )}
    >
      <p class="issue-acts">
        <a class="button primary" href={localPath(locale, view.path)}>
          {say(locale, 'Réessayer', 'Try again')}
        </a>
        <a class="button" href={localPath(locale, '/account/invoices')}>
          {say(locale, 'Toutes vos factures', 'All your invoices')}
        </a>
      </p>
    </AccountPage>
  )
  return c.html(page, 404)
}

const noSuchPaper = {
  fr: 'Cette facture n’est pas dans votre compte. Revenez à la liste de vos factures\u202f: elle montre toutes celles de votre adresse.',
  en: 'This invoice is not in your account. Go back to the list of your invoices: it shows all those of your address.',
}

function viewOf(deps: AccountPapersDeps, c: Context): View {
  const { publication, assets, siteUrl } = deps
  return { publication, assets, siteUrl, now: deps.clock(), ...readPath(c.req.path) }
}
