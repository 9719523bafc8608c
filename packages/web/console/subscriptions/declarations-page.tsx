// Declarations as a table: those that wait for a person, or those of a month.
import type { Declaration } from '#subscriptions/declaration'
import { Button } from '#web/shared/form.tsx'
import { formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Flash, type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame, When } from '../parts.tsx'
import { declarationKinds, declarationStates, waitingWords } from './declaration-words.ts'
import { SubscriptionsTabs } from './tabs.tsx'

type Props = {
  c: ConsoleContext
  rows: readonly Declaration[]
  /** `waiting`, or a month. */
  place: string
  months: readonly string[]
  cursor: string | undefined
  flash: FlashMessage | undefined
}

const path = '/console/subscriptions/declarations'

export function DeclarationsPage({ c, rows, place, months, cursor, flash }: Props) {
  const view = c.get('view')
  const { locale } = view
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(locale, 'Résiliations et rétractations', 'Cancellations and withdrawals')}
      lead={say(
        locale,
        'Ce qui désigne un contrat sans aucun doute s’applique seul. Le reste vous attend ici, à sa date\u202f: rien n’est jamais refusé.',
        'What names a contract without any doubt has its effect by itself. The rest waits for you here, with its date: nothing is ever refused.',
      )}
    >
      <SubscriptionsTabs c={c} tab="declarations" />
      <Flash message={flash} locale={locale} />
      <form class="bar" method="get" action={path}>
        <div class="field">
          <label for="f-place">{say(locale, 'Voir', 'Show')}</label>
          <select id="f-place" name="place">
            <option value="waiting" selected={place === 'waiting'}>
              {say(locale, 'celles qui vous attendent', 'those that wait for you')}
            </option>
            {months.map((month) => (
              <option value={month} selected={month === place}>
                {formatMonth(`${month}-01`, locale)}
              </option>
            ))}
          </select>
        </div>
        <Button tone="plain">{say(locale, 'Voir', 'Show')}</Button>
      </form>
      {rows.length === 0 ? (
        <Nothing locale={locale} isWaiting={place === 'waiting'} />
      ) : (
        <Rows rows={rows} view={view} />
      )}
      {cursor !== undefined && (
        <nav class="pager" aria-label={say(locale, 'Pages', 'Pages')}>
          <span />
          <a href={`${path}?${new URLSearchParams({ place, after: cursor })}`} rel="next">
            {say(locale, 'Suite →', 'More →')}
          </a>
        </nav>
      )}
    </ConsolePage>
  )
}

function Nothing({ locale, isWaiting }: { locale: View['locale']; isWaiting: boolean }) {
  return isWaiting ? (
    <Empty title={say(locale, 'Rien ne vous attend', 'Nothing waits for you')}>
      {say(
        locale,
        'Les déclarations qui ne désignent pas leur contrat sans doute paraissent ici.',
        'Declarations that do not name their contract without doubt appear here.',
      )}
    </Empty>
  ) : (
    <Empty title={say(locale, 'Aucune ce mois-là', 'None in that month')}>
      {say(locale, 'Choisissez un autre mois.', 'Choose another month.')}
    </Empty>
  )
}

function Rows({ rows, view }: { rows: readonly Declaration[]; view: View }) {
  const { locale } = view
  return (
    <TableFrame label={say(locale, 'Déclarations', 'Declarations')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Qui', 'Who')}</th>
            <th scope="col">{say(locale, 'Acte', 'Act')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col">{say(locale, 'Reçue', 'Received')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr>
              <th scope="row" class="row-line">
                <a href={`${path}/${one.id}`}>{one.typed.name}</a>
                {one.typed.email && <span class="soft"> {one.typed.email}</span>}
              </th>
              <td data-label={say(locale, 'Acte', 'Act')}>{declarationKinds[one.kind][locale]}</td>
              <td data-label={say(locale, 'État', 'State')}>
                <Status tone={declarationStates[one.status].tone}>{stateWord(one, view)}</Status>
              </td>
              <td data-label={say(locale, 'Reçue', 'Received')}>
                <When at={one.at} view={view} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

/** Why it waits says more than that it does. */
export function stateWord(
  { status, waitingBecause }: Pick<Declaration, 'status' | 'waitingBecause'>,
  { locale }: View,
): string {
  return status === 'waiting' && waitingBecause
    ? waitingWords[waitingBecause].word[locale]
    : declarationStates[status].word[locale]
}
