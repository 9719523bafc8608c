// The layout of public pages: masthead, places, content, foot with the legal lines.
import type { Child } from 'hono/jsx'
import { leaveLabels } from '#subscriptions/leave-labels'
import { Document, type DocumentProps, Wordmark } from './document.tsx'
import { localPath, otherLocale, say } from './locale.ts'
import type { View } from './view.ts'

export type SitePlace = 'calendar' | 'newsletters' | 'companies'

export type PageProps = Omit<DocumentProps, 'bodyClass'> & {
  /** The place to mark as current. */
  place?: SitePlace
  /** `front` sets the wordmark large, for the front page alone. */
  masthead?: 'front' | 'plain'
  /** Left of the line over the wordmark; the tagline when absent. */
  dateline?: Child
}

/** A public page. */
export function Page(props: PageProps) {
  const { view, place, masthead = 'plain', dateline, children, ...rest } = props
  return (
    <Document {...rest} view={view}>
      <header class={masthead === 'front' ? 'masthead front' : 'masthead'}>
        <div class="wrap">
          <div class="masthead-line">
            <span class="tagline">{dateline ?? view.publication.tagline[view.locale]}</span>
            <span class="masthead-links">
              {view.publication.subscriptions && (
                <>
                  <a class="to-subscribe" href={localPath(view.locale, '/subscribe')}>
                    {say(view.locale, 'S’abonner', 'Subscribe')}
                  </a>
                  <a href={localPath(view.locale, '/account')}>
                    {say(view.locale, 'Votre compte', 'Your account')}
                  </a>
                </>
              )}
              <LocaleSwitch view={view} />
            </span>
          </div>
          <a class="wordmark" href={localPath(view.locale, '/')}>
            <Wordmark view={view} />
          </a>
          <nav class="places" aria-label={say(view.locale, 'Rubriques', 'Sections')}>
            {sitePlaces(view).map((item) => (
              <a
                href={item.href}
                aria-current={item.place && item.place === place ? 'page' : undefined}
              >
                {item.label}
              </a>
            ))}
          </nav>
        </div>
      </header>
      <main id="main" class="wrap main" tabindex={-1}>
        {children}
      </main>
      <Foot view={view} />
    </Document>
  )
}

function sitePlaces({ locale }: View): { place?: SitePlace; href: string; label: string }[] {
  return [
    {
      place: 'calendar',
      href: localPath(locale, '/calendar'),
      label: say(locale, 'Calendrier', 'Calendar'),
    },
    {
      place: 'newsletters',
      href: localPath(locale, '/newsletters'),
      label: say(locale, 'Lettres', 'Newsletters'),
    },
    {
      place: 'companies',
      href: localPath(locale, '/companies'),
      label: say(locale, 'Entreprises', 'Companies'),
    },
    {
      href: `${localPath(locale, '/')}#sign-up`,
      label: say(locale, 'S’inscrire', 'Sign up'),
    },
  ]
}

function LocaleSwitch({ view }: { view: View }) {
  const other = otherLocale(view.locale)
  return (
    <a href={localPath(other, view.path)} hreflang={other} lang={other}>
      {other === 'fr' ? 'Français' : 'English'}
    </a>
  )
}

/** On every page, under the names that the law gives them (D215-1, L221-21). */
function ContractLinks({ view: { locale } }: { view: View }) {
  return (
    <>
      <li>
        <a href={localPath(locale, '/terms')}>
          {say(locale, 'Conditions de vente', 'Terms of sale')}
        </a>
      </li>
      <li>
        <a href={localPath(locale, '/cancel')}>{leaveLabels.cancellation.door[locale]}</a>
      </li>
      <li>
        <a href={localPath(locale, '/withdraw')}>{leaveLabels.withdrawal.door[locale]}</a>
      </li>
    </>
  )
}

function Foot({ view }: { view: View }) {
  const { publication, locale } = view
  const { identity } = publication
  return (
    <footer class="foot">
      <div class="wrap">
        <div class="foot-grid">
          <div>
            <p class="foot-name">{publication.name}</p>
            <p>{publication.tagline[locale]}</p>
            <p>
              {identity.publisher}, {identity.address.join(', ')}
            </p>
            {identity.issn && <p>ISSN {identity.issn}</p>}
          </div>
          <nav aria-label={say(locale, 'Le magazine', 'The magazine')}>
            <ul class="plain">
              {sitePlaces(view).map((item) => (
                <li>
                  <a href={item.href}>{item.label}</a>
                </li>
              ))}
              {publication.subscriptions && (
                <li>
                  <a href={localPath(locale, '/subscribe')}>
                    {say(locale, 'S’abonner au magazine', 'Subscribe to the magazine')}
                  </a>
                </li>
              )}
            </ul>
          </nav>
          <nav aria-label={say(locale, 'Informations légales', 'Legal information')}>
            <ul class="plain">
              <li>
                <a href={localPath(locale, '/legal')}>
                  {say(locale, 'Mentions légales', 'Legal notice')}
                </a>
              </li>
              {publication.subscriptions && <ContractLinks view={view} />}
              <li>
                <a href={`${localPath(locale, '/legal')}#privacy`}>
                  {say(locale, 'Vos données', 'Your data')}
                </a>
              </li>
              <li>
                <a href={`${localPath(locale, '/newsletters/rss.xml')}`}>RSS</a>
              </li>
            </ul>
          </nav>
        </div>
        {publication.sample && (
          <p class="sample">
            {say(
              locale,
              'Publication d’exemple : personnes, entreprises et chiffres sont inventés.',
              'Sample publication: people, companies and figures are invented.',
            )}
          </p>
        )}
      </div>
    </footer>
  )
}
