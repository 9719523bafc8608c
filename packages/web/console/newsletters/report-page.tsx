// The report: how it went in a sentence, then where every recipient stands, what was heard, who
// read, which domains make trouble, and what happened when. Its parts are in report-*.tsx.
import { partCount } from '#delivery/export-recipients'
import type { Mailing } from '#delivery/mailing'
import type { MailingReport, Report } from '#delivery/report-mailing'
import type { TestResult } from '#delivery/test-result'
import type { Newsletter } from '#editorial/newsletter'
import type { MailingId } from '#kernel/ids'
import { minuteMs } from '#kernel/time'
import { formatInstant, formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { mailingStates } from '../words.ts'
import { newsletterPath } from './desk.ts'
import { newsletterFlash } from './flash.ts'
import { type FollowUpCounts, FollowUpPart } from './follow-up-part.tsx'
import { MailingControls } from './mailing-controls.tsx'
import { namesIn, ReportCounts } from './report-counts.tsx'
import { ReportDomains } from './report-domains.tsx'
import { type Headline, headlineOf } from './report-headline.ts'
import { allPath } from './report-links.ts'
import { ReportCurve, ReportProgress } from './report-progress.tsx'
import { ReportReading } from './report-reading.tsx'
import { ReportTimeline } from './report-timeline.tsx'
import { SubjectTestPart } from './subject-test-part.tsx'
import { NewsletterTabs } from './tabs.tsx'

export type ReportPageProps = {
  c: ConsoleContext
  newsletter: Newsletter
  report: Report
  /** The name behind an id of staff. */
  nameOf: (id: string) => string
  /** What their subject tests have shown. */
  tests: ReadonlyMap<MailingId, TestResult>
  /** To whom it can still go; once it has gone out. */
  followUps: FollowUpCounts | undefined
}

export function ReportPage(props: ReportPageProps) {
  const { c, newsletter, report } = props
  const { locale, now } = c.get('view')
  const mailings = [...report.mailings].reverse()
  const seconds = refreshSeconds(report, now)
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Rapport d’envoi', 'Report of the mailing')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      flash={newsletterFlash(c)}
      {...(seconds ? { islands: ['live.js'], head: <Live seconds={seconds} /> } : {})}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="report" />
      {mailings.length === 0 && (
        <Empty title={say(locale, 'Rien n’est encore parti.', 'Nothing has gone out yet.')}>
          {say(
            locale,
            'Programmez l’envoi\u202f: ce que devient chaque destinataire se lit ensuite ici.',
            'Schedule it: what becomes of every recipient is read here afterwards.',
          )}
        </Empty>
      )}
      {mailings.length > 1 && <Together {...props} />}
      {mailings.map((one) => (
        <MailingPart {...props} one={one} isOnly={mailings.length === 1} />
      ))}
      <FollowUpPart c={c} newsletter={newsletter} counts={props.followUps} />
    </ConsolePage>
  )
}

/** Read by islands/live.ts; who runs no script gets the page loaded anew. */
function Live({ seconds }: { seconds: number }) {
  return (
    <>
      <meta name="live" content={String(seconds)} />
      <noscript>
        <meta http-equiv="refresh" content={String(seconds)} />
      </noscript>
    </>
  )
}

/** All mailings of the newsletter in one sum. */
function Together({ c, report }: ReportPageProps) {
  const { locale } = c.get('view')
  const n = formatNumber(report.mailings.length, locale)
  return (
    <Part
      id="together"
      title={say(locale, `Les ${n} envois ensemble`, `All ${n} mailings together`)}
    >
      <Lead {...headlineOf(report, report.status, locale)} />
      <ReportCounts counts={report} locale={locale} />
      <ReportReading counts={report} locale={locale} />
    </Part>
  )
}

function MailingPart(props: ReportPageProps & { one: MailingReport; isOnly: boolean }) {
  const { c, newsletter, one, isOnly, nameOf } = props
  const { mailing } = one
  const { locale, now, publication } = c.get('view')
  const state = mailingStates[mailing.status]
  const names = namesIn(newsletter.id, one)
  const hasRecipients = one.planned > 0
  // Before the first call there is nothing to have heard.
  const isCalled = one.pending < one.planned
  return (
    <Part
      id={mailing.id}
      title={titleOf(mailing, { isOnly, locale })}
      aside={<Status tone={state.tone}>{state.word[locale]}</Status>}
    >
      <Lead {...headlineOf(one, mailing.status, locale)} />
      <MailingControls c={c} newsletter={newsletter} one={one} nameOf={nameOf} />
      <SubjectTestPart
        c={c}
        newsletter={newsletter}
        one={one}
        result={props.tests.get(mailing.id)}
        nameOf={nameOf}
      />
      <ReportProgress one={one} now={now} locale={locale} />
      {hasRecipients && (
        <>
          <ReportCounts counts={one} names={names} locale={locale} />
          <Note {...props} />
          <ReportReading counts={one} names={names} locale={locale} />
          {isCalled && (
            <ReportDomains
              domains={one.domains}
              heldDomains={mailing.heldDomains}
              sending={publication.sending}
              locale={locale}
            />
          )}
        </>
      )}
      <div class="columns even moments-frame">
        <ReportTimeline one={one} nameOf={nameOf} locale={locale} />
        <ReportCurve one={one} locale={locale} />
      </div>
      {hasRecipients && <Downloads {...props} />}
    </Part>
  )
}

function titleOf(
  { startedAt, sendAt, zone, followUp }: Mailing,
  { isOnly, locale }: { isOnly: boolean; locale: 'fr' | 'en' },
) {
  const when = formatInstant(startedAt ?? sendAt, locale, zone)
  if (isOnly || !followUp) return <time datetime={startedAt ?? sendAt}>{when}</time>
  const to =
    followUp.kind === 'lateConfirmers'
      ? say(locale, 'aux derniers inscrits', 'to late confirmers')
      : say(locale, 'à ceux qu’il n’avait pu joindre', 'to those it had failed')
  return (
    <>
      <time datetime={startedAt ?? sendAt}>{when}</time>, {to}
    </>
  )
}

function Lead({ lead, notes }: Headline) {
  return (
    <div class="report-lead">
      <p class="title-line">{lead}</p>
      {notes.map((note) => (
        <p>{note}</p>
      ))}
    </div>
  )
}

function Note({ c, one }: { c: ConsoleContext; one: MailingReport }) {
  const { locale, now, publication } = c.get('view')
  return (
    <p class="soft report-note">
      {one.asOf && (
        <>
          {say(locale, 'Compté ', 'Counted ')}
          <Time at={one.asOf} now={now} locale={locale} zone={publication.zone} />.{' '}
        </>
      )}
      {one.accepted > 0 &&
        say(
          locale,
          '«\u202fAccepté\u202f» veut dire\u202f: pris en charge par le service d’envoi\u202f; «\u202fremis\u202f»\u202f: pris par la messagerie du lecteur.',
          '“Accepted” means: taken by the sending service; “delivered”: taken by the reader’s mail server.',
        )}
    </p>
  )
}

/** One file, or its parts where it is too large for one answer. */
function Downloads({ c, newsletter, one }: ReportPageProps & { one: MailingReport }) {
  const { locale } = c.get('view')
  const parts = partCount(one.planned)
  const all = say(locale, 'Tous les destinataires (CSV)', 'All recipients (CSV)')
  const path = (part: number) => allPath(newsletter.id, one.mailing.id, part)
  return (
    <div class="downloads">
      {parts === 1 ? (
        <a class="button small" href={path(1)} download>
          {all}
        </a>
      ) : (
        <details>
          <summary>
            {all}
            {say(locale, `\u202f: ${parts} fichiers`, `: ${parts} files`)}
          </summary>
          <p class="parts">
            {Array.from({ length: parts }, (_, at) => (
              <a href={path(at + 1)} download>
                {formatNumber(at + 1, locale)}
              </a>
            ))}
          </p>
        </details>
      )}
    </div>
  )
}

/** Soon while something moves, slowly while something is waited for, else not at all. */
function refreshSeconds(report: Report, now: Date): number | undefined {
  const each = report.mailings.map(({ mailing, pace }) => {
    switch (mailing.status) {
      case 'planning':
        return 5
      case 'sending': {
        const age = now.getTime() - Date.parse(mailing.startedAt ?? mailing.sendAt)
        return (pace?.perMinute ?? 0) > 0 || age < 3 * minuteMs ? 5 : 60
      }
      case 'held':
      case 'waitingForQuota':
        return 60
      case 'scheduled':
        return Date.parse(mailing.sendAt) - now.getTime() < 2 * minuteMs ? 15 : undefined
      default:
        return undefined
    }
  })
  const some = each.filter((seconds) => seconds !== undefined)
  return some.length > 0 ? Math.min(...some) : undefined
}
