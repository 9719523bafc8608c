// Scheduling: when, in which zone, for how many; how it goes out is folded below. A scheduled one
// shows its countdown and can be cancelled; the hour that the clock change repeats is asked about.
import type { Outlook } from '#delivery/foresee-mailing'
import type { Mailing } from '#delivery/mailing'
import type { OptionFields } from '#delivery/schedule-options'
import type { Newsletter } from '#editorial/newsletter'
import type { Sentence } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import type { Segment } from '#readers/segment'
import { Button, CsrfField, Field } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { newsletterPath } from './desk.ts'
import { newsletterFlash } from './flash.ts'
import type { ScheduleField, ScheduleTyped } from './schedule-form.ts'
import { ScheduleOptionsPart } from './schedule-options-part.tsx'
import { type Audience, AudienceNote, scheduleFormId } from './schedule-outlook.tsx'
import { Scheduled, utc } from './scheduled-part.tsx'
import { NewsletterTabs } from './tabs.tsx'

export type ScheduleProps = {
  c: ConsoleContext
  newsletter: Newsletter
  audience: Audience | undefined
  outlook: Outlook | undefined
  check: 'passed' | 'failed' | 'missing'
  mailing?: Mailing | undefined
  /** The name behind an id of staff. */
  nameOf: (id: string) => string
  segment?: Segment | undefined
  typed: ScheduleTyped
  /** What was typed, as far as it can be read. */
  chosen: OptionFields
  error?: { field: ScheduleField | 'form'; sentence: Sentence } | undefined
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
      <div class="columns wide">
        {mailing ? (
          <Scheduled c={c} newsletter={newsletter} mailing={mailing} nameOf={props.nameOf} />
        ) : (
          <ScheduleForm {...props} />
        )}
        {(mailing || newsletter.status === 'draft') && (
          <AudienceNote
            {...props}
            chosen={mailing ?? props.chosen}
            zone={mailing?.zone ?? c.get('view').publication.zone}
          />
        )}
      </div>
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
  const errors: Readonly<Record<string, Sentence>> = error ? { [error.field]: error.sentence } : {}
  const plan = props.outlook?.warmUp?.perDay.join(', ') ?? ''
  return (
    <form
      class="form"
      id={scheduleFormId}
      method="post"
      action={newsletterPath(newsletter.id, 'schedule')}
    >
      <CsrfField token={c.get('csrf')} />
      {check !== 'passed' && <CheckFirst {...props} />}
      {error?.field === 'form' && (
        <p class="flash bad" role="alert">
          {error.sentence[locale]}
        </p>
      )}
      <WhenFields {...props} errors={errors} />
      <p class="soft figures" data-utc aria-live="polite" />
      {props.twice && <Twice {...props} twice={props.twice} />}
      <ScheduleOptionsPart
        locale={locale}
        newsletter={newsletter}
        typed={typed}
        chosen={props.chosen}
        errors={errors}
        plan={plan}
      />
      <div class="actions">
        <Button tone="primary">{say(locale, 'Programmer', 'Schedule')}</Button>
        <Button tone="quiet" name="do" value="look">
          {say(locale, 'Recalculer la durée', 'Work out how long')}
        </Button>
      </div>
    </form>
  )
}

function WhenFields({ c, typed, errors }: ScheduleProps & { errors: Record<string, Sentence> }) {
  const { locale } = c.get('view')
  const common = { locale, form: { values: {}, errors } }
  return (
    <>
      <div class="pair">
        <Field
          {...common}
          name="date"
          type="date"
          label={say(locale, 'Jour', 'Day')}
          value={typed.date}
          isRequired
        />
        <Field
          {...common}
          name="time"
          type="time"
          label={say(locale, 'Heure', 'Time')}
          value={typed.time}
          isRequired
        />
      </div>
      <Field
        {...common}
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
    </>
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
