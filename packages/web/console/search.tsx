// One search over everything: newsletters, issues, companies, readers, subscriptions. A number goes
// straight to its issue when nothing else answers to it.
import type { Company, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import { slugOf } from '#editorial/slug'
import { listCompanies, listIssues } from '#editorial/store'
import { listNewsletters } from '#editorial/store-newsletters'
import { searchReaders } from '#privacy/search-readers'
import type { Reader } from '#readers/reader'
import { hasRole } from '#staff/member'
import { type SubscriptionRow, searchSubscriptions } from '#subscriptions/browse-subscriptions'
import type { Order } from '#subscriptions/order'
import { formatMonth, Numero } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import { bearsName } from './companies/pages.tsx'
import type { ConsoleContext, ConsoleDeps } from './context.ts'
import { ConsolePage } from './layout.tsx'
import { Part, When } from './parts.tsx'
import { ReaderTable } from './readers/readers-page.tsx'
import { SubscriptionTable } from './subscriptions/list-page.tsx'
import { OrderTable } from './subscriptions/orders-page.tsx'
import { issueStates, newsletterStates } from './words.ts'

type Deps = Pick<ConsoleDeps, 'table' | 'clock' | 'readerKeys'>

/** Newsletters are looked through from the newest: this many, and as many hits shown a kind. */
const limits = { newsletterPages: 3, shown: 20, query: 200, boughtFrom: 3 }

type Hits = {
  newsletters: Newsletter[]
  issues: Issue[]
  companies: Company[]
  readers: Reader[]
  subscriptions: SubscriptionRow[]
  orders: Order[]
}

/** The page at `/console/search?q=`. */
export async function searchPage(deps: Deps, c: ConsoleContext) {
  const query = (c.req.query('q') ?? '').trim().slice(0, limits.query)
  const locale = c.get('locale')
  if (query === '') return c.html(<NothingAsked c={c} />)
  const hits = await search(deps, c, query)
  const number = /^(?:n[o°º]?\.?\s*)?(\d{1,5})$/i.exec(query)?.[1]
  if (number && hits.issues.length === 1 && hits.newsletters.length === 0)
    return c.redirect(`/console/issues/${hits.issues[0]?.number}`, 303)
  const count = Object.values(hits).reduce((sum, list) => sum + list.length, 0)
  return c.html(
    <ConsolePage
      c={c}
      title={say(locale, `Recherche : ${query}`, `Search: ${query}`)}
      heading={say(locale, `« ${query} »`, `“${query}”`)}
      kicker={say(locale, 'Recherche', 'Search')}
      search={query}
    >
      {count === 0 && (
        <Empty title={say(locale, 'Rien à ce nom', 'Nothing by this name')}>
          {say(
            locale,
            'Essayez un numéro, un mot d’un titre, le nom présent ou ancien d’une entreprise, le début d’une adresse, un abonné, une commande ou une facture.',
            'Try an issue’s number, a word of a title, a company’s present or former name, the start of an address, a subscriber, an order or an invoice.',
          )}
        </Empty>
      )}
      <Results c={c} hits={hits} />
    </ConsolePage>,
  )
}

async function search(deps: Deps, c: ConsoleContext, query: string): Promise<Hits> {
  const mayRead = hasRole(c.get('staff'), 'marketing', 'admin')
  const [issues, companies, newsletters, readers, bought] = await Promise.all([
    listIssues(deps.table),
    listCompanies(deps.table),
    recentNewsletters(deps),
    mayRead ? searchReaders(deps, { query, limit: limits.shown }) : undefined,
    query.length < limits.boughtFrom ? undefined : searchSubscriptions(deps, query),
  ])
  const wanted = slugOf(query.replace(/^n[o°º]?\.?\s*(?=\d)/i, ''))
  const holds = (...texts: string[]) =>
    wanted !== '' && texts.some((text) => slugOf(text, 1_000).includes(wanted))
  return {
    newsletters: newsletters.filter((one) => holds(one.subject)).slice(0, limits.shown),
    issues: issues
      .filter((one) => String(one.number) === wanted || holds(one.title, one.dossier.title))
      .slice(0, limits.shown),
    companies:
      wanted === '' ? [] : companies.filter((one) => bearsName(one, query)).slice(0, limits.shown),
    readers: readers?.kind === 'found' ? readers.readers.slice(0, limits.shown) : [],
    subscriptions: bought?.rows.slice(0, limits.shown) ?? [],
    orders: bought?.orders.slice(0, limits.shown) ?? [],
  }
}

async function recentNewsletters(deps: Deps): Promise<Newsletter[]> {
  const found: Newsletter[] = []
  let cursor: string | undefined
  for (let read = 0; read < limits.newsletterPages; read++) {
    const page = await listNewsletters(deps.table, { limit: 100, ...(cursor ? { cursor } : {}) })
    found.push(...page.items)
    cursor = page.cursor
    if (cursor === undefined) break
  }
  return found
}

function Results({ c, hits }: { c: ConsoleContext; hits: Hits }) {
  const view = c.get('view')
  const { locale } = view
  return (
    <>
      {hits.newsletters.length > 0 && (
        <Part title={say(locale, 'Lettres', 'Newsletters')}>
          <ul class="plain-list lines">
            {hits.newsletters.map((one) => (
              <li>
                <a href={`/console/newsletters/${one.id}`}>
                  {one.subject || say(locale, 'Sans objet', 'No subject')}
                </a>
                <span class="line-facts">
                  <When at={one.updatedAt} view={view} />
                  <Status tone={newsletterStates[one.status].tone}>
                    {newsletterStates[one.status].word[locale]}
                  </Status>
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {hits.issues.length > 0 && (
        <Part title={say(locale, 'Numéros', 'Issues')}>
          <ul class="plain-list lines">
            {hits.issues.map((one) => (
              <li>
                <a href={`/console/issues/${one.number}`}>
                  <Numero n={one.number} /> {one.dossier.title}
                </a>
                <span class="line-facts">
                  {formatMonth(one.coverDate, locale)}
                  <Status tone={issueStates[one.status].tone}>
                    {issueStates[one.status].word[locale]}
                  </Status>
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {hits.companies.length > 0 && (
        <Part title={say(locale, 'Entreprises', 'Companies')}>
          <ul class="plain-list lines">
            {hits.companies.map((one) => (
              <li>
                <a href={`/console/companies/${one.id}`}>{one.name}</a>
                <span class="line-facts soft">{one.aliases.join(', ')}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {hits.readers.length > 0 && (
        <Part title={say(locale, 'Lecteurs', 'Readers')}>
          <ReaderTable c={c} readers={hits.readers} />
        </Part>
      )}
      {hits.subscriptions.length > 0 && (
        <Part title={say(locale, 'Abonnements', 'Subscriptions')}>
          <SubscriptionTable c={c} rows={hits.subscriptions} />
        </Part>
      )}
      {hits.orders.length > 0 && (
        <Part title={say(locale, 'Vente au numéro', 'Single issues')}>
          <OrderTable c={c} orders={hits.orders} />
        </Part>
      )}
    </>
  )
}

function NothingAsked({ c }: { c: ConsoleContext }) {
  const locale = c.get('locale')
  return (
    <ConsolePage c={c} title={say(locale, 'Recherche', 'Search')}>
      <p class="desk-lead">
        {say(
          locale,
          'Écrivez dans le champ du haut : un numéro, un mot d’un titre, une entreprise, le début d’une adresse.',
          'Write in the field at the top: an issue’s number, a word of a title, a company, the start of an address.',
        )}
      </p>
    </ConsolePage>
  )
}
