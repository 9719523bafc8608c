// The books' pages for staff, and the papers (invoices, credit notes) that readers download: beside
// the console and the site, so that neither holds the ledger or draws a PDF.
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import type { Faces } from '#finance/papers/faces'
import { createFinance } from '#web/finance/app.tsx'
import type { FinanceDeps } from '#web/finance/context'
import { createAccountPapers } from '#web/papers/account-papers.tsx'
import { clock } from './clock.ts'
import { readerKeys, signingKeys, siteUrl } from './links.ts'
import { bundledPaperFaces } from './paper-faces.ts'
import * as parts from './parts.ts'
import { lambdaWebParts, type WebParts } from './web-parts.ts'

export function financeHandler() {
  return handle(financeApp(lambdaWebParts()))
}

export function financeApp(
  web: WebParts,
  given: FinanceParts = financeParts(),
  paperFaces: () => Promise<Faces> = bundledPaperFaces(),
): Hono {
  const stripeObjectUrl = process.env['STRIPE_OBJECT_URL'] || undefined
  const deps = { ...given, ...web, stripeObjectUrl, paperFaces }
  const app = new Hono({ strict: false })
  app.route('/', createAccountPapers(deps))
  app.route('/', createFinance(deps))
  return app
}

/** What these pages use: no mail leaves from here, and nothing is asked of Stripe. */
export type FinanceParts = Omit<FinanceDeps, 'assets' | 'stripeObjectUrl' | 'paperFaces'>

export function financeParts(): FinanceParts {
  const { log, makeId } = parts
  const steps = parts.stripeQueue()
  return {
    table: parts.table(),
    clock,
    makeId,
    signingKeys: signingKeys(),
    readerKeys: readerKeys(),
    publication: parts.publication(),
    siteUrl: siteUrl(),
    files: parts.files(),
    log,
    stepHint: parts.stepHinter(() => steps, log),
  }
}
