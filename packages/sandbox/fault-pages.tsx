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

const Percent = z.coerce.number().min(0).max(100)
const Form = z.object({
  perSecond: z.coerce.number().min(0.1).max(1_000_000),
  perDay: z.coerce.number().int().min(-1).max(1_000_000_000),
  throttleShare: Percent,
  serverErrorShare: Percent,
  resetAfterAcceptShare: Percent,
  timeoutAfterAcceptShare: Percent,
  silenceSeconds: z.coerce.number().min(0).max(600),
  eventDropShare: Percent.default(0),
  eventRepeatShare: Percent.default(0),
  eventDelayShare: Percent.default(0),
  eventDelaySeconds: z.coerce
    .number()
    .int()
    .min(0)
    .max(14 * 24 * 3_600)
    .default(3_600),
})
type FieldName = keyof z.infer<typeof Form>

const labels: Record<FieldName, Sentence> = {
  perSecond: { fr: 'Messages par seconde', en: 'Messages a second' },
  perDay: {
    fr: 'Messages en 24 heures (−1 : sans limite)',
    en: 'Messages in 24 hours (−1: no limit)',
  },
  throttleShare: {
    fr: 'Refusés pour l’instant (Throttling), %',
    en: 'Refused for now (Throttling), %',
  },
  serverErrorShare: { fr: 'Erreur du serveur (500), %', en: 'Server error (500), %' },
  resetAfterAcceptShare: {
    fr: 'Acceptés, puis connexion rompue, %',
    en: 'Accepted, then the connection breaks, %',
  },
  timeoutAfterAcceptShare: { fr: 'Acceptés, puis silence, %', en: 'Accepted, then silence, %' },
  silenceSeconds: { fr: 'Durée du silence, secondes', en: 'Length of the silence, seconds' },
  eventDropShare: { fr: 'Événements perdus, %', en: 'Events lost, %' },
  eventRepeatShare: { fr: 'Événements livrés deux fois, %', en: 'Events delivered twice, %' },
  eventDelayShare: { fr: 'Événements en retard, %', en: 'Events that come late, %' },
  eventDelaySeconds: { fr: 'Retard, secondes', en: 'How late, seconds' },
}

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
    const { perSecond, perDay, silenceSeconds, ...percents } = form.data
    setFaults(cloud, {
      perSecond,
      perDay,
      ...checks,
      silenceMs: Math.round(silenceSeconds * 1000),
      throttleShare: percents.throttleShare / 100,
      serverErrorShare: percents.serverErrorShare / 100,
      resetAfterAcceptShare: percents.resetAfterAcceptShare / 100,
      timeoutAfterAcceptShare: percents.timeoutAfterAcceptShare / 100,
      eventDropShare: percents.eventDropShare / 100,
      eventRepeatShare: percents.eventRepeatShare / 100,
      eventDelayShare: percents.eventDelayShare / 100,
      eventDelaySeconds: percents.eventDelaySeconds,
    })
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

function valuesOf(settings: FaultSettings): Record<FieldName, string> {
  const percent = (share: number) => String(Math.round(share * 10_000) / 100)
  return {
    perSecond: String(settings.perSecond),
    perDay: String(settings.perDay),
    throttleShare: percent(settings.throttleShare),
    serverErrorShare: percent(settings.serverErrorShare),
    resetAfterAcceptShare: percent(settings.resetAfterAcceptShare),
    timeoutAfterAcceptShare: percent(settings.timeoutAfterAcceptShare),
    silenceSeconds: String(settings.silenceMs / 1000),
    eventDropShare: percent(settings.eventDropShare),
    eventRepeatShare: percent(settings.eventRepeatShare),
    eventDelayShare: percent(settings.eventDelayShare),
    eventDelaySeconds: String(settings.eventDelaySeconds),
  }
}

function FaultPage(props: {
  view: View
  form: FormState
  checks: { paused: boolean; eventShuffle: boolean }
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
        {(Object.keys(labels) as FieldName[]).map((name) => (
          <NumberField name={name} locale={locale} form={form} />
        ))}
        <Checkbox
          name="paused"
          isChecked={props.checks.paused}
          label={say(
            locale,
            'Compte suspendu : tout envoi est refusé',
            'Account paused: every sending is refused',
          )}
        />
        <Checkbox
          name="eventShuffle"
          isChecked={props.checks.eventShuffle}
          label={say(locale, 'Événements livrés dans le désordre', 'Events delivered out of order')}
        />
        <p class="actions">
          <Button tone="primary">{say(locale, 'Régler', 'Set')}</Button>
        </p>
      </form>
    </SandboxPage>
  )
}

function NumberField(props: { name: FieldName; locale: Locale; form: FormState }) {
  const { name, locale, form } = props
  return (
    <Field
      locale={locale}
      name={name}
      type="number"
      step="any"
      inputmode="decimal"
      label={labels[name][locale]}
      form={form}
      isRequired
    />
  )
}
