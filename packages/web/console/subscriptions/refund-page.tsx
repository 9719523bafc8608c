// Giving money back: of which payment, how much, why; then what it means, in a sentence, once.
import { formatDate, formatEuros } from '#kernel/typography'
import type { OrderView } from '#subscriptions/show-order'
import {
  issuesEndedBy,
  owedPartOf,
  type Payment,
  RefundReason,
  refundLimits,
  vatIn,
} from '#subscriptions/staff-refund'
import {
  Button,
  CsrfField,
  ErrorSummary,
  Field,
  type FormState,
  Select,
  TextArea,
} from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { personOf, placeOf } from './order-words.ts'
import type { ReadRefund } from './refund-form.ts'
import { refundReasons } from './refund-words.ts'

type Props = { c: ConsoleContext; shown: OrderView; payments: readonly Payment[] }

export function RefundPage(props: Props & { form: FormState; refundId: string }) {
  const { c, shown, payments, form, refundId } = props
  const { locale } = c.get('view')
  const open = payments.filter(({ left, isContested }) => left > 0 && !isContested)
  const place = placeOf(shown)
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(locale, 'Rembourser', 'Give money back')}
      back={{ href: place, name: personOf(shown, locale) }}
      lead={say(
        locale,
        'La somme repart par le moyen de paiement de la commande, avec un avoir qui dit la TVA rendue.',
        'The sum goes back by the order’s means of payment, with a credit note that says which VAT goes back.',
      )}
    >
      {open.length === 0 ? (
        <Empty
          title={say(locale, 'Il n’y a rien à rendre', 'There is nothing to give back')}
          action={
            <a class="button" href={place}>
              {say(locale, 'Revenir', 'Go back')}
            </a>
          }
        >
          {payments.some(({ isContested }) => isContested)
            ? say(
                locale,
                'Le paiement est contesté auprès de la banque\u202f: c’est elle qui en décide. Répondez à la contestation chez Stripe.',
                'The payment is contested at the bank, which decides about it. Answer the dispute at Stripe.',
              )
            : say(
                locale,
                'Rien n’a été payé, ou tout a été rendu déjà.',
                'Nothing was paid, or all of it went back already.',
              )}
        </Empty>
      ) : (
        <form method="post" class="form" action={`${placeOfRefund(shown)}/look`}>
          <CsrfField token={c.get('csrf')} />
          <input type="hidden" name="refundId" value={refundId} />
          <ErrorSummary form={form} locale={locale} />
          <Select
            locale={locale}
            name="invoiceId"
            label={say(locale, 'Paiement', 'Payment')}
            form={form}
            options={open.map((one) => ({
              value: one.invoiceId,
              label: paymentLabel(one, c.get('view')),
            }))}
          />
          <Field
            locale={locale}
            name="amount"
            label={say(locale, 'Somme à rendre, TVA comprise', 'Sum to give back, with VAT')}
            hint={amountHint(open, locale)}
            form={form}
            inputmode="decimal"
            maxlength={12}
            isRequired
          />
          <Select
            locale={locale}
            name="reason"
            label={say(locale, 'Pourquoi', 'Why')}
            form={form}
            options={[
              { value: '', label: say(locale, 'choisissez', 'choose') },
              ...RefundReason.options.map((value) => ({
                value,
                label: refundReasons[value][locale],
              })),
            ]}
          />
          <TextArea
            locale={locale}
            name="note"
            label={say(locale, 'Précision, pour la maison', 'Note, for the house')}
            form={form}
            rows={3}
            maxlength={refundLimits.note}
            isOptional
          />
          <p class="actions">
            <Button tone="primary">
              {say(locale, 'Voir ce que cela fait', 'See what it does')}
            </Button>
            <a class="button quiet" href={place}>
              {say(locale, 'Ne rien rendre', 'Give nothing back')}
            </a>
          </p>
        </form>
      )}
    </ConsolePage>
  )
}

export function placeOfRefund({ order }: OrderView): string {
  return `/console/subscriptions/orders/${order.id}/refund`
}

function paymentLabel({ paid, left, entitlement }: Payment, view: View) {
  const { locale, publication } = view
  const of = formatEuros(paid.gross, locale)
  const day = (at: string) => formatDate(new Date(at), locale, { zone: publication.zone })
  const what = entitlement
    ? say(locale, `${of} le ${day(entitlement.boughtAt)}`, `${of} on ${day(entitlement.boughtAt)}`)
    : say(locale, `${of}, payé une seconde fois`, `${of}, paid a second time`)
  if (left === paid.gross) return what
  const rest = formatEuros(left, locale)
  return say(locale, `${what}, reste ${rest}`, `${what}, ${rest} left`)
}

function amountHint(payments: readonly Payment[], locale: 'fr' | 'en') {
  const [newest] = payments.toReversed().filter(({ entitlement }) => entitlement)
  const owed = newest ? owedPartOf(newest) : 0
  if (owed === 0) return say(locale, 'En euros, par exemple 16,50.', 'In euros, such as 16.50.')
  return say(
    locale,
    `En euros. Ce qui reste à servir vaut ${formatEuros(owed, locale)}.`,
    `In euros. What is still to be served is worth ${formatEuros(owed, locale)}.`,
  )
}

export function RefundLookPage(props: Props & { read: ReadRefund; payment: Payment }) {
  const { c, shown, read, payment } = props
  const { locale } = c.get('view')
  const { gross } = read
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(
        locale,
        `Rendre ${formatEuros(gross, locale)}\u202f?`,
        `Give back ${formatEuros(gross, locale)}?`,
      )}
      back={{ href: placeOf(shown), name: personOf(shown, locale) }}
    >
      <p class="desk-lead">
        {say(
          locale,
          `${formatEuros(gross, locale)}, dont ${formatEuros(vatIn(gross, payment), locale)} de TVA, repartent par le moyen de paiement de la commande. La personne en est avertie par e-mail. Cela ne se reprend pas.`,
          `${formatEuros(gross, locale)}, of which ${formatEuros(vatIn(gross, payment), locale)} is VAT, go back by the order’s means of payment. The person is told by e-mail. This can’t be undone.`,
        )}
      </p>
      <p>{issuesSentence(gross, payment, locale)}</p>
      <p class="soft">
        {say(locale, 'Motif\u202f: ', 'Reason: ')}
        {refundReasons[read.reason][locale]}
        {read.note && ` – ${read.note}`}
      </p>
      <form method="post" class="form" action={placeOfRefund(shown)}>
        <CsrfField token={c.get('csrf')} />
        {Object.entries({
          refundId: read.refundId,
          invoiceId: read.invoiceId,
          amount: (gross / 100).toFixed(2),
          reason: read.reason,
          note: read.note ?? '',
        }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p class="actions">
          <Button tone="danger">
            {say(
              locale,
              `Rendre ${formatEuros(gross, locale)}`,
              `Give back ${formatEuros(gross, locale)}`,
            )}
          </Button>
          <a class="button quiet" href={placeOf(shown)}>
            {say(locale, 'Ne rien rendre', 'Give nothing back')}
          </a>
        </p>
      </form>
    </ConsolePage>
  )
}

/** A sum that covers an issue's price ends that issue (refund.ts). */
function issuesSentence(gross: number, payment: Payment, locale: 'fr' | 'en'): string {
  const ended = issuesEndedBy(gross, payment)
  if (payment.entitlement === undefined)
    return say(
      locale,
      'Ce second paiement n’avait rien acquis\u202f: rien ne change à ce qui est servi.',
      'This second payment had bought nothing: what is served stays as it is.',
    )
  if (ended === 0)
    return say(
      locale,
      'Les numéros encore dus le restent tous.',
      'All issues that are still owed stay owed.',
    )
  return ended === 1
    ? say(
        locale,
        'La somme couvre le prix d’un numéro\u202f: un numéro encore dû ne sera plus servi.',
        'The sum covers the price of an issue: one issue that is still owed will not be served.',
      )
    : say(
        locale,
        `La somme couvre le prix de ${ended} numéros\u202f: ils ne seront plus servis.`,
        `The sum covers the price of ${ended} issues: they will not be served.`,
      )
}
