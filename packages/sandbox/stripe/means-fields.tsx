// The test numbers, as the payment page and the portal list them.
import type { Locale, Sentence } from '#kernel/errors'
import { say } from '#web/shared/locale'
import { TableFrame } from '../tool-page.tsx'
import type { Means } from './methods.ts'

/** What was typed is an IBAN when it begins with letters. */
export function means(typed: string): Means {
  return /^\s*[a-z]{2}/i.test(typed) ? { iban: typed } : { card: typed }
}

const numbers: readonly { number: string; type: 'card' | 'sepa_debit'; does: Sentence }[] = [
  { number: '4242 4242 4242 4242', type: 'card', does: { fr: 'passe', en: 'works' } },
  {
    number: '4000 0025 0000 3155',
    type: 'card',
    does: { fr: 'demande une confirmation (3-D Secure)', en: 'asks for confirmation (3-D Secure)' },
  },
  {
    number: '4000 0000 0000 0002',
    type: 'card',
    does: { fr: 'refusée', en: 'declined' },
  },
  {
    number: '4000 0000 0000 9995',
    type: 'card',
    does: { fr: 'refusée faute de provision', en: 'declined: insufficient funds' },
  },
  {
    number: '4000 0000 0000 0341',
    type: 'card',
    does: { fr: 'passe, puis refusée au renouvellement', en: 'works, then declined at renewal' },
  },
  {
    number: '4000 0000 0000 0259',
    type: 'card',
    does: { fr: 'passe, puis contestée', en: 'works, then disputed' },
  },
  {
    number: '4000 0000 0000 5126',
    type: 'card',
    does: { fr: 'passe ; un remboursement reviendrait', en: 'works; a refund would come back' },
  },
  {
    number: 'FR14 2004 1010 0505 0001 3M02 606',
    type: 'sepa_debit',
    does: { fr: 'prélevé en cinq jours ouvrés', en: 'debited in five working days' },
  },
  {
    number: 'FR84 2004 1010 0505 0001 3M02 607',
    type: 'sepa_debit',
    does: { fr: 'revient impayé au bout de six jours', en: 'comes back unpaid after six days' },
  },
  {
    number: 'FR57 2004 1010 0505 0001 3M02 608',
    type: 'sepa_debit',
    does: { fr: 'prélevé, puis contesté', en: 'debited, then disputed' },
  },
]

/** Each number is a link that puts it into the field. */
export function TestNumbers(props: { locale: Locale; page: string; types: readonly string[] }) {
  const { locale, page, types } = props
  const title = say(locale, 'Numéros d’essai', 'Test numbers')
  return (
    <section class="section">
      <h2>{title}</h2>
      <TableFrame label={title}>
        <table class="table">
          <tbody>
            {numbers
              .filter(({ type }) => types.includes(type))
              .map(({ number, type, does }) => (
                <tr>
                  <th scope="row" class={type === 'card' ? 'figures unbroken' : 'figures'}>
                    <a href={`${page}?${new URLSearchParams({ number })}`}>{number}</a>
                  </th>
                  <td>{does[locale]}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}
