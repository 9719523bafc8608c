// One ledger transaction whole: what it booked, by which piece, and which seal holds it.

import type { TaxLine } from '#finance/documents'
import type { Booked } from '#finance/store-ledger'
import { formatRate } from '#kernel/typography'
import { Button, CsrfField, Field, type FormState } from '#web/shared/form.tsx'
import { formatDate, formatInstant } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { Part, TableFrame } from '../console/parts.tsx'
import { FinancePage, financePath } from './frame.tsx'
import { AmountCell, accountPath, debitsFirst, invoicePath, transactionPath } from './money.tsx'
import { CustomerLink, type Names } from './names.tsx'
import { taxWords } from './tax-words.ts'
import { accountWord, journalNames } from './words.ts'

type Props = {
  c: ConsoleContext
  booked: Booked
  names: Names
  /** Who made it by hand. */
  maker: string | undefined
  /** The source of what took it back, if something did. */
  reversedBy: string | undefined
  form: FormState
  flash: FlashMessage | undefined
}

export function TransactionPage({ c, booked, names, maker, reversedBy, form, flash }: Props) {
  const { locale } = c.get('view')
  const { transaction } = booked
  return (
    <FinancePage
      c={c}
      tab="journal"
      title={transaction.label}
      back={{
        href: `${financePath}/journal?month=${transaction.date.slice(0, 7)}`,
        name: say(locale, 'Journal', 'Journal'),
      }}
      kicker={journalNames[transaction.journal][locale]}
      flash={flash}
    >
      <div class="columns wide">
        <div>
          <Postings c={c} booked={booked} names={names} />
          {transaction.taxes && transaction.taxes.length > 0 && (
            <Taxes c={c} taxes={transaction.taxes} />
          )}
        </div>
        <Facts c={c} booked={booked} maker={maker} reversedBy={reversedBy} />
      </div>
      {reversedBy === undefined && transaction.reverses === undefined && (
        <Reverse c={c} source={transaction.source} form={form} />
      )}
    </FinancePage>
  )
}

function Postings({ c, booked, names }: { c: ConsoleContext; booked: Booked; names: Names }) {
  const { locale, publication } = c.get('view')
  const { postings, date } = booked.transaction
  const sum = postings.reduce((total, { cents }) => total + Math.max(0, cents), 0)
  const debit = say(locale, 'Débit', 'Debit')
  const credit = say(locale, 'Crédit', 'Credit')
  return (
    <TableFrame label={say(locale, 'Lignes de l’écriture, en euros', 'Its lines, in euros')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Compte', 'Account')}</th>
            <th scope="col">{say(locale, 'Tiers', 'Customer')}</th>
            <th scope="col" class="number">
              {debit}
            </th>
            <th scope="col" class="number">
              {credit}
            </th>
          </tr>
        </thead>
        <tbody>
          {debitsFirst(postings).map(({ account, auxiliary, cents }) => (
            <tr>
              <th scope="row" class="row-line">
                <a href={accountPath(account, date.slice(0, 7))}>
                  <span class="account">{account}</span> {accountWord(publication, account, locale)}
                </a>
              </th>
              <td>{auxiliary && <CustomerLink names={names} id={auxiliary} locale={locale} />}</td>
              <AmountCell cents={Math.max(0, cents)} locale={locale} label={debit} />
              <AmountCell cents={Math.max(0, -cents)} locale={locale} label={credit} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan={2} class="row-line">
              {say(locale, 'Total', 'Total')}
            </th>
            <AmountCell cents={sum} locale={locale} label={debit} />
            <AmountCell cents={sum} locale={locale} label={credit} />
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  )
}

function Taxes({ c, taxes }: { c: ConsoleContext; taxes: readonly TaxLine[] }) {
  const { locale } = c.get('view')
  return (
    <Part title={say(locale, 'TVA de cette écriture', 'VAT of this entry')}>
      <TableFrame label={say(locale, 'TVA, en euros', 'VAT, in euros')}>
        <table class="table stacks">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Régime', 'Scheme')}</th>
              <th scope="col" class="number">
                {say(locale, 'Taux', 'Rate')}
              </th>
              <th scope="col" class="number">
                {say(locale, 'Hors taxe', 'Net')}
              </th>
              <th scope="col" class="number">
                {say(locale, 'TVA', 'VAT')}
              </th>
            </tr>
          </thead>
          <tbody>
            {taxes.map((tax) => (
              <tr>
                <th scope="row" class="row-line">
                  {taxWords(tax, locale)}
                </th>
                <td class="number">
                  {tax.scheme === 'exempt' ? '' : formatRate(tax.rate, locale)}
                </td>
                <AmountCell cents={tax.net} locale={locale} label={say(locale, 'HT', 'net')} />
                <AmountCell cents={tax.vat} locale={locale} label={say(locale, 'TVA', 'VAT')} />
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Part>
  )
}

function Facts({
  c,
  booked,
  maker,
  reversedBy,
}: Pick<Props, 'c' | 'booked' | 'maker' | 'reversedBy'>) {
  const { locale, publication } = c.get('view')
  const { transaction, stamp, made, bookedAt } = booked
  const { source, piece, date, reverses, reason, invoice } = transaction
  return (
    <dl class="facts">
      <dt>{say(locale, 'Date', 'Date')}</dt>
      <dd>
        {formatDate(date, locale)}
        {made && (
          <span class="soft">
            {say(
              locale,
              `, pour le ${formatDate(made.date, locale)}\u202f: ce mois-là est clos`,
              `, for ${formatDate(made.date, locale)}: that month is closed`,
            )}
          </span>
        )}
      </dd>
      <dt>{say(locale, 'Pièce', 'Piece')}</dt>
      <dd>
        {invoice === undefined ? piece.ref : <a href={invoicePath(invoice)}>{piece.ref}</a>}
        <span class="soft">
          {say(locale, ' du ', ' of ')}
          {formatDate(piece.date, locale)}
        </span>
      </dd>
      <dt>{say(locale, 'Source', 'Source')}</dt>
      <dd class="mono breaks">{source}</dd>
      <dt>{say(locale, 'Comptabilisée', 'Booked')}</dt>
      <dd>{formatInstant(bookedAt, locale, publication.zone)}</dd>
      <dt>{say(locale, 'Scellé', 'Seal')}</dt>
      <dd>
        {stamp ? (
          <>
            <Status tone="good">
              {say(locale, `écriture ${stamp.number}`, `entry ${stamp.number}`)}
            </Status>{' '}
            <a href={`${financePath}/seals#seal-${stamp.seal}`}>
              {say(locale, `scellé ${stamp.seal}`, `seal ${stamp.seal}`)}
            </a>
            <span class="soft">
              {say(locale, ' du ', ' of ')}
              {formatDate(stamp.validDate, locale)}
            </span>
          </>
        ) : (
          <Status tone="open">{say(locale, 'à la prochaine nuit', 'next night')}</Status>
        )}
      </dd>
      {reason && (
        <>
          <dt>{say(locale, 'Motif', 'Reason')}</dt>
          <dd>
            {reason}
            {maker && <span class="soft"> – {maker}</span>}
          </dd>
        </>
      )}
      {reverses && (
        <>
          <dt>{say(locale, 'Annule', 'Takes back')}</dt>
          <dd>
            <a class="mono breaks" href={transactionPath(reverses)}>
              {reverses}
            </a>
          </dd>
        </>
      )}
      {reversedBy && (
        <>
          <dt>{say(locale, 'Annulée par', 'Taken back by')}</dt>
          <dd>
            <a class="mono breaks" href={transactionPath(reversedBy)}>
              {reversedBy}
            </a>
          </dd>
        </>
      )}
    </dl>
  )
}

function Reverse({ c, source, form }: { c: ConsoleContext; source: string; form: FormState }) {
  const { locale } = c.get('view')
  return (
    <Part title={say(locale, 'Annuler cette écriture', 'Take this entry back')} id="reverse">
      <details open={Object.keys(form.errors).length > 0}>
        <summary>{say(locale, 'Passer l’extourne', 'Make the reversal')}</summary>
        <form method="post" action={`${transactionPath(source)}/reverse#reverse`} class="form">
          <CsrfField token={c.get('csrf')} />
          <p class="hint">
            {say(
              locale,
              'Une écriture ne s’efface pas\u202f: une seconde, datée d’aujourd’hui et de sens inverse, l’annule. Les deux restent au journal.',
              'An entry is never deleted: a second one, dated today and with the sides changed, takes it back. Both stay in the journal.',
            )}
          </p>
          <Field
            {...{ locale, form, name: 'reason', isRequired: true, maxlength: 200 }}
            label={say(locale, 'Motif', 'Reason')}
          />
          <p class="actions">
            <Button tone="danger">{say(locale, 'Passer l’extourne', 'Make the reversal')}</Button>
          </p>
        </form>
      </details>
    </Part>
  )
}
