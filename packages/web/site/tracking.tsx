// The pixel and the counted links of consenting readers' mails: the one place where a GET records
// something. Whatever happens here, the picture is shown and the link leads on.
import type { Context } from 'hono'
import type { Table } from '#aws/table'
import { getLinks } from '#delivery/mail-links'
import { type RecordVisitOutcome, recordClick, recordOpen } from '#delivery/record-visit'
import { readClickToken, readOpenToken } from '#delivery/tracking-token'
import type { MailingId } from '#kernel/ids'
import { whatBroke } from '#kernel/log'
import { SiteFaultPage } from '../shared/errors.tsx'
import { type SiteDeps, viewOf } from './context.ts'

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** Always the same picture, whatever the token says. No cookie; kept nowhere. */
export async function openPixel(deps: SiteDeps, c: Context): Promise<Response> {
  const message = readOpenToken(deps.signingKeys, tokenOf(c))
  if (message)
    await undisturbed(deps, () => recordOpen(deps, { message, request: requestOf(deps, c) }))
  privateAnswer(c)
  c.header('content-type', 'image/gif')
  // Mail programs on the web show it on pages of their own.
  c.header('cross-origin-resource-policy', 'cross-origin')
  return c.body(pixel)
}

/** The links of a mailing never change: read once, while its readers click. */
const kept = new WeakMap<Table, Map<MailingId, readonly string[]>>()
const keptMailings = 50

/**
 * Leads to the link of the mailing's frozen list that the token names; a token of ours is the only
 * way here, so that nobody can make these addresses lead anywhere else.
 */
export async function clickLink(deps: SiteDeps, c: Context): Promise<Response> {
  const read = readClickToken(deps.signingKeys, tokenOf(c))
  const target = read && (await linksOf(deps, read.id.mailingId))[read.link]
  privateAnswer(c)
  if (!read || target === undefined) return unknownLinkPage(deps, c)
  const { link, ...message } = read
  await undisturbed(deps, () => recordClick(deps, { message, link, request: requestOf(deps, c) }))
  return c.redirect(target, 302)
}

/** A page of its own, in the language of the browser: the address says none. */
function unknownLinkPage(deps: SiteDeps, c: Context) {
  const isEnglish = /^en\b/i.test(c.req.header('accept-language') ?? '')
  const locale = isEnglish ? ('en' as const) : ('fr' as const)
  const view = { ...viewOf(deps, c), locale, path: '/' }
  const fault = { status: 404, code: 'not-found' as const, sentence: unknownLink, fields: {} }
  return c.html(<SiteFaultPage view={view} fault={fault} />, 404)
}

const unknownLink = {
  fr: 'Ce lien ne vient pas de l’une de nos lettres, ou il a été abîmé en chemin. Rouvrez la lettre et cliquez de nouveau, ou cherchez l’article sur le site.',
  en: 'This link is not from one of our letters, or it was damaged on its way. Open the letter and click again, or look for the article on the site.',
}

async function linksOf(deps: SiteDeps, mailingId: MailingId): Promise<readonly string[]> {
  const known = kept.get(deps.table) ?? new Map<MailingId, readonly string[]>()
  kept.set(deps.table, known)
  const there = known.get(mailingId)
  if (there) return there
  const links = await getLinks(deps.table, mailingId)
  if (!links) return []
  if (known.size >= keptMailings) known.clear()
  known.set(mailingId, links)
  return links
}

/** A reader never waits or fails for our counting: what breaks is logged. */
async function undisturbed(
  deps: SiteDeps,
  record: () => Promise<RecordVisitOutcome>,
): Promise<void> {
  try {
    await record()
  } catch (error) {
    deps.log('error', 'visit.notRecorded', whatBroke(error))
  }
}

function requestOf(deps: SiteDeps, c: Context) {
  const userAgent = c.req.header('user-agent') ?? ''
  return { method: c.req.raw.method, userAgent, ip: deps.clientIp(c) }
}

/** Mail programs sometimes add a stop or a bracket to an address; tokens hold neither. */
function tokenOf(c: Context): string {
  return (c.req.param('token') ?? '').replace(/[^A-Za-z0-9_-]+$/, '')
}

function privateAnswer(c: Context): void {
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
  c.header('x-robots-tag', 'noindex, nofollow')
}
