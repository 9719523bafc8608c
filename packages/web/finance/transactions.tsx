// The routes of the ledger: the journal, one transaction, its reversal, an account's lines.
import type { Hono } from 'hono'
import { balanceRowsOf } from '#finance/exports/export-balance'
import { monthPeriod } from '#finance/period'
import { journalPage } from '#finance/read-journal'
import { accountPage, unsealedLines } from '#finance/read-ledger'
import { reverseTransaction } from '#finance/reverse-transaction'
import { type Booked, transactionOf } from '#finance/store-ledger'
import { Journal } from '#finance/transaction'
import { unreachable } from '#kernel/errors'
import { recordAudit } from '#staff/audit'
import { listStaff } from '#staff/store'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import { type ConsoleContext, type ConsoleEnv, formValues } from '../console/context.ts'
import { nameBehind } from '../console/staff-name.tsx'
import { AccountPage } from './account-page.tsx'
import type { FinanceDeps } from './context.ts'
import { financePath, monthOf } from './frame.tsx'
import { JournalPage } from './journal-page.tsx'
import { transactionPath } from './money.tsx'
import { namesOf } from './names.tsx'
import { saidAfter } from './said.ts'
import { TransactionPage } from './transaction-page.tsx'

export function ledgerRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  const { table } = deps
  app.get(`${financePath}/journal`, async (c) => {
    const month = monthOf(c)
    const sought = c.req.query('q')?.trim().slice(0, 120) ?? ''
    if (sought !== '' && (await transactionOf(table, sought)))
      return c.redirect(transactionPath(sought), 303)
    const journal = Journal.safeParse(c.req.query('journal')).data
    const after = c.req.query('after')
    const page = await journalPage(table, { month, journal, after })
    return c.html(
      <JournalPage {...{ c, month, journal, page, sought }} isFirst={after === undefined} />,
    )
  })

  app.get(`${financePath}/transactions/:source`, (c) => show(deps, c, emptyForm))
  app.post(`${financePath}/transactions/:source/reverse`, (c) => reverse(deps, c))

  app.get(`${financePath}/accounts/:account`, async (c) => {
    const account = c.req.param('account')
    if (!/^\d{3}[0-9A-Z]{0,9}$/.test(account)) throw notFound()
    const month = monthOf(c)
    const cursor = c.req.query('after')?.slice(0, 2_000)
    const isIn = (date: string) => date.startsWith(month)
    const { books } = deps.publication
    const [rows, page, waiting] = await Promise.all([
      balanceRowsOf({ table, books }, monthPeriod(month)),
      accountPage(table, { account, month, cursor }),
      unsealedLines(table, (line) => line.account === account && isIn(line.date)),
    ])
    // What is not sealed yet was booked last: it ends the last page.
    const lines = page.cursor === undefined ? [...page.lines, ...waiting] : page.lines
    const names = await namesOf(
      deps,
      lines.map(({ auxiliary }) => auxiliary),
    )
    const row = rows.find((one) => one.account === account)
    return c.html(<AccountPage {...{ c, account, month, lines, names, row }} next={page.cursor} />)
  })
}

async function bookedIn(deps: FinanceDeps, c: ConsoleContext): Promise<Booked> {
  const source = c.req.param('source') ?? ''
  const booked = await transactionOf(deps.table, source.slice(0, 120))
  if (!booked)
    throw notFound({
      fr: 'Aucune écriture n’a cette source. Elle n’est peut-être pas encore comptabilisée\u202f: les comptes sont mis à jour chaque nuit et après chaque paiement.',
      en: 'No entry has this source. It may not be booked yet: the books are brought up to date each night and after each payment.',
    })
  return booked
}

async function show(deps: FinanceDeps, c: ConsoleContext, form: FormState) {
  const booked = await bookedIn(deps, c)
  const { source, postings, by } = booked.transaction
  const [reversal, staff, names] = await Promise.all([
    transactionOf(deps.table, `${source}:reversed`),
    listStaff(deps),
    namesOf(
      deps,
      postings.map(({ auxiliary }) => auxiliary),
    ),
  ])
  return c.html(
    <TransactionPage
      {...{ c, booked, names, form }}
      maker={by === undefined ? undefined : nameBehind(staff, by, c.get('locale'))}
      reversedBy={reversal?.transaction.source}
      flash={saidAfter(c)}
    />,
    form === emptyForm ? 200 : 422,
  )
}

async function reverse(deps: FinanceDeps, c: ConsoleContext) {
  const { transaction } = await bookedIn(deps, c)
  const { source } = transaction
  const values = await formValues(c)
  const reason = values['reason']?.trim() ?? ''
  if (reason === '' || reason.length > 200)
    return show(deps, c, {
      values,
      errors: {
        reason: {
          fr: 'Dites en quelques mots pourquoi cette écriture est annulée (200 signes au plus).',
          en: 'Say in a few words why this entry is taken back (200 characters at most).',
        },
      },
    })
  const staff = c.get('staff')
  const outcome = await reverseTransaction(deps, { source, reason, by: staff.email })
  switch (outcome.kind) {
    case 'booked':
      await recordAudit(deps, {
        staffId: staff.id,
        act: 'entry.reversed',
        subject: shortOf(source),
      })
      return c.redirect(`${transactionPath(source)}?done=reversed`, 303)
    case 'already':
      return c.redirect(`${transactionPath(source)}?done=reversed-already`, 303)
    case 'unknown':
      throw notFound()
    case 'isReversal':
      return show(deps, c, {
        values,
        errors: {
          reason: {
            fr: 'Cette écriture en annule déjà une autre. Passez plutôt une écriture nouvelle.',
            en: 'This entry takes another one back itself. Make a new entry instead.',
          },
        },
      })
    default:
      return unreachable(outcome)
  }
}

/** As long as a line of the audit trail takes. */
function shortOf(source: string): string {
  return source.slice(0, 80)
}
