// Customers' accounts: one is looked for by what is known of it, then shown whole, with its invoices
// and every line. Each look is noted.

import type { Hono } from 'hono'
import type { LedgerLine } from '#finance/ledger-line'
import { customerLines } from '#finance/read-ledger'
import { idSchema } from '#kernel/ids'
import { formatEuros } from '#kernel/typography'
import { recordAudit } from '#staff/audit'
import { browseSubscriptions } from '#subscriptions/browse-subscriptions'
import type { Customer } from '#subscriptions/customer'
import { getCustomer } from '#subscriptions/store'
import { notFound } from '#web/shared/errors.tsx'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath } from './frame.tsx'
import { AmountCell, customerPath, invoicePath, transactionPath } from './money.tsx'
import { nameIn } from './names.tsx'

const path = `${financePath}/customers`

/** Found by a name, an address, a number of an invoice or a customer's own. */
type Found = { id: string; name: string | undefined; what: string }

export function customerRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(path, async (c) => {
    const query = (c.req.query('q') ?? '').trim().slice(0, 254)
    const id = idSchema('customer').safeParse(query)
    if (id.success && (await getCustomer(deps.table, id.data)))
      return c.redirect(customerPath(id.data), 303)
    const found = query === '' ? [] : await findCustomers(deps, c, query)
    return c.html(<CustomersPage c={c} query={query} found={found} />)
  })

  app.get(`${path}/:id`, async (c) => {
    const id = idSchema('customer').safeParse(c.req.param('id'))
    if (!id.success) throw notFound(unknown)
    const [customer, lines] = await Promise.all([
      getCustomer(deps.table, id.data),
      customerLines(deps.table, { customerId: id.data }),
    ])
    if (!customer && lines.length === 0) throw notFound(unknown)
    const staffId = c.get('staff').id
    await recordAudit(deps, { staffId, act: 'account.looked', subject: id.data })
    return c.html(<CustomerPage c={c} id={id.data} customer={customer} lines={lines} />)
  })
}

const unknown = {
  fr: 'Ce client n’existe pas. Cherchez-le par son nom, son adresse ou son numéro.',
  en: 'There is no such customer. Look for them by name, address or number.',
}

async function findCustomers(
  deps: FinanceDeps,
  c: ConsoleContext,
  query: string,
): Promise<Found[]> {
  const locale = c.get('locale')
  const { rows, orders = [] } = await browseSubscriptions(deps, { query })
  const all: Found[] = [
    ...rows.map(({ customer, subscription }) => ({
      id: subscription.customerId,
      name: customer?.company ?? customer?.name,
      what: subscription.terms.name[locale],
    })),
    ...orders.map(({ customerId, buyer }) => ({
      id: customerId,
      name: buyer.company ?? buyer.name,
      what: say(locale, 'commande', 'order'),
    })),
  ]
  return [...new Map(all.toReversed().map((one) => [one.id, one])).values()].reverse()
}

function CustomersPage(props: { c: ConsoleContext; query: string; found: readonly Found[] }) {
  const { c, query, found } = props
  const locale = c.get('locale')
  const label = say(locale, 'Nom, adresse ou numéro', 'Name, address or number')
  return (
    <FinancePage
      c={c}
      tab="customers"
      title={say(locale, 'Comptes clients', 'Customers’ accounts')}
      lead={say(
        locale,
        'Ouvrez le compte d’un client pour lire ses factures, ses paiements et ses avoirs. Chaque consultation est notée au journal des accès.',
        'Open a customer’s account to read its invoices, payments and credit notes. Each look is noted in the audit trail.',
      )}
    >
      <search>
        <form class="bar" method="get" action={path}>
          <span class="field">
            <label for="f-q" class="visually-hidden">
              {label}
            </label>
            <input
              id="f-q"
              type="search"
              name="q"
              value={query}
              placeholder={label}
              maxlength={254}
            />
            <button class="button primary" type="submit">
              {say(locale, 'Chercher', 'Search')}
            </button>
          </span>
        </form>
      </search>
      {found.length > 0 && (
        <ul class="plain-list lines">
          {found.map(({ id, name, what }) => (
            <li>
              <a href={customerPath(id)}>{name ?? nameIn(new Map(), id, locale)}</a>
              <span class="line-facts">{what}</span>
            </li>
          ))}
        </ul>
      )}
      {query !== '' && found.length === 0 && (
        <Empty title={say(locale, 'Personne de ce nom', 'Nobody of that name')}>
          {say(
            locale,
            'Essayez le début du nom, l’adresse e-mail entière, ou le numéro qui commence par cu_.',
            'Try the beginning of the name, the whole e-mail address, or the number that begins with cu_.',
          )}
        </Empty>
      )}
    </FinancePage>
  )
}

type AccountProps = {
  c: ConsoleContext
  id: string
  customer: Customer | undefined
  lines: readonly LedgerLine[]
}

function CustomerPage({ c, id, customer, lines }: AccountProps) {
  const { locale, publication } = c.get('view')
  const names = new Map([[id, customer?.company ?? customer?.name]])
  const { customers, disputed } = publication.books.accounts
  const balanceOf = (account: string) =>
    lines.reduce((sum, line) => (line.account === account ? sum + line.cents : sum), 0)
  const contested = balanceOf(disputed)
  return (
    <FinancePage
      c={c}
      tab="customers"
      title={nameIn(names, id, locale)}
      back={{ href: path, name: say(locale, 'Comptes clients', 'Customers’ accounts') }}
      kicker={<span class="mono">{id}</span>}
    >
      <dl class="tally">
        <div>
          <dt>{say(locale, 'solde', 'balance')}</dt>
          <dd>
            {formatEuros(Math.abs(balanceOf(customers)), locale)}
            <Owed c={c} cents={balanceOf(customers)} />
          </dd>
        </div>
        {contested !== 0 && (
          <div>
            <dt>{say(locale, 'contesté', 'contested')}</dt>
            <dd>{formatEuros(contested, locale)}</dd>
          </div>
        )}
      </dl>
      {lines.length === 0 ? (
        <Empty title={say(locale, 'Aucune écriture', 'No entry')}>
          {say(
            locale,
            'Ce client n’a encore rien acheté ni payé.',
            'This customer has not bought or paid anything yet.',
          )}
        </Empty>
      ) : (
        <Lines c={c} lines={lines} />
      )}
    </FinancePage>
  )
}

function Owed({ c, cents }: { c: ConsoleContext; cents: number }) {
  const locale = c.get('locale')
  if (cents === 0) return <span class="unit"> {say(locale, 'soldé', 'settled')}</span>
  return (
    <span class="unit">
      {' '}
      {cents > 0
        ? say(locale, 'dus par le client', 'owed by them')
        : say(locale, 'dus au client', 'owed to them')}
    </span>
  )
}

/** Oldest first, with what is owed after each. */
function Lines({ c, lines }: { c: ConsoleContext; lines: readonly LedgerLine[] }) {
  const { locale, publication } = c.get('view')
  const { disputed } = publication.books.accounts
  const [debit, credit, balance] = [
    say(locale, 'Débit', 'Debit'),
    say(locale, 'Crédit', 'Credit'),
    say(locale, 'Solde', 'Balance'),
  ]
  let owed = 0
  return (
    <TableFrame label={say(locale, 'Lignes du compte, en euros', 'Lines, in euros')}>
      <table class="table stacks ledger">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Date', 'Date')}</th>
            <th scope="col">{say(locale, 'Libellé', 'Label')}</th>
            <th scope="col">{say(locale, 'Pièce', 'Piece')}</th>
            <th scope="col" class="number">
              {debit}
            </th>
            <th scope="col" class="number">
              {credit}
            </th>
            <th scope="col" class="number">
              {balance}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            owed += line.cents
            return (
              <tr>
                <td class="nowrap">{formatDate(line.date, locale)}</td>
                <th scope="row" class="row-line">
                  <a href={transactionPath(line.source)}>{line.label}</a>
                  {line.account === disputed && (
                    <>
                      {' '}
                      <Status tone="warn">{say(locale, 'contesté', 'contested')}</Status>
                    </>
                  )}
                </th>
                <td class="nowrap">
                  <Piece line={line} />
                </td>
                <AmountCell cents={Math.max(0, line.cents)} locale={locale} label={debit} />
                <AmountCell cents={Math.max(0, -line.cents)} locale={locale} label={credit} />
                <AmountCell cents={owed} locale={locale} label={balance} showsZero />
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableFrame>
  )
}

/** The invoice of a line that is one's; else the piece alone. */
function Piece({ line: { source, piece } }: { line: LedgerLine }) {
  const invoice = /^(in_[A-Za-z0-9_]+):/.exec(source)?.[1]
  if (invoice) return <a href={invoicePath(invoice)}>{piece.ref}</a>
  // Of a move at Stripe the piece is the move: the label says what it was.
  return <>{piece.ref.startsWith('txn_') ? '' : piece.ref}</>
}
