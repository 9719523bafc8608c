// One object of this machine's Stripe: its JSON with links, its events, and what the outside world
// may do to it.
import type { Child } from 'hono/jsx'
import type { Stripe } from 'stripe'
import type { Locale } from '#kernel/errors'
import { Button } from '#web/shared/form.tsx'
import { Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { SandboxPage, TableFrame } from '../tool-page.tsx'
import type { ObjectKind } from './store.ts'
import { at } from './words.ts'

type EventLine = { id: string; type: string; created: number; waiting: number }

export function ObjectPage(props: {
  view: View
  kind: ObjectKind
  id: string
  object: unknown
  events: readonly EventLine[]
  flash?: FlashMessage | undefined
}) {
  const { view, kind, id, object, events } = props
  const { locale } = view
  return (
    <SandboxPage view={view} title={kind} current="/sandbox/stripe" flash={props.flash}>
      <p>
        <a href="/sandbox/stripe">{say(locale, 'Tous les objets', 'All objects')}</a>{' '}
        <code class="stripe-id">{id}</code>
      </p>
      <Acts locale={locale} kind={kind} id={id} object={object} />
      {kind !== 'event' && <Events view={view} events={events} />}
      <section class="section">
        <h2>JSON</h2>
        <pre class="mail-text">{linked(JSON.stringify(object, null, 2))}</pre>
      </section>
    </SandboxPage>
  )
}

const idPattern =
  /"((?:cus|prod|price|txr|promo|di|cs_test|sub|in|inpay|pi|pm|mandate|ch|py|re|pyr|du|cn|txn|po|bps|evt)_[A-Za-z0-9]{14,})"/

/** Ids in the JSON lead to their objects. */
function linked(json: string): Child[] {
  return json
    .split(new RegExp(idPattern, 'g'))
    .map((part, place) =>
      place % 2 === 0 ? part : <a href={`/sandbox/stripe/${part}`}>{`"${part}"`}</a>,
    )
}

function Events({ view, events }: { view: View; events: readonly EventLine[] }) {
  const { locale, publication } = view
  const title = say(locale, 'Événements', 'Events')
  if (events.length === 0) return null
  return (
    <section class="section">
      <h2>{title}</h2>
      <TableFrame label={title}>
        <table class="table">
          <tbody>
            {events.map((event) => (
              <tr>
                <th scope="row">
                  <a href={`/sandbox/stripe/${event.id}`}>{event.type}</a>
                </th>
                <td>
                  <Time
                    at={at(event.created)}
                    now={view.now}
                    locale={locale}
                    zone={publication.zone}
                  />
                </td>
                <td>
                  {event.waiting > 0 && (
                    <Status tone="warn">{say(locale, 'pas encore pris', 'not taken yet')}</Status>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

type Act = { fields: Record<string, string>; label: string; tone?: 'danger' }

function Acts(props: { locale: Locale; kind: ObjectKind; id: string; object: unknown }) {
  const { locale, id, kind, object } = props
  const acts = actsOf(props)
  const session = kind === 'checkout.session' ? (object as Stripe.Checkout.Session) : undefined
  const portal =
    kind === 'billing_portal.session' ? (object as Stripe.BillingPortal.Session) : undefined
  const page = session?.url ?? portal?.url
  if (acts.length === 0 && !page) return null
  return (
    <section class="section">
      <h2>{say(locale, 'Ce que fait le monde', 'What the outside world does')}</h2>
      <div class="bar">
        {page && (
          <a class="button" href={page}>
            {session
              ? say(locale, 'Page de paiement', 'Payment page')
              : say(locale, 'Page du portail', 'Portal page')}
          </a>
        )}
        {acts.map(({ fields, label, tone }) => (
          <form method="post" action="/sandbox/stripe/act">
            <input type="hidden" name="back" value={id} />
            {Object.entries(kind === 'payout' ? fields : { id, ...fields }).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <Button {...(tone ? { tone } : {})}>{label}</Button>
          </form>
        ))}
      </div>
    </section>
  )
}

function actsOf(props: { locale: Locale; kind: ObjectKind; object: unknown }): Act[] {
  const { locale, kind, object } = props
  const { status } = object as { status?: string | null }
  const act = (name: string, fr: string, en: string, more: Record<string, string> = {}): Act => ({
    fields: { act: name, ...more },
    label: say(locale, fr, en),
  })
  switch (kind) {
    case 'checkout.session':
    case 'invoice':
      return status === 'open' ? [act('pay', 'Payer par carte', 'Pay by card')] : []
    case 'charge': {
      const charge = object as Stripe.Charge
      if (charge.status !== 'succeeded') return []
      return [
        act('dispute', 'Contester', 'Dispute'),
        act('dispute', 'Demander des explications', 'Inquire', { inquiry: 'yes' }),
        ...(charge.refunded ? [] : [act('refund', 'Rembourser', 'Refund')]),
      ]
    }
    case 'refund':
      return status === 'failed'
        ? []
        : [act('refund', 'Le remboursement revient', 'The refund comes back', { fails: 'yes' })]
    case 'dispute':
      return /needs_response|under_review/.test(status ?? '')
        ? [
            act('dispute', 'Donner raison au vendeur', 'Decide for the seller', { outcome: 'won' }),
            act('dispute', 'Donner raison au porteur', 'Decide for the holder', {
              outcome: 'lost',
            }),
          ]
        : []
    case 'customer':
    case 'subscription':
    case 'payment_method':
      return [act('decline', 'Refuser le prochain débit', 'Decline the next charge')]
    case 'payout': {
      const { id } = object as Stripe.Payout
      return status === 'failed' || status === 'canceled'
        ? []
        : [act('payout', 'La banque le renvoie', 'The bank sends it back', { fails: id })]
    }
    default:
      return []
  }
}
