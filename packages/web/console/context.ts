// What every console page is given: the dependencies, who is signed in, and the small helpers that
// pages share. Pages import this and layout.tsx; they never read cookies or headers themselves.
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailingMessage, SendMessage } from '#delivery/messages'
import type { Files, Mailer, Queue } from '#delivery/ports'
import type { QueueDesk } from '#delivery/queue-desk'
import { type Locale, type Sentence, VisibleError } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import type { Clock } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import { hasRole, type StaffMember, type StaffRole } from '#staff/member'
import type { Assets, View } from '#web/shared/view'

export type ConsoleDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  random?: () => number
  signingKeys: SigningKeys
  readerKeys: readonly { version: number; secret: string }[]
  publication: Publication
  /** Origin without trailing slash; `https:` decides on the cookie's name and flags. */
  siteUrl: string
  mailer: Mailer
  sendQueue: Queue<SendMessage>
  mailingQueue: Queue<MailingMessage>
  files: Files
  /** Where a Stripe object is looked at, with `{id}`; Stripe’s dashboard unless given. */
  stripeObjectUrl?: string | undefined
  /** Absent where nobody looks after queues: the preview's function. */
  queueDesk?: QueueDesk
  log: Log
  hint: (key: Key) => Promise<void>
  /** Tells Stripe's worker that an item holds a step for it; the tick finds it without. */
  stepHint: (key: Key) => Promise<void>
  assets: Assets
  /** The caller's address as the runtime knows it (Lambda's request context, the local socket). */
  clientIp: (c: Context) => string
}

/** Set by the session middleware on every request of a signed-in member. */
export type StaffVariables = {
  staff: StaffMember
  locale: Locale
  /** The value of the hidden field `csrf` (or the header `x-csrf`) of every POST. */
  csrf: string
  view: View
}
export type ConsoleEnv = { Variables: StaffVariables }
export type ConsoleContext = Context<ConsoleEnv>

/** A Hono app whose handlers know the variables above; mount it with `app.route('/console', …)`. */
export function consoleApp(): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
}

/** The sentence in the member's language: `say(c, 'Oui', 'Yes')`. */
export function say(c: ConsoleContext, fr: string, en: string): string {
  return c.get('locale') === 'fr' ? fr : en
}

/** A refusal that says which roles may do it; the 403 page names who has one. */
export class RoleNeeded extends VisibleError {
  readonly roles: readonly StaffRole[]

  constructor(roles: readonly StaffRole[]) {
    const sentence: Sentence = {
      fr: 'Votre compte ne permet pas de faire cela.',
      en: 'Your account does not allow this.',
    }
    super('forbidden', sentence)
    this.roles = roles
  }
}

/** Middleware: goes on for members who have one of the roles. */
export function requireRole(...anyOf: readonly StaffRole[]): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    if (!hasRole(c.get('staff'), ...anyOf)) throw new RoleNeeded(anyOf)
    await next()
  }
}

/** Who sees the books and works in them. */
export const financeRoles: readonly StaffRole[] = ['finance', 'admin']

/** Who gives money back, by a refund or as a gesture: those who keep the books, the administration. */
export const refundRoles: readonly StaffRole[] = ['finance', 'admin']

export type FormValues = Readonly<Record<string, string>>

/** The fields of a posted form as text (the last of several of a name; files are left out). */
export async function formValues(c: Context): Promise<FormValues> {
  const body = await c.req.parseBody()
  const texts = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}

/** All values of a field that a form may repeat (`name`), in order. */
export async function formList(c: Context, name: string): Promise<string[]> {
  const body = await c.req.parseBody({ all: true })
  const value = body[name]
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return values.filter((one) => typeof one === 'string')
}
