// The routes of copies to be sent again: their list, the file for the mailing house, "it was sent".
import type { Hono } from 'hono'
import { idSchema } from '#kernel/ids'
import { dateOf, instant } from '#kernel/time'
import { countryName } from '#readers/country'
import { recordAudit } from '#staff/audit'
import { type ClaimRow, listClaims, markClaimSent } from '#subscriptions/claim-copy'
import { addressLines } from '#subscriptions/postal-address'
import { monthsBack } from '#subscriptions/store'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../context.ts'
import { csvAnswer } from '../csv.ts'
import { doneMessage } from '../done.ts'
import { ClaimsPage } from './claims-page.tsx'

type Deps = Pick<ConsoleDeps, 'table' | 'clock' | 'makeId' | 'publication'>

/** `file`: claims in one file for the mailing house. */
export const claimsLimits = { months: 12, file: 5_000 }

export function claimsRoutes(app: Hono<ConsoleEnv>, deps: Deps): void {
  app.get('/claims', async (c) => {
    const months = monthsBack(instant(deps.clock()), claimsLimits.months)
    const place = months.find((one) => one === c.req.query('place')) ?? 'open'
    const cursor = c.req.query('after')?.slice(0, 2_000)
    const found = await listClaims(deps, { place, cursor })
    return c.html(
      <ClaimsPage
        {...{ c, place, months }}
        rows={found.rows}
        cursor={found.cursor}
        flash={doneMessage(c)}
      />,
    )
  })
  // A POST, for it leaves a line in the audit trail.
  app.post('/claims.csv', (c) => fileOfClaims(deps, c))

  app.post('/claims/:customer/:claim/sent', async (c) => {
    const customerId = idSchema('customer').safeParse(c.req.param('customer'))
    const claimId = idSchema('claim').safeParse(c.req.param('claim'))
    if (!customerId.success || !claimId.success) throw notFound()
    const by = c.get('staff').id
    const ref = { customerId: customerId.data, claimId: claimId.data }
    const outcome = await markClaimSent(deps, { ref, by })
    if (outcome.kind === 'notFound') throw notFound()
    if (outcome.kind === 'sent')
      await recordAudit(deps, {
        ...{ staffId: by, act: 'claim.sent', subject: claimId.data },
        data: { issue: String(outcome.claim.number) },
      })
    return c.redirect('/console/subscriptions/claims?done=claim-sent', 303)
  })
}

async function fileOfClaims(deps: Deps, c: ConsoleContext) {
  const rows: ClaimRow[] = []
  let cursor: string | undefined
  do {
    const page = await listClaims(deps, { place: 'open', cursor, limit: 200 })
    rows.push(...page.rows)
    cursor = page.cursor
  } while (cursor !== undefined && rows.length < claimsLimits.file)
  const locale = c.get('locale')
  await recordAudit(deps, {
    ...{ staffId: c.get('staff').id, act: 'claims.exported', subject: 'claims' },
    data: { count: String(rows.length) },
  })
  const day = dateOf(instant(deps.clock()), deps.publication.zone)
  return csvAnswer(c, {
    name: locale === 'fr' ? `a-renvoyer-${day}` : `to-send-again-${day}`,
    heads: heads[locale],
    lines: rows.filter(({ delivery }) => delivery).map((row) => lineOf(row, locale)),
  })
}

const heads = {
  fr: [
    'ligne 1',
    'ligne 2',
    'ligne 3',
    'ligne 4',
    'ligne 5',
    'ligne 6',
    'pays',
    'numéro',
    'exemplaires',
    'réclamation',
  ],
  en: [
    'line 1',
    'line 2',
    'line 3',
    'line 4',
    'line 5',
    'line 6',
    'country',
    'issue',
    'copies',
    'claim',
  ],
}

/** Six lines with the empty ones closed up, as they are printed; the country apart, as a code. */
function lineOf({ claim, delivery }: ClaimRow, locale: 'fr' | 'en'): string[] {
  const lines = delivery ? addressLines(delivery) : []
  const six = Array.from({ length: 6 }, (_, at) => lines[at] ?? '')
  const country = delivery ? countryName(delivery.country, locale) : ''
  return [...six, country, String(claim.number), String(claim.copies), claim.id]
}
