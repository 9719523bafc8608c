// The HTML document around every page: head, language, skip link, stylesheet, islands.
import { html, raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { localPath, say } from './locale.ts'
import type { AssetName, View } from './view.ts'

export type DocumentProps = {
  view: View
  /** The page's own title; the title of the publication is added, save on the front page. */
  title: string
  description?: string
  /** Asset names of browser modules, `challenge.js` for `islands/challenge.ts`. */
  islands?: readonly AssetName[]
  /** Keeps the page out of search engines and of any Referer header. */
  isPrivate?: boolean
  /** More elements for the head (feeds, social cards). */
  head?: Child
  bodyClass?: string
  /** Whether the page exists in the other language under `/en`. */
  hasOtherLocale?: boolean
  children?: Child
}

/** A whole HTML document; answer with `c.html(<Page …/>)`. */
export function Document(props: DocumentProps) {
  const { view } = props
  const { assets, publication, locale } = view
  const name = publication.name
  return html`<!doctype html>${(
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{props.title === name ? name : `${props.title} – ${name}`}</title>
        {props.description && <meta name="description" content={props.description} />}
        {props.isPrivate && <meta name="robots" content="noindex, nofollow" />}
        {props.isPrivate && <meta name="referrer" content="no-referrer" />}
        <meta name="color-scheme" content="light dark" />
        <link
          rel="preload"
          href={assets.url('newsreader.woff2')}
          as="font"
          type="font/woff2"
          crossorigin="anonymous"
        />
        <link
          rel="preload"
          href={assets.url('inter.woff2')}
          as="font"
          type="font/woff2"
          crossorigin="anonymous"
        />
        <link rel="stylesheet" href={assets.url('kiosque.css')} />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {props.hasOtherLocale && <Alternates view={view} />}
        {props.head}
        {(props.islands ?? []).map((island) => (
          <script type="module" src={assets.url(island)} />
        ))}
      </head>
      <body class={props.bodyClass}>
        <a class="skip" href="#main">
          {say(locale, 'Aller au contenu', 'Skip to content')}
        </a>
        {props.children}
      </body>
    </html>
  )}`
}

/** The wordmark as SVG source from the configuration. */
export function Wordmark({ view }: { view: View }) {
  return <>{raw(view.publication.brand.logo)}</>
}

function Alternates({ view }: { view: View }) {
  return (
    <>
      <link rel="canonical" href={view.siteUrl + localPath(view.locale, view.path)} />
      <link rel="alternate" hreflang="fr" href={view.siteUrl + localPath('fr', view.path)} />
      <link rel="alternate" hreflang="en" href={view.siteUrl + localPath('en', view.path)} />
    </>
  )
}
