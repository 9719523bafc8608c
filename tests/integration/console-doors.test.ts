// Who may knock where: every route of the console, of its previews and of the books, taken from the apps themselves,
// so that a new one without a line here, or without its protection, fails.
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { createNewsletter } from '#editorial/save-newsletter'
import { putCompany, putIssue } from '#editorial/store'
import { addSampleReaders } from '#readers/add-sample-readers'
import { changeStaff } from '#staff/change-staff'
import { listStaff } from '#staff/store'
import { createConsole } from '#web/console/app.tsx'
import type { ConsoleEnv } from '#web/console/context'
import { createPreview } from '#web/console/preview-app.tsx'
import { createFinance } from '#web/finance/app.tsx'
import { type TestConsole, testConsole, Visitor, visitorAs } from '../support/console.ts'
import { aCompany, anIssue, someContent } from '../support/editorial.ts'
import { paperFaces } from '../support/paper-faces.ts'
import { testTable } from '../support/table.ts'
import { wholeConsole } from '../support/whole-console.ts'

const roles = ['marketing', 'finance', 'admin'] as const
type Role = (typeof roles)[number]
const everyone = roles
const marketing = ['marketing'] as const
const admin = ['admin'] as const
const personal = ['marketing', 'admin'] as const
const money = ['finance', 'admin'] as const

/** POSTs that act for people without a session: they are authorised by their own token or form. */
const publicPosts = ['/console/sign-in', '/console/sign-in/:token', '/p/:token', '/en/p/:token']

const posts: Record<string, readonly Role[]> = {
  '/console/sign-out': everyone,
  '/console/locale': everyone,
  '/console/newsletters/new': marketing,
  '/console/newsletters/:id': marketing,
  '/console/newsletters/:id/merge': marketing,
  '/console/newsletters/:id/restore-block': marketing,
  '/console/newsletters/:id/copy': marketing,
  '/console/newsletters/:id/proofread': marketing,
  '/console/newsletters/:id/restore': marketing,
  '/console/newsletters/:id/images/link': marketing,
  '/console/newsletters/:id/images/finish': marketing,
  '/console/newsletters/:id/approvals': marketing,
  '/console/newsletters/:id/schedule': marketing,
  '/console/newsletters/:id/cancel': marketing,
  '/console/newsletters/:id/pause': marketing,
  '/console/newsletters/:id/resume': marketing,
  '/console/newsletters/:id/approve': marketing,
  '/console/newsletters/:id/go-now': marketing,
  '/console/newsletters/:id/release': marketing,
  '/console/newsletters/:id/decide': marketing,
  '/console/newsletters/:id/follow-up': marketing,
  '/console/issues/new': marketing,
  '/console/issues/:number{[0-9]+}': marketing,
  '/console/issues/:number{[0-9]+}/announce': marketing,
  '/console/issues/:number{[0-9]+}/publish': marketing,
  '/console/issues/:number{[0-9]+}/file': marketing,
  '/console/issues/:number{[0-9]+}/file/link': marketing,
  '/console/issues/:number{[0-9]+}/file/finish': marketing,
  '/console/issues/:number{[0-9]+}/dispatch': marketing,
  // Draws a chart of what is typed; stores nothing.
  '/console/issues/budget': everyone,
  '/console/companies/new': marketing,
  '/console/companies/:id': marketing,
  '/console/readers/import': personal,
  '/console/readers/import/:id/columns': personal,
  '/console/readers/import/:id/confirm': personal,
  '/console/readers/import/:id/give-up': personal,
  '/console/readers/segments/new': personal,
  '/console/readers/segments/:id': personal,
  '/console/readers/segments/:id/delete': personal,
  '/console/readers/export.csv': personal,
  '/console/readers/:id/tags': personal,
  '/console/readers/:id/unsubscribe': personal,
  '/console/readers/:id/lift': personal,
  '/console/readers/:id/data.json': personal,
  '/console/readers/:id/erase': personal,
  // Subscriptions are everybody's work; only money given back is not.
  '/console/subscriptions/orders/:order/refund': money,
  '/console/subscriptions/orders/:order/refund/look': money,
  '/console/subscriptions/refunds/:id/seen': money,
  '/console/subscriptions/claims.csv': everyone,
  '/console/subscriptions/claims/:customer/:claim/sent': everyone,
  '/console/subscriptions/notices/:customer/:notice/again': everyone,
  '/console/subscriptions/notices/:customer/:notice/letter': everyone,
  '/console/subscriptions/declarations/:declaration/assign': everyone,
  '/console/subscriptions/declarations/:declaration/close': everyone,
  '/console/subscriptions/:id/cancel': everyone,
  '/console/subscriptions/:id/withdraw': everyone,
  '/console/subscriptions/:id/delivery': everyone,
  '/console/subscriptions/:id/email': everyone,
  '/console/subscriptions/:id/copy': everyone,
  // The books: each act is a person's who keeps them.
  '/console/finance/refresh': money,
  '/console/finance/bank': money,
  '/console/finance/bank/lines/:id/tie': money,
  '/console/finance/bank/lines/:id/untie': money,
  '/console/finance/close': money,
  '/console/finance/entry': money,
  '/console/finance/exceptions/:id': money,
  '/console/finance/exports': money,
  '/console/finance/seals/verify': money,
  '/console/finance/transactions/:source/reverse': money,
  '/console/settings/account/sign-out-everywhere': everyone,
  '/console/settings/team': admin,
  '/console/settings/team/:id': admin,
  '/console/settings/team/:id/remove': admin,
  '/console/settings/queues/:name/redrive': admin,
  // Renders what is typed; stores nothing.
  '/console/preview/:id': everyone,
  '/console/preview/:id/check': marketing,
  '/console/preview/:id/test': marketing,
  '/console/preview/:id/import': marketing,
}

const publicGets = [
  '/console/sign-in',
  '/console/sign-in/sent',
  '/console/sign-in/:token',
  '/console/sign-out',
  '/console/signed-out',
  '/p/:token',
  '/p/:token/proof',
  '/en/p/:token',
  '/en/p/:token/proof',
]
/** Pages that are not for every role: forms that it may not send, and personal data. */
const closedGets: Record<string, readonly Role[]> = {
  '/console/newsletters/new': marketing,
  '/console/newsletters/:id/import': marketing,
  '/console/newsletters/:id/report/names.csv': marketing,
  '/console/newsletters/:id/report/all.csv': marketing,
  '/console/issues/new': marketing,
  '/console/issues/:number{[0-9]+}/dispatch': marketing,
  '/console/companies/new': marketing,
  '/console/subscriptions/orders/:order/refund': money,
  '/console/readers': personal,
  '/console/readers/import': personal,
  '/console/readers/import/:id': personal,
  '/console/readers/import/:id/lines.csv': personal,
  '/console/readers/segments': personal,
  '/console/readers/segments/new': personal,
  '/console/readers/segments/:id': personal,
  '/console/readers/export': personal,
  '/console/readers/:id': personal,
  '/console/readers/:id/erase': personal,
  '/console/settings/team': admin,
  '/console/settings/team/:id/remove': admin,
  '/console/settings/audit': admin,
  '/console/settings/queues': admin,
  '/console/settings/queues/:name/redrive': admin,
}

let table: Table
let close: () => Promise<void>
let world: TestConsole
let newsletterId: string

beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
  world = wholeConsole(table)
  for (const { id, email } of await listStaff(world.deps)) {
    const role = roles.find((one) => email.startsWith(`${one}@`))
    if (role) await changeStaff(world.deps, { id, changes: { roles: [role] } })
  }
  await putIssue(table, anIssue())
  await putCompany(table, aCompany())
  await addSampleReaders(world.deps, { count: 1, seed: 1 })
  const created = await createNewsletter(world.deps, { content: someContent(), by: 'sf_marion' })
  if (created.kind !== 'created') throw new Error(created.kind)
  newsletterId = created.newsletter.id
})
afterAll(() => close())

/** Every method and path that the apps answer; middleware is `ALL`. */
const routes = () => {
  const { deps } = testConsole(table)
  const apps: Hono<ConsoleEnv>[] = [
    createConsole(deps),
    createPreview(deps),
    createFinance({ ...deps, paperFaces }),
  ]
  const all = apps.flatMap((app) => app.routes)
  const handlers = all.filter(({ path, method }) => method !== 'ALL' && !path.endsWith('/*'))
  return [
    ...new Map(
      handlers.map(({ method, path }) => [`${method} ${path}`, { method, path }]),
    ).values(),
  ]
}
const pathsOf = (method: string) =>
  routes()
    .filter((route) => route.method === method)
    .map(({ path }) => path)

function filled(path: string): string {
  const id = path.startsWith('/console/companies')
    ? aCompany().id
    : path.startsWith('/console/readers')
      ? 'rd_1_nobody'
      : newsletterId
  return path
    .replace(/:number\{[^}]*\}/, '131')
    .replace(':id', id)
    .replace(':name', 'send')
    .replace(':token', 'nonsense')
}

describe('every route of the console', () => {
  it('is a GET or a POST, and has a line that says whose it is', () => {
    expect(routes().filter(({ method }) => method !== 'GET' && method !== 'POST')).toEqual([])
    expect(pathsOf('POST').sort()).toEqual([...publicPosts, ...Object.keys(posts)].sort())
    expect(pathsOf('GET')).toEqual(
      expect.arrayContaining([...publicGets, ...Object.keys(closedGets)]),
    )
  })

  it('sends a visitor without a session to the sign-in page, or refuses the form', async () => {
    for (const path of pathsOf('GET').filter((one) => !publicGets.includes(one))) {
      const answer = await new Visitor(world).get(filled(path))
      expect([path, answer.status]).toEqual([path, 303])
      expect(answer.location, path).toMatch(/^\/console\/sign-in/)
    }
    for (const path of Object.keys(posts)) {
      const answer = await new Visitor(world).post(filled(path), {}, { csrf: undefined })
      expect([path, answer.status]).toEqual([path, 401])
    }
  })

  it('refuses a form with no token, with another session’s, and from another site', async () => {
    const other = await (await visitorAs(world, 'admin')).csrf()
    for (const [path, [role]] of Object.entries(posts)) {
      const visitor = await visitorAs(world, role ?? 'admin')
      const own = await visitor.csrf()
      const cross = { 'sec-fetch-site': 'cross-site' }
      for (const options of [
        { csrf: undefined },
        { csrf: other },
        { csrf: '' },
        { csrf: own, headers: cross },
        { csrf: undefined, headers: { 'content-type': 'text/plain' } },
      ])
        expect([path, (await visitor.post(filled(path), {}, options)).status]).toEqual([path, 403])
    }
  })

  it('refuses the roles it is not for, before it looks at anything else', async () => {
    for (const role of roles) {
      const visitor = await visitorAs(world, role)
      const csrf = await visitor.csrf()
      for (const [path, allowed] of Object.entries(posts)) {
        if ((allowed as readonly Role[]).includes(role)) continue
        const answer = await visitor.post(filled(path), {}, { csrf })
        expect([role, path, answer.status]).toEqual([role, path, 403])
        expect(answer.text, path).toContain('Votre compte ne permet pas')
      }
      for (const path of pathsOf('GET').filter((one) => !publicGets.includes(one))) {
        const isBooks = path.startsWith('/console/finance')
        const allowed = isBooks ? money : (closedGets[path] ?? everyone)
        const { status } = await visitor.get(filled(path))
        if (allowed.includes(role)) expect([role, path, status]).not.toEqual([role, path, 403])
        else expect([role, path, status]).toEqual([role, path, 403])
      }
    }
  })

  it('answers every form of the right role with a page that says what is off, never a 500', async () => {
    for (const [path, allowed] of Object.entries(posts))
      for (const role of allowed) {
        const visitor = await visitorAs(world, role)
        const { status } = await visitor.post(filled(path), {})
        expect([role, path, status < 500 && status !== 401 && status !== 403]).toEqual([
          role,
          path,
          true,
        ])
      }
  })
})
