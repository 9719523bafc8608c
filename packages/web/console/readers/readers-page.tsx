// The readers: the search first, then how many there are and how that grew, then the list.
import type { Locale } from '#kernel/errors'
import type { SearchReadersOutcome } from '#privacy/search-readers'
import type { AudienceCount } from '#readers/audience'
import type { GrowthDay } from '#readers/growth'
import type { Reader } from '#readers/reader'
import { LineChart } from '#web/shared/chart.tsx'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame, When } from '../parts.tsx'
import { readerStates } from '../words.ts'
import { AudienceTabs } from './audience-tabs.tsx'
import type { ReaderList } from './browse.ts'

export function ReadersPage(props: {
  c: ConsoleContext
  query: string
  search?: SearchReadersOutcome
  list?: ReaderList
  isFirst?: boolean
  audience?: AudienceCount
  growth?: readonly GrowthDay[]
  flash?: FlashMessage | undefined
}) {
  const { c, query, search, list, audience, growth } = props
  const view = c.get('view')
  const { locale } = view
  return (
    <ConsolePage
      c={c}
      place="readers"
      title={say(locale, 'Lecteurs', 'Readers')}
      heading={audience ? headline(audience, view) : undefined}
      flash={props.flash}
    >
      <AudienceTabs c={c} tab="readers" />
      <form class="bar" method="get" action="/console/readers">
        <div class="field">
          <label for="f-reader-q">{say(locale, 'Adresse ou partie', 'Address or part')}</label>
          <input id="f-reader-q" name="q" type="search" value={query} maxlength={254} />
        </div>
        <button class="button" type="submit">
          {say(locale, 'Chercher', 'Search')}
        </button>
        {query && <a href="/console/readers">{say(locale, 'Tous les lecteurs', 'All readers')}</a>}
      </form>
      {search && <Found c={c} search={search} query={query} />}
      {growth && props.isFirst && <Growth growth={growth} view={view} />}
      {list && (
        <Part title={say(locale, 'Lecteurs inscrits', 'Subscribed readers')}>
          {list.readers.length > 0 ? (
            <ReaderTable c={c} readers={list.readers} />
          ) : (
            <Empty
              title={say(locale, 'Aucun lecteur encore', 'No reader yet')}
              action={
                <a class="button" href={locale === 'fr' ? '/#sign-up' : '/en#sign-up'}>
                  {say(locale, 'Voir le formulaire d’inscription', 'See the sign-up form')}
                </a>
              }
            >
              {say(
                locale,
                'Ils arrivent par le formulaire du site ou par l’API, et confirment par e-mail.',
                'They come through the site’s form or the API, and confirm by mail.',
              )}
            </Empty>
          )}
          <More
            locale={locale}
            {...(props.isFirst ? {} : { first: '/console/readers' })}
            {...(list.after ? { next: `/console/readers?after=${list.after}` } : {})}
          />
        </Part>
      )}
    </ConsolePage>
  )
}

function headline(audience: AudienceCount, { locale }: View): string {
  const count = formatNumber(audience.count, locale)
  const about = audience.counted === 'estimated'
  if (locale === 'fr') {
    if (audience.count < 2) return audience.count === 1 ? 'Un lecteur inscrit' : 'Lecteurs'
    return `${about ? 'Environ ' : ''}${count} lecteurs inscrits`
  }
  if (audience.count < 2) return audience.count === 1 ? 'One subscribed reader' : 'Readers'
  return `${about ? 'About ' : ''}${count} subscribed readers`
}

function Found(props: { c: ConsoleContext; search: SearchReadersOutcome; query: string }) {
  const { c, search, query } = props
  const { locale } = c.get('view')
  if (search.kind === 'tooShort')
    return (
      <p class="soft">
        {say(
          locale,
          'Écrivez au moins trois caractères : le début d’une adresse, d’un nom ou d’un domaine.',
          'Write at least three characters: the start of an address, a name or a domain.',
        )}
      </p>
    )
  if (search.readers.length === 0)
    return (
      <Empty title={say(locale, 'Personne sous ce nom', 'Nobody by this name')}>
        {say(
          locale,
          'Qui n’a jamais confirmé ne se trouve que par son adresse entière.',
          'Those who never confirmed are found by their whole address only.',
        )}
      </Empty>
    )
  const next = search.cursor && new URLSearchParams({ q: query, after: search.cursor })
  return (
    <>
      <ReaderTable c={c} readers={search.readers} />
      <More locale={locale} {...(next ? { next: `/console/readers?${next}` } : {})} />
    </>
  )
}

/** Rows of readers as lists show them. */
export function ReaderTable({ c, readers }: { c: ConsoleContext; readers: readonly Reader[] }) {
  const view = c.get('view')
  const { locale, publication } = view
  const topicName = (id: string) =>
    publication.topics.find((topic) => topic.id === id)?.name[locale] ?? id
  return (
    <TableFrame label={say(locale, 'Lecteurs', 'Readers')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Adresse', 'Address')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col">{say(locale, 'Sujets', 'Topics')}</th>
            <th scope="col">{say(locale, 'Étiquettes', 'Tags')}</th>
            <th scope="col">{say(locale, 'Langue', 'Language')}</th>
            <th scope="col">{say(locale, 'Depuis', 'Since')}</th>
          </tr>
        </thead>
        <tbody>
          {readers.map((reader) => (
            <tr>
              <th scope="row" class="row-line">
                <a href={`/console/readers/${reader.id}`}>{reader.email}</a>
              </th>
              <td>
                <Status tone={readerStates[reader.status].tone}>
                  {readerStates[reader.status].word[locale]}
                </Status>
              </td>
              <td class="soft">
                {reader.topics.length === 0
                  ? say(locale, 'tous', 'all')
                  : reader.topics.map(topicName).join(', ')}
              </td>
              <td class="soft">{(reader.tags ?? []).join(', ')}</td>
              <td>
                {reader.locale === 'fr'
                  ? say(locale, 'français', 'French')
                  : say(locale, 'anglais', 'English')}
              </td>
              <td class="nowrap">
                <When at={reader.confirmedAt ?? reader.createdAt} view={view} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Growth({ growth, view }: { growth: readonly GrowthDay[]; view: View }) {
  const { locale } = view
  const confirmed = growth.reduce((sum, day) => sum + day.confirmed, 0)
  const left = growth.reduce((sum, day) => sum + day.unsubscribed + day.erased, 0)
  if (confirmed + left === 0) return null
  let total = 0
  const points = growth.map((day) => {
    total += day.confirmed
    return { label: formatDate(day.day, locale), value: total }
  })
  return (
    <div id="growth" class="growth">
      <LineChart
        locale={locale}
        title={sentenceCase(
          say(
            locale,
            `${counted(confirmed, 'fr', signUps)} en ${growth.length} jours, ${counted(left, 'fr', departures)}`,
            `${counted(confirmed, 'en', signUps)} in ${growth.length} days, ${counted(left, 'en', departures)}`,
          ),
        )}
        heads={[
          say(locale, 'Jour', 'Day'),
          say(locale, 'Inscriptions depuis le début', 'Sign-ups since the start'),
        ]}
        points={points}
      />
    </div>
  )
}

/** None, one and several of something. */
type Forms = Record<Locale, readonly [string, string, string]>
const signUps: Forms = {
  fr: ['aucune inscription confirmée', 'une inscription confirmée', 'inscriptions confirmées'],
  en: ['no confirmed sign-up', 'one confirmed sign-up', 'confirmed sign-ups'],
}
const departures: Forms = {
  fr: ['aucun départ', 'un départ', 'départs'],
  en: ['no departure', 'one departure', 'departures'],
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function counted(count: number, locale: Locale, forms: Forms): string {
  const [none, one, several] = forms[locale]
  if (count === 0) return none
  return count === 1 ? one : `${formatNumber(count, locale)} ${several}`
}

function More(props: { locale: 'fr' | 'en'; first?: string; next?: string }) {
  if (!props.first && !props.next) return null
  return (
    <nav class="pager" aria-label={say(props.locale, 'Pages', 'Pages')}>
      {props.first ? (
        <a href={props.first}>{say(props.locale, '← Au début', '← To the start')}</a>
      ) : (
        <span />
      )}
      {props.next && (
        <a href={props.next} rel="next">
          {say(props.locale, 'Suite →', 'Next →')}
        </a>
      )}
    </nav>
  )
}
