// Lines of the bank as a table: what each says, and which payout it is.
import type { BankLine } from '#finance/bank/line'
import type { Sentence } from '#kernel/errors'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import { financePath } from './frame.tsx'
import { AmountCell, payoutPath } from './money.tsx'

const ties: Record<NonNullable<BankLine['match']>['how'], Sentence> = {
  reference: { fr: 'par sa référence', en: 'by its reference' },
  amount: { fr: 'par son montant', en: 'by its amount' },
  nearest: { fr: 'seul possible, avec un écart', en: 'the only one, with a difference' },
  hand: { fr: 'à la main', en: 'by hand' },
}

/** Lines of the bank, each opened by its text. */
export function BankLines({ c, lines }: { c: ConsoleContext; lines: readonly BankLine[] }) {
  const locale = c.get('locale')
  const amount = say(locale, 'Montant, €', 'Amount, €')
  return (
    <TableFrame label={say(locale, 'Lignes de banque', 'Bank lines')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Libellé', 'Text')}</th>
            <th scope="col">{say(locale, 'Date', 'Date')}</th>
            <th scope="col">{say(locale, 'Rapprochement', 'Match')}</th>
            <th scope="col" class="number">
              {amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <th scope="row" class="row-line">
                <a class="breaks" href={`${financePath}/bank/lines/${line.id}`}>
                  {line.text ?? say(locale, 'autre opération', 'other operation')}
                </a>
              </th>
              <td class="nowrap">{formatDate(line.date, locale)}</td>
              <td>
                <Tie c={c} line={line} />
              </td>
              <AmountCell cents={line.cents} locale={locale} label={amount} />
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Tie({ c, line }: { c: ConsoleContext; line: BankLine }) {
  const locale = c.get('locale')
  if (line.match)
    return (
      <>
        <Status tone="good">
          <a class="mono" href={payoutPath(line.match.payoutId)}>
            {line.match.payoutId.slice(0, 14)}…
          </a>
        </Status>{' '}
        <span class="soft">{ties[line.match.how][locale]}</span>
      </>
    )
  if (line.setAside) return <Status tone="none">{say(locale, 'mise de côté', 'set aside')}</Status>
  if (line.isStripe)
    return <Status tone="warn">{say(locale, 'à rapprocher', 'to be matched')}</Status>
  return <span class="soft">{say(locale, 'ne vient pas de Stripe', 'not from Stripe')}</span>
}
