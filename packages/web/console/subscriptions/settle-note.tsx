// Home's list of what a person must settle about subscriptions: each with who or how many, and where.
import type { Child } from 'hono/jsx'
import type { Table } from '#aws/table'
import { issueFilesOf } from '#editorial/store-issue-files'
import type { Locale } from '#kernel/errors'
import { type Clock, instant } from '#kernel/time'
import { formatEuros } from '#kernel/typography'
import { hasRole } from '#staff/member'
import type { Dispatch } from '#subscriptions/dispatch'
import { type LastAudit, lastAudit } from '#subscriptions/last-audit'
import { isPaidTwice, type Order } from '#subscriptions/order'
import type { StaffRefund } from '#subscriptions/staff-refund'
import { getOrder } from '#subscriptions/store'
import { claimsIn } from '#subscriptions/store-claims'
import { listDeclarations } from '#subscriptions/store-declarations'
import { listNotices } from '#subscriptions/store-notices'
import { refusedRefunds } from '#subscriptions/store-refunds'
import { dispatchesUntil } from '#subscriptions/store-streams'
import { listToSettle } from '#subscriptions/store-to-settle'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import { type ConsoleContext, refundRoles } from '../context.ts'
import { Part, When } from '../parts.tsx'
import { driftWords } from './drift-words.ts'

/** So many of a kind are named, so many of others counted. */
const named = 5
const counted = 50

export type SettleList = {
  paidTwice: Order[]
  refused: StaffRefund[]
  audit: LastAudit | undefined
  /** Copies to be sent again. */
  claims: Tally
  /** Notices before renewals that wait for a person. */
  notices: Tally
  /** Declarations that wait for a person. */
  declarations: Tally
  /** Issues that were dispatched to digital readers who can’t read them: no PDF was handed in. */
  unreadable: Dispatch[]
}

/** `hasMore`: beyond those that were counted. */
type Tally = { count: number; hasMore: boolean }

export async function toSettle(deps: { table: Table; clock: Clock }): Promise<SettleList> {
  const { table } = deps
  const [twice, refused, audit, claims, declarations, notices, unreadable] = await Promise.all([
    listToSettle(table, { kind: 'paidTwice', limit: named }),
    refusedRefunds(table, { limit: named }),
    lastAudit(table),
    claimsIn(table, { place: 'open', limit: counted }),
    listDeclarations(table, { place: 'waiting', limit: counted }),
    listNotices(table, { place: 'waiting', limit: counted }),
    unreadableIssues(deps),
  ])
  const orders = await Promise.all(twice.map((one) => getOrder(table, one)))
  // The short list may lag behind.
  const paidTwice = orders.flatMap((order) => (order && isPaidTwice(order) ? [order] : []))
  return {
    ...{ paidTwice, refused, audit, unreadable },
    claims: tallyOf(claims.claims, claims.cursor),
    notices: tallyOf(notices.items, notices.cursor),
    declarations: tallyOf(declarations.items, declarations.cursor),
  }
}

function tallyOf(items: readonly unknown[], cursor: string | undefined): Tally {
  return { count: items.length, hasMore: cursor !== undefined }
}

async function unreadableIssues(deps: { table: Table; clock: Clock }): Promise<Dispatch[]> {
  const dispatches = await dispatchesUntil(deps.table, instant(deps.clock()))
  const digital = dispatches.filter(({ served }) => served !== undefined && served.digital > 0)
  const files = await issueFilesOf(
    deps.table,
    digital.map(({ number }) => number),
  )
  return digital.filter(({ number }) => !files.has(number))
}

export function SettleNote({ c, list }: { c: ConsoleContext; list: SettleList }) {
  const locale = c.get('locale')
  const lines = [
    ...list.paidTwice.map((order) => <PaidTwice c={c} order={order} />),
    ...list.refused.map((refund) => <Refused c={c} refund={refund} />),
    ...list.unreadable.map((dispatch) => <Unreadable c={c} dispatch={dispatch} />),
    ...counts(locale).flatMap((of) =>
      list[of.kind].count > 0 ? [<Counted {...of} tally={list[of.kind]} />] : [],
    ),
    ...(list.audit && list.audit.differenceCount > 0 ? [<Drift c={c} audit={list.audit} />] : []),
  ]
  if (lines.length === 0) return null
  return (
    <Part title={say(locale, 'À régler', 'To settle')} id="to-settle">
      <ul class="plain-list lines">{lines}</ul>
    </Part>
  )
}

function Line(props: { href: string; children?: Child; facts: Child }) {
  return (
    <li>
      <a href={props.href}>{props.children}</a>
      <span class="line-facts">{props.facts}</span>
    </li>
  )
}

function PaidTwice({ c, order }: { c: ConsoleContext; order: Order }) {
  const view = c.get('view')
  const { locale } = view
  const who = order.buyer.company ?? order.buyer.name
  return (
    <Line
      href={`/console/subscriptions/orders/${order.id}`}
      facts={
        <>
          <When at={order.updatedAt} view={view} />
          <Status tone="bad">{say(locale, 'payée deux fois', 'paid twice')}</Status>
        </>
      }
    >
      {say(locale, `Commande de ${who}`, `Order of ${who}`)}
    </Line>
  )
}

function Refused({ c, refund }: { c: ConsoleContext; refund: StaffRefund }) {
  const { locale } = c.get('view')
  const sum = formatEuros(refund.gross, locale)
  return (
    <Line
      href={`/console/subscriptions/orders/${refund.orderId}`}
      facts={
        <>
          <Status tone="bad">{say(locale, 'refusé par Stripe', 'refused by Stripe')}</Status>
          {hasRole(c.get('staff'), ...refundRoles) && (
            <form method="post" action={`/console/subscriptions/refunds/${refund.id}/seen`}>
              <CsrfField token={c.get('csrf')} />
              <Button size="small">{say(locale, 'C’est vu', 'Seen to')}</Button>
            </form>
          )}
        </>
      }
    >
      {say(locale, `Remboursement de ${sum}`, `Refund of ${sum}`)}
      {refund.refusedBecause && <span class="mono"> {refund.refusedBecause}</span>}
    </Line>
  )
}

function Drift({ c, audit }: { c: ConsoleContext; audit: LastAudit }) {
  const view = c.get('view')
  const { locale } = view
  const count = audit.differenceCount
  const names = [...new Set(audit.differences.map(({ name }) => driftWords(name, locale)))]
  return (
    <Line
      href="/console/subscriptions/audit#differences"
      facts={
        <>
          <When at={audit.finishedAt} view={view} />
          <Status tone="bad">{names.slice(0, 3).join(', ')}</Status>
        </>
      }
    >
      {count === 1
        ? say(locale, 'Une différence avec Stripe', 'One difference with Stripe')
        : say(locale, `${count} différences avec Stripe`, `${count} differences with Stripe`)}
    </Line>
  )
}

/** What lies on a list of its own: how many, and where. */
type Count = {
  kind: 'declarations' | 'notices' | 'claims'
  href: string
  one: string
  many: (count: string) => string
  state: string
}

function counts(locale: Locale): Count[] {
  const path = '/console/subscriptions'
  return [
    {
      ...{ kind: 'declarations', href: `${path}/declarations` },
      one: say(locale, 'Une déclaration attend', 'One declaration waits'),
      many: (count) => say(locale, `${count} déclarations attendent`, `${count} declarations wait`),
      state: say(locale, 'résiliation ou rétractation', 'cancellation or withdrawal'),
    },
    {
      ...{ kind: 'notices', href: `${path}/notices` },
      one: say(locale, 'Un avis de renouvellement', 'One notice before a renewal'),
      many: (count) =>
        say(locale, `${count} avis de renouvellement`, `${count} notices before renewals`),
      state: say(locale, 'sans preuve de remise', 'not delivered'),
    },
    {
      ...{ kind: 'claims', href: `${path}/claims` },
      one: say(locale, 'Un exemplaire à renvoyer', 'One copy to send again'),
      many: (count) =>
        say(locale, `${count} exemplaires à renvoyer`, `${count} copies to send again`),
      state: say(locale, 'non-réception', 'not received'),
    },
  ]
}

function Counted({ href, one, many, state, tally }: Count & { tally: Tally }) {
  const count = tally.hasMore ? `${tally.count}+` : String(tally.count)
  return (
    <Line href={href} facts={<Status tone="warn">{state}</Status>}>
      {tally.count === 1 ? one : many(count)}
    </Line>
  )
}

function Unreadable({ c, dispatch }: { c: ConsoleContext; dispatch: Dispatch }) {
  const view = c.get('view')
  const { locale } = view
  const readers = dispatch.served?.digital ?? 0
  return (
    <Line
      href={`/console/issues/${dispatch.number}#file`}
      facts={
        <>
          <When at={dispatch.firstAt} view={view} />
          <Status tone="bad">{say(locale, 'PDF manquant', 'PDF missing')}</Status>
        </>
      }
    >
      {readers === 1
        ? say(
            locale,
            `N° ${dispatch.number}\u202f: un lecteur numérique l’attend`,
            `No. ${dispatch.number}: one digital reader waits for it`,
          )
        : say(
            locale,
            `N° ${dispatch.number}\u202f: ${readers} lecteurs numériques l’attendent`,
            `No. ${dispatch.number}: ${readers} digital readers wait for it`,
          )}
    </Line>
  )
}
