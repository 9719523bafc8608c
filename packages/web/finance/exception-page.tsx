// One exception: what happened, the figures behind it, and the ways to settle it, each with what it
// will do before it is done.

import type { BankLine } from '#finance/bank/line'
import type { Exception } from '#finance/exception'
import type { PayoutRow } from '#finance/payout-report'
import type { Way } from '#finance/ways'
import { formatEuros } from '#kernel/typography'
import type { FormState } from '#web/shared/form.tsx'
import { formatDate, formatInstant } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { Part } from '../console/parts.tsx'
import { exceptionWords } from './exception-words.ts'
import { ExceptionState } from './exceptions-page.tsx'
import { FinancePage, financePath } from './frame.tsx'
import { exceptionPath } from './money.tsx'
import type { Names } from './names.tsx'
import { Reference, refWord } from './references.tsx'
import { WayForm } from './way-form.tsx'

/** What a person may choose from. */
export type Choices = {
  /** Of the bank, from Stripe and without a payout. */
  openLines: readonly BankLine[]
  /** Tied to the payout that this is about. */
  tiedLines: readonly BankLine[]
  /** Payouts that are not matched. */
  payouts: readonly PayoutRow[]
}

type Props = {
  c: ConsoleContext
  exception: Exception
  ways: readonly Way[]
  choices: Choices
  names: Names
  /** Another open one, to go on with. */
  next: Exception | undefined
  /** The name behind a staff id or address. */
  who: (id: string) => string
  form: FormState
  /** The way whose form is open. */
  way: string | undefined
  flash: FlashMessage | undefined
}

export function ExceptionPage(props: Props) {
  const { c, exception, flash, next } = props
  const locale = c.get('locale')
  const words = exceptionWords[exception.kind]
  return (
    <FinancePage
      c={c}
      tab="exceptions"
      title={words.title[locale]}
      back={{
        href: `${financePath}/exceptions`,
        name: say(locale, 'Anomalies', 'Exceptions'),
      }}
      kicker={formatDate(exception.date, locale)}
      flash={flash}
      lead={words.means[locale]}
    >
      <div class="columns wide">
        <div>
          {exception.cents !== 0 && (
            <dl class="tally">
              <div>
                <dt>{say(locale, 'montant en question', 'amount in question')}</dt>
                <dd>{formatEuros(exception.cents, locale)}</dd>
              </div>
            </dl>
          )}
          <Settled {...props} />
          <Ways {...props} />
          {exception.resolution && (
            <p class="actions">
              {next ? (
                <a class="button primary" href={exceptionPath(next.id)}>
                  {say(locale, 'Anomalie suivante', 'Next exception')}
                </a>
              ) : (
                <a class="button" href={financePath}>
                  {say(locale, 'Reprendre la clôture', 'Back to the close')}
                </a>
              )}
            </p>
          )}
        </div>
        <Facts {...props} />
      </div>
    </FinancePage>
  )
}

function Facts({ c, exception, names }: Props) {
  const { locale, publication } = c.get('view')
  const { about, refs, raisedAt } = exception
  return (
    <dl class="facts">
      <dt>{say(locale, 'État', 'State')}</dt>
      <dd>
        <ExceptionState c={c} exception={exception} />
      </dd>
      <dt>{say(locale, 'Concerne', 'About')}</dt>
      <dd>
        <Reference c={c} name="about" value={about} names={names} />
      </dd>
      {Object.entries(refs)
        .filter(([name, value]) => value !== about && name !== 'hash')
        .map(([name, value]) => (
          <>
            <dt>{refWord(name, locale)}</dt>
            <dd>
              <Reference c={c} name={name} value={value} names={names} />
            </dd>
          </>
        ))}
      <dt>{say(locale, 'Vue', 'Seen')}</dt>
      <dd>{formatInstant(raisedAt, locale, publication.zone)}</dd>
    </dl>
  )
}

function Settled({ c, exception, who, names }: Props) {
  const { locale, publication } = c.get('view')
  const { resolution, waiting } = exception
  if (!resolution) {
    if (!waiting) return null
    return (
      <Part title={say(locale, 'En attente', 'Waiting')}>
        <p>
          {say(locale, 'Jusqu’au ', 'Until ')}
          {formatDate(waiting.until, locale)}, {who(waiting.by)}.
          {waiting.reason && <> {waiting.reason}</>}
        </p>
      </Part>
    )
  }
  return (
    <Part title={say(locale, 'Comment elle a été réglée', 'How it was settled')}>
      {resolution.kind === 'gone' ? (
        <p>
          {say(
            locale,
            'Sa cause a disparu, les comptes l’ont vu d’eux-mêmes.',
            'Its cause is no more, as the books saw by themselves.',
          )}
        </p>
      ) : (
        <>
          {resolution.reason && <p class="wording kept-lines">{resolution.reason}</p>}
          {resolution.source && (
            <p>
              {say(locale, 'Écriture ', 'Entry ')}
              <Reference c={c} name="source" value={resolution.source} names={names} />
            </p>
          )}
        </>
      )}
      <p class="soft">
        {resolution.kind !== 'gone' && `${who(resolution.by)}, `}
        {formatInstant(resolution.at, locale, publication.zone)}
      </p>
    </Part>
  )
}

function Ways({ c, exception, ways, choices, names, form, way }: Props) {
  const locale = c.get('locale')
  if (exception.resolution || ways.length === 0) return null
  const open = ways.some(({ id }) => id === way) ? way : ways[0]?.id
  return (
    <Part title={say(locale, 'La régler', 'Settle it')} id="ways">
      {form.errors['way'] && (
        <p class="error" role="alert">
          {form.errors['way'][locale]}
        </p>
      )}
      {ways.map((one, at) => (
        <WayForm
          c={c}
          exception={exception}
          way={one}
          choices={choices}
          names={names}
          form={one.id === way ? form : { values: {}, errors: {} }}
          isOpen={one.id === open}
          isFirst={at === 0}
        />
      ))}
    </Part>
  )
}
