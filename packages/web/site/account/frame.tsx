// What the account's pages share: who is signed in, the streams they may act on, the frame around.
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { idSchema } from '#kernel/ids'
import { type AccountReader, type Held, heldBy, mayActOn } from '#subscriptions/account-reader'
import { getStream, type StreamRef } from '#subscriptions/store-streams'
import type { Stream } from '#subscriptions/stream'
import { notFound } from '../../shared/errors.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Page } from '../../shared/page.tsx'
import { Flash, type FlashMessage } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { type SiteDeps, viewOf } from '../context.ts'
import { accountCsrf, signedInReader, signInFirst } from './session.ts'

/** What every page of the account is given. */
export type Visit = { view: View; reader: AccountReader; held: Held; csrf: string }

/** A page for who is signed in; anybody else is asked for their address first. */
export function signedIn(
  page: (deps: SiteDeps, c: Context, visit: Visit) => Promise<Response> | Response,
) {
  return async (deps: SiteDeps, c: Context): Promise<Response> => {
    const reader = await signedInReader(deps, c)
    if (!reader) return signInFirst(c)
    const held = await heldBy(deps.table, reader.readerIds)
    return await page(deps, c, { view: viewOf(deps, c), reader, held, csrf: accountCsrf(deps, c) })
  }
}

/**
 * The stream that an address names, if it is theirs or a gift to them.
 * @throws VisibleError `not-found` for anything else.
 */
export async function streamOf(
  deps: SiteDeps,
  { held }: Visit,
  streamId: string | undefined,
): Promise<{ ref: StreamRef; stream: Stream }> {
  const id = idSchema('stream').safeParse(streamId)
  const gift = held.gifts.find((one) => one.streamId === streamId)
  const customerId = gift?.customerId ?? held.customerId
  if (!id.success || customerId === undefined) throw notFound(noSuchStream)
  const ref = { customerId, streamId: id.data }
  const stream = mayActOn(held, ref) ? await getStream(deps.table, ref) : undefined
  if (!stream) throw notFound(noSuchStream)
  return { ref, stream }
}

const noSuchStream = {
  fr: 'Cet abonnement n’est pas dans votre compte. Revenez à la page de votre compte\u202f: elle montre tout ce qui vous arrive.',
  en: 'This subscription is not in your account. Go back to the page of your account: it shows all that comes to you.',
}

type FrameProps = {
  view: View
  title: string
  lead?: Child
  flash?: FlashMessage | undefined
  children?: Child
}

/** A page of the account beside its overview, with the way back. */
export function AccountPage({ view, title, lead, flash, children }: FrameProps) {
  const { locale } = view
  return (
    <Page view={view} title={title} isPrivate>
      <Flash message={flash} locale={locale} />
      <header class="page-head">
        <p class="kicker">
          <a href={localPath(locale, '/account')}>{say(locale, 'Votre compte', 'Your account')}</a>
        </p>
        <h1 class="title">{title}</h1>
        {lead !== undefined && <p class="standfirst">{lead}</p>}
      </header>
      {children}
    </Page>
  )
}
