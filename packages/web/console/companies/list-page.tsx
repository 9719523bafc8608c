// The list of companies, found by any of their names.
import { hasRole } from '#staff/member'
import { Numero } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame } from '../parts.tsx'
import type { CompanyRow } from './pages.tsx'

export function CompanyListPage(props: {
  c: ConsoleContext
  query: string
  sort: 'name' | 'issues'
  total: number
  rows: readonly CompanyRow[]
}) {
  const { c, query, rows } = props
  const { locale } = c.get('view')
  const mayEdit = hasRole(c.get('staff'), 'marketing')
  return (
    <ConsolePage
      c={c}
      place="companies"
      title={say(locale, 'Entreprises', 'Companies')}
      actions={
        <>
          <a class="button quiet" href="/console/companies/list.csv">
            CSV
          </a>
          {mayEdit && (
            <a class="button" href="/console/companies/new">
              {say(locale, 'Ajouter une entreprise', 'Add a company')}
            </a>
          )}
        </>
      }
    >
      {props.total > 0 && (
        <form class="bar" method="get">
          <div class="field">
            <label for="f-q">{say(locale, 'Nom', 'Name')}</label>
            <input id="f-q" name="q" type="search" value={query} maxlength={200} />
          </div>
          <button class="button" type="submit">
            {say(locale, 'Chercher', 'Search')}
          </button>
          {query && <a href="/console/companies">{say(locale, 'Toutes', 'All')}</a>}
        </form>
      )}
      {rows.length > 0 ? (
        <Rows c={c} rows={rows} query={query} sort={props.sort} />
      ) : (
        <Empty
          title={
            query
              ? say(locale, 'Aucune entreprise de ce nom', 'No company of this name')
              : say(locale, 'Aucune entreprise encore', 'No company yet')
          }
          action={
            mayEdit && (
              <a
                class="button"
                href={`/console/companies/new${query ? `?name=${encodeURIComponent(query)}` : ''}`}
              >
                {query
                  ? say(locale, `Ajouter « ${query} »`, `Add “${query}”`)
                  : say(locale, 'Ajouter une entreprise', 'Add a company')}
              </a>
            )
          }
        >
          {say(
            locale,
            'Les entreprises citées par les dossiers ont chacune leur page sur le site.',
            'The companies that dossiers name have a page each on the site.',
          )}
        </Empty>
      )}
    </ConsolePage>
  )
}

function Rows(props: {
  c: ConsoleContext
  rows: readonly CompanyRow[]
  query: string
  sort: 'name' | 'issues'
}) {
  const { c, rows, query, sort } = props
  const { locale } = c.get('view')
  const href = (by: string) =>
    `?${new URLSearchParams({ ...(query ? { q: query } : {}), sort: by })}`
  return (
    <TableFrame label={say(locale, 'Entreprises', 'Companies')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col" aria-sort={sort === 'name' ? 'ascending' : undefined}>
              <a href={href('name')}>{say(locale, 'Nom', 'Name')}</a>
            </th>
            <th scope="col">{say(locale, 'Autres noms', 'Other names')}</th>
            <th scope="col" aria-sort={sort === 'issues' ? 'descending' : undefined}>
              <a href={href('issues')}>{say(locale, 'Numéros', 'Issues')}</a>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ company, issues }) => (
            <tr>
              <th scope="row">
                <a href={`/console/companies/${company.id}`}>{company.name}</a>
              </th>
              <td class="soft">{company.aliases.join(', ')}</td>
              <td class="numbers-list">
                {issues.map((issue) => (
                  <a href={`/console/issues/${issue.number}`}>
                    <Numero n={issue.number} />
                  </a>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
