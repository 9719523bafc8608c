// The billing portal's page: the customer changes the means of payment, and nothing else.
import { type Context, Hono } from 'hono'
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { VisibleError } from '#kernel/errors'
import { Button, Field, type FormState } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from '../tool-context.ts'
import { SandboxPage } from '../tool-page.tsx'
import { means, TestNumbers } from './means-fields.tsx'
import { currentMethod, replaceMethod } from './portal.ts'
import { StripeRefusal } from './refusal.ts'
import { localeOf } from './words.ts'

export function portalPages(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { stripe } = deps.cloud
  const app = new Hono<SandboxEnv>()
  const sessionOf = (id: string) => {
    const session = stripe.look((work) => work.read('billing_portal.session', id))
    if (!session) throw noSuchPortal()
    return session
  }

  function show(c: Context<SandboxEnv>, id: string, form: FormState, flash?: FlashMessage) {
    const session = sessionOf(id)
    const view = viewOf(deps, c)
    return (
      <PortalPage
        view={{ ...view, locale: localeOf(session.locale) ?? view.locale }}
        session={session}
        method={stripe.look((work) => currentMethod(work, session.customer))}
        form={form}
        flash={flash}
      />
    )
  }

  app.get('/portal/:session', (c) => {
    const number = (c.req.query('number') ?? '4242 4242 4242 4242').slice(0, 60)
    const flash: FlashMessage | undefined =
      c.req.query('changed') === undefined ? undefined : { tone: 'good', sentence: changed }
    return c.html(show(c, c.req.param('session'), { values: { number }, errors: {} }, flash))
  })

  app.post('/portal/:session', async (c) => {
    const id = c.req.param('session')
    const session = sessionOf(id)
    const { number } = z.object({ number: z.string().max(60) }).parse(await c.req.parseBody())
    try {
      stripe.act((work) => replaceMethod(work, id, means(number)))
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      return c.html(show(c, id, { values: { number }, errors: { number: unknownNumber } }), 422)
    }
    const after = session.flow?.after_completion
    const next = after?.type === 'redirect' ? after.redirect?.return_url : undefined
    return c.redirect(next ?? `/sandbox/stripe/portal/${id}?changed`, 303)
  })
  return app
}

const changed = {
  fr: 'Le nouveau moyen de paiement servira aux prochaines échéances.',
  en: 'The new means of payment will be used from now on.',
}
const unknownNumber = {
  fr: 'Ce n’est pas un numéro d’essai. Prenez-en un dans la liste.',
  en: 'This is no test number. Take one from the list.',
}

function noSuchPortal(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Ce lien ne mène plus nulle part. Repartez de votre compte sur le site.',
    en: 'This link leads nowhere any more. Start from your account on the site.',
  })
}

function PortalPage(props: {
  view: View
  session: Stripe.BillingPortal.Session
  method: Stripe.PaymentMethod | undefined
  form: FormState
  flash?: FlashMessage | undefined
}) {
  const { view, session, method, form } = props
  const { locale } = view
  const last4 = method?.card?.last4 ?? method?.sepa_debit?.last4
  return (
    <SandboxPage
      view={view}
      title={say(locale, 'Moyen de paiement', 'Means of payment')}
      current="/sandbox/stripe"
      flash={props.flash}
    >
      <p>
        {last4 === undefined
          ? say(locale, 'Aucun moyen de paiement enregistré.', 'No means of payment on file.')
          : method?.type === 'card'
            ? say(locale, `Carte se terminant par ${last4}.`, `Card ending in ${last4}.`)
            : say(locale, `Compte se terminant par ${last4}.`, `Account ending in ${last4}.`)}
      </p>
      <form
        method="post"
        action={`/sandbox/stripe/portal/${session.id}`}
        class="form narrow section"
      >
        <Field
          locale={locale}
          name="number"
          label={say(locale, 'Nouvelle carte ou nouvel IBAN', 'New card or IBAN')}
          form={form}
          isRequired
        />
        <p class="actions">
          <Button tone="primary">{say(locale, 'Changer', 'Change')}</Button>
          {session.return_url && (
            <a href={session.return_url}>{say(locale, 'Retour au site', 'Back to the site')}</a>
          )}
        </p>
      </form>
      <TestNumbers
        locale={locale}
        page={`/sandbox/stripe/portal/${session.id}`}
        types={['card', 'sepa_debit']}
      />
    </SandboxPage>
  )
}
