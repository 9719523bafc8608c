// Copies to be sent again: who did not get which, where it goes; and those that were sent.

import { countryName } from '#readers/country'
import type { ClaimRow } from '#subscriptions/claim-copy'
import { addressLines } from '#subscriptions/postal-address'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Flash, type FlashMessage } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame, When } from '../parts.tsx'
import { MoreOfPlace, PlaceForm } from './place-parts.tsx'
import { SubscriptionsTabs } from './tabs.tsx'

type Props = {
  c: ConsoleContext
  rows: readonly ClaimRow[]
  /** `open`, or the month in which they were sent. */
  place: string
  cursor: string | undefined
  flash: FlashMessage | undefined
  /** The months before, newest first. */
  months: readonly string[]
}

export function ClaimsPage({ c, rows, place, cursor, flash, months }: Props) {
  const view = c.get('view')
  const { locale } = view
  const isOpen = place === 'open'
  const list = { c, place, path: '/console/subscriptions/claims' }
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(locale, 'Exemplaires à renvoyer', 'Copies to be sent again')}
      lead={say(
        locale,
        'Ce que des abonnés disent ne pas avoir reçu. Un exemplaire renvoyé n’est pas décompté.',
        'What subscribers say they did not get. A copy that is sent again is not counted.',
      )}
    >
      <SubscriptionsTabs c={c} tab="claims" />
      <Flash message={flash} locale={locale} />
      <PlaceForm
        {...list}
        waits="open"
        words={say(locale, 'à renvoyer', 'to be sent')}
        monthWords={say(locale, 'renvoyés en ', 'sent in ')}
        months={months}
      />
      {rows.length === 0 ? (
        <Nothing isOpen={isOpen} view={view} />
      ) : (
        <ClaimTable c={c} rows={rows} isOpen={isOpen} />
      )}
      {isOpen && rows.length > 0 && <Acts c={c} />}
      <MoreOfPlace {...list} cursor={cursor} />
    </ConsolePage>
  )
}

function Nothing({ isOpen, view: { locale } }: { isOpen: boolean; view: View }) {
  return isOpen ? (
    <Empty title={say(locale, 'Tout est renvoyé', 'Everything was sent')}>
      {say(
        locale,
        'Une réclamation paraît ici dès qu’un abonné la fait dans son compte, ou que vous la notez sur sa page.',
        'A claim appears here as soon as a subscriber makes it in their account, or you note it on their page.',
      )}
    </Empty>
  ) : (
    <Empty
      title={say(locale, 'Rien n’a été renvoyé ce mois-là', 'Nothing was sent in that month')}
    />
  )
}

/** The list for who packs them. */
function Acts({ c }: { c: ConsoleContext }) {
  const locale = c.get('locale')
  return (
    <form method="post" action="/console/subscriptions/claims.csv" class="actions">
      <CsrfField token={c.get('csrf')} />
      <Button>
        {say(locale, 'Liste pour le routeur (CSV)', 'List for the mailing house (CSV)')}
      </Button>
    </form>
  )
}

function ClaimTable(props: { c: ConsoleContext; rows: readonly ClaimRow[]; isOpen: boolean }) {
  const { c, rows, isOpen } = props
  const { locale } = c.get('view')
  return (
    <TableFrame label={say(locale, 'Exemplaires à renvoyer', 'Copies to be sent again')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Qui', 'Who')}</th>
            <th scope="col">N°</th>
            <th scope="col" class="number">
              {say(locale, 'Exemplaires', 'Copies')}
            </th>
            <th scope="col">{say(locale, 'Où', 'Where')}</th>
            <th scope="col">{say(locale, 'Dit', 'Said')}</th>
            <th scope="col">
              {isOpen ? say(locale, 'À faire', 'To do') : say(locale, 'Renvoyé', 'Sent')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ClaimLine c={c} row={row} isOpen={isOpen} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function ClaimLine(props: { c: ConsoleContext; row: ClaimRow; isOpen: boolean }) {
  const { c, row, isOpen } = props
  const view = c.get('view')
  const { locale } = view
  const { claim, customer, delivery } = row
  const lines = delivery ? addressLines(delivery, countryName(delivery.country, locale)) : []
  const name =
    customer?.company ?? customer?.name ?? say(locale, 'personne effacée', 'erased person')
  return (
    <tr>
      <th scope="row" class="row-line">
        {customer?.email ? (
          <a href={`/console/subscriptions?q=${encodeURIComponent(customer.email)}`}>{name}</a>
        ) : (
          name
        )}
      </th>
      <td data-label="N°">
        <a href={`/console/issues/${claim.number}`}>{claim.number}</a>
      </td>
      <td class="number" data-label={say(locale, 'Exemplaires', 'Copies')}>
        {formatNumber(claim.copies, locale)}
      </td>
      <td data-label={say(locale, 'Où', 'Where')}>
        {lines.length > 0 ? lines.join(', ') : say(locale, 'pas d’adresse', 'no address')}
      </td>
      <td data-label={say(locale, 'Dit', 'Said')}>
        <When at={claim.claimedAt} view={view} />
        {claim.by !== 'reader' && (
          <span class="soft"> {say(locale, 'noté par l’équipe', 'noted by the team')}</span>
        )}
      </td>
      <td data-label={isOpen ? say(locale, 'À faire', 'To do') : say(locale, 'Renvoyé', 'Sent')}>
        {isOpen ? (
          <form
            method="post"
            action={`/console/subscriptions/claims/${claim.customerId}/${claim.id}/sent`}
          >
            <CsrfField token={c.get('csrf')} />
            <Button size="small">{say(locale, 'C’est renvoyé', 'It was sent')}</Button>
          </form>
        ) : (
          claim.sentAt && <When at={claim.sentAt} view={view} />
        )}
      </td>
    </tr>
  )
}
