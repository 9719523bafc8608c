// The account over a shop in which readers order and pay: the site in memory, a browser that keeps its
// cookies, and the mails as their writers word them.
import { intentOf } from '#aws/intent'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailKind } from '#delivery/write-single-mail'
import { writeSingleMail } from '#delivery/write-single-mail'
import { jsonLog } from '#kernel/log'
import { takeStep } from '#runtime/stripe'
import type { Order } from '#subscriptions/order'
import type { Payments } from '#subscriptions/ports'
import { serveIssue } from '#subscriptions/serve-issue'
import { createSite } from '#web/site/app.tsx'
import { payingWorld } from './paying-world.ts'
import { signingKeys, siteUrl } from './readers.ts'
import { fakeAssets, memoryFiles } from './site.ts'

export type AccountWorld = Awaited<ReturnType<typeof accountWorld>>

/** `failing`: methods of Stripe's that throw, by name, until they are taken out of the set. */
export async function accountWorld(table: Table, seed = 1) {
  const world = await payingWorld(table, seed)
  const { stripe, hints } = world
  const failing = new Set<string>()
  const steps: Key[] = []
  const logged: string[] = []
  const log = jsonLog({ write: (line) => void logged.push(line), clock: world.clock })
  const taken: Key[] = []
  const guarded = <A, R>(name: string, call: (input: A) => Promise<R>) => {
    return async (input: A): Promise<R> => {
      if (failing.has(name)) throw new Error(`Stripe does not answer: ${name}`)
      return await call(input)
    }
  }
  const payments: Payments = {
    ...stripe.payments,
    reprice: guarded('reprice', stripe.payments.reprice),
    changeCustomer: guarded('changeCustomer', stripe.payments.changeCustomer),
  }
  const deps = {
    ...world.deps,
    ...{ payments, signingKeys, siteUrl, files: memoryFiles(), log },
    assets: fakeAssets,
    stepHint: async (key: Key) => void steps.push(key),
    clientIp: () => '203.0.113.7',
  }
  const app = createSite(deps)

  /** The newest mail that waits, as it would be written now. */
  async function mail(kind: MailKind) {
    for (const key of [...hints].reverse()) {
      const written = await mailAt(key, kind)
      if (written) return written
    }
    return undefined
  }

  async function mailAt(key: Key, kind: MailKind) {
    const item = await table.get(key, { consistent: true })
    const intent = item && intentOf(item)
    if (!item || intent?.kind !== kind) return undefined
    return await writeSingleMail(deps, { key, item, intent, kind, now: deps.clock() })
  }

  return {
    ...world,
    ...{ deps, app, failing, mail, mailAt, logged },
    /** The link of the newest mail of this kind, as a path of the site. */
    async linkIn(kind: 'mail.accountLink' | 'mail.emailChange'): Promise<string> {
      const written = await mail(kind)
      if (written?.kind !== 'mail' || !('note' in written.mail))
        throw new Error(`No mail of ${kind}: ${JSON.stringify(written)}`)
      return written.mail.note.link.slice(siteUrl.length)
    },
    /** What Stripe's worker does with the steps that wait; those that fail wait on. */
    async work() {
      for (const key of steps.splice(0)) {
        taken.push(key)
        try {
          await takeStep(deps, key)
        } catch (error) {
          if (failing.size === 0) throw error
          steps.push(key)
        }
      }
    },
    /** Every step that was ever hinted, once more. */
    async workAgain() {
      for (const key of taken) await takeStep(deps, key)
    },
    /** A paid order of this form. */
    async bought(form: Parameters<typeof world.order>[0] = {}): Promise<Order> {
      const order = await world.order(form)
      stripe.pay(order)
      await world.deliver()
      return await world.orderNow(order)
    },
    serve: (number: number) => serveIssue(world.deps, { number, by: 'test' }),
    browser: () => browserOf(app),
    /** A browser in which the account of this address is open. */
    async signedIn(email: string, en = '') {
      const browser = browserOf(app)
      await browser.post(`${en}/account/sign-in`, { email })
      const link = await this.linkIn('mail.accountLink')
      const opened = await browser.post(link)
      if (opened.status !== 303) throw new Error(`Not opened: ${opened.status}`)
      return browser
    },
  }
}

export type Browser = ReturnType<typeof browserOf>

/** Keeps cookies and the form token of the page it saw last. */
export function browserOf(app: { request: (request: Request) => Response | Promise<Response> }) {
  const cookies = new Map<string, string>()
  let csrf = ''
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await app.request(new Request(siteUrl + path, { ...init, headers }))
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = '', ...flags] = cookie.split('; ')
      const [name = '', value = ''] = pair.split('=')
      if (flags.some((flag) => /^max-age=0$/i.test(flag))) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const page = async (answer: Response) => {
    const html = await answer.text()
    csrf = html.match(/name="csrf" value="([^"]+)"/)?.[1] ?? csrf
    const plain = html.replace(/[\u202f\u00a0]/g, ' ').replaceAll('&#39;', '’')
    const text = plain.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    return { status: answer.status, headers: answer.headers, html: plain, text }
  }
  return {
    cookies,
    get: async (path: string) => page(await ask(path)),
    /** A form of the page that was seen last; `fields` may carry another token. */
    post: async (path: string, fields: Record<string, string> = {}, headers = {}) =>
      page(
        await ask(path, {
          method: 'POST',
          body: new URLSearchParams({ csrf, ...fields }),
          headers: { 'sec-fetch-site': 'same-origin', ...headers },
        }),
      ),
  }
}
