// The folded part of the schedule form: how it goes out, who gets it first, two subjects. Each line
// says what it holds, so that nothing is hidden by being folded.
import type { OptionFields } from '#delivery/schedule-options'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { minuteMs } from '#kernel/time'
import { Choices, Field, type FormState, Select, TextArea } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ScheduleField, ScheduleTyped } from './schedule-form.ts'
import { departureNames, departureText, lengthOf, seedsText, testText } from './schedule-words.ts'

type Props = {
  locale: Locale
  newsletter: Newsletter
  typed: ScheduleTyped
  /** What was typed, as far as it can be read. */
  chosen: OptionFields
  errors: FormState['errors']
  /** The warm-up plan that the page proposes, as it is typed. */
  plan: string
}

export function ScheduleOptionsPart(props: Props) {
  return (
    <div class="schedule-options">
      <DeparturePart {...props} />
      <SeedsPart {...props} />
      <SubjectsPart {...props} />
    </div>
  )
}

/** One folded line; it opens by itself where something in it must be put right. */
function Option(props: {
  name: string
  state: string
  errors: FormState['errors']
  fields: readonly ScheduleField[]
  children?: unknown
}) {
  const isWrong = props.fields.some((field) => props.errors[field])
  return (
    <details open={isWrong}>
      <summary>
        <span class="option-name">{props.name}</span>
        <span class="option-state">{props.state}</span>
      </summary>
      <div class="option-body">{props.children}</div>
    </details>
  )
}

function DeparturePart({ locale, typed, chosen, errors, plan }: Props) {
  const common = { locale, form: { values: {}, errors } }
  return (
    <Option
      name={say(locale, 'Comment', 'How')}
      state={departureText(chosen.departure, locale)}
      errors={errors}
      fields={['departure', 'minutes', 'perDay']}
    >
      <Choices
        {...common}
        kind="radio"
        name="departure"
        label={say(locale, 'Comment la lettre part', 'How it goes out')}
        chosen={[typed.departure]}
        options={[
          {
            value: 'atOnce',
            label: departureNames.atOnce[locale],
            hint: say(
              locale,
              'Aussi vite que le compte d’envoi le permet.',
              'As fast as the sending account allows.',
            ),
          },
          {
            value: 'spread',
            label: departureNames.spread[locale],
            hint: say(
              locale,
              'Régulièrement, sur la durée choisie ci-dessous.',
              'Evenly, over the time chosen below.',
            ),
          },
          {
            value: 'localHour',
            label: departureNames.localHour[locale],
            hint: say(
              locale,
              'À l’heure choisie dans le fuseau de chaque lecteur, d’après son pays. Commence quand cette heure arrive d’abord sur terre (UTC+14).',
              'At the time chosen in each reader’s own zone, by country. Begins when that time comes first on earth (UTC+14).',
            ),
          },
          {
            value: 'warmUp',
            label: departureNames.warmUp[locale],
            hint: say(
              locale,
              'Un peu plus chaque jour, pour un domaine que les messageries ne connaissent pas encore.',
              'A few more every day, for a domain that mailbox providers don’t know yet.',
            ),
          },
        ]}
      />
      <div class="if-spread">
        <Select
          {...common}
          name="minutes"
          label={say(locale, 'Étalé sur', 'Spread over')}
          value={typed.minutes}
          options={lengths(spreads, typed.minutes, locale)}
        />
      </div>
      <div class="if-warm-up">
        <Field
          {...common}
          name="perDay"
          label={say(locale, 'Montée\u202f: mails par jour', 'Warm-up: mails a day')}
          hint={say(
            locale,
            'Le dernier nombre vaut pour tous les jours suivants.',
            'The last number stands for all days after.',
          )}
          value={typed.perDay || plan}
          placeholder="50, 100, 200, 400"
          maxlength={600}
        />
      </div>
    </Option>
  )
}

function SeedsPart({ locale, typed, chosen, errors }: Props) {
  const common = { locale, form: { values: {}, errors } }
  return (
    <Option
      name={say(locale, 'D’abord', 'First')}
      state={seedsText(chosen.seeds, locale)}
      errors={errors}
      fields={['seeds', 'seedWait']}
    >
      <TextArea
        {...common}
        name="seeds"
        label={say(locale, 'Adresses qui la reçoivent d’abord', 'Addresses that get it first')}
        hint={say(
          locale,
          'Une par ligne, 20 au plus. Chacune reçoit un lien qui arrête tout pendant l’attente.',
          'One a line, 20 at most. Each gets a link that stops everything during the wait.',
        )}
        value={typed.seeds}
        rows={3}
        maxlength={6_000}
        isOptional
      />
      <Field
        {...common}
        name="seedWait"
        label={say(
          locale,
          'Attente avant les autres, en minutes',
          'Wait before the others, in minutes',
        )}
        value={typed.seedWait}
        inputmode="numeric"
        maxlength={6}
      />
    </Option>
  )
}

function SubjectsPart({ locale, typed, chosen, errors, newsletter }: Props) {
  const { test } = chosen
  const common = { locale, form: { values: {}, errors } }
  return (
    <Option
      name={say(locale, 'Objet', 'Subject')}
      state={
        test
          ? `${say(locale, 'Deux objets.', 'Two subjects.')} ${testText(test, locale)}`
          : say(locale, 'Un seul, pour tous', 'One, for everybody')
      }
      errors={errors}
      fields={['subjectB', 'share', 'testWait']}
    >
      <p class="soft">
        {say(locale, 'Le premier\u202f: ', 'The first: ')}
        <cite>{newsletter.subject}</cite>
      </p>
      <Field
        {...common}
        name="subjectB"
        label={say(locale, 'Second objet', 'Second subject')}
        hint={say(
          locale,
          'Une part des lecteurs reçoit l’un ou l’autre\u202f; le meilleur va aux autres. Sans écart net, c’est le premier.',
          'Part of the readers get one or the other; the better one goes to the rest. Without a clear difference, it is the first.',
        )}
        value={typed.subjectB}
        maxlength={200}
        isOptional
      />
      <div class="pair">
        <Select
          {...common}
          name="share"
          label={say(locale, 'Comparer sur', 'Compare over')}
          value={typed.share}
          options={['10', '20', '30', '50'].map((value) => ({
            value,
            label: say(locale, `${value}\u202f% des lecteurs`, `${value}% of the readers`),
          }))}
        />
        <Select
          {...common}
          name="testWait"
          label={say(locale, 'Décider après', 'Decide after')}
          value={typed.testWait}
          options={lengths(waits, typed.testWait, locale)}
        />
      </div>
      <Choices
        {...common}
        kind="radio"
        name="measure"
        label={say(locale, 'Le meilleur a le plus', 'The better one has more')}
        hint={say(
          locale,
          'Compté parmi les seuls lecteurs qui ont accepté la mesure.',
          'Counted among those readers only who agreed to being measured.',
        )}
        chosen={[typed.measure || 'opened']}
        options={[
          { value: 'opened', label: say(locale, 'd’ouvertures', 'opens') },
          { value: 'clicked', label: say(locale, 'de clics', 'clicks') },
        ]}
      />
    </Option>
  )
}

const spreads = [30, 60, 120, 240, 480, 720, 1_440, 2_880]
const waits = [60, 120, 240, 480, 1_440]

/** The lengths to choose from, in minutes, and whatever else was typed. */
function lengths(minutes: readonly number[], typed: string, locale: Locale) {
  const known = minutes.map((one) => ({
    value: String(one),
    label: lengthOf(one * minuteMs, locale),
  }))
  if (typed === '' || minutes.includes(Number(typed))) return known
  return [...known, { value: typed, label: typed }]
}
