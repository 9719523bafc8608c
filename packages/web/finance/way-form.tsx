// A way to settle an exception as a form: what it will do, what it books, what it asks for.

import type { BankLine } from '#finance/bank/line'
import { dayAfter } from '#finance/day-after'
import type { Exception } from '#finance/exception'
import { resolveLimits } from '#finance/resolve-by'
import type { Way } from '#finance/ways'
import type { Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { Button, CsrfField, Field, type FormState, Select, TextArea } from '#web/shared/form.tsx'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../console/context.ts'
import type { Choices } from './exception-page.tsx'
import { financePath, todayOf } from './frame.tsx'
import { AmountCell, debitsFirst, exceptionPath } from './money.tsx'
import { CustomerLink, type Names } from './names.tsx'
import { accountsOf, accountWord } from './words.ts'

type Props = {
  c: ConsoleContext
  exception: Exception
  way: Way
  choices: Choices
  names: Names
  form: FormState
  isOpen: boolean
  /** The likeliest: its button leads. */
  isFirst: boolean
}

export function WayForm(props: Props) {
  const { c, exception, way, isOpen, isFirst, names } = props
  const locale = c.get('locale')
  return (
    <details class="way" open={isOpen}>
      <summary>{way.title[locale]}</summary>
      <p>{way.explains[locale]}</p>
      {way.postings && <Postings c={c} postings={way.postings} names={names} />}
      {way.kind === 'entry' ? (
        <p class="actions">
          <a class="button" href={`${financePath}/entry?exception=${exception.id}`}>
            {say(locale, 'Saisir l’écriture', 'Make the entry')}
          </a>
        </p>
      ) : lacksChoice(props) ? (
        <Asked {...props} />
      ) : (
        <form method="post" action={`${exceptionPath(exception.id)}#ways`} class="form">
          <CsrfField token={c.get('csrf')} />
          <input type="hidden" name="way" value={way.id} />
          <Asked {...props} />
          <Reason {...props} />
          <p class="actions">
            <Button tone={isFirst ? 'primary' : 'plain'}>{buttons[way.kind][locale]}</Button>
          </p>
        </form>
      )}
    </details>
  )
}

/** Whether it asks for a line or a payout and none is there: nothing can be sent then. */
function lacksChoice({ way, choices }: Props): boolean {
  if (way.asks === 'payout') return choices.payouts.length === 0
  if (way.asks !== 'bankLine') return false
  return (way.kind === 'untie' ? choices.tiedLines : choices.openLines).length === 0
}

/** What each kind of way does. */
const buttons: Record<Way['kind'], Sentence> = {
  book: { fr: 'Passer cette écriture', en: 'Book this entry' },
  note: { fr: 'Classer avec cette explication', en: 'Settle with this explanation' },
  wait: { fr: 'Attendre jusqu’à ce jour', en: 'Wait until that day' },
  tie: { fr: 'Rapprocher', en: 'Match' },
  untie: { fr: 'Défaire le rapprochement', en: 'Undo the match' },
  entry: { fr: 'Saisir l’écriture', en: 'Make the entry' },
}

function Postings(props: {
  c: ConsoleContext
  postings: NonNullable<Way['postings']>
  names: Names
}) {
  const { c, postings, names } = props
  const { locale, publication } = c.get('view')
  const debit = say(locale, 'Débit', 'Debit')
  const credit = say(locale, 'Crédit', 'Credit')
  return (
    <table class="table ledger would">
      <thead>
        <tr>
          <th scope="col">{say(locale, 'Ce qui sera passé', 'What will be booked')}</th>
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
            <th scope="row">
              {account === '000' ? (
                say(locale, 'le compte choisi', 'the account chosen')
              ) : (
                <>
                  <span class="account">{account}</span> {accountWord(publication, account, locale)}
                </>
              )}
              {auxiliary && (
                <>
                  {', '}
                  <CustomerLink names={names} id={auxiliary} locale={locale} />
                </>
              )}
            </th>
            <AmountCell cents={Math.max(0, cents)} locale={locale} />
            <AmountCell cents={Math.max(0, -cents)} locale={locale} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Asked({ c, way, choices, form }: Props) {
  const { locale, publication } = c.get('view')
  const id = (name: string) => `f-${way.id}-${name}`
  const lineOption = (line: BankLine) => ({
    value: line.id,
    label: `${formatDate(line.date, locale)} · ${formatEuros(line.cents, locale)} · ${(line.text ?? '').slice(0, 60)}`,
  })
  switch (way.asks) {
    case 'account':
      return (
        <Select
          {...{ locale, form, name: 'account', id: id('account') }}
          label={say(locale, 'Compte', 'Account')}
          options={accountsOf(publication).map((account) => ({
            value: account,
            label: `${account} ${accountWord(publication, account, locale)}`,
          }))}
        />
      )
    case 'customer':
      return (
        <Field
          {...{ locale, form, name: 'customerId', id: id('customerId'), maxlength: 80 }}
          label={say(locale, 'Numéro du client', 'Customer’s number')}
          hint={say(
            locale,
            'Il commence par cu_ et se lit en tête de son compte, sous Clients.',
            'It begins with cu_ and stands at the head of their account, under Customers.',
          )}
        />
      )
    case 'bankLine': {
      const lines = way.kind === 'untie' ? choices.tiedLines : choices.openLines
      return (
        <Choice
          {...{ c, form, name: 'lineId', id: id('lineId') }}
          label={say(locale, 'Ligne de banque', 'Bank line')}
          options={lines.map(lineOption)}
          none={
            <>
              {say(
                locale,
                'Aucune ligne de Stripe n’attend à la banque. Importez d’abord ',
                'No line from Stripe waits at the bank. First import ',
              )}
              <a href={`${financePath}/bank`}>
                {say(locale, 'le relevé suivant', 'the next statement')}
              </a>
              .
            </>
          }
        />
      )
    }
    case 'payout':
      return (
        <Choice
          {...{ c, form, name: 'payoutId', id: id('payoutId') }}
          label={say(locale, 'Virement', 'Payout')}
          options={choices.payouts.map(({ id: value, arrivalDate, amount }) => ({
            value,
            label: `${formatDate(arrivalDate, locale)} · ${formatEuros(amount, locale)} · ${value}`,
          }))}
          none={say(locale, 'Aucun virement n’attend.', 'No payout waits.')}
        />
      )
    case 'until':
      return (
        <Field
          {...{ locale, form, name: 'until', id: id('until'), type: 'date', isRequired: true }}
          label={say(locale, 'Jusqu’au', 'Until')}
          value={dayAfter(todayOf(c), 7)}
          min={dayAfter(todayOf(c), 1)}
          max={dayAfter(todayOf(c), resolveLimits.waitDays)}
        />
      )
    default:
      return null
  }
}

function Choice(props: {
  c: ConsoleContext
  form: FormState
  name: string
  id: string
  label: string
  options: readonly { value: string; label: string }[]
  none: unknown
}) {
  const { c, form, name, id, label, options, none } = props
  const locale = c.get('locale')
  if (options.length === 0) return <p class="hint">{none as never}</p>
  return <Select {...{ locale, form, name, id, label, options }} />
}

function Reason({ c, way, form }: Props) {
  const locale = c.get('locale')
  return (
    <TextArea
      {...{ locale, form, name: 'reason', id: `f-${way.id}-reason`, rows: 2 }}
      maxlength={resolveLimits.reason}
      label={say(locale, 'Explication', 'Explanation')}
      isOptional={!way.needsReason}
      hint={say(
        locale,
        'Elle reste dans les comptes avec votre nom. Sans nom de personne.',
        'It stays in the books with your name. Name nobody in it.',
      )}
    />
  )
}
