// What an import changes, or changed: totals, then the lines of one kind at a time.
import type { Locale } from '#kernel/errors'
import { fieldNames, importFields, readColumns } from '#readers/import/columns'
import { type ImportCounts, type JudgedLine, lineCountOf, sumOf } from '#readers/import/counts'
import { encodings } from '#readers/import/decode'
import { importLimits } from '#readers/import/prepare'
import {
  addressOf,
  keptNames,
  type OutcomeKind,
  outcomeDetail,
  refusalNames,
} from '#readers/import/words'
import type { ImportJob } from '#readers/store-imports'
import { Button, CsrfField, Select } from '#web/shared/form.tsx'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Progress } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame } from '../parts.tsx'
import { AudienceTabs, backToReaders } from './audience-tabs.tsx'

export type ImportView = {
  c: ConsoleContext
  job: ImportJob
  /** The kind whose lines are shown, and a page of them. */
  kind: OutcomeKind
  lines: readonly JudgedLine[]
  from: number
  next?: number | undefined
  flash?: FlashMessage | undefined
}

export const shownKinds: readonly OutcomeKind[] = ['refused', 'kept', 'new', 'changed', 'unchanged']

export const countOfKind = (counts: ImportCounts, kind: OutcomeKind): number =>
  kind === 'refused' || kind === 'kept' ? sumOf(counts[kind]) : counts[kind]

export function ImportResult(props: ImportView) {
  const { c, job } = props
  const { locale } = c.get('view')
  return (
    <ConsolePage
      c={c}
      place="readers"
      back={backToReaders(locale)}
      title={titles[job.status][locale]}
      lead={`${job.fileName} · ${formatNumber(lineCountOf(job.counts), locale)} ${say(locale, 'lignes', 'lines')}`}
      flash={props.flash}
    >
      <AudienceTabs c={c} tab="import" />
      <State {...props} />
      {job.status !== 'unmapped' && <Totals {...props} />}
      {job.status !== 'unmapped' && <Lines {...props} />}
      {(job.status === 'unmapped' || job.status === 'compared') && <ColumnsForm {...props} />}
    </ConsolePage>
  )
}

const titles = {
  unmapped: { fr: 'Quelle colonne contient quoi\u202f?', en: 'Which column holds what?' },
  comparing: { fr: 'Comparaison en cours', en: 'Comparing' },
  compared: { fr: 'Ce que cet import changerait', en: 'What this import would change' },
  importing: { fr: 'Import en cours', en: 'Importing' },
  done: { fr: 'Import terminé', en: 'Import done' },
} as const

function State(props: ImportView) {
  const { c, job } = props
  const { locale } = c.get('view')
  const path = `/console/readers/import/${job.id}`
  if (job.status === 'unmapped')
    return (
      <p class="flash warn" role="status">
        {job.fault?.[locale]}
      </p>
    )
  if (job.status === 'comparing' || job.status === 'importing')
    return (
      <Progress
        locale={locale}
        label={say(locale, 'Lignes', 'Lines')}
        done={job.cursor * importLimits.partLines}
        of={job.partCount * importLimits.partLines}
        left={say(
          locale,
          'Vous pouvez fermer cette page\u202f: le travail continue.',
          'You may close this page: the work goes on.',
        )}
      />
    )
  if (job.status === 'done') return null
  const writes = job.counts.new + job.counts.changed
  return (
    <div class="actions import-acts">
      {writes > 0 && (
        <form method="post" action={`${path}/confirm`}>
          <CsrfField token={c.get('csrf')} />
          <Button tone="primary">
            {say(
              locale,
              `Importer ${readersOf(writes, 'fr')}`,
              `Import ${readersOf(writes, 'en')}`,
            )}
          </Button>
        </form>
      )}
      <form method="post" action={`${path}/give-up`}>
        <CsrfField token={c.get('csrf')} />
        <Button tone="quiet">{say(locale, 'Renoncer', 'Give up')}</Button>
      </form>
      <p class="soft">
        {writes === 0
          ? say(locale, 'Il n’y a rien à écrire. ', 'There is nothing to write. ')
          : say(locale, 'Rien n’est encore écrit. ', 'Nothing is written yet. ')}
        {basisText(job, locale)}
      </p>
    </div>
  )
}

function readersOf(count: number, locale: Locale): string {
  const noun = locale === 'fr' ? 'lecteur' : 'reader'
  return `${formatNumber(count, locale)} ${noun}${count > 1 ? 's' : ''}`
}

function basisText({ basis }: ImportJob, locale: Locale): string {
  if (!basis) return ''
  const on = basis.obtainedOn ? `, ${formatDate(basis.obtainedOn, locale)}` : ''
  return say(
    locale,
    `Accord\u202f: «\u202f${basis.text}\u202f»${on}.`,
    `Consent: “${basis.text}”${on}.`,
  )
}

function Totals({ c, job, kind }: ImportView) {
  const { locale } = c.get('view')
  const path = `/console/readers/import/${job.id}`
  return (
    <nav class="totals" aria-label={say(locale, 'Effets', 'Effects')}>
      {shownKinds.map((one) => {
        const count = countOfKind(job.counts, one)
        const body = (
          <>
            <span class="figure">{formatNumber(count, locale)}</span>
            <span>{kindTitles[one][locale]}</span>
          </>
        )
        return count > 0 ? (
          <a href={`${path}?show=${one}`} aria-current={one === kind ? 'true' : undefined}>
            {body}
          </a>
        ) : (
          <span class="none">{body}</span>
        )
      })}
    </nav>
  )
}

const kindTitles: Record<OutcomeKind, Record<Locale, string>> = {
  new: { fr: 'nouveaux', en: 'new' },
  changed: { fr: 'changés', en: 'changed' },
  unchanged: { fr: 'inchangés', en: 'unchanged' },
  refused: { fr: 'refusés', en: 'refused' },
  kept: { fr: 'laissés tels quels', en: 'left as they are' },
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function Lines(props: ImportView) {
  const { c, job, kind, lines, from, next } = props
  const { locale } = c.get('view')
  const path = `/console/readers/import/${job.id}`
  if (lines.length === 0)
    return lineCountOf(job.counts) === 0 && job.cursor >= job.partCount ? (
      <p class="soft">
        {say(
          locale,
          'Le fichier n’a pas de ligne sous ses titres.',
          'The file has no line under its heads.',
        )}
      </p>
    ) : null
  const reasons =
    kind === 'refused'
      ? Object.entries(job.counts.refused).map(
          ([reason, n]) =>
            [refusalNames[reason as keyof typeof refusalNames]?.[locale] ?? reason, n] as const,
        )
      : kind === 'kept'
        ? Object.entries(job.counts.kept).map(
            ([reason, n]) =>
              [keptNames[reason as keyof typeof keptNames]?.[locale] ?? reason, n] as const,
          )
        : []
  const hasDetail = kind !== 'new' && kind !== 'unchanged'
  return (
    <Part
      title={sentenceCase(kindTitles[kind][locale])}
      aside={
        <a href={`${path}/lines.csv?show=${kind}`}>
          {say(locale, 'Télécharger (CSV)', 'Download (CSV)')}
        </a>
      }
    >
      {reasons.length > 0 && (
        <p class="soft">
          {reasons.map(([reason, n]) => `${reason}\u00a0(${formatNumber(n, locale)})`).join(' · ')}
        </p>
      )}
      <TableFrame label={kindTitles[kind][locale]}>
        <table class="table stacks">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Adresse', 'Address')}</th>
              {hasDetail && (
                <th scope="col">
                  {kind === 'changed'
                    ? say(locale, 'Change', 'Changes')
                    : say(locale, 'Raison', 'Reason')}
                </th>
              )}
              <th scope="col" class="number">
                {say(locale, 'Ligne', 'Line')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((judged) => (
              <tr>
                <th scope="row" class="row-line">
                  {addressOf(judged) || '—'}
                </th>
                {hasDetail && <td class="soft">{outcomeDetail(judged, locale)}</td>}
                <td class="number figures">
                  <span class="line-word">{say(locale, 'ligne', 'line')} </span>
                  {formatNumber(judged.line.line, locale)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {(from > 0 || next !== undefined) && (
        <nav class="pager" aria-label={say(locale, 'Pages', 'Pages')}>
          {from > 0 ? (
            <a href={`${path}?show=${kind}`}>{say(locale, '← Au début', '← To the start')}</a>
          ) : (
            <span />
          )}
          {next !== undefined && (
            <a href={`${path}?show=${kind}&from=${next}`} rel="next">
              {say(locale, 'Suite →', 'Next →')}
            </a>
          )}
        </nav>
      )}
    </Part>
  )
}

/** Which column holds what, as it was understood; another choice compares again. */
function ColumnsForm({ c, job }: ImportView) {
  const { locale } = c.get('view')
  const read = readColumns(job.header, job.mapping)
  const taken = read.kind === 'columns' ? read.columns : undefined
  const unused = { value: '', label: say(locale, '— aucune —', '— none —') }
  const body = (
    <form class="form" method="post" action={`/console/readers/import/${job.id}/columns`}>
      <CsrfField token={c.get('csrf')} />
      <div class="pair">
        {importFields.map((field) => {
          const at = taken?.[field]
          return (
            <Select
              locale={locale}
              name={field}
              label={fieldNames[field][locale]}
              value={(at === undefined ? job.mapping[field] : job.header[at]) ?? ''}
              options={[unused, ...job.header.map((name) => ({ value: name, label: name }))]}
            />
          )
        })}
        <Select
          locale={locale}
          name="encoding"
          label={say(locale, 'Encodage', 'Encoding')}
          value={job.encoding}
          options={encodings.map((one) => ({ value: one, label: encodingNames[one] }))}
        />
      </div>
      <p class="actions">
        <Button>{say(locale, 'Comparer ainsi', 'Compare like this')}</Button>
      </p>
    </form>
  )
  if (job.status === 'unmapped') return body
  return (
    <details class="section">
      <summary>
        {say(locale, 'Colonnes et encodage', 'Columns and encoding')}
        {` (${encodingNames[job.encoding]})`}
      </summary>
      {body}
    </details>
  )
}

const encodingNames: Record<ImportJob['encoding'], string> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows-1252 (Excel)',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16 BE',
  macintosh: 'Macintosh',
}
