// The report: where every recipient stands. Each number opens its names; the sum is shown to hold.
import type { MailingReport, Report } from '#delivery/report-mailing'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { instant } from '#kernel/time'
import { BarChart } from '#web/shared/chart.tsx'
import { ExactTime, formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Progress, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { mailingStates } from '../words.ts'
import { newsletterPath } from './desk.ts'
import { newsletterFlash } from './flash.ts'
import { reasonNames, stateNames } from './report-words.ts'
import { NewsletterTabs } from './tabs.tsx'

export function ReportPage(props: { c: ConsoleContext; newsletter: Newsletter; report: Report }) {
  const { c, newsletter, report } = props
  const { locale } = c.get('view')
  const mailings = [...report.mailings].reverse()
  const isRunning = mailings.some(({ mailing }) => running(mailing.status))
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
      {...(isRunning ? { head: <meta http-equiv="refresh" content="5" /> } : {})}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="report" />
      {mailings.length === 0 && (
        <Empty title={say(locale, 'Rien n’est encore parti.', 'Nothing has gone out yet.')} />
      )}
      {mailings.map((one, at) => (
        <MailingPart c={c} newsletter={newsletter} one={one} isLast={at === 0} />
      ))}
    </ConsolePage>
  )
}

function MailingPart(props: {
  c: ConsoleContext
  newsletter: Newsletter
  one: MailingReport
  isLast: boolean
}) {
  const { c, newsletter, one } = props
  const { mailing } = one
  const { locale, now, publication } = c.get('view')
  const state = mailingStates[mailing.status]
  return (
    <Part
      id={mailing.id}
      title={
        <ExactTime at={mailing.startedAt ?? mailing.sendAt} locale={locale} zone={mailing.zone} />
      }
      aside={<Status tone={state.tone}>{state.word[locale]}</Status>}
    >
      {mailing.stoppedBecause && (
        <div class="flash bad">
          <p>{mailing.stoppedBecause[locale]}</p>
          <form method="post" action={newsletterPath(newsletter.id, 'resume')} class="actions">
            <input type="hidden" name="csrf" value={c.get('csrf')} />
            <input type="hidden" name="mailing" value={mailing.id} />
            <button class="button small" type="submit">
              {say(locale, 'Reprendre l’envoi', 'Resume the mailing')}
            </button>
          </form>
        </div>
      )}
      {running(mailing.status) && one.planned > 0 && (
        <Progress
          label={say(locale, 'Traités', 'Done')}
          done={one.planned - one.pending}
          of={one.planned}
          left={leftText(one, now, locale)}
          locale={locale}
        />
      )}
      {mailing.status === 'cancelled' && one.planned === 0 ? (
        <p>
          {say(
            locale,
            'Annulé avant le départ\u202f: personne n’a rien reçu.',
            'Cancelled before it went: nobody received anything.',
          )}
        </p>
      ) : (
        <Counts c={c} newsletter={newsletter} one={one} />
      )}
      <Curve one={one} locale={locale} zone={mailing.zone} />
      <p class="soft report-note">
        {one.asOf ? (
          <>
            {say(locale, 'Compté ', 'Counted ')}
            <Time at={one.asOf} now={now} locale={locale} zone={publication.zone} />.{' '}
          </>
        ) : null}
        {one.accepted > 0 &&
          say(
            locale,
            '«\u202fAccepté\u202f» veut dire\u202f: pris en charge par le service d’envoi\u202f; «\u202fremis\u202f»\u202f: pris par la messagerie du lecteur.',
            '“Accepted” means: taken by the sending service; “delivered”: taken by the reader’s mail server.',
          )}
      </p>
      {cancellable(mailing.status) && (
        <form method="post" action={newsletterPath(newsletter.id, 'cancel')} class="actions">
          <input type="hidden" name="csrf" value={c.get('csrf')} />
          <input type="hidden" name="mailing" value={mailing.id} />
          <p class="soft">
            {say(
              locale,
              'Arrêter maintenant\u202f: qui n’a pas encore été appelé ne recevra rien.',
              'Stop now: who has not been called yet receives nothing.',
            )}
          </p>
          <button class="button danger small" type="submit">
            {say(locale, 'Annuler l’envoi', 'Cancel the mailing')}
          </button>
        </form>
      )}
    </Part>
  )
}

function Counts(props: { c: ConsoleContext; newsletter: Newsletter; one: MailingReport }) {
  const { c, newsletter, one } = props
  const { locale } = c.get('view')
  const link = (state: string, reason?: string) =>
    `${newsletterPath(newsletter.id, 'report/names')}?mailing=${one.mailing.id}&state=${state}${reason ? `&reason=${reason}` : ''}`
  const row = (state: string, count: number, options: { reason?: string } = {}) => (
    <tr class={options.reason ? 'reason' : undefined}>
      <th scope="row">
        {options.reason
          ? (reasonNames[options.reason]?.[locale] ?? options.reason)
          : stateNames[state]?.[locale]}
      </th>
      <td class="number">
        {count === 0 ? (
          '0'
        ) : (
          <a href={link(state, options.reason)}>{formatNumber(count, locale)}</a>
        )}
      </td>
    </tr>
  )
  const reasons = (state: 'skipped' | 'failed') => Object.entries(one[state])
  const total = (state: 'skipped' | 'failed') =>
    reasons(state).reduce((sum, [, count]) => sum + count, 0)
  return (
    <div class="columns even">
      <table class="table counts">
        <caption>{say(locale, 'Où en est chacun', 'Where everyone stands')}</caption>
        <tbody>
          {row('accepted', one.accepted)}
          {row('pending', one.pending)}
          {row('skipped', total('skipped'))}
          {reasons('skipped').map(([reason, count]) => row('skipped', count, { reason }))}
          {row('failed', total('failed'))}
          {reasons('failed').map(([reason, count]) => row('failed', count, { reason }))}
          {row('uncertain', one.uncertain)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say(locale, 'Prévus', 'Planned')}</th>
            <td class="number">{formatNumber(one.planned, locale)}</td>
          </tr>
        </tfoot>
      </table>
      <table class="table counts">
        <caption>{say(locale, 'Ce qu’on en a appris', 'What was heard')}</caption>
        <tbody>
          {row('delivered', one.delivered)}
          {row('bounced', one.bounced)}
          {row('bouncedSoft', one.bouncedSoft)}
          {row('complained', one.complained)}
          {one.rejected > 0 && row('rejected', one.rejected)}
          {row('unsubscribed', one.unsubscribed)}
          {row('sentAgain', one.sentAgain)}
          {Object.entries(one.excluded).map(([reason, count]) => (
            <tr>
              <th scope="row">
                {say(locale, 'Écartés au départ\u202f: ', 'Left out at planning: ')}
                {reasonNames[reason]?.[locale] ?? reason}
              </th>
              <td class="number">{formatNumber(count, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Accepted by minute, where there is more than one minute to show. */
function Curve({ one, locale, zone }: { one: MailingReport; locale: Locale; zone: string }) {
  const minutes = Object.entries(one.acceptedByMinute).sort(([a], [b]) => (a < b ? -1 : 1))
  if (minutes.length < 2) return null
  const shown = minutes.slice(0, 60)
  const most = shown.reduce((top, entry) => (entry[1] > top[1] ? entry : top))
  const clock = (minute: string) =>
    new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
    }).format(new Date(minute.replace('Z', ':00Z')))
  return (
    <BarChart
      title={say(
        locale,
        `Au plus ${formatNumber(most[1], locale)} par minute, à ${clock(most[0])}`,
        `At most ${formatNumber(most[1], locale)} a minute, at ${clock(most[0])}`,
      )}
      heads={[say(locale, 'Minute', 'Minute'), say(locale, 'Acceptés', 'Accepted')]}
      lead={shown.indexOf(most)}
      points={shown.map(([minute, value]) => ({ label: clock(minute), value }))}
      locale={locale}
    />
  )
}

function running(status: string): boolean {
  return ['planning', 'sending', 'waitingForQuota'].includes(status)
}

function cancellable(status: string): boolean {
  return ['scheduled', 'planning', 'sending', 'waitingForQuota', 'paused', 'stopped'].includes(
    status,
  )
}

/** Time left, from the rate so far. */
function leftText(one: MailingReport, now: Date, locale: Locale): string {
  const done = one.planned - one.pending
  const since = one.mailing.startedAt
  if (!since || done === 0) return say(locale, 'vient de commencer', 'just begun')
  const elapsedMs = Math.max(1_000, Date.parse(instant(now)) - Date.parse(since))
  const minutes = Math.ceil((elapsedMs / done) * one.pending) / 60_000
  if (minutes < 1) return say(locale, 'moins d’une minute', 'less than a minute')
  return say(
    locale,
    `encore ${formatNumber(Math.ceil(minutes), locale)} min`,
    `${formatNumber(Math.ceil(minutes), locale)} min left`,
  )
}
