// The form that asks for a file of the books, and the files that were made.

import type { BooksExport } from '#finance/books-export'
import { type ExportKind, exportKinds } from '#finance/export-kinds'
import { monthBefore, monthsUpTo } from '#finance/month'
import type { Sentence } from '#kernel/errors'
import type { ExportId } from '#kernel/ids'
import { sentenceCase } from '#kernel/typography'
import { Button, CsrfField, ErrorSummary, type FormState, Select } from '#web/shared/form.tsx'
import { formatBytes, formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { Part, TableFrame, When } from '../console/parts.tsx'
import { FinancePage, financePath, todayOf } from './frame.tsx'
import { formatPeriod } from './period.ts'

const path = `${financePath}/exports`

type Props = {
  c: ConsoleContext
  id: ExportId
  made: readonly BooksExport[]
  form: FormState
  /** Chosen beforehand. */
  kind: ExportKind | undefined
  who: (id: string) => string
  flash: FlashMessage | undefined
}

export const exportWords: Record<ExportKind, { name: Sentence; holds: Sentence }> = {
  fec: {
    name: { fr: 'FEC', en: 'FEC' },
    holds: {
      fr: 'les écritures pour l’expert-comptable, et leur descriptif',
      en: 'the entries for the accounting firm, and their description',
    },
  },
  journal: {
    name: { fr: 'Journaux', en: 'Journals' },
    holds: { fr: 'chaque ligne de chaque écriture', en: 'every line of every entry' },
  },
  balance: {
    name: { fr: 'Balance générale', en: 'Trial balance' },
    holds: {
      fr: 'chaque compte, ses mouvements et son solde',
      en: 'every account, its moves and balance',
    },
  },
  vat: {
    name: { fr: 'TVA', en: 'VAT' },
    holds: {
      fr: 'par taux, lieu et régime, avec les lignes de la CA3',
      en: 'by rate, place and scheme, with the lines of the CA3 form',
    },
  },
  oss: {
    name: { fr: 'Guichet unique (OSS)', en: 'One-stop shop (OSS)' },
    holds: {
      fr: 'ventes dans l’Union, par trimestre, et le seuil',
      en: 'sales in the Union by quarter, and the threshold',
    },
  },
  deferred: {
    name: { fr: 'Restant à servir', en: 'Deferred revenue' },
    holds: {
      fr: 'ce qui fut vendu, par mois, et quand il est gagné',
      en: 'what was sold by month, and when it is earned',
    },
  },
  customers: {
    name: { fr: 'Comptes clients', en: 'Customers’ accounts' },
    holds: {
      fr: 'le solde de chaque client, par numéro',
      en: 'each customer’s balance, by number',
    },
  },
  receivables: {
    name: { fr: 'Créances', en: 'Receivables' },
    holds: {
      fr: 'les factures dues au dernier jour, par ancienneté',
      en: 'invoices owed on the last day, by age',
    },
  },
  payouts: {
    name: { fr: 'Rapprochement des virements', en: 'Payouts' },
    holds: {
      fr: 'chaque virement et ce que la banque a reçu',
      en: 'each payout and what the bank got',
    },
  },
  ereporting: {
    name: { fr: 'E-reporting', en: 'E-reporting' },
    holds: {
      fr: 'ventes et paiements par jour, taux et catégorie (flux 10.3 et 10.4)',
      en: 'sales and payments by day, rate and category (flows 10.3 and 10.4)',
    },
  },
}

export function ExportsPage({ c, id, made, form, kind, who, flash }: Props) {
  const locale = c.get('locale')
  return (
    <FinancePage
      c={c}
      tab="exports"
      title={say(locale, 'Exports', 'Exports')}
      flash={flash}
      lead={say(
        locale,
        'Le même export demandé deux fois donne le même fichier, au signe près. Sur une période ouverte, il est marqué provisoire.',
        'The same export asked for twice gives the same file, to the character. Of an open period it is marked provisional.',
      )}
    >
      <ExportForm c={c} id={id} form={form} kind={kind} />
      <Part title={say(locale, 'Fichiers préparés', 'Files that were made')}>
        {made.length === 0 ? (
          <p class="soft">
            {say(
              locale,
              'Aucun encore. Un fichier est gardé trente jours.',
              'None yet. A file is kept for thirty days.',
            )}
          </p>
        ) : (
          <Made c={c} made={made} who={who} />
        )}
      </Part>
    </FinancePage>
  )
}

function ExportForm({ c, id, form, kind }: Pick<Props, 'c' | 'id' | 'form' | 'kind'>) {
  const { locale } = c.get('view')
  const current = todayOf(c).slice(0, 7)
  // The first of the list is an FEC, which is of a year.
  const span = form.values['span'] ?? (kind === undefined || kind === 'fec' ? 'year' : 'month')
  const months = monthsUpTo(current, 36)
  const years = Array.from({ length: 4 }, (_, at) => String(Number(current.slice(0, 4)) - at))
  const error = form.errors['period']
  return (
    <form method="post" action={path} class="form export-form">
      <CsrfField token={c.get('csrf')} />
      <input type="hidden" name="id" value={id} />
      <ErrorSummary form={form} locale={locale} />
      <Select
        {...{ locale, form, name: 'kind', value: kind }}
        label={say(locale, 'Export', 'Export')}
        options={exportKinds.map((one) => ({
          value: one,
          label: `${exportWords[one].name[locale]} – ${exportWords[one].holds[locale]}`,
        }))}
      />
      <fieldset class="field" id="f-period">
        <legend>{say(locale, 'Période', 'Period')}</legend>
        <div class="spans">
          <Span {...{ c, span, value: 'month', label: say(locale, 'Un mois', 'A month') }}>
            <select name="month" aria-label={say(locale, 'Mois', 'Month')}>
              {months.map((one) => (
                <option
                  value={one}
                  selected={one === (form.values['month'] ?? monthBefore(current))}
                >
                  {sentenceCase(formatMonth(one, locale), locale)}
                </option>
              ))}
            </select>
          </Span>
          <Span {...{ c, span, value: 'year', label: say(locale, 'Un exercice', 'A fiscal year') }}>
            <select name="year" aria-label={say(locale, 'Exercice', 'Fiscal year')}>
              {years.map((one) => (
                <option value={one} selected={one === form.values['year']}>
                  {one}
                </option>
              ))}
            </select>
          </Span>
          <Span
            {...{ c, span, value: 'days', label: say(locale, 'Du jour au jour', 'Day to day') }}
          >
            <input
              type="date"
              name="from"
              value={form.values['from'] ?? ''}
              aria-label={say(locale, 'Premier jour', 'First day')}
            />
            <input
              type="date"
              name="to"
              value={form.values['to'] ?? ''}
              aria-label={say(locale, 'Dernier jour', 'Last day')}
            />
          </Span>
        </div>
        {error && <p class="error">{error[locale]}</p>}
      </fieldset>
      <Select
        {...{ locale, form, name: 'charset', value: 'utf-8' }}
        label={say(locale, 'Jeu de caractères du FEC', 'Character set of the FEC')}
        options={[
          { value: 'utf-8', label: 'UTF-8' },
          { value: 'iso-8859-15', label: 'ISO 8859-15' },
        ]}
      />
      <p class="actions">
        <Button tone="primary">{say(locale, 'Préparer le fichier', 'Make the file')}</Button>
      </p>
    </form>
  )
}

function Span(props: {
  c: ConsoleContext
  span: string
  value: string
  label: string
  children?: unknown
}) {
  const { span, value, label, children } = props
  return (
    <div class="span">
      <label class="choice">
        <input type="radio" name="span" value={value} checked={span === value} />
        <span>{label}</span>
      </label>
      {children as never}
    </div>
  )
}

function Made(props: {
  c: ConsoleContext
  made: readonly BooksExport[]
  who: (id: string) => string
}) {
  const { c, made, who } = props
  const view = c.get('view')
  const { locale } = view
  return (
    <TableFrame label={say(locale, 'Fichiers préparés', 'Files that were made')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Export', 'Export')}</th>
            <th scope="col">{say(locale, 'Période', 'Period')}</th>
            <th scope="col">{say(locale, 'Fichiers', 'Files')}</th>
            <th scope="col">{say(locale, 'Demandé', 'Asked for')}</th>
          </tr>
        </thead>
        <tbody>
          {made.map((one) => (
            <tr>
              <th scope="row" class="row-line">
                {exportWords[one.request.kind].name[locale]}
              </th>
              <td>{formatPeriod(one.request.period, locale)}</td>
              <td>
                <Files c={c} one={one} />
              </td>
              <td>
                <When at={one.askedAt} view={view} /> <span class="soft">{who(one.by)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Files({ c, one }: { c: ConsoleContext; one: BooksExport }) {
  const locale = c.get('locale')
  if (one.status === 'asked')
    return <Status tone="calm">{say(locale, 'en préparation', 'being made')}</Status>
  if (one.status === 'nothing')
    return <Status tone="none">{say(locale, 'rien à exporter', 'nothing to export')}</Status>
  if (one.status === 'failed')
    return (
      <Status tone="bad">
        {say(locale, 'échec\u202f: demandez-le de nouveau', 'failed: ask for it again')}
      </Status>
    )
  return (
    <ul class="plain-list">
      {one.files.map((file, at) => (
        <li class="made-file">
          <a class="breaks" href={`${path}/${one.id}/${at}`}>
            {file.fileName}
          </a>{' '}
          <span class="soft">{formatBytes(file.bytes, locale)}</span>
          {file.isProvisional && (
            <>
              {' '}
              <Status tone="warn">{say(locale, 'provisoire', 'provisional')}</Status>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
