// The form of an entry made by hand: what it is, why, and its lines.

import { entryLimits } from '#finance/book-entry'
import type { Exception } from '#finance/exception'
import type { EntryId } from '#kernel/ids'
import { formatEuros } from '#kernel/typography'
import {
  Button,
  CsrfField,
  ErrorSummary,
  Field,
  type FormState,
  Select,
} from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../console/context.ts'
import { exceptionWords } from './exception-words.ts'
import { FinancePage, financePath, todayOf } from './frame.tsx'
import { exceptionPath } from './money.tsx'
import { accountsOf, accountWord } from './words.ts'

/** Lines that the form shows; empty ones are left out. */
export const entryRows = 6

export type EntryLine = { account: string; auxiliary: string; debit: string; credit: string }

type Props = {
  c: ConsoleContext
  /** Made with the form, so that sending it twice books once. */
  id: EntryId
  /** The one that it settles. */
  exception: Exception | undefined
  lines: readonly EntryLine[]
  form: FormState
}

export function EntryPage({ c, id, exception, lines, form }: Props) {
  const { locale } = c.get('view')
  return (
    <FinancePage
      c={c}
      tab="entry"
      title={say(locale, 'Saisir une écriture', 'Make an entry')}
      back={
        exception && {
          href: exceptionPath(exception.id),
          name: exceptionWords[exception.kind].title[locale],
        }
      }
      lead={
        exception
          ? say(
              locale,
              `L’écriture que vous passez ici règle cette anomalie${exception.cents === 0 ? '' : ` de ${formatEuros(exception.cents, 'fr')}`}.`,
              `The entry that you make here settles this exception${exception.cents === 0 ? '' : ` of ${formatEuros(exception.cents, 'en')}`}.`,
            )
          : say(
              locale,
              'Pour ce qui ne vient ni de Stripe ni de la banque. Elle garde votre nom et son motif\u202f; elle ne s’efface pas, elle s’annule par une autre.',
              'For what comes neither from Stripe nor from the bank. It keeps your name and its reason; it is never deleted, only taken back by another.',
            )
      }
    >
      <form method="post" action={`${financePath}/entry`} class="form entry-form">
        <CsrfField token={c.get('csrf')} />
        <input type="hidden" name="id" value={id} />
        {exception && <input type="hidden" name="exception" value={exception.id} />}
        <ErrorSummary form={form} locale={locale} />
        <Heads c={c} form={form} />
        <Lines c={c} lines={lines} form={form} />
        <Field
          {...{ locale, form, name: 'reason', maxlength: entryLimits.reason, isRequired: true }}
          label={say(locale, 'Motif', 'Reason')}
          hint={say(locale, 'Sans nom de personne.', 'Name nobody in it.')}
        />
        <p class="actions">
          <Button tone="primary">{say(locale, 'Passer l’écriture', 'Book the entry')}</Button>
          <a
            class="button quiet"
            href={exception ? exceptionPath(exception.id) : `${financePath}/journal`}
          >
            {say(locale, 'Ne rien passer', 'Book nothing')}
          </a>
        </p>
      </form>
    </FinancePage>
  )
}

function Heads({ c, form }: { c: ConsoleContext; form: FormState }) {
  const { locale } = c.get('view')
  return (
    <>
      <div class="pair">
        <Select
          {...{ locale, form, name: 'kind', value: 'other' }}
          label={say(locale, 'Journal', 'Journal')}
          options={[
            { value: 'other', label: say(locale, 'OD Opérations diverses', 'OD Other') },
            { value: 'bank', label: say(locale, 'BQ Banque', 'BQ Bank') },
            { value: 'opening', label: say(locale, 'AN À nouveaux', 'AN Opening') },
          ]}
        />
        <Field
          {...{ locale, form, name: 'date', type: 'date', value: todayOf(c), isRequired: true }}
          label={say(locale, 'Date', 'Date')}
          max={todayOf(c)}
        />
        <Field
          {...{ locale, form, name: 'piece', maxlength: entryLimits.piece, isRequired: true }}
          label={say(locale, 'Pièce', 'Piece')}
        />
      </div>
      <Field
        {...{ locale, form, name: 'label', maxlength: entryLimits.label, isRequired: true }}
        label={say(locale, 'Libellé', 'Label')}
      />
    </>
  )
}

function Lines(props: { c: ConsoleContext; lines: readonly EntryLine[]; form: FormState }) {
  const { c, lines, form } = props
  const { locale, publication } = c.get('view')
  const error = form.errors['lines']
  const words = {
    account: say(locale, 'Compte', 'Account'),
    auxiliary: say(locale, 'Client (cu_…)', 'Customer (cu_…)'),
    debit: say(locale, 'Débit', 'Debit'),
    credit: say(locale, 'Crédit', 'Credit'),
  }
  return (
    <fieldset class="field" id="f-lines" aria-describedby={error ? 'f-lines-error' : undefined}>
      <legend>{say(locale, 'Lignes, en euros', 'Lines, in euros')}</legend>
      <p class="hint">
        {say(
          locale,
          'Le total du débit et celui du crédit sont égaux. Une ligne vide ne compte pas.',
          'Debits and credits come to the same. An empty line does not count.',
        )}
      </p>
      <datalist id="accounts">
        {accountsOf(publication).map((account) => (
          <option value={account}>{accountWord(publication, account, locale)}</option>
        ))}
      </datalist>
      <table class="entry-rows">
        <thead>
          <tr>
            <th scope="col">{words.account}</th>
            <th scope="col">{words.auxiliary}</th>
            <th scope="col">{words.debit}</th>
            <th scope="col">{words.credit}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr>
              <td data-label={words.account}>
                <input
                  name="account"
                  list="accounts"
                  value={line.account}
                  maxlength={12}
                  autocomplete="off"
                  aria-label={`${words.account} ${at + 1}`}
                />
              </td>
              <td data-label={words.auxiliary}>
                <input
                  name="auxiliary"
                  value={line.auxiliary}
                  maxlength={64}
                  autocomplete="off"
                  aria-label={`${words.auxiliary} ${at + 1}`}
                />
              </td>
              <td class="cents" data-label={words.debit}>
                <input
                  name="debit"
                  value={line.debit}
                  inputmode="decimal"
                  maxlength={16}
                  autocomplete="off"
                  aria-label={`${words.debit} ${at + 1}`}
                />
              </td>
              <td class="cents" data-label={words.credit}>
                <input
                  name="credit"
                  value={line.credit}
                  inputmode="decimal"
                  maxlength={16}
                  autocomplete="off"
                  aria-label={`${words.credit} ${at + 1}`}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {error && (
        <p class="error" id="f-lines-error">
          {error[locale]}
        </p>
      )}
    </fieldset>
  )
}
