// Beside the schedule form: for how many, how long it takes, and whether the domain is known well
// enough for so many at once.
import type { audienceCount } from '#delivery/audience-count'
import type { Outlook, PlannedDay } from '#delivery/foresee-mailing'
import type { Mailing } from '#delivery/mailing'
import { warmUpLimits } from '#delivery/warm-up'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import type { Segment } from '#readers/segment'
import { Day, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { countedText } from '../counted-text.ts'
import { BlockSegmentsNote } from './block-segments-note.tsx'
import { forecastText, waitsText } from './schedule-words.ts'

export type Audience = NonNullable<Awaited<ReturnType<typeof audienceCount>>>

type Props = {
  c: ConsoleContext
  newsletter: Newsletter
  audience: Audience | undefined
  outlook: Outlook | undefined
  /** What was typed as far as it can be read, or what was scheduled. */
  chosen: Pick<Mailing, 'departure' | 'seeds' | 'test'>
  zone: string
  segment?: Segment | undefined
  mailing?: Mailing | undefined
}

export const scheduleFormId = 'schedule-form'

export function AudienceNote(props: Props) {
  const { c, audience, outlook, mailing } = props
  const { departure } = props.chosen
  const { locale } = c.get('view')
  if (!audience || !outlook) return null
  return (
    <aside class="audience">
      <p class="kicker">{say(locale, 'Destinataires', 'Recipients')}</p>
      <p class="audience-count">{formatNumber(audience.count, locale)}</p>
      <p class="soft">
        {countedText(audience, locale)} {withinText(props)}{' '}
        {say(
          locale,
          'Les adresses bloquées seront écartées au départ\u202f; qui s’inscrit avant en sera.',
          'Blocked addresses are left out when it goes; who signs up before is in.',
        )}
      </p>
      <BlockSegmentsNote audience={audience} locale={locale} />
      <p class="soft">
        {forecastText({ forecast: outlook.forecast, departure }, locale)}{' '}
        {waitsText(props.chosen, locale)}
      </p>
      {audience.count === 0 && (
        <p class="flash warn">
          {say(
            locale,
            'Personne ne la recevrait aujourd’hui. Vérifiez ses thèmes et son segment.',
            'Nobody would receive it today. Check its topics and its segment.',
          )}
        </p>
      )}
      {departure?.kind === 'warmUp' ? (
        <ChosenDays {...props} days={outlook.chosenDays} />
      ) : (
        !mailing && <WarmUpNote {...props} outlook={outlook} />
      )}
    </aside>
  )
}

function withinText({ c, newsletter, segment, mailing }: Props): string {
  const { locale, publication } = c.get('view')
  // A scheduled mailing has its own copy of the segment.
  const within = mailing?.segment?.name ?? segment?.name
  const topics = publication.topics
    .filter(({ id }) => newsletter.topics.includes(id))
    .map(({ name }) => say(locale, `«\u202f${name.fr}\u202f»`, `“${name.en}”`))
  const follow =
    topics.length === 0
      ? say(locale, 'Tous les thèmes.', 'All topics.')
      : say(
          locale,
          `Seuls ceux qui suivent ${topics.join(' ou ')}.`,
          `Only those who follow ${topics.join(' or ')}.`,
        )
  if (!within) return follow
  return `${follow} ${say(
    locale,
    `Parmi eux, le segment «\u202f${within}\u202f».`,
    `Among them, the segment “${within}”.`,
  )}`
}

/** A leap for the domain: says so, and proposes days that a click takes over. */
function WarmUpNote({ c, outlook, zone }: Props & { outlook: Outlook }) {
  const { locale, publication } = c.get('view')
  const { isLeap, known, warmUp } = outlook
  if (!isLeap) return null
  const { historyDays } = warmUpLimits
  const domain = publication.sender.email.split('@')[1] ?? publication.sender.domain
  return (
    <section class="warm-up">
      <h2>{say(locale, 'Un domaine peu connu', 'A domain not well known')}</h2>
      <p>
        {known.largestDay === 0
          ? say(
              locale,
              `Rien n’est parti d’ici au nom de ${domain} depuis ${historyDays} jours.`,
              `Nothing went out from here in the name of ${domain} for ${historyDays} days.`,
            )
          : say(
              locale,
              `Depuis ${historyDays} jours, ${domain} a envoyé ${formatNumber(known.sum, locale)} mails, ${formatNumber(known.largestDay, locale)} au plus en un jour.`,
              `In ${historyDays} days, ${domain} sent ${formatNumber(known.sum, locale)} mails, at most ${formatNumber(known.largestDay, locale)} in a day.`,
            )}{' '}
        {say(
          locale,
          'Un envoi plus de deux fois plus gros peut finir dans les indésirables. S’il envoyait déjà autant ailleurs, passez outre.',
          'A mailing of more than double may end up in spam. If it sent as many elsewhere already, never mind.',
        )}
      </p>
      {warmUp && (
        <>
          <Days locale={locale} zone={zone} days={warmUp.days} />
          <p class="actions">
            <button
              class="button small"
              type="submit"
              form={scheduleFormId}
              name="do"
              value="warmUp"
            >
              {say(locale, 'Prendre ce plan', 'Take this plan')}
            </button>
          </p>
          <p class="soft">
            {say(
              locale,
              'Jamais plus du double de la veille\u202f: d’après les plans de SendGrid et de SocketLabs. Google demande d’augmenter lentement.',
              'Never more than double of the day before: after the plans of SendGrid and SocketLabs. Google asks for a slow increase.',
            )}
          </p>
        </>
      )}
    </section>
  )
}

function ChosenDays({ c, zone, days }: Props & { days: PlannedDay[] | undefined }) {
  const { locale } = c.get('view')
  if (!days) return null
  return (
    <section class="warm-up">
      <h2>{say(locale, 'Jour par jour', 'Day by day')}</h2>
      <Days locale={locale} zone={zone} days={days} />
    </section>
  )
}

/** At most so many lines: the middle of a long plan is left out, and said to be. */
const daysShown = 10

function Days({ locale, zone, days }: { locale: Locale; zone: string; days: PlannedDay[] }) {
  const isLong = days.length > daysShown + 1
  const first = isLong ? days.slice(0, daysShown - 1) : days
  const last = isLong ? days.at(-1) : undefined
  const line = ({ at, count }: PlannedDay) => (
    <li>
      <Day date={at} locale={locale} zone={zone} />
      <span class="figures">{formatNumber(count, locale)}</span>
    </li>
  )
  return (
    <ol class="days">
      {first.map(line)}
      {isLong && (
        <li class="soft">
          {say(
            locale,
            `… et ${formatNumber(days.length - daysShown, locale)} jours jusqu’au`,
            `… and ${formatNumber(days.length - daysShown, locale)} days until`,
          )}
        </li>
      )}
      {last && line(last)}
    </ol>
  )
}
