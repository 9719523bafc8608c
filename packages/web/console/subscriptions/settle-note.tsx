// Home's list of what a person must settle about subscriptions: each with who or how many, and where.
import type { Child } from 'hono/jsx'
import type { Table } from '#aws/table'
import { formatEuros } from '#kernel/typography'
import { hasRole } from '#staff/member'
import { type LastAudit, lastAudit } from '#subscriptions/last-audit'
import { isPaidTwice, type Order } from '#subscriptions/order'
import type { StaffRefund } from '#subscriptions/staff-refund'
import { getOrder } from '#subscriptions/store'
import { claimsIn } from '#subscriptions/store-claims'
import { listDeclarations } from '#subscriptions/store-declarations'
import { listNotices } from '#subscriptions/store-notices'
import { refusedRefunds } from '#subscriptions/store-refunds'
import { listToSettle } from '#subscriptions/store-to-settle'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { Part, When } from '../parts.tsx'
import { driftWords } from './drift-words.ts'

/** So many of a kind are named, so many of others counted. */
const named = 5
const counted = 50

export type SettleList = {
  paidTwice: Order[]
  refused: StaffRefund[]
  audit: LastAudit | undefined
  /** Copies to be sent again; `hasMore` beyond those that were counted. */
  claims: { count: number; hasMore: boolean }
  /** Notices before renewals that wait for a person. */
  notices: { count: number; hasMore: boolean }
  /** Declarations that wait for a person. */
  waiting: { count: number; hasMore: boolean }
}

export async function toSettle({ table }: { table: Table }): Promise<SettleList> {
  const [twice, refused, audit, claims, waiting, notices] = await Promise.all([
    listToSettle(table, { kind: 'paidTwice', limit: named }),
    refusedRefunds(table, { limit: named }),
    lastAudit(table),
    claimsIn(table, { place: 'open', limit: counted }),
    listDeclarations(table, { place: 'waiting', limit: counted }),
    listNotices(table, { place: 'waiting', limit: counted }),
  ])
  const orders = await Promise.all(twice.map((one) => getOrder(table, one)))
  // The short list may lag behind.
  const paidTwice = orders.flatMap((order) => (order && isPaidTwice(order) ? [order] : []))
  return {
    ...{ paidTwice, refused, audit },
    claims: { count: claims.claims.length, hasMore: claims.cursor !== undefined },
    notices: { count: notices.items.length, hasMore: notices.cursor !== undefined },
    waiting: { count: waiting.items.length, hasMore: waiting.cursor !== undefined },
  }
}

export function SettleNote({ c, list }: { c: ConsoleContext; list: SettleList }) {
  const locale = c.get('locale')
  const lines = [
    ...list.paidTwice.map((order) => <PaidTwice c={c} order={order} />),
    ...list.refused.map((refund) => <Refused c={c} refund={refund} />),
    ...(list.claims.count > 0 ? [<Claims c={c} {...list.claims} />] : []),
    ...(list.notices.count > 0 ? [<Notices c={c} {...list.notices} />] : []),
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
          {hasRole(c.get('staff'), 'finance', 'admin') && (
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

function Notices({ c, count, hasMore }: { c: ConsoleContext; count: number; hasMore: boolean }) {
  const { locale } = c.get('view')
  const number = `${count}${hasMore ? '+' : ''}`
  return (
    <Line
      href="/console/subscriptions/notices"
      facts={<Status tone="bad">{say(locale, 'pas remis', 'not delivered')}</Status>}
    >
      {count === 1
        ? say(locale, 'Un avis de renouvellement à envoyer', 'One renewal notice to be sent')
        : say(
            locale,
            `${number} avis de renouvellement à envoyer`,
            `${number} renewal notices to be sent`,
          )}
    </Line>
  )
}

function Claims({ c, count, hasMore }: { c: ConsoleContext; count: number; hasMore: boolean }) {
  const { locale } = c.get('view')
  const many = hasMore
    ? say(
        locale,
        `Plus de ${count} exemplaires à renvoyer`,
        `More than ${count} copies to send again`,
      )
    : say(locale, `${count} exemplaires à renvoyer`, `${count} copies to send again`)
  const one = say(locale, 'Un exemplaire à renvoyer', 'One copy to send again')
  return (
    <Line
      href="/console/subscriptions/claims"
      facts={<Status tone="warn">{say(locale, 'non reçus', 'not received')}</Status>}
    >
      {count === 1 ? one : many}
    </Line>
  )
}
