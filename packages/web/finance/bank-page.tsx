// Bank statements: the form to take one in, what came of it, and those that were taken in.
import type { BankImported } from '#finance/bank/import-statement'
import type { BankLine, BankStatement } from '#finance/bank/line'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { Part, TableFrame, When } from '../console/parts.tsx'
import { BankLines } from './bank-lines.tsx'
import { FinancePage, financePath, MonthPicker } from './frame.tsx'
import { AmountCell } from './money.tsx'
import { formatPeriod } from './period.ts'

const path = `${financePath}/bank`

type Result = Extract<BankImported, { kind: 'refused' | 'imported' }>

type Props = {
  c: ConsoleContext
  statements: readonly BankStatement[]
  /** From Stripe and without a payout. */
  open: readonly BankLine[]
  result: Result | undefined
  who: (id: string) => string
}

export function BankPage({ c, statements, open, result, who }: Props) {
  const locale = c.get('locale')
  return (
    <FinancePage
      c={c}
      tab="bank"
      title={say(locale, 'Relevés de banque', 'Bank statements')}
      lead={say(
        locale,
        'Importez le relevé du mois\u202f: chaque virement de Stripe y est cherché. Les autres lignes sont gardées sans leur libellé.',
        'Import the month’s statement: each payout is looked for in it. Other lines are kept without their text.',
      )}
    >
      {result && <Outcome c={c} result={result} />}
      <ImportForm c={c} />
      {open.length > 0 && (
        <Part
          title={say(locale, 'Lignes de Stripe à rapprocher', 'Lines from Stripe to be matched')}
        >
          <BankLines c={c} lines={open} />
        </Part>
      )}
      <Part
        title={say(locale, 'Relevés importés', 'Imported statements')}
        aside={<a href={`${path}/lines`}>{say(locale, 'Toutes les lignes', 'All lines')}</a>}
      >
        {statements.length === 0 ? (
          <p class="soft">{say(locale, 'Aucun encore.', 'None yet.')}</p>
        ) : (
          <Statements c={c} statements={statements} who={who} />
        )}
      </Part>
    </FinancePage>
  )
}

function ImportForm({ c }: { c: ConsoleContext }) {
  const locale = c.get('locale')
  return (
    <form method="post" action={path} class="form" enctype="multipart/form-data">
      <CsrfField token={c.get('csrf')} />
      <div class="field">
        <label for="f-file">{say(locale, 'Fichier de la banque', 'The bank’s file')}</label>
        <p class="hint" id="f-file-hint">
          {say(
            locale,
            'CAMT.053 (XML), ou un tableau CSV tel que la banque l’exporte. Une ligne déjà importée n’est pas comptée deux fois.',
            'CAMT.053 (XML), or a CSV table as the bank exports it. A line that was imported before is not counted twice.',
          )}
        </p>
        <input
          id="f-file"
          name="file"
          type="file"
          accept=".xml,.csv,.txt,text/csv,text/xml,application/xml"
          required
          aria-describedby="f-file-hint"
        />
      </div>
      <p class="actions">
        <Button tone="primary">{say(locale, 'Importer', 'Import')}</Button>
      </p>
    </form>
  )
}

function Outcome({ c, result }: { c: ConsoleContext; result: Result }) {
  const locale = c.get('locale')
  if (result.kind === 'refused')
    return (
      <div class="flash bad" role="alert">
        <p>{say(locale, 'Rien n’a été importé.', 'Nothing was imported.')}</p>
        <ul>
          {result.faults.map(({ line, sentence }) => (
            <li>
              {line !== undefined && say(locale, `Ligne ${line}\u202f: `, `Line ${line}: `)}
              {sentence[locale]}
            </li>
          ))}
        </ul>
      </div>
    )
  return (
    <div class={result.isAgain ? 'flash warn' : 'flash good'} role="status">
      <p>
        {result.isAgain
          ? say(
              locale,
              'Ce relevé avait déjà été importé\u202f: rien n’a été ajouté deux fois.',
              'This statement had been imported before: nothing was added twice.',
            )
          : newWords(result.newCount, locale)}
      </p>
      <p>{detailWords(result, locale)}</p>
    </div>
  )
}

function newWords(count: number, locale: 'fr' | 'en'): string {
  if (count === 0) return say(locale, 'Aucune ligne nouvelle.', 'No new line.')
  if (count === 1)
    return say(locale, 'Une ligne nouvelle est importée.', 'One new line is imported.')
  return say(
    locale,
    `${formatNumber(count, 'fr')} lignes nouvelles sont importées.`,
    `${formatNumber(count, 'en')} new lines are imported.`,
  )
}

function detailWords(result: Extract<Result, { kind: 'imported' }>, locale: 'fr' | 'en'): string {
  const { seenCount, stripeCount, pendingCount } = result
  const parts = [
    say(
      locale,
      stripeCount === 1 ? 'une vient de Stripe' : `${stripeCount} viennent de Stripe`,
      stripeCount === 1 ? 'one is from Stripe' : `${stripeCount} are from Stripe`,
    ),
    ...(seenCount > 0
      ? [say(locale, `${seenCount} étaient déjà connues`, `${seenCount} were known already`)]
      : []),
    ...(pendingCount > 0
      ? [
          say(
            locale,
            `${pendingCount} ne sont pas encore comptabilisées par la banque`,
            `${pendingCount} are not booked by the bank yet`,
          ),
        ]
      : []),
  ]
  const list = parts.join(', ')
  return `${list.charAt(0).toLocaleUpperCase(locale)}${list.slice(1)}.`
}

function Statements(props: {
  c: ConsoleContext
  statements: readonly BankStatement[]
  who: (id: string) => string
}) {
  const { c, statements, who } = props
  const view = c.get('view')
  const { locale } = view
  const [credit, debit] = [say(locale, 'Crédits, €', 'In, €'), say(locale, 'Débits, €', 'Out, €')]
  return (
    <TableFrame label={say(locale, 'Relevés importés', 'Imported statements')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Période', 'Period')}</th>
            <th scope="col">{say(locale, 'Fichier', 'File')}</th>
            <th scope="col" class="number">
              {say(locale, 'Lignes', 'Lines')}
            </th>
            <th scope="col" class="number">
              {credit}
            </th>
            <th scope="col" class="number">
              {debit}
            </th>
            <th scope="col">{say(locale, 'Soldes', 'Balances')}</th>
            <th scope="col">{say(locale, 'Importé', 'Imported')}</th>
          </tr>
        </thead>
        <tbody>
          {statements.map((one) => (
            <tr>
              <th scope="row" class="row-line">
                {formatPeriod(one, locale)}
              </th>
              <td class="breaks">{one.fileName}</td>
              <td class="number" data-label={say(locale, 'lignes', 'lines')}>
                <a href={`${path}/lines?month=${one.to.slice(0, 7)}`}>
                  {formatNumber(one.lineCount, locale)}
                </a>
              </td>
              <AmountCell cents={one.creditCents} locale={locale} label={credit} />
              <AmountCell cents={one.debitCents} locale={locale} label={debit} />
              <td>
                {one.isBalanceChecked ? (
                  <Status tone="good">{say(locale, 'vérifiés', 'checked')}</Status>
                ) : (
                  <span class="soft">{say(locale, 'non donnés', 'not given')}</span>
                )}
              </td>
              <td>
                <When at={one.importedAt} view={view} /> <span class="soft">{who(one.by)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

export function BankLinesPage(props: {
  c: ConsoleContext
  month: string
  lines: readonly BankLine[]
}) {
  const { c, month, lines } = props
  const locale = c.get('locale')
  return (
    <FinancePage
      c={c}
      tab="bank"
      title={say(locale, 'Lignes de la banque', 'Lines of the bank')}
      back={{ href: path, name: say(locale, 'Relevés', 'Statements') }}
    >
      <MonthPicker c={c} path={`${path}/lines`} month={month} />
      {lines.length === 0 ? (
        <Empty title={say(locale, 'Aucune ligne ce mois-là', 'No line in that month')}>
          {say(
            locale,
            'Importez le relevé de ce mois pour les voir.',
            'Import the statement of that month to see them.',
          )}
        </Empty>
      ) : (
        <BankLines c={c} lines={lines} />
      )}
    </FinancePage>
  )
}
