// Ending a subscription for somebody who called or wrote: how they said so, when, and what it does.
import type { Sentence } from '#kernel/errors'
import { dateOf, instant } from '#kernel/time'
import { hasRole } from '#staff/member'
import type { Decision } from '#subscriptions/decide-effect'
import type { DeclarationKind } from '#subscriptions/declaration'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import {
  Button,
  Checkbox,
  Choices,
  CsrfField,
  ErrorSummary,
  Field,
  type FormState,
  Select,
} from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import { type ConsoleContext, refundRoles } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { doubts, effectSentence } from './leave-words.ts'
import { personOf } from './order-words.ts'

export const leaveMeans = ['phone', 'letter', 'email'] as const
export type LeaveMeans = (typeof leaveMeans)[number]

const meansWords: Record<LeaveMeans, Sentence> = {
  phone: { fr: 'par téléphone', en: 'by telephone' },
  letter: { fr: 'par lettre', en: 'by letter' },
  email: { fr: 'par e-mail', en: 'by e-mail' },
}

export function LeavePage(props: {
  c: ConsoleContext
  shown: SubscriptionView
  kind: DeclarationKind
  /** What it would do if it were said today. */
  decision: Decision
  form: FormState
}) {
  const { c, shown, kind, decision, form } = props
  const { locale, publication, now } = c.get('view')
  const path = `/console/subscriptions/${shown.subscription.id}`
  const isCancellation = kind === 'cancellation'
  const today = dateOf(instant(now), publication.zone)
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={
        isCancellation
          ? say(locale, 'Résilier à sa demande', 'Cancel on request')
          : say(locale, 'Rétractation à sa demande', 'Withdraw on request')
      }
      back={{ href: path, name: personOf(shown, locale) }}
      lead={
        decision.kind === 'effect'
          ? effectSentence(decision.effect, locale)
          : (doubts[decision.because]?.[locale] ?? '')
      }
    >
      <form method="post" class="form">
        <CsrfField token={c.get('csrf')} />
        <ErrorSummary form={form} locale={locale} />
        <Select
          locale={locale}
          name="means"
          label={say(locale, 'La demande est venue', 'The request came')}
          form={form}
          options={leaveMeans.map((value) => ({ value, label: meansWords[value][locale] }))}
        />
        <Field
          locale={locale}
          name="day"
          type="date"
          label={say(locale, 'Jour de la demande', 'Day of the request')}
          hint={say(
            locale,
            'D’une lettre, le jour où elle a été postée\u202f: c’est lui qui compte.',
            'Of a letter, the day it was posted: that day counts.',
          )}
          form={form}
          value={today}
          max={today}
          isRequired
        />
        {isCancellation ? (
          <Choices
            locale={locale}
            kind="radio"
            name="wish"
            label={say(locale, 'La personne souhaite', 'The person wishes')}
            chosen={[form.values['wish'] ?? 'soonest']}
            form={form}
            options={[
              {
                value: 'soonest',
                label: say(locale, 'partir dès que possible', 'to leave as soon as possible'),
              },
              {
                value: 'paid',
                label: say(
                  locale,
                  'recevoir d’abord ce qui est payé',
                  'to get first what is paid for',
                ),
              },
            ]}
          />
        ) : (
          decision.kind === 'doubt' &&
          hasRole(c.get('staff'), ...refundRoles) && (
            <Checkbox
              name="goodwill"
              isChecked={form.values['goodwill'] === 'yes'}
              label={say(
                locale,
                'L’accepter à titre de geste\u202f: tout est rendu',
                'Accept it as a gesture: everything goes back',
              )}
              hint={say(
                locale,
                'Sans la case, la demande est notée et attend une décision.',
                'Without this, the request is noted and waits for a decision.',
              )}
            />
          )
        )}
        <p class="soft">
          {say(
            locale,
            'La personne reçoit un accusé de réception avec la date, l’heure et ce que cela fait. Cela ne se reprend pas.',
            'The person gets an acknowledgement with the date, the time and what it does. This can’t be undone.',
          )}
        </p>
        <p class="actions">
          <Button tone="danger">
            {isCancellation
              ? say(locale, 'Résilier', 'Cancel the subscription')
              : say(locale, 'Enregistrer la rétractation', 'Record the withdrawal')}
          </Button>
          <a class="button quiet" href={path}>
            {say(locale, 'Ne rien changer', 'Change nothing')}
          </a>
        </p>
      </form>
    </ConsolePage>
  )
}
