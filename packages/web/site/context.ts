// What the site's pages are given, and how a request becomes a view.
import type { Context } from 'hono'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Files } from '#delivery/ports'
import { VisibleError } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import type { Clock } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import type { Origin } from '#readers/consent'
import type { ReaderKeys } from '#readers/reader-id'
import type { Payments } from '#subscriptions/ports'
import { localPath, readPath } from '../shared/locale.ts'
import type { Assets, View } from '../shared/view.ts'

/** What the shop and the account ask of Stripe. */
export type ShopPayments = Pick<Payments, 'checkout' | 'promotion' | 'portal' | 'invoices'>

export type SiteDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  random?: () => number
  signingKeys: SigningKeys
  readerKeys: ReaderKeys
  publication: Publication
  siteUrl: string
  files: Pick<Files, 'get' | 'downloadLink'>
  /** Absent: nothing is sold. */
  payments?: ShopPayments | undefined
  /** Asks VIES; absent where nobody can be asked: then a business pays VAT like everyone. */
  isVatNumberValid?: ((vatNumber: string) => Promise<boolean>) | undefined
  log: Log
  hint: (key: Key) => Promise<void>
  /** Tells Stripe's worker of a step that an item asks for. */
  stepHint: (key: Key) => Promise<void>
  assets: Assets
  /** The caller's address as the runtime knows it. */
  clientIp: (c: Context) => string
}

export const siteLimits = {
  /** Of a form; the longest text one may send is a reason of 500 characters. */
  bodyBytes: 64_000,
  upcomingIssues: 6,
  newslettersOnFront: 5,
  newslettersAPage: 20,
  feedItems: 30,
  sitemapNewsletters: 1_000,
}

/** The view of a request: language and path from its address. */
export function viewOf(deps: SiteDeps, c: Context): View {
  const { locale, path } = readPath(c.req.path)
  const { publication, assets, siteUrl } = deps
  return { publication, assets, siteUrl, locale, path, now: deps.clock() }
}

/** Where an act comes from, for the proof of consent. The form's address is kept without a token. */
export function originOf(deps: SiteDeps, c: Context): Origin {
  const { locale, path } = readPath(c.req.path)
  const place = `/${path.split('/')[1] ?? ''}`
  return {
    ip: deps.clientIp(c),
    userAgent: c.req.header('user-agent') ?? '',
    formUrl: deps.siteUrl + localPath(locale, place),
    source: 'site',
  }
}

/** The fields of a posted form as text; of several of a name the first, files left out. */
export async function formValues(c: Context): Promise<Record<string, string>> {
  const body = await formBody(c)
  const entries = Object.entries(body).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value
    return typeof first === 'string' ? [[name, first] as const] : []
  })
  return Object.fromEntries(entries)
}

/** All values of a field that a form repeats. */
export async function formList(c: Context, name: string): Promise<string[]> {
  const body = await formBody(c)
  const value = body[name]
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return values.filter((one): one is string => typeof one === 'string')
}

/** @throws VisibleError `invalid` when the body is cut off or is no form. */
async function formBody(c: Context) {
  try {
    return await c.req.parseBody({ all: true })
  } catch (error) {
    // What the parser throws at a body that is no form.
    if (error instanceof TypeError) throw brokenForm(error)
    throw error
  }
}

function brokenForm(cause: TypeError): VisibleError {
  return new VisibleError(
    'invalid',
    {
      fr: 'Le formulaire est arrivé incomplet ; rien n’a été enregistré. Revenez en arrière et envoyez-le de nouveau.',
      en: 'The form arrived incomplete; nothing was saved. Go back and send it again.',
    },
    { cause },
  )
}

/** Public pages: browsers ask again each time, the network in between may keep them a minute. */
export const publicCache = 'public, max-age=0, s-maxage=60, stale-while-revalidate=600'

/** Said where subscriptions are not sold. */
const nothingSold = {
  fr: 'Ce titre ne vend pas d’abonnement en ligne. Écrivez à la rédaction\u202f: son adresse est dans les mentions légales.',
  en: 'This title sells no subscriptions online. Write to the editors: their address is in the legal notice.',
}

/**
 * What a shop needs.
 * @throws VisibleError `not-found` where the title sells nothing.
 */
export function shopOf(deps: SiteDeps) {
  const { payments } = deps
  const sold = deps.publication.subscriptions
  if (!sold || !payments) throw new VisibleError('not-found', nothingSold)
  return { sold, payments }
}
