// `/companies` and `/companies/:slug`: who the magazine speaks of. A former name leads to the
// present one.
import type { Context } from 'hono'
import type { Company } from '#editorial/issue'
import { type MentionsOfCompany, mentionsOfCompany } from '#editorial/mentions-of-company'
import { companyBySlug, listCompanies } from '#editorial/store'
import { notFound } from '../shared/errors.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { Empty } from '../shared/parts.tsx'
import type { View } from '../shared/view.ts'
import { publicCache, type SiteDeps, viewOf } from './context.ts'
import { publicIssue } from './issues.ts'
import { CalendarList, langOf, NewsletterList } from './parts.tsx'

export async function companiesPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const companies = await listCompanies(deps.table)
  c.header('cache-control', publicCache)
  return c.html(<CompaniesPage view={view} companies={companies} />)
}

export async function companyPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const slug = c.req.param('slug') ?? ''
  const company = slug.length <= 120 ? await companyBySlug(deps.table, slug) : undefined
  if (!company)
    throw notFound({
      fr: 'Aucune entreprise de ce nom dans nos pages. Retrouvez-les toutes dans la liste des entreprises.',
      en: 'We have no company of that name. The list of companies gives them all.',
    })
  if (company.slug !== slug)
    return c.redirect(localPath(view.locale, `/companies/${company.slug}`), 301)
  const mentions = await mentionsOfCompany(deps.table, company.id)
  const told = {
    ...mentions,
    // Of an issue that is only planned, the companies are not told yet.
    issues: mentions.issues.filter((issue) => issue.status !== 'planned').map(publicIssue),
  }
  c.header('cache-control', publicCache)
  return c.html(<CompanyPage view={view} company={company} mentions={told} />)
}

export function CompaniesPage({ view, companies }: { view: View; companies: readonly Company[] }) {
  const { locale } = view
  const byLetter = grouped(companies)
  return (
    <Page
      view={view}
      title={say(locale, 'Entreprises', 'Companies')}
      description={say(
        locale,
        `Les entreprises dont parle ${view.publication.name}.`,
        `The companies ${view.publication.name} speaks of.`,
      )}
      place="companies"
      hasOtherLocale
    >
      <header class="page-head">
        <h1 class="title">{say(locale, 'Entreprises', 'Companies')}</h1>
        <p class="standfirst">
          {say(
            locale,
            'Celles dont nos dossiers et nos lettres parlent ou parleront.',
            'Those our dossiers and letters speak of, or will.',
          )}
        </p>
      </header>
      {companies.length === 0 ? (
        <Empty title={say(locale, 'Aucune entreprise pour l’instant.', 'No company yet.')} />
      ) : (
        <dl class="index">
          {[...byLetter].map(([letter, some]) => (
            <div>
              <dt aria-hidden="true">{letter}</dt>
              {some.map((company) => (
                <dd>
                  <a href={localPath(locale, `/companies/${company.slug}`)}>{company.name}</a>
                </dd>
              ))}
            </div>
          ))}
        </dl>
      )}
    </Page>
  )
}

type CompanyPageProps = { view: View; company: Company; mentions: MentionsOfCompany }

export function CompanyPage({ view, company, mentions }: CompanyPageProps) {
  const { locale } = view
  const nothing = mentions.issues.length === 0 && mentions.newsletters.length === 0
  return (
    <Page
      view={view}
      title={company.name}
      description={company.description || company.name}
      place="companies"
      hasOtherLocale
    >
      <header class="page-head">
        <p class="kicker">
          <a href={localPath(locale, '/companies')}>{say(locale, 'Entreprises', 'Companies')}</a>
        </p>
        <h1 class="title">{company.name}</h1>
        {company.description && (
          <p class="standfirst" lang={langOf(view)}>
            {company.description}
          </p>
        )}
        <p class="small">
          {company.aliases.length > 0 && (
            <span>
              {say(locale, 'Connue aussi sous : ', 'Also known as: ')}
              {company.aliases.join(', ')}.{' '}
            </span>
          )}
          {company.website && (
            <a href={company.website} rel="nofollow noopener">
              {new URL(company.website).hostname.replace(/^www\./, '')}
            </a>
          )}
        </p>
      </header>
      {nothing && (
        <Empty title={say(locale, 'Rien de publié encore.', 'Nothing published yet.')}>
          {say(
            locale,
            'Les numéros et les lettres qui en parlent seront listés ici.',
            'The issues and letters that speak of it will be listed here.',
          )}
        </Empty>
      )}
      {mentions.issues.length > 0 && (
        <section class="block" aria-labelledby="issues-title">
          <h2 class="section-title" id="issues-title">
            {say(locale, 'Dans le magazine', 'In the magazine')}
          </h2>
          <CalendarList view={view} issues={mentions.issues.toReversed()} />
        </section>
      )}
      {mentions.newsletters.length > 0 && (
        <section class="block" aria-labelledby="letters-title">
          <h2 class="section-title" id="letters-title">
            {say(locale, 'Dans les lettres', 'In the letters')}
          </h2>
          <NewsletterList view={view} entries={mentions.newsletters} withExcerpt />
        </section>
      )}
    </Page>
  )
}

function grouped(companies: readonly Company[]): Map<string, Company[]> {
  const groups = new Map<string, Company[]>()
  for (const company of companies.toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))) {
    const initial = initialOf(company.name)
    groups.set(initial, [...(groups.get(initial) ?? []), company])
  }
  return groups
}

function initialOf(name: string): string {
  const initial = name.normalize('NFD')[0]?.toLocaleUpperCase('fr') ?? ''
  return /\p{L}/u.test(initial) ? initial : '0–9'
}
