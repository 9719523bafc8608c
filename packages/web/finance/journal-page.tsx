// The journal of a month: every entry, newest first, with its postings.
import type { JournalPage as Page } from '#finance/read-journal'
import type { Booked } from '#finance/store-ledger'
import { Journal } from '#finance/transaction'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Pager } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import { FinancePage, financePath, MonthPicker } from './frame.tsx'
import { AmountCell, accountPath, debitsFirst, transactionPath } from './money.tsx'
import { accountWord, journalNames } from './words.ts'

type Props = {
  c: ConsoleContext
  month: string
  journal: Journal | undefined
  page: Page
  sought: string
  isFirst: boolean
}

export function JournalPage({ c, month, journal, page, sought, isFirst }: Props) {
  const locale = c.get('locale')
  const path = `${financePath}/journal`
  const entries = [...page.waiting, ...page.sealed]
  const rest: Record<string, string> = journal === undefined ? {} : { journal }
  const query = (more: Record<string, string>) =>
    `${path}?${new URLSearchParams({ month, ...more })}`
  return (
    <FinancePage c={c} tab="journal" title={say(locale, 'Journal', 'Journal')}>
      <MonthPicker c={c} path={path} month={month} rest={rest} />
      <div class="bar">
        <nav class="switch" aria-label={say(locale, 'Journaux', 'Journals')}>
          <a href={query({})} aria-current={journal === undefined ? 'page' : undefined}>
            {say(locale, 'Tous', 'All')}
          </a>
          {Journal.options.map((one) => (
            <a href={query({ journal: one })} aria-current={one === journal ? 'page' : undefined}>
              {one} {journalNames[one][locale]}
            </a>
          ))}
        </nav>
        <form method="get" action={path} class="field">
          <label for="f-q" class="visually-hidden">
            {say(locale, 'Source d’une écriture', 'Source of an entry')}
          </label>
          <input
            id="f-q"
            type="search"
            name="q"
            value={sought}
            maxlength={120}
            placeholder={say(locale, 'Source\u202f: in_…, txn_…', 'Source: in_…, txn_…')}
          />
          <button class="button" type="submit">
            {say(locale, 'Ouvrir', 'Open')}
          </button>
        </form>
      </div>
      {sought !== '' && (
        <p class="flash warn" role="status">
          {say(
            locale,
            `Aucune écriture n’a pour source « ${sought} ».`,
            `No entry has the source “${sought}”.`,
          )}
        </p>
      )}
      {entries.length > 0 ? (
        <Entries c={c} entries={entries} />
      ) : (
        <Empty title={say(locale, 'Aucune écriture', 'No entry')}>
          {say(
            locale,
            'Rien n’est comptabilisé ici pour ce mois. Choisissez-en un autre, ou un autre journal.',
            'Nothing is booked here for this month. Choose another one, or another journal.',
          )}
        </Empty>
      )}
      <Pager
        locale={locale}
        newer={isFirst ? undefined : query(rest)}
        older={page.next === undefined ? undefined : query({ ...rest, after: page.next })}
      />
    </FinancePage>
  )
}

function Entries({ c, entries }: { c: ConsoleContext; entries: readonly Booked[] }) {
  const locale = c.get('locale')
  return (
    <TableFrame label={say(locale, 'Écritures, en euros', 'Entries, in euros')}>
      <table class="table stacks ledger entries">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Compte', 'Account')}</th>
            <th scope="col" class="number">
              {say(locale, 'Débit', 'Debit')}
            </th>
            <th scope="col" class="number">
              {say(locale, 'Crédit', 'Credit')}
            </th>
          </tr>
        </thead>
        {entries.map((booked) => (
          <Entry c={c} booked={booked} />
        ))}
      </table>
    </TableFrame>
  )
}

function Entry({ c, booked }: { c: ConsoleContext; booked: Booked }) {
  const { locale, publication } = c.get('view')
  const { transaction, stamp } = booked
  const { date, journal, label, source, piece, postings } = transaction
  return (
    <tbody>
      <tr class="entry-head">
        <th scope="rowgroup" colspan={3} class="row-line">
          <span class="entry-line">
            <a href={transactionPath(source)}>{label}</a>
            <span class="soft">
              {[
                formatDate(date, locale),
                `${journal} ${journalNames[journal][locale]}`,
                label.includes(piece.ref) ? '' : piece.ref,
                stamp
                  ? say(locale, `écriture ${stamp.number}`, `entry ${stamp.number}`)
                  : say(locale, 'pas encore scellée', 'not sealed yet'),
              ]
                .filter((part) => part !== '')
                .join(' · ')}
            </span>
          </span>
        </th>
      </tr>
      {debitsFirst(postings).map(({ account, cents }) => (
        <tr class="entry-line-row">
          <td class={cents < 0 ? 'credit' : undefined}>
            <a href={accountPath(account, date.slice(0, 7))}>
              <span class="account">{account}</span> {accountWord(publication, account, locale)}
            </a>
          </td>
          <AmountCell cents={Math.max(0, cents)} locale={locale} label={say(locale, 'D', 'Dr')} />
          <AmountCell cents={Math.max(0, -cents)} locale={locale} label={say(locale, 'C', 'Cr')} />
        </tr>
      ))}
    </tbody>
  )
}
