// A console page from a request: the shared desk, filled with who is signed in.
import type { Child } from 'hono/jsx'
import { hasRole } from '#staff/member'
import {
  type ConsolePlace,
  ConsolePage as Desk,
  type ConsolePageProps as DeskProps,
} from '#web/shared/console-page.tsx'
import { type ConsoleContext, financeRoles } from './context.ts'

export type Place = ConsolePlace

export type ConsolePageProps = Omit<DeskProps, 'view' | 'personName' | 'csrf' | 'seesBooks'> & {
  c: ConsoleContext
  /** A sentence under the heading. */
  lead?: Child
  /** Where one came from; stands over the heading. */
  back?: { href: string; name: string } | undefined
}

/** A page of the console. Answer with `c.html(<ConsolePage c={c} title="…">…</ConsolePage>)`. */
export function ConsolePage({
  c,
  lead,
  back,
  children,
  islands,
  kicker,
  ...rest
}: ConsolePageProps) {
  const view = c.get('view')
  const keys = view.assets.has('keys.js') ? ['keys.js'] : []
  return (
    <Desk
      {...rest}
      view={view}
      personName={c.get('staff').name}
      seesBooks={
        view.publication.subscriptions !== undefined && hasRole(c.get('staff'), ...financeRoles)
      }
      csrf={c.get('csrf')}
      islands={[...keys, ...(islands ?? [])]}
      kicker={
        back ? (
          <>
            <a href={back.href}>{back.name}</a>
            {kicker && <span>{kicker}</span>}
          </>
        ) : (
          kicker
        )
      }
    >
      {lead && <p class="desk-lead">{lead}</p>}
      {children}
    </Desk>
  )
}
