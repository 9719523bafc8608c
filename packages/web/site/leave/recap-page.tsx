// The recap of a cancellation: to be read, changed if need be, and notified (D215-3).
import type { DeclarationKind, Typed } from '#subscriptions/declaration'
import { declaredLines } from '#subscriptions/declaration-words'
import { leaveLabels } from '#subscriptions/leave-labels'
import { Button } from '../../shared/form.tsx'
import { say } from '../../shared/locale.ts'
import { Page } from '../../shared/page.tsx'
import type { View } from '../../shared/view.ts'
import { DeclaredList } from './declared-list.tsx'
import { doorOf } from './form-page.tsx'

export function LeaveRecapPage(props: {
  view: View
  kind: DeclarationKind
  typed: Typed
  /** As they were sent: they go through the page unchanged. */
  values: Readonly<Record<string, string>>
  order: string
  token: string
}) {
  const { view, kind, typed, values, order, token } = props
  const { locale } = view
  const title = say(locale, 'Récapitulatif de votre résiliation', 'Summary of your cancellation')
  const to = typed.email ?? say(locale, 'votre adresse postale', 'your postal address')
  return (
    <Page view={view} title={title} isPrivate>
      <header class="page-head">
        <p class="kicker">
          <span>{say(locale, 'Étape 2 sur 3', 'Step 2 of 3')}</span>
        </p>
        <h1 class="title">{title}</h1>
        <p class="standfirst">
          {say(
            locale,
            'Relisez, corrigez au besoin. Rien n’est envoyé avant le bouton.',
            'Read it through and correct it if need be. Nothing is sent before the button.',
          )}
        </p>
      </header>
      <form class="narrow stack" method="post" action={doorOf(kind, locale)}>
        <DeclaredList lines={declaredLines({ kind, typed }, locale)} />
        {fields.map((name) => (
          <input type="hidden" name={name} value={values[name] ?? ''} />
        ))}
        <input type="hidden" name="order" value={order} />
        <input type="hidden" name="declaration" value={token} />
        <p class="small">
          {say(
            locale,
            `La résiliation vaut dès que vous la notifiez. L’accusé de réception part à ${to}.`,
            `The cancellation holds as soon as you notify it. The receipt goes to ${to}.`,
          )}
        </p>
        <div class="actions">
          <Button tone="primary" name="act" value="confirm">
            {leaveLabels[kind].act[locale]}
          </Button>
          <Button tone="plain" name="act" value="edit">
            {say(locale, 'Modifier', 'Change')}
          </Button>
        </div>
      </form>
    </Page>
  )
}

const fields = ['name', 'email', 'address', 'reference', 'wish', 'day', 'motive'] as const
