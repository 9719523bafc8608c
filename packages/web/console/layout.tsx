// The frame of every console page: the places on the left, the search, who is signed in.

import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Locale, Sentence } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import type { Assets } from '#web/shared/view'
import type { ConsoleContext } from './context.ts'

export type Place = 'home' | 'newsletters' | 'issues' | 'companies' | 'readers' | 'settings'

/** The places, in the order of the day's work. */
export const places: readonly { place: Place; href: string; name: Sentence }[] = [
  { place: 'home', href: '/console', name: { fr: 'Accueil', en: 'Home' } },
  {
    place: 'newsletters',
    href: '/console/newsletters',
    name: { fr: 'Newsletters', en: 'Newsletters' },
  },
  { place: 'issues', href: '/console/issues', name: { fr: 'Numéros', en: 'Issues' } },
  { place: 'companies', href: '/console/companies', name: { fr: 'Entreprises', en: 'Companies' } },
  { place: 'readers', href: '/console/readers', name: { fr: 'Lecteurs', en: 'Readers' } },
  { place: 'settings', href: '/console/settings', name: { fr: 'Réglages', en: 'Settings' } },
]

export type ConsolePageProps = {
  c: ConsoleContext
  /** Plain text for the window; also the page's heading unless `heading` is given. */
  title: string
  place?: Place | undefined
  heading?: Child
  /** A line of small capitals over the heading. */
  kicker?: Child
  /** A sentence under the heading. */
  lead?: Child
  /** Buttons and links beside the heading. */
  actions?: Child
  /** Where one came from. */
  back?: { href: string; name: string } | undefined
  /** Names of island scripts, such as `composer.js`. */
  islands?: readonly string[]
  /** Uses the whole width: composers, wide tables. */
  wide?: boolean
  children?: Child
}

/** A page of the console. Answer with `c.html(<ConsolePage …>…</ConsolePage>)`. */
export function ConsolePage(props: ConsolePageProps) {
  const { c, title, place, children } = props
  const { publication, assets, locale } = c.get('view')
  return (
    <Document
      title={title}
      locale={locale}
      publication={publication}
      assets={assets}
      islands={['keys.js', ...(props.islands ?? [])]}
    >
      <a class="skip" href="#main">
        {locale === 'fr' ? 'Aller au contenu' : 'Skip to content'}
      </a>
      <div class="desk">
        <Places c={c} place={place} />
        <div class="desk-main">
          <Top c={c} />
          <main id="main" tabindex={-1} class={props.wide ? undefined : 'desk-sheet'}>
            <PageHead {...props} />
            {children}
          </main>
        </div>
      </div>
    </Document>
  )
}

/** The bare document, for pages without a session too. */
export function Document(props: {
  title: string
  locale: Locale
  publication: Publication
  assets: Assets
  islands?: readonly string[]
  children?: Child
}) {
  const { assets, publication } = props
  const scripts = (props.islands ?? []).filter((name) => assets.has(name))
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={props.locale} class="console">
        <head>
          <meta charset="utf-8" />
          <title>{`${props.title} · ${publication.name}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex, nofollow" />
          <meta name="color-scheme" content="light dark" />
          <meta
            name="theme-color"
            content={publication.brand.paper}
            media="(prefers-color-scheme: light)"
          />
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={assets.url('kiosque.css')} />
          {scripts.map((name) => (
            <script type="module" src={assets.url(name)} />
          ))}
        </head>
        <body class="console">{props.children}</body>
      </html>
    </>
  )
}

function PageHead(props: ConsolePageProps) {
  return (
    <>
      {props.back && (
        <p class="desk-back">
          <a href={props.back.href}>
            <span aria-hidden="true">← </span>
            {props.back.name}
          </a>
        </p>
      )}
      <header class="desk-head">
        <div>
          {props.kicker && <p class="kicker">{props.kicker}</p>}
          <h1>{props.heading ?? props.title}</h1>
          {props.lead && <p class="desk-lead">{props.lead}</p>}
        </div>
        {props.actions && <div class="actions">{props.actions}</div>}
      </header>
    </>
  )
}

function Places({ c, place }: { c: ConsoleContext; place?: Place | undefined }) {
  const { publication, locale } = c.get('view')
  const french = locale === 'fr'
  return (
    <header class="desk-side">
      <a class="desk-name" href="/console">
        {raw(publication.brand.logo)}
        <span class="visually-hidden">, console</span>
      </a>
      <nav class="desk-places" aria-label={french ? 'Rubriques' : 'Places'}>
        {places.map((one) => (
          <a href={one.href} aria-current={one.place === place ? 'page' : undefined}>
            {one.name[locale]}
          </a>
        ))}
      </nav>
      <p class="desk-foot">
        <a href={french ? '/' : '/en'}>{french ? 'Voir le site' : 'View the site'}</a>
      </p>
    </header>
  )
}

function Top({ c }: { c: ConsoleContext }) {
  const french = c.get('locale') === 'fr'
  return (
    <div class="desk-top">
      <search class="desk-search">
        <form action="/console/search">
          <label class="visually-hidden" for="desk-q">
            {french ? 'Chercher dans la console' : 'Search the console'}
          </label>
          <input
            id="desk-q"
            name="q"
            type="search"
            maxlength={200}
            autocomplete="off"
            aria-keyshortcuts="/"
            placeholder={
              french
                ? 'Chercher un numéro, une entreprise, un lecteur…'
                : 'Search issues, companies, readers…'
            }
          />
        </form>
      </search>
      <div class="desk-person">
        <a href="/console/settings/account">{c.get('staff').name}</a>
        <form method="post" action="/console/sign-out">
          <input type="hidden" name="csrf" value={c.get('csrf')} />
          <button type="submit" class="as-link">
            {french ? 'Se déconnecter' : 'Sign out'}
          </button>
        </form>
      </div>
    </div>
  )
}
