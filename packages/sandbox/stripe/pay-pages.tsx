// The payment page: what is bought, the test numbers to pay with, the step at the buyer's bank.
import { type Context, Hono } from 'hono'
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { type Locale, type Sentence, VisibleError } from '#kernel/errors'
import { Button, Field, type FormState } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from '../tool-context.ts'
import { SandboxPage, TableFrame } from '../tool-page.tsx'
import { lineItemsOf } from './basket.ts'
import { applyCode, confirmSession, type Paying, paySession } from './checkout.ts'
import { means, TestNumbers } from './means-fields.tsx'
import { StripeRefusal } from './refusal.ts'
import { localeOf, money } from './words.ts'

const Form = z.object({
  number: z.string().max(60),
  email: z.string().max(320).default(''),
  name: z.string().max(200).default(''),
})

export function payPages(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { stripe } = deps.cloud
  const app = new Hono<SandboxEnv>()
  const sessionOf = (id: string) => {
    const session = stripe.look((work) => work.read('checkout.session', id))
    if (!session) throw noSuchSession()
    return session
  }

  function show(
    c: Context<SandboxEnv>,
    id: string,
    shown: { form?: FormState; flash?: FlashMessage } = {},
  ) {
    const session = sessionOf(id)
    const lines = stripe.look((work) => {
      const basket = work.read('basket', id)
      return basket ? lineItemsOf(work, basket) : []
    })
    const view = viewIn(deps, c, session)
    const number = c.req.query('number') ?? '4242 4242 4242 4242'
    const form = shown.form ?? { values: { number: number.slice(0, 60) }, errors: {} }
    return <PayPage view={view} session={session} lines={lines} form={form} flash={shown.flash} />
  }

  app.get('/pay/:session', (c) => c.html(show(c, c.req.param('session'))))

  app.post('/pay/:session', async (c) => {
    const id = c.req.param('session')
    sessionOf(id)
    const typed = Form.parse(await c.req.parseBody())
    return conclude(c, id, typed, () =>
      stripe.act((work) =>
        paySession(work, id, means(typed.number), {
          email: typed.email || null,
          name: typed.name || null,
        }),
      ),
    )
  })

  app.post('/pay/:session/code', async (c) => {
    const id = c.req.param('session')
    sessionOf(id)
    const { code = '' } = z.object({ code: z.string().max(100) }).parse(await c.req.parseBody())
    if (stripe.act((work) => applyCode(work, id, code)))
      return c.redirect(`/sandbox/stripe/pay/${id}`, 303)
    const form = { values: { code }, errors: { code: wrongCode } }
    return c.html(show(c, id, { form }), 422)
  })

  app.get('/pay/:session/bank', (c) => {
    const session = sessionOf(c.req.param('session'))
    return c.html(<BankPage view={viewIn(deps, c, session)} session={session} />)
  })

  app.post('/pay/:session/bank', async (c) => {
    const id = c.req.param('session')
    sessionOf(id)
    const { answer } = z.object({ answer: z.string() }).parse(await c.req.parseBody())
    return conclude(c, id, { number: '' }, () =>
      stripe.act((work) => confirmSession(work, id, answer === 'confirm')),
    )
  })

  /** Back to the shop, on to the bank, or the page again with what was refused. */
  function conclude(
    c: Context<SandboxEnv>,
    id: string,
    typed: Record<string, string>,
    act: () => Paying,
  ) {
    try {
      const paying = act()
      if (paying.kind === 'authenticate') return c.redirect(`/sandbox/stripe/pay/${id}/bank`, 303)
      return c.redirect(returnUrl(paying.session), 303)
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      const sentence = refusals[String(error.details.more?.['decline_code'] ?? error.details.code)]
      const form = {
        values: { ...typed, number: typed['number'] || '4242 4242 4242 4242' },
        errors: { number: sentence ?? { fr: error.message, en: error.message } },
      }
      return c.html(show(c, id, { form }), 402)
    }
  }
  return app
}

function returnUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}

/** The page speaks the session's language unless the visitor picks one. */
function viewIn(
  deps: SandboxAppDeps,
  c: Context<SandboxEnv>,
  session: Stripe.Checkout.Session,
): View {
  const view = viewOf(deps, c)
  const isPicked = c.req.query('lang') !== undefined
  return isPicked ? view : { ...view, locale: localeOf(session.locale) ?? view.locale }
}

const refusals: Record<string, Sentence> = {
  generic_decline: {
    fr: 'La banque refuse cette carte. Choisissez-en une autre.',
    en: 'The bank declines this card. Choose another one.',
  },
  insufficient_funds: {
    fr: 'Il n’y a pas assez d’argent sur ce compte. Choisissez un autre moyen.',
    en: 'There is not enough money on this account. Choose another means.',
  },
  expired_card: {
    fr: 'Cette carte est périmée. Choisissez-en une autre.',
    en: 'This card has expired. Choose another one.',
  },
  test_mode_live_card: {
    fr: 'Ce n’est pas un numéro d’essai. Prenez-en un dans la liste : rien d’autre ne peut être débité ici.',
    en: 'This is no test number. Take one from the list: nothing else can be charged here.',
  },
  payment_intent_authentication_failure: {
    fr: 'La banque n’a pas reçu votre confirmation. Recommencez, ou choisissez une autre carte.',
    en: 'The bank did not get your confirmation. Try again, or choose another card.',
  },
}
const wrongCode: Sentence = {
  fr: 'Ce code ne donne rien ici. Vérifiez-le, ou payez sans lui.',
  en: 'This code gives nothing here. Check it, or pay without it.',
}

function noSuchSession(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Cette page de paiement n’existe pas. Recommencez la commande sur le site.',
    en: 'There is no such payment page. Start the order again on the site.',
  })
}

function PayPage(props: {
  view: View
  session: Stripe.Checkout.Session
  lines: Stripe.LineItem[]
  form: FormState
  flash?: FlashMessage | undefined
}) {
  const { view, session, lines, form } = props
  const { locale } = view
  const total = money(session.amount_total ?? 0, session.currency ?? 'eur', locale)
  const isOpen = session.status === 'open'
  return (
    <SandboxPage
      view={view}
      title={say(locale, 'Payer', 'Pay')}
      current="/sandbox/stripe"
      flash={props.flash}
    >
      <p>
        {say(
          locale,
          'Cette page tient lieu de celle de Stripe. Aucun argent ne bouge.',
          'This page stands in for Stripe’s. No money moves.',
        )}
      </p>
      <Lines view={view} session={session} lines={lines} />
      {isOpen ? (
        <>
          {session.allow_promotion_codes && <CodeForm view={view} session={session} form={form} />}
          <form
            method="post"
            action={`/sandbox/stripe/pay/${session.id}`}
            class="form narrow section"
          >
            {session.customer_details?.email ? null : (
              <Field
                locale={locale}
                name="email"
                type="email"
                label={say(locale, 'Adresse électronique', 'E-mail')}
                autocomplete="email"
                form={form}
                isRequired
              />
            )}
            <Field
              locale={locale}
              name="number"
              label={say(locale, 'Numéro de carte ou IBAN', 'Card number or IBAN')}
              hint={say(
                locale,
                'Un numéro de la liste ci-dessous ; date et cryptogramme ne sont pas demandés.',
                'A number from the list below; no date or security code is asked for.',
              )}
              inputmode="text"
              form={form}
              isRequired
            />
            <Field
              locale={locale}
              name="name"
              label={say(locale, 'Titulaire', 'Holder')}
              autocomplete="name"
              form={form}
              value={session.customer_details?.name ?? ''}
              isOptional
            />
            {session.custom_text.submit && <p>{session.custom_text.submit.message}</p>}
            <p class="actions">
              <Button tone="primary">
                {session.mode === 'subscription'
                  ? say(locale, `S’abonner et payer ${total}`, `Subscribe and pay ${total}`)
                  : say(locale, `Payer ${total}`, `Pay ${total}`)}
              </Button>
              {session.cancel_url && (
                <a href={session.cancel_url}>
                  {say(locale, 'Revenir sans payer', 'Go back without paying')}
                </a>
              )}
            </p>
          </form>
          <TestNumbers
            locale={locale}
            page={`/sandbox/stripe/pay/${session.id}`}
            types={session.payment_method_types}
          />
        </>
      ) : (
        <Closed locale={locale} session={session} />
      )}
    </SandboxPage>
  )
}

function Closed({ locale, session }: { locale: Locale; session: Stripe.Checkout.Session }) {
  return (
    <section class="section">
      <p>
        {session.status === 'complete'
          ? say(locale, 'Cette commande est déjà passée.', 'This order has been placed already.')
          : say(
              locale,
              'Cette page a expiré. Recommencez la commande sur le site.',
              'This page has expired. Start the order again on the site.',
            )}
      </p>
      <p>
        {session.status === 'complete' ? (
          <a href={returnUrl(session)}>{say(locale, 'Retour au site', 'Back to the site')}</a>
        ) : (
          session.cancel_url && (
            <a href={session.cancel_url}>{say(locale, 'Retour au site', 'Back to the site')}</a>
          )
        )}
      </p>
    </section>
  )
}

function Lines(props: { view: View; session: Stripe.Checkout.Session; lines: Stripe.LineItem[] }) {
  const { view, session, lines } = props
  const { locale } = view
  const title = say(locale, 'Votre commande', 'Your order')
  const currency = session.currency ?? 'eur'
  const { amount_discount: discount = 0, amount_tax: tax = 0 } = session.total_details ?? {}
  const row = (label: string, amount: number) => (
    <tr>
      <th scope="row" colspan={2}>
        {label}
      </th>
      <td class="number">{money(amount, currency, locale)}</td>
    </tr>
  )
  return (
    <section class="section">
      <h2>{title}</h2>
      <TableFrame label={title}>
        <table class="table">
          <tbody>
            {lines.map((line) => (
              <tr>
                <th scope="row">{line.description}</th>
                <td class="number">{line.quantity}</td>
                <td class="number">{money(line.amount_subtotal, currency, locale)}</td>
              </tr>
            ))}
            {discount > 0 && row(say(locale, 'Remise', 'Discount'), -discount)}
            {row(say(locale, 'À payer', 'To pay'), session.amount_total ?? 0)}
            {tax > 0 && row(say(locale, 'dont TVA', 'of which VAT'), tax)}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

function CodeForm(props: { view: View; session: Stripe.Checkout.Session; form: FormState }) {
  const { view, session, form } = props
  const { locale } = view
  return (
    <form method="post" action={`/sandbox/stripe/pay/${session.id}/code`} class="bar section">
      <Field
        locale={locale}
        name="code"
        label={say(locale, 'Code promotionnel', 'Promotion code')}
        form={form}
        maxlength={100}
      />
      <Button>{say(locale, 'Appliquer', 'Apply')}</Button>
    </form>
  )
}

function BankPage({ view, session }: { view: View; session: Stripe.Checkout.Session }) {
  const { locale } = view
  const total = money(session.amount_total ?? 0, session.currency ?? 'eur', locale)
  return (
    <SandboxPage
      view={view}
      title={say(locale, 'Confirmer auprès de la banque', 'Confirm at the bank')}
      current="/sandbox/stripe"
    >
      <p>
        {say(
          locale,
          `Votre banque (celle de cette machine) demande si c’est bien vous qui payez ${total}.`,
          `Your bank (this machine’s) asks whether it is you who pays ${total}.`,
        )}
      </p>
      <form method="post" action={`/sandbox/stripe/pay/${session.id}/bank`} class="form section">
        <p class="actions">
          <Button tone="primary" name="answer" value="confirm">
            {say(locale, 'C’est bien moi', 'Yes, it is me')}
          </Button>
          <Button name="answer" value="refuse">
            {say(locale, 'Refuser', 'Refuse')}
          </Button>
        </p>
      </form>
    </SandboxPage>
  )
}
