// Scheduling: when, in which zone, for how many. A scheduled one shows its countdown and can be
// cancelled; the hour that the clock change repeats is asked about.
import type { audienceCount } from '#delivery/audience-count'
import type { Mailing } from '#delivery/mailing'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale, Sentence } from '#kernel/errors'
import { type Instant, instant, wallClockOf } from '#kernel/time'
import type { Segment } from '#readers/segment'
import { Button, CsrfField, Field } from '#web/shared/form.tsx'
import { ExactTime, formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { newsletterPath, previewPath } from './desk.ts'
import { newsletterFlash } from './flash.ts'
import { NewsletterTabs } from './tabs.tsx'

type Audience = NonNullable<Awaited<ReturnType<typeof audienceCount>>>

export type ScheduleProps = {
  c: ConsoleContext
  newsletter: Newsletter
  audience: Audience | undefined
  check: 'passed' | 'failed' | 'missing'
  mailing?: Mailing | undefined
  segment?: Segment | undefined
  typed: { date: string; time: string; zone: string }
  error?: { field: 'date' | 'zone' | 'form'; sentence: Sentence } | undefined
  /** The two instants of a time that comes twice. */
  twice?: { first: Instant; second: Instant } | undefined
}

export function SchedulePage(props: ScheduleProps) {
  const { c, newsletter, mailing } = props
  const { locale } = c.get('view')
  return (
    <ConsolePage
      c={c}
      title={
        mailing
          ? say(locale, 'Envoi programmé', 'Mailing scheduled')
          : say(locale, 'Programmer l’envoi', 'Schedule the mailing')
      }
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      islands={['composer.js']}
      flash={newsletterFlash(c)}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="schedule" />
      {mailing ? <Scheduled {...props} mailing={mailing} /> : <ScheduleForm {...props} />}
    </ConsolePage>
  )
}

function ScheduleForm(props: ScheduleProps) {
  const { c, newsletter, check, typed, error } = props
  const { locale } = c.get('view')
  if (newsletter.status !== 'draft')
    return (
      <p>
        {say(locale, 'Son envoi est commencé ou terminé. ', 'Its mailing has begun or is over. ')}
        <a href={newsletterPath(newsletter.id, 'report')}>
          {say(locale, 'Voir le rapport', 'See the report')}
        </a>
      </p>
    )
  const errors = error ? { [error.field]: error.sentence } : {}
  return (
    <div class="columns wide">
      <form class="form" method="post" action={newsletterPath(newsletter.id, 'schedule')}>
        <CsrfField token={c.get('csrf')} />
        {check !== 'passed' && <CheckFirst {...props} />}
        {error?.field === 'form' && (
          <p class="flash bad" role="alert">
            {error.sentence[locale]}
          </p>
        )}
        <div class="pair">
          <Field
            locale={locale}
            form={{ values: {}, errors }}
            name="date"
            type="date"
            label={say(locale, 'Jour', 'Day')}
            value={typed.date}
            isRequired
          />
          <Field
            locale={locale}
            name="time"
            type="time"
            label={say(locale, 'Heure', 'Time')}
            value={typed.time}
            isRequired
          />
        </div>
        <Field
          locale={locale}
          form={{ values: {}, errors }}
          name="zone"
          label={say(locale, 'Fuseau', 'Zone')}
          hint={say(
            locale,
            'L’heure est celle de ce fuseau, été comme hiver.',
            'The time is that of this zone, in summer as in winter.',
          )}
          value={typed.zone}
          list="zones"
          isRequired
        />
        <datalist id="zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option value={zone} />
          ))}
        </datalist>
        <p class="soft figures" data-utc aria-live="polite" />
        {props.twice && <Twice {...props} twice={props.twice} />}
        <div class="actions">
          <Button tone="primary">{say(locale, 'Programmer', 'Schedule')}</Button>
        </div>
      </form>
      <AudienceNote {...props} />
    </div>
  )
}

function CheckFirst({ c, newsletter, check }: ScheduleProps) {
  const { locale } = c.get('view')
  return (
    <p class="flash warn">
      {check === 'failed'
        ? say(
            locale,
            'Le contrôle a trouvé des points à corriger\u202f: elle ne peut pas encore partir. ',
            'The check found things to put right: it can’t go yet. ',
          )
        : say(
            locale,
            'Cette version n’est pas encore contrôlée. ',
            'This version is not checked yet. ',
          )}
      <a href={newsletterPath(newsletter.id, 'check')}>
        {say(locale, 'Aller au contrôle', 'Go to the check')}
      </a>
    </p>
  )
}

/** The hour that the clock change repeats: which of the two? */
function Twice(props: ScheduleProps & { twice: { first: Instant; second: Instant } }) {
  const { locale } = props.c.get('view')
  const option = (choice: 'first' | 'second', label: string) => (
    <label class="choice">
      <input type="radio" name="choice" value={choice} checked={choice === 'first'} />
      <span>
        {label}
        <span class="hint figures">{utc(props.twice[choice])}</span>
      </span>
    </label>
  )
  return (
    <fieldset class="field">
      <legend>
        {say(
          locale,
          'Cette nuit-là, les horloges reculent\u202f: cette heure a lieu deux fois. Laquelle\u202f?',
          'That night the clocks go back: this time comes twice. Which one?',
        )}
      </legend>
      {option('first', say(locale, 'La première, à l’heure d’été', 'The first, in summer time'))}
      {option('second', say(locale, 'La seconde, à l’heure d’hiver', 'The second, in winter time'))}
    </fieldset>
  )
}

function AudienceNote({ c, newsletter, audience, segment, mailing }: ScheduleProps) {
  const { locale, publication } = c.get('view')
  if (!audience) return null
  // A scheduled mailing has its own copy of the segment.
  const within = mailing?.segment?.name ?? segment?.name
  const topics = publication.topics
    .filter(({ id }) => newsletter.topics.includes(id))
    .map(({ name }) => say(locale, `«\u202f${name.fr}\u202f»`, `“${name.en}”`))
  return (
    <aside class="audience">
      <p class="kicker">{say(locale, 'Destinataires', 'Recipients')}</p>
      <p class="audience-count">{formatNumber(audience.count, locale)}</p>
      <p class="soft">
        {audience.counted === 'exact'
          ? say(
              locale,
              `Comptés un par un, à l’instant, parmi les ${formatNumber(audience.read, locale)} inscrits confirmés.`,
              `Counted one by one just now among the ${formatNumber(audience.read, locale)} confirmed subscribers.`,
            )
          : say(
              locale,
              `Estimés d’après ${formatNumber(audience.read, locale)} inscrits lus à l’instant.`,
              `Estimated from ${formatNumber(audience.read, locale)} subscribers read just now.`,
            )}{' '}
        {topics.length === 0
          ? say(locale, 'Tous les thèmes.', 'All topics.')
          : say(
              locale,
              `Seuls ceux qui suivent ${topics.join(' ou ')}.`,
              `Only those who follow ${topics.join(' or ')}.`,
            )}{' '}
        {within &&
          say(
            locale,
            `Parmi eux, le segment «\u202f${within}\u202f».`,
            `Among them, the segment “${within}”.`,
          )}{' '}
        {say(
          locale,
          'Les adresses bloquées seront écartées au départ\u202f; qui s’inscrit avant en sera.',
          'Blocked addresses are left out when it goes; who signs up before is in.',
        )}
      </p>
      <p class="soft">{durationText(audience, locale)}</p>
    </aside>
  )
}

function durationText({ forecast }: Audience, locale: Locale): string {
  if (!Number.isFinite(forecast.durationMs))
    return say(
      locale,
      'Le compte d’envoi ne peut rien envoyer en ce moment\u202f: vérifiez son quota.',
      'The sending account can’t send anything at the moment: check its quota.',
    )
  if (forecast.limitedBy === 'day')
    return say(
      locale,
      `Le quota du jour laisse partir ${formatNumber(forecast.todayCount, locale)} mails\u202f; le reste suivra les jours d’après.`,
      `The daily quota lets ${formatNumber(forecast.todayCount, locale)} mails go; the rest follows on the next days.`,
    )
  const minutes = Math.ceil(forecast.durationMs / 60_000)
  if (minutes <= 1)
    return say(locale, 'L’envoi prendra moins d’une minute.', 'Sending takes less than a minute.')
  return say(
    locale,
    `L’envoi prendra environ ${formatNumber(minutes, locale)} minutes.`,
    `Sending takes about ${formatNumber(minutes, locale)} minutes.`,
  )
}

function Scheduled(props: ScheduleProps & { mailing: Mailing }) {
  const { c, mailing, newsletter } = props
  const { locale, now, publication } = c.get('view')
  return (
    <div class="columns wide">
      <div>
        <p class="departure">
          <ExactTime at={mailing.sendAt} locale={locale} zone={mailing.zone} />
        </p>
        <p class="countdown" data-countdown={mailing.sendAt} data-now={instant(now)}>
          <Time at={mailing.sendAt} now={now} locale={locale} zone={publication.zone} />
        </p>
        <dl class="facts">
          <dt>{say(locale, 'Heure choisie', 'Time chosen')}</dt>
          <dd class="figures">
            {mailing.wallClock.replace('T', ' ')} ({mailing.zone})
          </dd>
          <dt>UTC</dt>
          <dd class="figures">{utc(mailing.sendAt)}</dd>
          <dt>{say(locale, 'Objet', 'Subject')}</dt>
          <dd>{mailing.subject}</dd>
          <dt>{say(locale, 'Version', 'Version')}</dt>
          <dd>
            <a href={`${previewPath(newsletter.id)}?version=${mailing.newsletterVersion}`}>
              {mailing.newsletterVersion}
            </a>
          </dd>
        </dl>
        <Part title={say(locale, 'Annuler', 'Cancel')}>
          <form method="post" action={newsletterPath(newsletter.id, 'cancel')}>
            <CsrfField token={c.get('csrf')} />
            <input type="hidden" name="mailing" value={mailing.id} />
            <p>
              {say(
                locale,
                'Personne ne recevra rien, et la lettre redevient un brouillon que vous pouvez reprendre.',
                'Nobody will receive anything, and the newsletter becomes a draft that you can take up again.',
              )}
            </p>
            <p class="actions">
              <Button tone="danger">
                {say(locale, 'Annuler cet envoi', 'Cancel this mailing')}
              </Button>
            </p>
          </form>
        </Part>
      </div>
      <AudienceNote {...props} />
    </div>
  )
}

/** `2026-12-01 07:30 UTC` */
export function utc(at: Instant): string {
  return `${wallClockOf(at, 'UTC').replace('T', ' ')} UTC`
}
