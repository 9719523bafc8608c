// How the payment page looks: what is bought, the form, the step at the buyer's bank.
import type { Stripe } from 'stripe'
import type { Locale } from '#kernel/errors'
import { Button, Field, type FormState } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { View } from '#web/shared/view'
import { SandboxPage, TableFrame } from '../tool-page.tsx'
import { TestNumbers } from './means-fields.tsx'
import { money } from './words.ts'

/** Where a buyer who has paid goes on. */
export function returnUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}

export function PayPage(props: {
  view: View
  session: Stripe.Checkout.Session
  lines: Stripe.LineItem[]
  form: FormState
}) {
  const { view, session, lines, form } = props
  const { locale } = view
  const total = money(session.amount_total ?? 0, session.currency ?? 'eur', locale)
  const isOpen = session.status === 'open'
  return (
    <SandboxPage view={view} title={say(locale, 'Payer', 'Pay')} current="/sandbox/stripe">
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

export function BankPage({ view, session }: { view: View; session: Stripe.Checkout.Session }) {
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
