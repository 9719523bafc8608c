// What each receiving domain did with the mail: shares, and a word for the bad ones.

import { otherDomains } from '#delivery/mailing'
import type { MailingReport } from '#delivery/report-mailing'
import type { DomainCounts } from '#delivery/store-totals'
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import { TableFrame } from '../parts.tsx'
import { domainVerdict } from './domain-verdict.ts'
import { Bar } from './report-reading.tsx'

type Props = {
  domains: MailingReport['domains']
  heldDomains?: ReadonlySet<string> | undefined
  sending: Publication['sending']
  locale: Locale
}

/** Shown as lines; the others are in the file of all recipients. */
const shown = 15

export function ReportDomains(props: Props) {
  const { domains, heldDomains, sending, locale } = props
  const named = Object.entries(domains).filter(([name]) => name !== otherDomains)
  if (named.length === 0) return null
  const rows = named
    .map(([name, counts]) => ({
      name,
      counts,
      verdict: domainVerdict(counts, sending, heldDomains?.has(name)),
    }))
    .sort((a, b) => weight(b) - weight(a) || b.counts.planned - a.counts.planned)
  const rest = restOf(domains[otherDomains], rows.slice(shown))
  const title = finding(rows, locale)
  return (
    <section class="reading">
      <h3>{say(locale, 'Par messagerie', 'By receiving domain')}</h3>
      <p class="finding">{title}</p>
      <TableFrame label={title}>
        <table class="table domains">
          <Heads locale={locale} />
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <DomainRow {...row} locale={locale} />
            ))}
            {rest && (
              <DomainRow
                name={say(locale, 'les autres', 'all others')}
                counts={rest}
                locale={locale}
              />
            )}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

type Row = { name: string; counts: DomainCounts; verdict?: ReturnType<typeof domainVerdict> }

/** Bad ones first, then those with trouble, then by size. */
function weight({ verdict }: Row): number {
  return verdict?.tone === 'bad' ? 2 : verdict?.tone === 'warn' ? 1 : 0
}

function restOf(others: DomainCounts | undefined, rows: readonly Row[]): DomainCounts | undefined {
  const all = [...(others ? [others] : []), ...rows.map(({ counts }) => counts)]
  if (all.length === 0) return undefined
  const sum = (name: keyof DomainCounts) => all.reduce((total, counts) => total + counts[name], 0)
  return {
    planned: sum('planned'),
    accepted: sum('accepted'),
    delivered: sum('delivered'),
    bounced: sum('bounced'),
    bouncedSoft: sum('bouncedSoft'),
    complained: sum('complained'),
  }
}

function finding(rows: readonly Row[], locale: Locale): string {
  const bad = rows.filter(({ verdict }) => verdict?.tone === 'bad' || verdict?.tone === 'warn')
  const [worst] = bad
  if (!worst) {
    const judged = rows.filter(({ verdict }) => verdict?.tone === 'good')
    return judged.length === 0
      ? say(
          locale,
          'Trop peu de réponses pour juger une messagerie',
          'Too few answers to judge any domain',
        )
      : say(locale, 'Aucune messagerie ne fait de difficulté', 'No domain makes trouble')
  }
  const share = percent(worst.counts.delivered / Math.max(1, worst.counts.accepted), locale)
  const more = bad.length - 1
  return say(
    locale,
    `${worst.name} n’a remis que ${share} des messages${more > 0 ? `\u202f; ${more === 1 ? 'une autre messagerie fait' : `${more} autres font`} difficulté` : ''}`,
    `${worst.name} delivered only ${share} of the messages${more > 0 ? `; ${more === 1 ? 'one more makes' : `${more} more make`} trouble` : ''}`,
  )
}

function Heads({ locale }: { locale: Locale }) {
  const head = (fr: string, en: string) => (
    <th scope="col" class="number">
      {say(locale, fr, en)}
    </th>
  )
  return (
    <thead>
      <tr>
        <th scope="col">{say(locale, 'Domaine', 'Domain')}</th>
        <th scope="col">{say(locale, 'État', 'State')}</th>
        {head('Remis', 'Delivered')}
        <th scope="col" class="share">
          <span class="visually-hidden">{say(locale, 'Part remise', 'Share delivered')}</span>
        </th>
        {head('Envoyés', 'Sent')}
        {head('Refusés', 'Bounced')}
        {head('Différés', 'For now')}
        {head('Plaintes', 'Complaints')}
      </tr>
    </thead>
  )
}

function DomainRow({ name, counts, verdict, locale }: Row & { locale: Locale }) {
  const { accepted, delivered } = counts
  const tone = verdict?.tone === 'bad' || verdict?.tone === 'warn' ? verdict.tone : undefined
  const cell = (count: number) => (
    <td class={count === 0 ? 'number soft' : 'number'}>{formatNumber(count, locale)}</td>
  )
  return (
    <tr class={tone}>
      <th scope="row">{name}</th>
      <td>{verdict && <Status tone={verdict.tone}>{verdict.word[locale]}</Status>}</td>
      <td class="number">{accepted === 0 ? '–' : percent(delivered / accepted, locale)}</td>
      <td class="share">
        <Bar share={accepted === 0 ? 0 : delivered / accepted} {...(tone ? { tone } : {})} />
      </td>
      {cell(accepted)}
      {cell(counts.bounced)}
      {cell(counts.bouncedSoft)}
      {cell(counts.complained)}
    </tr>
  )
}

/** One place always, so that figures line up; 99.96 % must not read as all. */
function percent(share: number, locale: Locale): string {
  return new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(Math.floor(share * 1_000) / 1_000)
}
