// The frame of a page of the books: its place among the others, and which month it is about.

import type { Child } from 'hono/jsx'
import { monthAfter, monthBefore, monthsUpTo } from '#finance/month'
import { dateOf, type Instant } from '#kernel/time'
import { sentenceCase } from '#kernel/typography'
import { formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { ConsolePage } from '../console/layout.tsx'

export const financePath = '/console/finance'

export type FinanceTab =
  | 'checklist'
  | 'close'
  | 'seals'
  | 'dashboard'
  | 'exceptions'
  | 'payouts'
  | 'bank'
  | 'disputes'
  | 'journal'
  | 'balance'
  | 'vat'
  | 'deferred'
  | 'entry'
  | 'customers'
  | 'receivables'
  | 'exports'

type Group = { fr: string; en: string; tabs: { tab: FinanceTab; fr: string; en: string }[] }

const groups: Group[] = [
  {
    ...{ fr: 'Clôture', en: 'Close' },
    tabs: [
      { tab: 'checklist', fr: 'À faire', en: 'To do' },
      { tab: 'close', fr: 'Mois', en: 'Months' },
      { tab: 'seals', fr: 'Scellés', en: 'Seals' },
    ],
  },
  {
    ...{ fr: 'Tableau de bord', en: 'Dashboard' },
    tabs: [{ tab: 'dashboard', fr: 'Tableau de bord', en: 'Dashboard' }],
  },
  {
    ...{ fr: 'Anomalies', en: 'Exceptions' },
    tabs: [{ tab: 'exceptions', fr: 'Anomalies', en: 'Exceptions' }],
  },
  {
    ...{ fr: 'Trésorerie', en: 'Cash' },
    tabs: [
      { tab: 'payouts', fr: 'Virements Stripe', en: 'Payouts' },
      { tab: 'bank', fr: 'Relevés de banque', en: 'Bank statements' },
      { tab: 'disputes', fr: 'Paiements contestés', en: 'Disputes' },
    ],
  },
  {
    ...{ fr: 'Livres', en: 'Ledger' },
    tabs: [
      { tab: 'journal', fr: 'Journal', en: 'Journal' },
      { tab: 'balance', fr: 'Balance', en: 'Trial balance' },
      { tab: 'vat', fr: 'TVA', en: 'VAT' },
      { tab: 'deferred', fr: 'Restant à servir', en: 'Deferred revenue' },
      { tab: 'entry', fr: 'Saisir une écriture', en: 'Make an entry' },
    ],
  },
  {
    ...{ fr: 'Clients', en: 'Customers' },
    tabs: [
      { tab: 'customers', fr: 'Comptes clients', en: 'Customers’ accounts' },
      { tab: 'receivables', fr: 'Créances', en: 'Receivables' },
    ],
  },
  {
    ...{ fr: 'Exports', en: 'Exports' },
    tabs: [{ tab: 'exports', fr: 'Exports', en: 'Exports' }],
  },
]

const pathOf = (tab: FinanceTab) => (tab === 'checklist' ? financePath : `${financePath}/${tab}`)

export type FinancePageProps = {
  c: ConsoleContext
  tab: FinanceTab
  title: string
  heading?: Child
  lead?: Child
  back?: { href: string; name: string } | undefined
  kicker?: Child
  actions?: Child
  flash?: FlashMessage | undefined
  children?: Child
}

/** A page of the books. Answer with `c.html(<FinancePage c={c} tab="…" title="…">…)`. */
export function FinancePage({ tab, children, ...props }: FinancePageProps) {
  const group = groups.find(({ tabs }) => tabs.some((one) => one.tab === tab))
  const { flash, lead, ...rest } = props
  return (
    <ConsolePage {...rest} place="finance" flash={flash} head={<Sheet c={props.c} />}>
      <Tabs c={props.c} tab={tab} group={group} />
      {lead && <p class="desk-lead">{lead}</p>}
      {children}
    </ConsolePage>
  )
}

/** What these pages alone need. */
function Sheet({ c }: { c: ConsoleContext }) {
  return <link rel="stylesheet" href={c.get('view').assets.url('finance.css')} />
}

function Tabs({ c, tab, group }: { c: ConsoleContext; tab: FinanceTab; group: Group | undefined }) {
  const locale = c.get('locale')
  return (
    <div class="book-tabs">
      <nav class="tabs" aria-label={say(locale, 'Comptabilité', 'Finance')}>
        {groups.map((one) => (
          <a
            href={pathOf(one.tabs[0]?.tab ?? 'checklist')}
            aria-current={one === group ? (one.tabs.length > 1 ? 'true' : 'page') : undefined}
          >
            {one[locale]}
          </a>
        ))}
      </nav>
      {group && group.tabs.length > 1 && (
        <nav class="tabs second" aria-label={group[locale]}>
          {group.tabs.map((one) => (
            <a href={pathOf(one.tab)} aria-current={one.tab === tab ? 'page' : undefined}>
              {one[locale]}
            </a>
          ))}
        </nav>
      )}
    </div>
  )
}

/** Today in the publication's zone. */
export function todayOf(c: ConsoleContext): string {
  const { now, publication } = c.get('view')
  return dateOf(now.toISOString() as Instant, publication.zone)
}

/** The month that a page is about: `?month=2026-11`, else this one. */
export function monthOf(c: ConsoleContext): string {
  const asked = c.req.query('month')
  const isMonth = asked !== undefined && /^20\d{2}-(0[1-9]|1[0-2])$/.test(asked)
  return isMonth ? asked : todayOf(c).slice(0, 7)
}

export function MonthWord({ c, month }: { c: ConsoleContext; month: string }) {
  return <time datetime={month}>{formatMonth(month, c.get('locale'))}</time>
}

/** The months before and after, and any of the last two years. `rest`: other fields to keep. */
export function MonthPicker(props: {
  c: ConsoleContext
  path: string
  month: string
  rest?: Readonly<Record<string, string>>
}) {
  const { c, path, month, rest = {} } = props
  const locale = c.get('locale')
  const current = todayOf(c).slice(0, 7)
  const name = (one: string) => sentenceCase(formatMonth(one, locale), locale)
  const href = (one: string) => `${path}?${new URLSearchParams({ ...rest, month: one })}`
  const [before, after] = [monthBefore(month), monthAfter(month)]
  const offered = monthsUpTo(current, 24)
  const months = offered.includes(month) ? offered : [month, ...offered]
  return (
    <>
      <p class="printed">
        {c.get('view').publication.name}, {formatMonth(month, locale)}
      </p>
      <form class="bar month-bar" method="get" action={path}>
        {Object.entries(rest).map(([field, value]) => (
          <input type="hidden" name={field} value={value} />
        ))}
        <a href={href(before)} rel="prev">
          ← {name(before)}
        </a>
        <span class="field">
          <label for="f-month" class="visually-hidden">
            {say(locale, 'Mois', 'Month')}
          </label>
          <select id="f-month" name="month">
            {months.map((one) => (
              <option value={one} selected={one === month}>
                {name(one)}
              </option>
            ))}
          </select>
          <button class="button" type="submit">
            {say(locale, 'Afficher', 'Show')}
          </button>
        </span>
        {after <= current && (
          <a href={href(after)} rel="next">
            {name(after)} →
          </a>
        )}
      </form>
    </>
  )
}
