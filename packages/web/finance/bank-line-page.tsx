// One line of the bank: what it says, which payout it is, and the forms to match it or to undo that.

import type { BankLine } from '#finance/bank/line'
import type { PayoutRow } from '#finance/payout-report'
import { formatEuros } from '#kernel/typography'
import { Button, CsrfField, Field, type FormState, Select } from '#web/shared/form.tsx'
import { formatDate, formatInstant } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { Part } from '../console/parts.tsx'
import { FinancePage, financePath } from './frame.tsx'
import { payoutPath } from './money.tsx'

type Props = {
  c: ConsoleContext
  line: BankLine
  /** Those that are not matched, to choose from. */
  payouts: readonly PayoutRow[]
  form: FormState
  who: (id: string) => string
  flash: FlashMessage | undefined
}

const linePath = (id: string) => `${financePath}/bank/lines/${id}`

export function BankLinePage(props: Props) {
  const { c, line, who, flash } = props
  const { locale, publication } = c.get('view')
  const { match, setAside } = line
  return (
    <FinancePage
      c={c}
      tab="bank"
      title={say(locale, 'Ligne de banque', 'Bank line')}
      heading={formatEuros(line.cents, locale)}
      back={{
        href: `${financePath}/bank/lines?month=${line.date.slice(0, 7)}`,
        name: say(locale, 'Lignes de la banque', 'Lines of the bank'),
      }}
      kicker={formatDate(line.date, locale)}
      flash={flash}
    >
      <dl class="facts">
        <dt>{say(locale, 'Libellé', 'Text')}</dt>
        <dd class="breaks">
          {line.text ??
            say(
              locale,
              'Ne vient pas de Stripe\u202f: son libellé n’est pas gardé.',
              'Not from Stripe: its text is not kept.',
            )}
        </dd>
        {line.references.length > 0 && (
          <>
            <dt>{say(locale, 'Références', 'References')}</dt>
            <dd class="mono breaks">{line.references.join(', ')}</dd>
          </>
        )}
        {line.account && (
          <>
            <dt>{say(locale, 'Compte', 'Account')}</dt>
            <dd class="mono">{line.account}</dd>
          </>
        )}
        {match && (
          <>
            <dt>{say(locale, 'Virement', 'Payout')}</dt>
            <dd>
              <a class="mono breaks" href={payoutPath(match.payoutId)}>
                {match.payoutId}
              </a>
              <br />
              <span class="soft">
                {who(match.by)}, {formatInstant(match.at, locale, publication.zone)}
              </span>
            </dd>
          </>
        )}
        {setAside && (
          <>
            <dt>{say(locale, 'Mise de côté', 'Set aside')}</dt>
            <dd>
              {setAside.reason}
              <br />
              <span class="soft">
                {who(setAside.by)}, {formatInstant(setAside.at, locale, publication.zone)}
              </span>
            </dd>
          </>
        )}
      </dl>
      {match ? <Undo {...props} /> : <Match {...props} />}
    </FinancePage>
  )
}

function Match({ c, line, payouts, form }: Props) {
  const { locale } = c.get('view')
  return (
    <Part title={say(locale, 'Rapprocher d’un virement', 'Match with a payout')}>
      {payouts.length === 0 ? (
        <p class="soft">{say(locale, 'Aucun virement n’attend.', 'No payout waits.')}</p>
      ) : (
        <form method="post" action={`${linePath(line.id)}/tie`} class="form">
          <CsrfField token={c.get('csrf')} />
          <Select
            {...{ locale, form, name: 'payoutId' }}
            label={say(locale, 'Virement', 'Payout')}
            options={payouts.map(({ id, arrivalDate, amount }) => ({
              value: id,
              label: `${formatDate(arrivalDate, locale)} · ${formatEuros(amount, locale)} · ${id}`,
            }))}
          />
          <p class="actions">
            <Button tone="primary">{say(locale, 'Rapprocher', 'Match')}</Button>
          </p>
        </form>
      )}
    </Part>
  )
}

function Undo({ c, line, form }: Props) {
  const { locale } = c.get('view')
  return (
    <Part title={say(locale, 'Défaire le rapprochement', 'Undo the match')}>
      <form method="post" action={`${linePath(line.id)}/untie`} class="form">
        <CsrfField token={c.get('csrf')} />
        <Field
          {...{ locale, form, name: 'reason', maxlength: 200, isRequired: true }}
          label={say(locale, 'Motif', 'Reason')}
          hint={say(
            locale,
            'La ligne et le virement sont de nouveau seuls, et le virement manque à la banque.',
            'The line and the payout stand alone again, and the payout is missing at the bank.',
          )}
        />
        <p class="actions">
          <Button tone="danger">{say(locale, 'Défaire', 'Undo')}</Button>
        </p>
      </form>
    </Part>
  )
}
