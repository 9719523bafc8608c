// Notices before renewals: those that wait for a person, and those of a month with what proves them.
import { dateOf, type Instant } from '#kernel/time'
import type { NoticeRow } from '#subscriptions/browse-notices'
import { noticeDays } from '#subscriptions/notice'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Flash, type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame, When } from '../parts.tsx'
import { closedWords, noticeStandings } from './notice-words.ts'
import { MoreOfPlace, PlaceForm } from './place-parts.tsx'
import { SubscriptionsTabs } from './tabs.tsx'

type Props = {
  c: ConsoleContext
  rows: readonly NoticeRow[]
  /** `waiting`, or the month of their last days. */
  place: string
  months: readonly string[]
  cursor: string | undefined
  flash: FlashMessage | undefined
}

export function NoticesPage({ c, rows, place, months, cursor, flash }: Props) {
  const { locale } = c.get('view')
  const isWaiting = place === 'waiting'
  const list = { c, place, path: '/console/subscriptions/notices' }
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(locale, 'Avis de renouvellement', 'Renewal notices')}
      lead={say(
        locale,
        'Chaque abonné est averti deux mois avant son dernier jour pour refuser. Sans avis envoyé un mois avant ce jour, le renouvellement est remis.',
        'Each subscriber is told two months before the last day to refuse. Without a notice sent a month before that day, the renewal is put off.',
      )}
    >
      <SubscriptionsTabs c={c} tab="notices" />
      <Flash message={flash} locale={locale} />
      <PlaceForm
        {...list}
        waits="waiting"
        words={say(locale, 'ceux qui vous attendent', 'those that wait for you')}
        monthWords={say(locale, 'dernier jour en ', 'last day in ')}
        months={months}
      />
      {rows.length > 0 ? <Rows c={c} rows={rows} /> : <Nothing c={c} isWaiting={isWaiting} />}
      <MoreOfPlace {...list} cursor={cursor} />
    </ConsolePage>
  )
}

function Nothing({ c, isWaiting }: { c: ConsoleContext; isWaiting: boolean }) {
  const locale = c.get('locale')
  return isWaiting ? (
    <Empty title={say(locale, 'Aucun avis ne vous attend', 'No notice waits for you')}>
      {say(
        locale,
        'Un avis paraît ici quand sa remise n’est pas prouvée trente-cinq jours avant le dernier jour, ou que l’adresse ne reçoit plus rien.',
        'A notice appears here when its delivery is not proven thirty-five days before the last day, or its address gets nothing any more.',
      )}
    </Empty>
  ) : (
    <Empty title={say(locale, 'Aucun avis pour ce mois', 'No notice for that month')} />
  )
}

function Rows({ c, rows }: { c: ConsoleContext; rows: readonly NoticeRow[] }) {
  const { locale } = c.get('view')
  return (
    <TableFrame label={say(locale, 'Avis de renouvellement', 'Renewal notices')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Qui', 'Who')}</th>
            <th scope="col">{say(locale, 'Dernier jour pour refuser', 'Last day to refuse')}</th>
            <th scope="col">{say(locale, 'Avis', 'Notice')}</th>
            <th scope="col">{say(locale, 'Envoyé', 'Sent')}</th>
            <th scope="col">{say(locale, 'À faire', 'To do')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row c={c} row={row} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Row({ c, row }: { c: ConsoleContext; row: NoticeRow }) {
  const view = c.get('view')
  const { locale } = view
  const { notice, standing, customer, subscription } = row
  const { tone, word } = noticeStandings[standing]
  const name = customer?.company ?? customer?.name
  return (
    <tr>
      <th scope="row" class="row-line">
        <a href={`/console/subscriptions/${notice.subscriptionId}`}>
          {name ?? say(locale, 'personne effacée', 'erased person')}
        </a>
        {subscription && <span class="soft"> {subscription.terms.name[locale]}</span>}
      </th>
      <td data-label={say(locale, 'Dernier jour', 'Last day')}>
        {formatDate(notice.lastDay, locale)}
      </td>
      <td data-label={say(locale, 'Avis', 'Notice')}>
        <Status tone={tone}>{word[locale]}</Status>
        {notice.closed && <span class="soft"> {closedWords[notice.closed.because][locale]}</span>}
      </td>
      <td data-label={say(locale, 'Envoyé', 'Sent')}>
        <Sends row={row} view={view} />
      </td>
      <td data-label={say(locale, 'À faire', 'To do')}>
        <Acts c={c} row={row} />
      </td>
    </tr>
  )
}

function Sends({ row: { notice }, view }: { row: NoticeRow; view: View }) {
  const { locale } = view
  const { letter } = notice
  const sent = notice.mails.filter(({ outcome }) => outcome === 'accepted').at(-1)
  if (letter) return <>{formatDate(letter.day, locale)}</>
  if (!sent?.at) return <>{say(locale, 'pas encore', 'not yet')}</>
  return <When at={sent.at} view={view} />
}

/** What can still be done, and until when; afterwards the renewal is put off by itself. */
function Acts({ c, row }: { c: ConsoleContext; row: NoticeRow }) {
  const { locale, now, publication } = c.get('view')
  const { notice, standing } = row
  const path = `/console/subscriptions/notices/${notice.customerId}/${notice.id}`
  const today = dateOf(now.toISOString() as Instant, publication.zone)
  const { earliest, latest } = noticeDays(notice.lastDay)
  if (standing === 'closed' || standing === 'letter' || standing === 'delivered') return null
  if (today < earliest || today > latest) return null
  return (
    <div class="actions">
      {standing !== 'asked' && standing !== 'undeliverable' && (
        <form method="post" action={`${path}/again`}>
          <CsrfField token={c.get('csrf')} />
          <Button size="small">{say(locale, 'Renvoyer le mail', 'Send the mail again')}</Button>
        </form>
      )}
      <a href={`${path}/letter`}>{say(locale, 'Lettre', 'Letter')}</a>
      <span class="soft">
        {say(locale, 'au plus tard le ', 'by ')}
        {formatDate(latest, locale)}
      </span>
    </div>
  )
}
