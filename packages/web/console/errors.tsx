// What staff see when something is refused or breaks: a sentence, what to do, who can help.
import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import { type Locale, VisibleError } from '#kernel/errors'
import { hasRole, type StaffMember, type StaffRole } from '#staff/member'
import { listStaff } from '#staff/store'
import { Document } from '#web/shared/document.tsx'
import { type ConsoleContext, type ConsoleDeps, type ConsoleEnv, RoleNeeded } from './context.ts'
import { ConsolePage } from './layout.tsx'
import { roleNames } from './words.ts'

type Deps = Pick<
  ConsoleDeps,
  'table' | 'clock' | 'makeId' | 'publication' | 'log' | 'assets' | 'siteUrl'
>

/** The error handler of the console and of whatever else serves its pages. */
export function consoleErrors(deps: Deps): ErrorHandler<ConsoleEnv> {
  return async (error, c) => {
    if (error instanceof VisibleError) return await refused(deps, c, error)
    const requestId = deps.makeId('request')
    deps.log('error', 'console.failed', {
      requestId,
      method: c.req.method,
      route: c.req.routePath,
      error: error.name,
      stack: error.stack?.split('\n').slice(1, 6).join(' | ') ?? '',
    })
    return await answer(deps, c, {
      status: 500,
      code: 'failed',
      title: { fr: 'Quelque chose a cassé', en: 'Something broke' },
      sentence: {
        fr: `Ce n’est pas de votre fait. Réessayez ; si cela recommence, transmettez ce repère : ${requestId}.`,
        en: `It is not your doing. Try again; if it happens once more, pass on this mark: ${requestId}.`,
      },
    })
  }
}

/** The page for an address that leads nowhere. */
export function consoleNotFound(deps: Deps): NotFoundHandler<ConsoleEnv> {
  return (c) =>
    answer(deps, c, {
      status: 404,
      code: 'not-found',
      title: { fr: 'Rien à cette adresse', en: 'Nothing at this address' },
      sentence: {
        fr: 'La page a peut-être changé de place. Cherchez-la par son nom, ou repartez de l’accueil.',
        en: 'The page may have moved. Search for it by name, or start again from home.',
      },
    })
}

async function refused(deps: Deps, c: Context<ConsoleEnv>, error: VisibleError) {
  const titles: Record<VisibleError['code'], Record<Locale, string>> = {
    invalid: { fr: 'À corriger', en: 'To be corrected' },
    'not-found': { fr: 'Introuvable', en: 'Not found' },
    forbidden: { fr: 'Accès réservé', en: 'Not for your account' },
    'signed-out': { fr: 'Session terminée', en: 'Session ended' },
    conflict: { fr: 'Quelqu’un est passé avant vous', en: 'Someone was here before you' },
    expired: { fr: 'Trop tard', en: 'Too late' },
    'too-large': { fr: 'Trop volumineux', en: 'Too large' },
    challenge: { fr: 'Une vérification est nécessaire', en: 'A check is needed' },
    busy: { fr: 'Un instant', en: 'One moment' },
  }
  const helpers =
    error instanceof RoleNeeded
      ? (await listStaff(deps)).filter((member) => hasRole(member, ...error.roles))
      : []
  return await answer(deps, c, {
    status: error.status,
    code: error.code,
    title: titles[error.code],
    sentence: error.sentence,
    ...(error instanceof RoleNeeded ? { roles: error.roles, helpers } : {}),
  })
}

type Refusal = {
  status: number
  code: string
  title: Record<Locale, string>
  sentence: Record<Locale, string>
  roles?: readonly StaffRole[]
  helpers?: readonly StaffMember[]
}

async function answer(deps: Deps, c: Context<ConsoleEnv>, refusal: Refusal) {
  c.status(refusal.status as Parameters<typeof c.status>[0])
  const locale = c.get('locale') ?? deps.publication.locale
  if (c.req.header('accept')?.startsWith('application/json'))
    return c.json({ error: { code: refusal.code, sentence: refusal.sentence[locale] } })
  const french = locale === 'fr'
  const body = (
    <>
      <p class="desk-lead">{refusal.sentence[locale]}</p>
      {refusal.roles && <Helpers refusal={refusal} locale={locale} />}
      <p class="actions">
        <a class="button" href={refusal.code === 'signed-out' ? '/console/sign-in' : '/console'}>
          {refusal.code === 'signed-out'
            ? french
              ? 'Se connecter'
              : 'Sign in'
            : french
              ? 'Aller à l’accueil'
              : 'Go to the home page'}
        </a>
      </p>
    </>
  )
  if (c.get('staff') !== undefined)
    return c.html(
      <ConsolePage c={c as ConsoleContext} title={refusal.title[locale]}>
        <div class="stack">{body}</div>
      </ConsolePage>,
    )
  return c.html(
    <Document
      view={{
        publication: deps.publication,
        assets: deps.assets,
        locale,
        siteUrl: deps.siteUrl,
        path: c.req.path,
        now: deps.clock(),
      }}
      title={refusal.title[locale]}
      isPrivate
      bodyClass="desk-gate"
    >
      <main id="main" class="gate" tabindex={-1}>
        <h1>{refusal.title[locale]}</h1>
        <div class="stack">{body}</div>
      </main>
    </Document>,
  )
}

function Helpers({ refusal, locale }: { refusal: Refusal; locale: Locale }) {
  const needed = (refusal.roles ?? []).map((role) => roleNames[role][locale])
  const list = new Intl.ListFormat(locale, { type: 'disjunction' }).format(needed)
  const names = (refusal.helpers ?? []).map((member) => member.name)
  const french = locale === 'fr'
  if (names.length === 0)
    return (
      <p>
        {french
          ? `Il faut le rôle ${list}. Personne ne l’a en ce moment.`
          : `It takes the role ${list}. Nobody has it at the moment.`}
      </p>
    )
  const people = new Intl.ListFormat(locale, { type: 'disjunction' }).format(names)
  return (
    <p>
      {french
        ? `Il faut le rôle ${list}. Peut vous aider : ${people}.`
        : `It takes the role ${list}. Who can help: ${people}.`}
    </p>
  )
}
