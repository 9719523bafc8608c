// What the pages of the sandbox share: their dependencies, the language of the visit, the view.
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import { say } from '#web/shared/locale'
import type { Assets, View } from '#web/shared/view'
import type { Cloud } from './cloud.ts'

export type SandboxAppDeps = {
  cloud: Cloud
  publication: Publication
  assets: Assets
  /** What the command shows to be let in at `/sandbox/control`; kept in the data folder. */
  token: string
}

export type SandboxEnv = { Variables: { locale: Locale } }

const cookieName = 'sandbox-language'

/** `?lang=` picks the language and is remembered; without it, the browser's first one. */
export const pickLocale: MiddlewareHandler<SandboxEnv> = async (c, next) => {
  const asked = c.req.query('lang')
  if (asked === 'fr' || asked === 'en')
    setCookie(c, cookieName, asked, { path: '/sandbox', sameSite: 'Lax', httpOnly: true })
  const known = asked ?? getCookie(c, cookieName) ?? c.req.header('accept-language') ?? 'fr'
  c.set('locale', known.toLowerCase().startsWith('en') ? 'en' : 'fr')
  await next()
}

export function viewOf(deps: SandboxAppDeps, c: Context<SandboxEnv>): View {
  return {
    publication: deps.publication,
    assets: deps.assets,
    locale: c.get('locale'),
    siteUrl: deps.cloud.siteUrl,
    path: c.req.path,
    now: deps.cloud.clock.now(),
  }
}

/** Home and places of the tool bar, the same on every page. */
export function toolBar(view: View) {
  const { locale } = view
  const other = locale === 'fr' ? 'en' : 'fr'
  return {
    home: { href: '/sandbox', label: say(locale, 'Bac à sable', 'Sandbox') },
    tools: [
      { href: '/sandbox/inbox', label: say(locale, 'Boîte aux lettres', 'Inbox') },
      { href: '/sandbox/clock', label: say(locale, 'Horloge', 'Clock') },
      { href: '/sandbox/faults', label: say(locale, 'Pannes', 'Faults') },
      { href: '/sandbox/stripe', label: 'Stripe' },
      { href: '/', label: 'Site' },
      { href: '/console', label: 'Console' },
      { href: `?lang=${other}`, label: other === 'fr' ? 'Français' : 'English' },
    ],
  }
}
