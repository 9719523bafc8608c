// The layout of the console: places on the left, search, language and name on top, the work below.
// `ToolPage` is the same desk without the column, for the sandbox's tools.
import type { Child } from 'hono/jsx'
import { Document, type DocumentProps, Wordmark } from './document.tsx'
import { otherLocale, say } from './locale.ts'
import { Flash, type FlashMessage } from './parts.tsx'

export type ConsolePlace =
  | 'home'
  | 'newsletters'
  | 'issues'
  | 'companies'
  | 'readers'
  | 'subscriptions'
  | 'finance'
  | 'settings'

export type ConsolePageProps = Pick<DocumentProps, 'view' | 'title' | 'islands' | 'head'> & {
  place?: ConsolePlace
  /** The signed-in person's name; without it (sign-in pages) neither places nor search show. */
  personName?: string
  /** Whether the place of the books shows: for who keeps them. */
  seesBooks?: boolean
  /** Goes into the forms of the frame (language, sign-out) as `csrf`. */
  csrf?: string
  /** Small line over the title, often a link to the list. */
  kicker?: Child
  /** Replaces the title as heading, e.g. to add a status. */
  heading?: Child
  /** Buttons right of the heading. */
  actions?: Child
  flash?: FlashMessage | undefined
  /** What is in the search field. */
  search?: string
  children?: Child
}

/**
 * A page of the console. Its frame posts `locale` to `/console/locale`, signs out at
 * `/console/sign-out` (both with `csrf`), and searches by GET at `/console/search?q=`.
 */
export function ConsolePage(props: ConsolePageProps) {
  const { view } = props
  const signedIn = props.personName !== undefined
  return (
    <Document
      view={view}
      title={props.title}
      islands={props.islands ?? []}
      head={props.head}
      isPrivate
      bodyClass="desk"
    >
      <header class="desk-side">
        <a class="desk-name" href="/console">
          <Wordmark view={view} />
        </a>
        {signedIn && <Places {...props} />}
        <p class="desk-foot">
          <a href="/">{say(view.locale, 'Voir le site', 'See the site')}</a>
          {signedIn && (
            <a href="/console/keys" data-key="?">
              {say(view.locale, 'Raccourcis clavier', 'Keyboard shortcuts')}
            </a>
          )}
        </p>
      </header>
      <div class="desk-main">
        {signedIn && <Top {...props} />}
        <main id="main" tabindex={-1}>
          <div class="desk-head">
            <div>
              {props.kicker && <p class="kicker">{props.kicker}</p>}
              <h1>{props.heading ?? props.title}</h1>
            </div>
            {props.actions && <div class="actions">{props.actions}</div>}
          </div>
          <Flash message={props.flash} locale={view.locale} />
          {props.children}
        </main>
      </div>
    </Document>
  )
}

function Places({ view, place, seesBooks }: ConsolePageProps) {
  const { locale } = view
  const places: { place: ConsolePlace; href: string; label: string }[] = [
    { place: 'home', href: '/console', label: say(locale, 'Accueil', 'Home') },
    {
      place: 'newsletters',
      href: '/console/newsletters',
      label: say(locale, 'Lettres', 'Newsletters'),
    },
    { place: 'issues', href: '/console/issues', label: say(locale, 'Numéros', 'Issues') },
    {
      place: 'companies',
      href: '/console/companies',
      label: say(locale, 'Entreprises', 'Companies'),
    },
    { place: 'readers', href: '/console/readers', label: say(locale, 'Lecteurs', 'Readers') },
    {
      place: 'subscriptions',
      href: '/console/subscriptions',
      label: say(locale, 'Abonnements', 'Subscriptions'),
    },
    ...(seesBooks
      ? [
          {
            place: 'finance' as const,
            href: '/console/finance',
            label: say(locale, 'Comptabilité', 'Finance'),
          },
        ]
      : []),
    { place: 'settings', href: '/console/settings', label: say(locale, 'Réglages', 'Settings') },
  ]
  return (
    <nav class="desk-places" aria-label={say(locale, 'Lieux', 'Places')}>
      {places.map((item) => (
        <a href={item.href} aria-current={item.place === place ? 'page' : undefined}>
          {item.label}
        </a>
      ))}
    </nav>
  )
}

function Top(props: ConsolePageProps) {
  const { locale } = props.view
  const other = otherLocale(locale)
  const searchLabel = say(locale, 'Chercher partout', 'Search everything')
  return (
    <div class="desk-top">
      <search class="desk-search">
        <form action="/console/search" method="get">
          <input
            type="search"
            name="q"
            value={props.search ?? ''}
            aria-label={searchLabel}
            placeholder={searchLabel}
            maxlength={200}
            data-key="/"
          />
        </form>
      </search>
      <section class="desk-person" aria-label={say(locale, 'Votre compte', 'Your account')}>
        <a href="/console/settings/account">{props.personName}</a>
        <form action="/console/locale" method="post">
          <input type="hidden" name="csrf" value={props.csrf} />
          <input type="hidden" name="locale" value={other} />
          <input type="hidden" name="next" value={props.view.path} />
          <button class="as-link" type="submit" lang={other}>
            {other === 'fr' ? 'Français' : 'English'}
          </button>
        </form>
        <form action="/console/sign-out" method="post">
          <input type="hidden" name="csrf" value={props.csrf} />
          <button class="as-link" type="submit">
            {say(locale, 'Se déconnecter', 'Sign out')}
          </button>
        </form>
      </section>
    </div>
  )
}

export type ToolPageProps = Pick<DocumentProps, 'view' | 'title' | 'islands' | 'head'> & {
  /** Name of the tools, left in the bar, with its front page. */
  home: { href: string; label: string }
  tools: readonly { href: string; label: string }[]
  /** `href` of the current tool. */
  current?: string
  flash?: FlashMessage | undefined
  actions?: Child
  children?: Child
}

/** A page of the sandbox's tools. */
export function ToolPage(props: ToolPageProps) {
  return (
    <Document
      view={props.view}
      title={props.title}
      islands={props.islands ?? []}
      head={props.head}
      isPrivate
      bodyClass="desk tool"
    >
      <div class="wrap">
        <header class="tool-top">
          <a class="tool-name" href={props.home.href}>
            {props.home.label}
          </a>
          <nav class="actions" aria-label={say(props.view.locale, 'Outils', 'Tools')}>
            {props.tools.map((tool) => (
              <a href={tool.href} aria-current={tool.href === props.current ? 'page' : undefined}>
                {tool.label}
              </a>
            ))}
          </nav>
        </header>
        <main id="main" tabindex={-1}>
          <div class="desk-head">
            <h1>{props.title}</h1>
            {props.actions && <div class="actions">{props.actions}</div>}
          </div>
          <Flash message={props.flash} locale={props.view.locale} />
          {props.children}
        </main>
      </div>
    </Document>
  )
}
