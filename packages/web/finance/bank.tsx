// The routes of the bank: files that were taken in, the import of another, lines of a month, one line
// with what it is tied to.
import type { Hono } from 'hono'
import { booksKey } from '#aws/keys'
import { type BankImported, importStatement } from '#finance/bank/import-statement'
import type { Columns } from '#finance/bank/statement-file'
import { bankLinesIn, bankStatements, getBankLine, openBankLines } from '#finance/bank/store-lines'
import { payoutReport } from '#finance/payout-report'
import { reconcilePayouts } from '#finance/reconcile-payouts'
import { askForBooks } from '#finance/run-books'
import { tieLine, untieLine } from '#finance/tie-line'
import { unreachable } from '#kernel/errors'
import { recordAudit } from '#staff/audit'
import { listStaff } from '#staff/store'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import { type ConsoleContext, type ConsoleEnv, formValues } from '../console/context.ts'
import { nameBehind } from '../console/staff-name.tsx'
import { BankColumnsPage } from './bank-columns-page.tsx'
import { BankLinePage } from './bank-line-page.tsx'
import { BankLinesPage, BankPage } from './bank-page.tsx'
import type { FinanceDeps } from './context.ts'
import { financePath, monthOf } from './frame.tsx'
import { saidAfter } from './said.ts'

const path = `${financePath}/bank`

export function bankRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  const { table } = deps
  app.get(path, (c) => showBank(deps, c, undefined))
  app.post(path, (c) => takeIn(deps, c))

  app.get(`${path}/lines`, async (c) => {
    const month = monthOf(c)
    const lines = await bankLinesIn(table, month)
    return c.html(<BankLinesPage c={c} month={month} lines={lines} />)
  })
  app.get(`${path}/lines/:id`, (c) => showLine(deps, c, emptyForm))
  app.post(`${path}/lines/:id/tie`, (c) => tie(deps, c))
  app.post(`${path}/lines/:id/untie`, (c) => untie(deps, c))
}

type Refused = Extract<BankImported, { kind: 'refused' }>
type Imported = Extract<BankImported, { kind: 'imported' }>

async function showBank(
  deps: FinanceDeps,
  c: ConsoleContext,
  result: Refused | Imported | undefined,
) {
  const [statements, open, staff] = await Promise.all([
    bankStatements(deps.table, 50),
    openBankLines(deps.table),
    listStaff(deps),
  ])
  const locale = c.get('locale')
  const who = (id: string) => nameBehind(staff, id, locale)
  return c.html(
    <BankPage {...{ c, statements, open, result, who }} />,
    result?.kind === 'refused' ? 422 : 200,
  )
}

/** The file of a form; once its columns were asked for, as the form brought it back. */
async function fileOf(
  c: ConsoleContext,
): Promise<{ fileName: string; bytes: Uint8Array } | undefined> {
  const body = await c.req.parseBody()
  const { file, content, fileName } = body
  if (file instanceof File && file.size > 0)
    return { fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
  if (typeof content !== 'string' || content === '') return undefined
  const name = typeof fileName === 'string' ? fileName.slice(0, 200) : ''
  return { fileName: name, bytes: new Uint8Array(Buffer.from(content, 'base64')) }
}

function columnsOf(values: Readonly<Record<string, string>>): Columns | undefined {
  const given = (name: string) => values[`column-${name}`] || undefined
  const date = given('date')
  if (date === undefined) return undefined
  return {
    date,
    ...present({
      amount: given('amount'),
      debit: given('debit'),
      credit: given('credit'),
      text: given('text'),
    }),
  }
}

function present(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

async function takeIn(deps: FinanceDeps, c: ConsoleContext) {
  const file = await fileOf(c)
  if (!file)
    return showBank(deps, c, {
      kind: 'refused',
      faults: [
        {
          sentence: {
            fr: 'Choisissez le fichier que la banque vous a donné.',
            en: 'Choose the file that the bank gave you.',
          },
        },
      ],
    })
  const values = await formValues(c)
  const { email, id: staffId } = c.get('staff')
  const outcome = await importStatement(deps, {
    ...file,
    ...{ by: email, columns: columnsOf(values), account: values['account'] || undefined },
  })
  switch (outcome.kind) {
    case 'columns':
      if (file.bytes.length > mostCarried) return showBank(deps, c, tooLongToAsk)
      return c.html(<BankColumnsPage {...{ c, file, values, outcome }} />, 422)
    case 'refused':
      return showBank(deps, c, outcome)
    case 'imported': {
      const subject = outcome.statements[0]?.id ?? 'bank'
      const data = { lines: String(outcome.newCount) }
      await recordAudit(deps, { staffId, act: 'bank.imported', subject, data })
      await matchNow(deps)
      return showBank(deps, c, outcome)
    }
    default:
      return unreachable(outcome)
  }
}

/** Its columns can't be asked for: the file would not fit into the form that brings it back. */
const mostCarried = 3_000_000
const tooLongToAsk: Refused = {
  kind: 'refused',
  faults: [
    {
      sentence: {
        fr: 'Les titres de ce tableau ne disent pas tout, et il est trop long pour être complété ici : importez-le par trimestre.',
        en: 'The heads of this table don’t say it all, and it is too long to be completed here: import it by quarter.',
      },
    },
  ],
}

/** A page waits so long for lines and payouts to be matched; then the books' own run does. */
const matchMs = 8_000

async function matchNow(deps: FinanceDeps): Promise<void> {
  const deadline = new Date(deps.clock().getTime() + matchMs)
  const { isThrough } = await reconcilePayouts(deps, { deadline })
  if (isThrough) return
  await askForBooks(deps)
  await deps.stepHint(booksKey())
}

async function lineIn(deps: FinanceDeps, c: ConsoleContext) {
  const line = await getBankLine(deps.table, (c.req.param('id') ?? '').slice(0, 70))
  if (!line)
    throw notFound({
      fr: 'Cette ligne de banque n’existe pas.',
      en: 'There is no such line of the bank.',
    })
  return line
}

async function showLine(deps: FinanceDeps, c: ConsoleContext, form: FormState) {
  const line = await lineIn(deps, c)
  const [report, staff] = await Promise.all([
    line.match ? undefined : payoutReport(deps, {}),
    listStaff(deps),
  ])
  const payouts = (report?.payouts ?? []).filter(({ status }) => status !== 'matched')
  const locale = c.get('locale')
  const who = (id: string) => nameBehind(staff, id, locale)
  return c.html(
    <BankLinePage {...{ c, line, payouts, form, who }} flash={saidAfter(c)} />,
    form === emptyForm ? 200 : 422,
  )
}

async function tie(deps: FinanceDeps, c: ConsoleContext) {
  const line = await lineIn(deps, c)
  const values = await formValues(c)
  const payoutId = (values['payoutId'] ?? '').slice(0, 100)
  const { email, id: staffId } = c.get('staff')
  const outcome = await tieLine(deps, { lineId: line.id, payoutId, how: 'hand', by: email })
  switch (outcome.kind) {
    case 'tied':
      await recordAudit(deps, {
        ...{ staffId, act: 'bank.tied', subject: line.id, data: { payout: payoutId } },
      })
      await matchNow(deps)
      return c.redirect(`${path}/lines/${line.id}?done=tied`, 303)
    case 'taken':
      return showLine(deps, c, {
        values,
        errors: {
          payoutId: {
            fr: 'Cette ligne est déjà rapprochée d’un virement. Défaites d’abord ce rapprochement.',
            en: 'This line is matched with a payout already. Undo that match first.',
          },
        },
      })
    case 'noLine':
      throw notFound()
    case 'noPayout':
      return showLine(deps, c, {
        values,
        errors: {
          payoutId: {
            fr: 'Choisissez un virement de la liste.',
            en: 'Choose a payout from the list.',
          },
        },
      })
    default:
      return unreachable(outcome)
  }
}

async function untie(deps: FinanceDeps, c: ConsoleContext) {
  const line = await lineIn(deps, c)
  const values = await formValues(c)
  const reason = (values['reason'] ?? '').trim().slice(0, 200)
  const refuse = (fr: string, en: string) =>
    showLine(deps, c, { values, errors: { reason: { fr, en } } })
  if (reason === '')
    return refuse(
      'Dites en quelques mots pourquoi ce rapprochement est défait.',
      'Say in a few words why this match is undone.',
    )
  const { email, id: staffId } = c.get('staff')
  const outcome = await untieLine(deps, { lineId: line.id, by: email, reason })
  switch (outcome.kind) {
    case 'untied':
      await recordAudit(deps, { staffId, act: 'bank.untied', subject: line.id })
      await matchNow(deps)
      return c.redirect(`${path}/lines/${line.id}?done=untied`, 303)
    case 'notTied':
      return c.redirect(`${path}/lines/${line.id}`, 303)
    case 'noLine':
      throw notFound()
    case 'settled':
      return refuse(
        'Un écart de ce virement est déjà réglé et s’appuie sur cette ligne. Annulez d’abord l’écriture qui l’a réglé.',
        'A difference of this payout is settled and stands on this line. Take the entry back that settled it first.',
      )
    default:
      return unreachable(outcome)
  }
}
