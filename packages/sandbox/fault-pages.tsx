// The page of faults: SES's limits and what shall go wrong with it, to see how a mailing takes it.
import { Hono } from 'hono'
import * as z from 'zod'
import type { Locale, Sentence } from '#kernel/errors'
import { Button, Checkbox, Field, type FormState } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { type FaultSettings, faultSettings, setFaults } from './fault-settings.ts'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from './tool-context.ts'
import { SandboxPage } from './tool-page.tsx'

const Percent = z.coerce.number().min(0).max(100).default(0)
const Form = z.object({
  perSecond: z.coerce.number().min(0.1).max(1_000_000),
  perDay: z.coerce.number().int().min(-1).max(1_000_000_000),
  throttleShare: Percent,
  serverErrorShare: Percent,
  resetAfterAcceptShare: Percent,
  timeoutAfterAcceptShare: Percent,
  silenceSeconds: z.coerce.number().min(0).max(600),
  bounceShare: Percent,
  softBounceShare: Percent,
  complaintShare: Percent,
  deferShare: Percent,
  fateAt: z.string().trim().max(254).default(''),
  eventDropShare: Percent,
  eventRepeatShare: Percent,
  eventDelayShare: Percent,
  eventDelaySeconds: z.coerce
    .number()
    .int()
    .min(0)
    .max(14 * 24 * 3_600)
    .default(3_600),
})
type Form = z.infer<typeof Form>
type FieldName = keyof Form
type PercentName = Extract<FieldName, `${string}Share`>

const labels: Record<FieldName, Sentence> = {
  perSecond: { fr: 'Messages par seconde', en: 'Messages a second' },
  perDay: {
    fr: 'Messages en 24 heures (−1\u202f: sans limite)',
    en: 'Messages in 24 hours (−1: no limit)',
  },
  throttleShare: {
    fr: 'Refusés pour l’instant (Throttling), %',
    en: 'Refused for now (Throttling), %',
  },
  serverErrorShare: { fr: 'Erreur du serveur (500), %', en: 'Server error (500), %' },
  resetAfterAcceptShare: {
    fr: 'Acceptés, puis connexion rompue, %',
    en: 'Accepted, then the connection breaks, %',
  },
  timeoutAfterAcceptShare: { fr: 'Acceptés, puis silence, %', en: 'Accepted, then silence, %' },
  silenceSeconds: { fr: 'Durée du silence, secondes', en: 'Length of the silence, seconds' },
  bounceShare: { fr: 'Adresse refusée pour de bon, %', en: 'Address refused for good, %' },
  softBounceShare: {
    fr: 'Abandonnés, boîte pleine, %',
    en: 'Given up, mailbox full, %',
  },
  complaintShare: { fr: 'Remis, puis signalés indésirables, %', en: 'Delivered, then reported, %' },
  deferShare: { fr: 'Retardés, puis remis, %', en: 'Deferred, then delivered, %' },
  fateAt: { fr: 'Seulement à cette adresse ou à ce domaine', en: 'At this address or domain only' },
  eventDropShare: { fr: 'Événements perdus, %', en: 'Events lost, %' },
  eventRepeatShare: { fr: 'Événements livrés deux fois, %', en: 'Events delivered twice, %' },
  eventDelayShare: { fr: 'Événements en retard, %', en: 'Events that come late, %' },
  eventDelaySeconds: { fr: 'Retard, secondes', en: 'How late, seconds' },
}

type CheckName = 'paused' | 'eventShuffle'
const checkLabels: Record<CheckName, Sentence> = {
  paused: {
    fr: 'Compte suspendu\u202f: tout envoi est refusé',
    en: 'Account paused: every sending is refused',
  },
  eventShuffle: {
    fr: 'Événements livrés dans le désordre',
    en: 'Events delivered out of order',
  },
}

/** The page's parts, in the order of a mail's way. */
const parts: readonly { title: Sentence; fields: FieldName[]; check?: CheckName }[] = [
  {
    title: { fr: 'L’appel à SES', en: 'The call to SES' },
    fields: [
      'perSecond',
      'perDay',
      'throttleShare',
      'serverErrorShare',
      'resetAfterAcceptShare',
      'timeoutAfterAcceptShare',
      'silenceSeconds',
    ],
    check: 'paused',
  },
  {
    title: { fr: 'Ce que deviennent les messages', en: 'What becomes of the messages' },
    fields: ['bounceShare', 'softBounceShare', 'complaintShare', 'deferShare', 'fateAt'],
  },
  {
    title: { fr: 'Ce qui en est rapporté', en: 'What is told of them' },
    fields: ['eventDropShare', 'eventRepeatShare', 'eventDelayShare', 'eventDelaySeconds'],
    check: 'eventShuffle',
  },
]
const isPercent = (name: string): name is PercentName => name.endsWith('Share')

export function faultPages(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { cloud } = deps
  const app = new Hono<SandboxEnv>()

  app.get('/faults', (c) => {
    const flash: FlashMessage | undefined =
      c.req.query('saved') === undefined ? undefined : { tone: 'good', sentence: saved }
    const form = { values: valuesOf(faultSettings(cloud)), errors: {} }
    const { paused, eventShuffle } = faultSettings(cloud)
    const checks = { paused, eventShuffle }
    return c.html(<FaultPage view={viewOf(deps, c)} form={form} checks={checks} flash={flash} />)
  })

  app.post('/faults', async (c) => {
    const typed = await c.req.parseBody()
    const checks = {
      paused: typed['paused'] !== undefined,
      eventShuffle: typed['eventShuffle'] !== undefined,
    }
    const form = Form.safeParse(typed)
    if (!form.success) {
      const values = Object.fromEntries(
        Object.entries(typed).map(([name, value]) => [name, String(value).slice(0, 40)]),
      )
      const errors = Object.fromEntries(
        form.error.issues.map(({ path }) => [String(path[0]), outOfRange]),
      )
      const view = viewOf(deps, c)
      return c.html(<FaultPage view={view} form={{ values, errors }} checks={checks} />, 422)
    }
    setFaults(cloud, { ...settingsOf(form.data), ...checks })
    return c.redirect('/sandbox/faults?saved', 303)
  })
  return app
}

const saved: Sentence = {
  fr: 'C’est réglé, jusqu’au prochain démarrage.',
  en: 'Set, until the next start.',
}
const outOfRange: Sentence = {
  fr: 'Écrivez un nombre dans les limites de ce champ.',
  en: 'Write a number within this field’s limits.',
}

/** Percents become shares, seconds of silence milliseconds; the rest stays. */
function settingsOf({ silenceSeconds, ...fields }: Form): Partial<FaultSettings> {
  const settings = Object.entries(fields).map(([name, value]) => [
    name,
    isPercent(name) ? Number(value) / 100 : value,
  ])
  return { ...Object.fromEntries(settings), silenceMs: Math.round(silenceSeconds * 1000) }
}

function valuesOf(settings: FaultSettings): Record<FieldName, string> {
  const valueIn = (name: FieldName) => {
    if (name === 'silenceSeconds') return settings.silenceMs / 1000
    return isPercent(name) ? Math.round(settings[name] * 10_000) / 100 : settings[name]
  }
  const names = Object.keys(labels) as FieldName[]
  return Object.fromEntries(names.map((name) => [name, String(valueIn(name))])) as Record<
    FieldName,
    string
  >
}

function FaultPage(props: {
  view: View
  form: FormState
  checks: Record<CheckName, boolean>
  flash?: FlashMessage | undefined
}) {
  const { view, form } = props
  const { locale } = view
  return (
    <SandboxPage
      view={view}
      title={say(locale, 'Pannes du courrier', 'Faults of the mail')}
      current="/sandbox/faults"
      flash={props.flash}
    >
      <p>
        {say(
          locale,
          'Ce que le SES de cette machine accepte, et ce qu’il fait de travers. Un envoi doit y survivre : personne d’oublié, personne servi deux fois.',
          'What this machine’s SES takes, and what it does wrong. A mailing must survive it: nobody left out, nobody served twice.',
        )}
      </p>
      <form method="post" action="/sandbox/faults" class="form narrow section">
        {parts.map(({ title, fields, check }) => (
          <fieldset>
            <legend>{title[locale]}</legend>
            {fields.map((name) => (
              <OneField name={name} locale={locale} form={form} />
            ))}
            {check && (
              <Checkbox
                name={check}
                isChecked={props.checks[check]}
                label={checkLabels[check][locale]}
              />
            )}
          </fieldset>
        ))}
        <p class="actions">
          <Button tone="primary">{say(locale, 'Régler', 'Set')}</Button>
        </p>
      </form>
    </SandboxPage>
  )
}

function OneField(props: { name: FieldName; locale: Locale; form: FormState }) {
  const { name, locale, form } = props
  const label = labels[name][locale]
  const common = { locale, name, label, form }
  if (name === 'fateAt')
    return <Field {...common} hint={fateHint[locale]} maxlength={254} autocomplete="off" />
  return <Field {...common} type="number" step="any" inputmode="decimal" isRequired />
}

const fateHint: Sentence = {
  fr: 'Vide\u202f: partout. Une adresse en +bounce, +soft, +complaint, +delay\u2026 garde son sort.',
  en: 'Empty: everywhere. An address with +bounce, +soft, +complaint, +delay\u2026 keeps its fate.',
}
