// What staff see when something is refused or breaks: a sentence, what to do, who can help.
import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import type { Locale } from '#kernel/errors'
import { hasRole } from '#staff/member'
import { listStaff } from '#staff/store'
import {
  errorHandler,
  type Fault,
  faultTitle,
  notFoundHandler,
  PlainFaultPage,
} from '#web/shared/errors.tsx'
import type { View } from '#web/shared/view'
import { type ConsoleContext, type ConsoleDeps, RoleNeeded } from './context.ts'
import { ConsolePage } from './layout.tsx'
import { roleNames } from './words.ts'

type Deps = Pick<
  ConsoleDeps,
  'table' | 'clock' | 'makeId' | 'publication' | 'log' | 'assets' | 'siteUrl'
>

/** `app.onError(…)` of the console and of whatever else serves its pages. */
export function consoleErrors(deps: Deps): ErrorHandler {
  return errorHandler({
    log: deps.log,
    makeId: deps.makeId,
    page: (c, fault) => page(deps, c, fault),
  })
}

/** `app.notFound(…)`. */
export function consoleNotFound(deps: Deps): NotFoundHandler {
  return notFoundHandler({
    log: deps.log,
    makeId: deps.makeId,
    page: (c, fault) => page(deps, c, fault),
  })
}

async function page(deps: Deps, c: Context, fault: Fault) {
  const signedIn = c.get('staff') !== undefined
  const locale: Locale = c.get('locale') ?? deps.publication.locale
  const view: View = c.get('view') ?? {
    publication: deps.publication,
    assets: deps.assets,
    locale,
    siteUrl: deps.siteUrl,
    path: c.req.path,
    now: deps.clock(),
  }
  if (!signedIn) return <PlainFaultPage view={view} fault={fault} home="/console" />
  const help = c.error instanceof RoleNeeded ? await whoCanHelp(deps, c.error, locale) : undefined
  return (
    <ConsolePage
      c={c as ConsoleContext}
      title={faultTitle(fault)[locale]}
      lead={fault.sentence[locale]}
    >
      {help && <p class="desk-lead">{help}</p>}
      {fault.requestId && (
        <p>
          {locale === 'fr' ? 'Repère à transmettre : ' : 'Mark to pass on: '}
          <code>{fault.requestId}</code>
        </p>
      )}
      <p class="actions">
        <a class="button" href="/console">
          {locale === 'fr' ? 'Aller à l’accueil' : 'Go to the home page'}
        </a>
      </p>
    </ConsolePage>
  )
}

/** Names the roles that are needed and the members who have one. */
async function whoCanHelp(deps: Deps, error: RoleNeeded, locale: Locale): Promise<string> {
  const list = (words: readonly string[]) =>
    new Intl.ListFormat(locale, { type: 'disjunction' }).format(words)
  const roles = list(error.roles.map((role) => roleNames[role][locale]))
  const members = (await listStaff(deps)).filter((member) => hasRole(member, ...error.roles))
  const names = list(members.map((member) => member.name))
  if (locale === 'fr')
    return names === ''
      ? `Il faut le rôle ${roles} ; personne ne l’a en ce moment.`
      : `Il faut le rôle ${roles}. Demandez à ${names}.`
  return names === ''
    ? `It takes the role ${roles}; nobody has it at the moment.`
    : `It takes the role ${roles}. Ask ${names}.`
}
