// What happened to a mailing and when, as a list of moments.
import type { MailingReport } from '#delivery/report-mailing'
import type { TimelineEntry, TimelineKind } from '#delivery/timeline'
import type { Locale, Sentence } from '#kernel/errors'
import { formatInstant, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { whoActed } from './mailing-standing.ts'

type Props = {
  one: Pick<MailingReport, 'timeline' | 'mailing'>
  nameOf: (id: string) => string
  locale: Locale
}

const sentences: Record<TimelineKind, Sentence> = {
  scheduled: { fr: 'Programmé', en: 'Scheduled' },
  due: { fr: 'Départ prévu', en: 'Due to go' },
  planned: { fr: 'Destinataires établis', en: 'Recipients listed' },
  approved: { fr: 'Approuvé', en: 'Approved' },
  seedsCalled: { fr: 'Parti d’abord aux lecteurs témoins', en: 'Went to the seed readers first' },
  started: { fr: 'Envoi commencé', en: 'Sending began' },
  firstAccepted: { fr: 'Premiers messages pris en charge', en: 'First messages taken' },
  lastAccepted: { fr: 'Derniers messages pris en charge', en: 'Last messages taken' },
  paused: { fr: 'Mis en pause', en: 'Paused' },
  braked: { fr: 'Freiné', en: 'Braked' },
  resumed: { fr: 'Repris', en: 'Resumed' },
  subjectDecided: { fr: 'Objet choisi', en: 'Subject chosen' },
  sent: { fr: 'Envoi terminé', en: 'Sending ended' },
  settled: { fr: 'Seconds appels faits', en: 'Second calls made' },
  followUp: { fr: 'Un envoi complémentaire a été programmé', en: 'A follow-up was scheduled' },
  cancelled: { fr: 'Annulé', en: 'Cancelled' },
}

export function ReportTimeline({ one, nameOf, locale }: Props) {
  const { timeline, mailing } = one
  let day = ''
  return (
    <section class="reading">
      <h3>{say(locale, 'Chronologie', 'Timeline')}</h3>
      <ol class="moments">
        {timeline.map((entry) => {
          const at = shownAt(entry, locale, mailing.zone)
          const isNewDay = at.day !== day
          day = at.day
          return (
            <li class={entry.kind === 'braked' ? 'bad' : undefined}>
              <span class="moment-day">{isNewDay ? at.day : ''}</span>
              <time datetime={entry.at} title={formatInstant(entry.at, locale, mailing.zone)}>
                {at.time}
              </time>
              <span class="moment-text">
                {sentences[entry.kind][locale]}
                {details(entry, (by) => whoActed(mailing, by, { locale, nameOf }), locale)}
              </span>
            </li>
          )
        })}
      </ol>
      <p class="soft report-note">
        {say(locale, `Heures du fuseau ${mailing.zone}.`, `Times are those of ${mailing.zone}.`)}
      </p>
    </section>
  )
}

function shownAt({ at }: TimelineEntry, locale: Locale, timeZone: string) {
  const tag = locale === 'fr' ? 'fr-FR' : 'en-GB'
  const date = new Date(at)
  return {
    day: new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', timeZone }).format(date),
    time: new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', timeZone }).format(
      date,
    ),
  }
}

function details(entry: TimelineEntry, nameOf: Props['nameOf'], locale: Locale): string {
  const { kind, count, by, because } = entry
  const parts = [
    ...(count === undefined ? [] : [countText(kind, count, locale)]),
    ...(by === undefined || because ? [] : [say(locale, `par ${nameOf(by)}`, `by ${nameOf(by)}`)]),
  ]
  const text = parts.length > 0 ? `, ${parts.join(', ')}` : ''
  return because ? `${text}${say(locale, '\u00a0: ', ': ')}${because[locale]}` : text
}

function countText(kind: TimelineKind, count: number, locale: Locale): string {
  const n = formatNumber(count, locale)
  switch (kind) {
    case 'planned':
      return say(locale, `${n} lecteurs`, `${n} readers`)
    case 'firstAccepted':
    case 'lastAccepted':
      return say(locale, `${n} dans la minute`, `${n} in that minute`)
    default:
      return n
  }
}
