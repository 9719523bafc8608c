// `kiosque newsletter report`: where every recipient stands, and what was heard of them since.
import type { Command } from 'commander'
import { otherDomains } from '#delivery/mailing'
import {
  type LinkClicks,
  type MailingReport,
  type Report,
  reportMailing,
} from '#delivery/report-mailing'
import type { DomainCounts } from '#delivery/store-totals'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { mailingId, newsletterId, noNewsletter } from './newsletter-ids.ts'

export function reportCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('report')
    .argument('<id>', 'its id', newsletterId)
    .option('--mailing <id>', 'one of its mailings; else they are summed', mailingId)
    .description('where every recipient stands, and what was heard of them since')
    .action(
      run(async ({ parts, output }, id: NewsletterId, options: { mailing?: MailingId }) => {
        const report = await reportMailing(parts, {
          newsletterId: id,
          live: true,
          now: parts.clock(),
          ...(options.mailing ? { mailingId: options.mailing } : {}),
        })
        if (!report) throw noNewsletter(id)
        show(output, printed(report), () => reportText(report))
      }),
    )
}

type Counted = Pick<
  MailingReport,
  'tracked' | 'opened' | 'openedByMachine' | 'clicked' | 'clickedByMachine' | 'clicks'
>

/** The report without what only the tick needs of a mailing. */
function printed({ mailings, ...sums }: Report) {
  return {
    ...counted(sums),
    mailings: mailings.map(({ mailing, ...one }) => ({
      id: mailing.id,
      status: mailing.status,
      subject: mailing.subject,
      sendAt: mailing.sendAt,
      wallClock: mailing.wallClock,
      zone: mailing.zone,
      startedAt: mailing.startedAt,
      sentAt: mailing.sentAt,
      stoppedBecause: mailing.stoppedBecause?.en,
      pausedBecause: mailing.pausedBecause?.en,
      followUp: mailing.followUp,
      ...counted(one),
      timeline: one.timeline.map((entry) => ({ ...entry, because: entry.because?.en })),
    })),
  }
}

/** `over`: consenting recipients, whom opens and clicks are counted of. */
function counted<T extends Counted>(one: T) {
  const { opened, openedByMachine, clicked, clickedByMachine, clicks, ...rest } = one
  const over = one.tracked
  return {
    ...rest,
    opened: { people: opened, machines: openedByMachine, over },
    clicked: {
      people: clicked,
      machines: clickedByMachine,
      over,
      links: clicks.map(({ url, people }) => ({ url, people })),
    },
  }
}

function reportText(report: Report): string {
  return [
    `${report.status}`,
    ...countLines(report),
    ...rateLines(report),
    ...clickLines(report.clicks),
    ...domainLines(report.domains),
    ...report.mailings.flatMap(mailingLines),
  ].join('\n')
}

function countLines(report: Report): string[] {
  return [
    `planned    ${report.planned}`,
    `pending    ${report.pending}`,
    `accepted   ${report.accepted}`,
    ...reasons('skipped', report.skipped),
    ...reasons('failed', report.failed),
    `uncertain  ${report.uncertain}`,
    '',
    `delivered  ${report.delivered}`,
    `bounced    ${report.bounced} (and ${report.bouncedSoft} for now)`,
    `complained ${report.complained}`,
    ...(report.rejected > 0 ? [`rejected   ${report.rejected}`] : []),
    `unsubscr.  ${report.unsubscribed}`,
    `sent again ${report.sentAgain}`,
    ...(Object.keys(report.excluded).length > 0 ? reasons('left out', report.excluded) : []),
  ]
}

function rateLines({ tracked, opened, openedByMachine, clicked, clickedByMachine }: Report) {
  if (tracked === 0) return ['', 'opens and clicks: no recipient consented to their recording']
  const rate = (count: number) =>
    `${count} of ${tracked} (${((count / tracked) * 100).toFixed(1)} %)`
  return [
    '',
    `opened     ${rate(opened)}, and ${openedByMachine} by a machine, as far as can be guessed`,
    `clicked    ${rate(clicked)}, and ${clickedByMachine} by a machine`,
  ]
}

function clickLines(clicks: readonly LinkClicks[]): string[] {
  if (clicks.length === 0) return []
  return [
    '',
    textTable(
      ['people', 'link'],
      clicks.map(({ people, url }) => [String(people), url]),
    ),
  ]
}

function domainLines(domains: Readonly<Record<string, DomainCounts>>): string[] {
  const names = Object.keys(domains).sort(
    (a, b) =>
      Number(a === otherDomains) - Number(b === otherDomains) ||
      plannedAt(domains, b) - plannedAt(domains, a),
  )
  // Where no domain is counted by name the sums say it all.
  if (names.length < 2) return []
  const columns = [
    'planned',
    'accepted',
    'delivered',
    'bounced',
    'bouncedSoft',
    'complained',
  ] as const
  const rows = names.map((name) => [
    name === otherDomains ? '(others)' : name,
    ...columns.map((column) => String(domains[name]?.[column] ?? 0)),
  ])
  return ['', textTable(['domain', ...columns], rows)]
}

function plannedAt(domains: Readonly<Record<string, DomainCounts>>, name: string): number {
  return domains[name]?.planned ?? 0
}

function mailingLines({ mailing, timeline, pace }: MailingReport): string[] {
  const entries = timeline.map(({ kind, at, count, by, because, mailingId: other }) =>
    [at, kind, [count, by, other, because?.en].filter((part) => part !== undefined).join(', ')]
      .join('  ')
      .trimEnd(),
  )
  const left = pace?.endsAt ? `, through at ${pace.endsAt} (by its ${pace.because})` : ''
  return [
    '',
    `${mailing.id}  ${mailing.status}`,
    ...entries,
    ...(pace ? [`now: ${pace.perMinute} a minute${left}`] : []),
  ]
}

function reasons(name: string, counts: Record<string, number>): string[] {
  const entries = Object.entries(counts)
  if (entries.length === 0) return [`${name.padEnd(9)}  0`]
  return entries.map(([reason, count]) => `${name.padEnd(9)}  ${count} (${reason})`)
}
