// The console over a table in memory, and a visitor with a cookie jar who talks to it.
import type { Hono } from 'hono'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { hourMs, instant, plusMs } from '#kernel/time'
import type { StaffMember } from '#staff/member'
import { staffSignInUrl } from '#staff/sign-in-link'
import { createConsole } from '#web/console/app.tsx'
import type { ConsoleDeps, ConsoleEnv } from '#web/console/context'
import { editorialDeps, type handClock } from './editorial.ts'
import { memoryFiles } from './site.ts'

export type TestConsole = {
  deps: ConsoleDeps & { clock: ReturnType<typeof handClock> }
  app: Hono<ConsoleEnv>
  hints: Key[]
  /** What Stripe's worker was told of. */
  stepHints: Key[]
  /** What was logged, as text: tests look for what must never be in it. */
  logged: string[]
}

export const consoleUrl = 'https://console.example'

/** `siteUrl` decides on the cookie: https unless told otherwise. */
export function testConsole(table: Table, options: { siteUrl?: string } = {}): TestConsole {
  const hints: Key[] = []
  const stepHints: Key[] = []
  const logged: string[] = []
  const deps = {
    ...editorialDeps(table),
    signingKeys: [{ id: 'test', secret: 'a signing secret that is long enough' }],
    readerKeys: [{ version: 1, secret: 'a reader secret that is long enough' }],
    siteUrl: options.siteUrl ?? consoleUrl,
    mailer: {
      send: async () => ({ kind: 'accepted' as const, messageId: 'm' }),
      quota: async () => ({ perSecond: 14, perDay: 50_000, sentLastDay: 0 }),
    },
    sendQueue: { send: async () => {} },
    mailingQueue: { send: async () => {} },
    files: memoryFiles(),
    log: (level: string, event: string, fields: object = {}) =>
      void logged.push(JSON.stringify({ level, event, ...fields })),
    hint: async (key: Key) => void hints.push(key),
    stepHint: async (key: Key) => void stepHints.push(key),
    assets: { url: (name: string) => `/assets/${name}`, has: () => true },
    clientIp: () => '203.0.113.7',
  }
  return { deps, app: createConsole(deps), hints, stepHints, logged }
}

export type Answer = { status: number; text: string; headers: Headers; location: string | null }

/** A browser of one person: it keeps cookies and follows nothing by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  private readonly world: TestConsole

  constructor(world: TestConsole) {
    this.world = world
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.send(path, { headers })
  }

  /** Posts a form as a page of ours would: same origin, with the session's token. */
  async post(
    path: string,
    fields: Record<string, string | string[]> = {},
    options: { csrf?: string | undefined; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const csrf = 'csrf' in options ? options.csrf : await this.csrf()
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields))
      for (const one of Array.isArray(value) ? value : [value]) body.append(name, one)
    if (csrf !== undefined) body.append('csrf', csrf)
    const headers = { 'sec-fetch-site': 'same-origin', ...options.headers }
    return await this.send(path, { method: 'POST', body, headers })
  }

  /** The token in the forms of a page, as a browser would send it back. */
  async csrf(): Promise<string | undefined> {
    if (this.cookies.size === 0) return undefined
    const page = await this.get('/console/keys')
    return /name="csrf" value="([^"]+)"/.exec(page.text)?.[1]
  }

  /** Signs in by a link, as the mail's button would. */
  async signIn(role: 'marketing' | 'finance' | 'admin'): Promise<Answer> {
    const { deps } = this.world
    const email = `${role}@en-contact.example`
    const expiresAt = plusMs(instant(deps.clock()), hourMs)
    const url = await staffSignInUrl(deps, { email, expiresAt })
    if (!url) throw new Error(`Nobody signs in as ${role}`)
    return await this.post(new URL(url).pathname, {}, { csrf: undefined })
  }

  private async send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers)
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await this.world.app.request(`${this.world.deps.siteUrl}${path}`, {
      ...init,
      headers,
    })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    const text = await response.text()
    const location = response.headers.get('location')
    return { status: response.status, text, headers: response.headers, location }
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const at = pair.indexOf('=')
    const isGone = attributes.some((one) => /^max-age=0$/i.test(one))
    if (isGone) this.cookies.delete(pair.slice(0, at))
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}

export async function visitorAs(
  world: TestConsole,
  role: 'marketing' | 'finance' | 'admin',
): Promise<Visitor> {
  const visitor = new Visitor(world)
  const answer = await visitor.signIn(role)
  if (answer.status !== 303) throw new Error(`Sign-in answered ${answer.status}`)
  return visitor
}

/** A member for rules that look at one. */
export function aMember(change: Partial<StaffMember> = {}): StaffMember {
  const at = instant(new Date('2026-11-30T08:00:00.000Z'))
  return {
    id: 'sf_marion' as StaffMember['id'],
    email: 'marketing@en-contact.example',
    name: 'Marion Lettre',
    roles: ['marketing'],
    locale: 'fr',
    status: 'active',
    generation: 1,
    createdAt: at,
    updatedAt: at,
    version: 1,
    ...change,
  }
}
