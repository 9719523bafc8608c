// From what was thrown to what a person sees: a VisibleError becomes its page or its JSON, anything
// else a 500 with a request id to quote. What is logged names no person.
import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { HtmlEscapedString } from 'hono/utils/html'
import { type ErrorCode, type Sentence, VisibleError } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import { framesOf, type Log } from '#kernel/log'
import { Document, Wordmark } from './document.tsx'
import { localPath, say } from './locale.ts'
import { Page } from './page.tsx'
import type { View } from './view.ts'

/** What went wrong, as it may be shown. */
export type Fault = {
  status: number
  code: ErrorCode | 'internal'
  sentence: Sentence
  fields: Readonly<Record<string, Sentence>>
  /** To quote when asking for help; only for faults of ours. */
  requestId?: string
}

export type ErrorOptions = {
  log: Log
  makeId: MakeId
  /** The page that shows a fault; JSON is answered without it. */
  page: (c: Context, fault: Fault) => HtmlEscapedString | Promise<HtmlEscapedString>
  /** Whether to answer JSON; by the Accept header when absent. */
  wantsJson?: (c: Context) => boolean
}

/** `app.onError(errorHandler(…))`. */
export function errorHandler(options: ErrorOptions): ErrorHandler {
  return (error, c) => {
    const fault = faultOf(error, () => options.makeId('request'))
    if (fault.code === 'internal')
      options.log('error', 'request.failed', {
        requestId: fault.requestId,
        method: c.req.method,
        route: c.req.routePath,
        error: error.name,
        // The first frame says where; the message may hold what a person typed.
        where: framesOf(error)
          .split('\n')
          .find((line) => line.trim().startsWith('at '))
          ?.trim(),
      })
    return answer(c, fault, options)
  }
}

/** `app.notFound(notFoundHandler(…))`. */
export function notFoundHandler(options: ErrorOptions): NotFoundHandler {
  return (c) => answer(c, { ...faultOf(notFound(), () => ''), status: 404 }, options)
}

/** The refusal of an address that leads nowhere. */
export function notFound(sentence?: Sentence): VisibleError {
  return new VisibleError(
    'not-found',
    sentence ?? {
      fr: 'Il n’y a rien à cette adresse. Elle a peut-être été mal recopiée, ou la page a été déplacée.',
      en: 'There is nothing at this address. It may have been copied wrongly, or the page has moved.',
    },
  )
}

const internal: Sentence = {
  fr: 'Une erreur s’est produite de notre côté. Réessayez dans un instant.',
  en: 'Something broke on our side. Try again in a moment.',
}

function faultOf(error: Error, makeRequestId: () => string): Fault {
  if (error instanceof VisibleError)
    return {
      status: error.status,
      code: error.code,
      sentence: error.sentence,
      fields: error.fields,
    }
  if (error instanceof HTTPException && error.status === 413)
    return { status: 413, code: 'too-large', sentence: tooLarge, fields: {} }
  return {
    status: 500,
    code: 'internal',
    sentence: internal,
    fields: {},
    requestId: makeRequestId(),
  }
}

const tooLarge: Sentence = {
  fr: 'C’est trop volumineux. Envoyez moins à la fois.',
  en: 'That is too large. Send less at a time.',
}

/** What a body over the limit is refused with (hono's bodyLimit `onError`). */
export function bodyTooLarge(): never {
  throw new VisibleError('too-large', tooLarge)
}

async function answer(c: Context, fault: Fault, options: ErrorOptions): Promise<Response> {
  c.header('cache-control', 'no-store')
  const status = fault.status as 400
  const wantsJson = options.wantsJson ?? acceptsJson
  if (wantsJson(c))
    return c.json(
      {
        error: {
          code: fault.code,
          message: fault.sentence,
          ...(Object.keys(fault.fields).length > 0 ? { fields: fault.fields } : {}),
          ...(fault.requestId ? { requestId: fault.requestId } : {}),
        },
      },
      status,
    )
  return c.html(await options.page(c, fault), status)
}

function acceptsJson(c: Context): boolean {
  const accept = c.req.header('accept') ?? ''
  return accept.includes('application/json') && !accept.includes('text/html')
}

/** Title of the error page by status. */
export function faultTitle(fault: Fault): Sentence {
  if (fault.status === 404) return { fr: 'Page introuvable', en: 'Page not found' }
  if (fault.status === 410) return { fr: 'Ce lien n’est plus valable', en: 'This link has expired' }
  if (fault.status === 403 || fault.status === 401)
    return { fr: 'Accès refusé', en: 'Access refused' }
  if (fault.status === 409) return { fr: 'Modifié entre-temps', en: 'Changed in the meantime' }
  if (fault.status === 413) return { fr: 'Trop volumineux', en: 'Too large' }
  if (fault.status >= 500) return { fr: 'Une panne', en: 'Something broke' }
  return { fr: 'Cela n’a pas fonctionné', en: 'That did not work' }
}

/** A fault in the site's own layout. */
export function SiteFaultPage({ view, fault }: { view: View; fault: Fault }) {
  const title = faultTitle(fault)[view.locale]
  return (
    <Page view={view} title={title} isPrivate>
      <FaultBody view={view} fault={fault} home={localPath(view.locale, '/')} />
    </Page>
  )
}

/** A fault on a bare page: console and tools, where no session may be known. */
export function PlainFaultPage(props: { view: View; fault: Fault; home: string }) {
  const { view, fault, home } = props
  return (
    <Document view={view} title={faultTitle(fault)[view.locale]} isPrivate>
      <div class="wrap">
        <header class="masthead">
          <a class="wordmark" href={home}>
            <Wordmark view={view} />
          </a>
        </header>
        <main id="main" class="main" tabindex={-1}>
          <FaultBody view={view} fault={fault} home={home} />
        </main>
      </div>
    </Document>
  )
}

function FaultBody({ view, fault, home }: { view: View; fault: Fault; home: string }) {
  const { locale, publication } = view
  return (
    <div class="narrow stack fault">
      <p class="kicker">{fault.status}</p>
      <h1 class="title">{faultTitle(fault)[locale]}</h1>
      <p class="standfirst">{fault.sentence[locale]}</p>
      {fault.requestId && (
        <p class="small">
          {say(
            locale,
            'Si cela se répète, écrivez-nous en citant ce numéro :',
            'If it happens again, write to us and quote this number:',
          )}{' '}
          <code>{fault.requestId}</code>,{' '}
          <a href={`mailto:${publication.identity.email}`}>{publication.identity.email}</a>
        </p>
      )}
      <p class="actions">
        <a class="button" href={home}>
          {say(locale, 'Aller à l’accueil', 'Go to the front page')}
        </a>
      </p>
    </div>
  )
}
