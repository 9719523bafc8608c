// VAT of a month: what fell due by scheme, place and rate, what the accounts say, and how far sales in
// the Union are from the threshold.
import type { Hono } from 'hono'
import { unionSales } from '#finance/exports/export-oss'
import { declaredAt, type VatStatement, vatStatement } from '#finance/exports/vat-statement'
import { monthPeriod } from '#finance/period'
import { formatEuros, formatRate } from '#kernel/typography'
import { formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { Part, TableFrame } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath, MonthPicker, monthOf } from './frame.tsx'
import { AmountCell, accountPath } from './money.tsx'
import { placeWord, taxWords } from './tax-words.ts'
import { accountWord } from './words.ts'

type Union = Awaited<ReturnType<typeof unionSales>>

export function vatRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(`${financePath}/vat`, async (c) => {
    const month = monthOf(c)
    const { table, publication } = deps
    const period = monthPeriod(month)
    const [statement, union] = await Promise.all([
      vatStatement({ table, accounts: publication.books.accounts }, period),
      unionSales(table, { year: month.slice(0, 4), to: period.to }),
    ])
    return c.html(<VatPage c={c} month={month} statement={statement} union={union} />)
  })
}

type Props = { c: ConsoleContext; month: string; statement: VatStatement; union: Union }

function VatPage({ c, month, statement, union }: Props) {
  const { locale } = c.get('view')
  const path = `${financePath}/vat`
  const { due, rows, onFees } = statement
  const name = formatMonth(month, locale)
  return (
    <FinancePage
      c={c}
      tab="vat"
      title={say(locale, 'TVA', 'VAT')}
      lead={say(
        locale,
        'La TVA de la presse est due à l’encaissement (CGI, art. 298 nonies)\u202f: ce qui a été payé dans le mois, moins ce qui a été remboursé.',
        'VAT of the press falls due on payment (CGI, art. 298 nonies): what was paid in the month, less what was given back.',
      )}
    >
      <MonthPicker c={c} path={path} month={month} />
      {rows.length === 0 ? (
        <Empty title={say(locale, `Aucune TVA en ${name}`, `No VAT in ${name}`)}>
          {say(
            locale,
            'Rien n’a été encaissé ni remboursé ce mois-là.',
            'Nothing was paid or given back in that month.',
          )}
        </Empty>
      ) : (
        <>
          <dl class="tally">
            <div>
              <dt>{say(locale, 'TVA due en France', 'VAT due in France')}</dt>
              <dd>{formatEuros(due.domestic, locale)}</dd>
            </div>
            {due.oss !== 0 && (
              <div>
                <dt>
                  {say(locale, 'due au guichet unique (OSS)', 'due through the one-stop shop')}
                </dt>
                <dd>{formatEuros(due.oss, locale)}</dd>
              </div>
            )}
            {onFees !== 0 && (
              <div>
                <dt>{say(locale, 'sur les frais de Stripe', 'on Stripe’s fees')}</dt>
                <dd>{formatEuros(onFees, locale)}</dd>
              </div>
            )}
          </dl>
          <Rows c={c} statement={statement} month={month} />
          <Controls c={c} statement={statement} month={month} />
        </>
      )}
      <UnionWatch c={c} union={union} />
    </FinancePage>
  )
}

function Rows({ c, statement, month }: Omit<Props, 'union'>) {
  const { locale } = c.get('view')
  const { rows } = statement
  const [net, vat, line] = [
    say(locale, 'Base HT', 'Net'),
    say(locale, 'TVA', 'VAT'),
    say(locale, 'ligne', 'line'),
  ]
  return (
    <TableFrame label={say(locale, 'TVA du mois, en euros', 'VAT of the month, in euros')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Lieu et régime', 'Place and scheme')}</th>
            <th scope="col" class="number">
              {say(locale, 'Taux', 'Rate')}
            </th>
            <th scope="col">{say(locale, 'Ligne de la CA3', 'Line of the CA3 form')}</th>
            <th scope="col" class="number">
              {net}
            </th>
            <th scope="col" class="number">
              {vat}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row" class="row-line">
                {taxWords(row, locale)}
              </th>
              <td class="number" data-label={say(locale, 'taux', 'rate')}>
                {row.scheme === 'exempt' ? '' : formatRate(row.rate, locale)}
              </td>
              <td class="labelled" data-label={line}>
                {declaredAt(row)}
              </td>
              <AmountCell cents={row.net} locale={locale} label={net} />
              <AmountCell
                cents={row.vat}
                locale={locale}
                label={vat}
                href={row.account === undefined ? undefined : accountPath(row.account, month)}
              />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan={3} class="row-line">
              {say(locale, 'Total', 'Total')}
            </th>
            <AmountCell
              cents={rows.reduce((sum, row) => sum + row.net, 0)}
              locale={locale}
              label={net}
            />
            <AmountCell
              cents={rows.reduce((sum, row) => sum + row.vat, 0)}
              locale={locale}
              label={vat}
            />
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  )
}

function Controls({ c, statement, month }: Omit<Props, 'union'>) {
  const { locale, publication } = c.get('view')
  const { controls } = statement
  if (controls.length === 0) return null
  const isRight = controls.every(({ difference }) => difference === 0)
  const [moved, stated, off] = [
    say(locale, 'Au compte', 'On the account'),
    say(locale, 'Au relevé', 'In the statement'),
    say(locale, 'Écart', 'Difference'),
  ]
  return (
    <Part
      title={say(locale, 'Contrôle avec les comptes', 'Check against the accounts')}
      aside={
        isRight ? (
          <Status tone="good">{say(locale, 'aucun écart', 'no difference')}</Status>
        ) : (
          <Status tone="bad">{say(locale, 'écart', 'differs')}</Status>
        )
      }
    >
      <TableFrame label={say(locale, 'Contrôle, en euros', 'Check, in euros')}>
        <table class="table stacks ledger">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Compte', 'Account')}</th>
              <th scope="col" class="number">
                {moved}
              </th>
              <th scope="col" class="number">
                {stated}
              </th>
              <th scope="col" class="number">
                {off}
              </th>
            </tr>
          </thead>
          <tbody>
            {controls.map((control) => (
              <tr>
                <th scope="row" class="row-line">
                  <a href={accountPath(control.account, month)}>
                    <span class="account">{control.account}</span>{' '}
                    {accountWord(publication, control.account, locale)}
                  </a>
                </th>
                <AmountCell cents={control.moved} locale={locale} label={moved} />
                <AmountCell cents={control.stated} locale={locale} label={stated} />
                <AmountCell cents={control.difference} locale={locale} label={off} showsZero />
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Part>
  )
}

/** Above it, VAT is that of the buyer's state (CGI 259 D). */
function UnionWatch({ c, union }: { c: ConsoleContext; union: Union }) {
  const locale = c.get('locale')
  const { year, net, left, byState } = union
  const states = [...byState]
    .filter(([, cents]) => cents !== 0)
    .toSorted(([, one], [, other]) => other - one)
  return (
    <Part title={say(locale, `Ventes dans l’Union en ${year}`, `Sales in the Union in ${year}`)}>
      <p>
        {say(
          locale,
          `${formatEuros(net, 'fr')} hors taxe à des particuliers d’autres États membres`,
          `${formatEuros(net, 'en')} net to consumers in other member states`,
        )}
        {left > 0
          ? say(
              locale,
              `\u202f; il reste ${formatEuros(left, 'fr')} avant le seuil de 10\u202f000\u00a0€.`,
              `; ${formatEuros(left, 'en')} are left to the threshold of €10,000.`,
            )
          : say(
              locale,
              '\u202f: le seuil de 10\u202f000\u00a0€ est passé, la TVA est celle du pays du client.',
              ': past the threshold of €10,000, so VAT is that of the customer’s country.',
            )}
      </p>
      <progress
        class="threshold"
        max={net + Math.max(0, left)}
        value={net}
        aria-label={say(locale, 'Part du seuil', 'Share of the threshold')}
      />
      {states.length > 0 && (
        <ul class="plain-list lines">
          {states.map(([state, cents]) => (
            <li>
              <span>{placeWord(state, locale)}</span>
              <span class="line-facts">{formatEuros(cents, locale)}</span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
