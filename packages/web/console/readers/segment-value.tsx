// The fields of one row of a segment's form, by what the row is about.
import type { Sentence } from '#kernel/errors'
import { Choices, Field, Select } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { type RowDraft, rowNames } from './segment-form.ts'
import { isStandingRow, type StandingRowKind } from './segment-standing-rows.ts'

export type SegmentValueProps = {
  c: ConsoleContext
  row: RowDraft
  /** `<group>.<row>`; the fields' names begin with it. */
  name: string
  errors: Record<string, Sentence>
}

export function SegmentValue(props: SegmentValueProps) {
  const { c, row, name, errors } = props
  const { locale, publication } = c.get('view')
  const common = {
    locale,
    name: `${name}.v`,
    form: { values: {}, errors },
    label: rowNames[row.kind][locale],
  }
  const [value = ''] = row.values
  if (isStandingRow(row.kind)) return <StandingValue {...props} kind={row.kind} />
  switch (row.kind) {
    case 'topics':
      return (
        <Choices
          {...common}
          kind="checkbox"
          chosen={row.values}
          hint={say(
            locale,
            'Qui n’a pas choisi reçoit tous les thèmes.',
            'Who has not chosen gets every topic.',
          )}
          options={publication.topics.map((topic) => ({
            value: topic.id,
            label: topic.name[locale],
          }))}
        />
      )
    case 'language':
      return (
        <Select
          {...common}
          value={value}
          options={[
            { value: 'fr', label: say(locale, 'français', 'French') },
            { value: 'en', label: say(locale, 'anglais', 'English') },
          ]}
        />
      )
    case 'joinedSince':
    case 'joinedBefore':
      return <Field {...common} type="date" value={value} />
    case 'joinedLastDays':
      return <Field {...common} inputmode="numeric" value={value} maxlength={4} />
    case 'clickedLastDays':
    case 'notClickedLastDays':
      return (
        <Field
          {...common}
          inputmode="numeric"
          value={value}
          maxlength={4}
          hint={say(
            locale,
            'Ne concerne que les lecteurs qui ont accepté la mesure : des autres, on ne sait rien.',
            'Only about readers who agreed to being measured: nothing is known of the others.',
          )}
        />
      )
    case 'tag':
      return (
        <Field
          {...common}
          value={value}
          maxlength={500}
          hint={say(locale, 'Ou plusieurs, entre virgules.', 'Or several, between commas.')}
        />
      )
    case 'country':
      return (
        <Field
          {...common}
          value={value}
          maxlength={500}
          hint={say(
            locale,
            'Connu de qui est venu par un import qui le disait.',
            'Known of those who came by an import that said it.',
          )}
        />
      )
    default:
      return undefined
  }
}

function StandingValue(props: SegmentValueProps & { kind: StandingRowKind }) {
  const { c, row, name, errors, kind } = props
  const { locale, publication } = c.get('view')
  const common = {
    locale,
    name: `${name}.v`,
    form: { values: {}, errors },
    label: rowNames[kind][locale],
  }
  const [value = '', second = ''] = row.values
  switch (kind) {
    case 'subscriber':
      return (
        <div class="field">
          <p class="segment-says">{common.label}</p>
          <p class="hint">
            {say(
              locale,
              'Par un abonnement payé ou offert dont un numéro au moins est à venir, ou qui se renouvelle.',
              'By a paid subscription or a gift with at least one issue to come, or one that renews.',
            )}
          </p>
        </div>
      )
    case 'plan':
      return (
        <Choices
          {...common}
          kind="checkbox"
          chosen={row.values}
          options={planOptions(props, publication.subscriptions?.plans ?? [])}
        />
      )
    case 'runningOut':
      return (
        <div class="segment-two">
          <Field {...common} inputmode="numeric" value={value} maxlength={3} />
          <Select
            {...common}
            name={`${name}.also`}
            label={say(locale, 'Reconduction', 'Renewal')}
            value={second}
            options={[
              { value: 'with', label: say(locale, 'peu importe', 'either way') },
              {
                value: 'without',
                label: say(locale, 'qui ne se renouvelle pas', 'does not renew by itself'),
              },
            ]}
          />
        </div>
      )
    case 'gift':
      return (
        <Select
          {...common}
          value={value}
          options={[
            {
              value: 'receives',
              label: say(locale, 'reçoit un abonnement offert', 'gets one as a gift'),
            },
            { value: 'gives', label: say(locale, 'en a offert un', 'has given one') },
          ]}
        />
      )
    case 'lapsed':
      return (
        <Field
          {...common}
          inputmode="numeric"
          value={value}
          maxlength={4}
          hint={say(
            locale,
            '0 pour tous ceux qui l’ont été et ne le sont plus.',
            '0 for all who once did and no longer do.',
          )}
        />
      )
  }
}

type Plans = readonly { id: string; kind: string; name: Sentence }[]

/** Single issues are no subscription; a plan that is no longer sold stays where it was chosen. */
function planOptions({ c, row }: SegmentValueProps, plans: Plans) {
  const { locale } = c.get('view')
  const sold = plans.filter(({ kind }) => kind !== 'single')
  const gone = row.values.filter((id) => !sold.some((plan) => plan.id === id))
  return [
    ...sold.map((plan) => ({ value: plan.id, label: plan.name[locale] })),
    ...gone.map((id) => ({ value: id, label: id })),
  ]
}
