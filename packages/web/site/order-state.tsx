// An order once its button was pressed, or its time ran out: where the payment stands, in a sentence,
// what to do, and the contract as it was ordered.
import type { Locale, Sentence } from '#kernel/errors'
import { dateOf, type Instant, instant } from '#kernel/time'
import { contractSummary, partiesSummary } from '#subscriptions/contract-summary'
import type { Order } from '#subscriptions/order'
import type { Subscription } from '#subscriptions/subscription'
import { formatDate } from '../shared/format.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { Flash, type FlashMessage, Status, type StatusTone } from '../shared/parts.tsx'
import type { View } from '../shared/view.ts'
import { LeaveLinks } from './leave/leave-links.tsx'
import { Act, type OrderAct } from './order-act.tsx'
import { SummaryList } from './order-summary.tsx'
import { PriceTable } from './quote-part.tsx'

type OrderStateProps = {
  view: View
  order: Order
  token: string
  /** The reader comes back from Stripe's page, having paid there. */
  isBack: boolean
  firstIssueDate: string | undefined
  flash?: FlashMessage
  /** What a paid order became. */
  subscription?: Subscription | undefined
}

export function OrderState(props: OrderStateProps) {
  const { view, order, token, firstIssueDate, flash } = props
  const { locale, publication } = view
  const words = wordsOf(props)
  const context = { publication, locale, firstIssueDate }
  return (
    <Page view={view} title={words.title[locale]} isPrivate>
      <header class="page-head">
        <p>
          <Status tone={words.tone}>{words.state[locale]}</Status>
        </p>
        <h1 class="title">{words.title[locale]}</h1>
        <p class="standfirst">{words.lead[locale]}</p>
        <Act view={view} order={order} token={token} act={words.act} />
      </header>
      <Flash message={flash} locale={locale} />
      {words.act !== 'again' && (
        <div class="order">
          <div>
            <section class="order-part" aria-labelledby="contract-title">
              <h2 class="subheading order-part-head" id="contract-title">
                {say(locale, 'Le contrat', 'The contract')}
              </h2>
              <SummaryList lines={contractSummary(order, context)} />
            </section>
            <section class="order-part" aria-labelledby="parties-title">
              <h2 class="subheading order-part-head" id="parties-title">
                {say(locale, 'Pour qui et où', 'For whom and where')}
              </h2>
              <SummaryList lines={partiesSummary(order, locale)} />
            </section>
          </div>
          <section class="order-side" aria-labelledby="price-title">
            <h2 class="subheading" id="price-title">
              {say(locale, 'Prix', 'Price')}
            </h2>
            <PriceTable view={view} price={order.price} promotion={order.promotion} />
            <p class="small">
              {say(locale, 'Commande ', 'Order ')}
              {order.id}
              {order.proof && (
                <>
                  {say(locale, ', passée le ', ', placed on ')}
                  {formatDate(dateOf(order.proof.at, publication.zone), locale)}
                </>
              )}
              .{' '}
              {order.stripe.invoiceId !== undefined && (
                <>
                  <a href={localPath(locale, `/account/papers/${order.stripe.invoiceId}.pdf`)}>
                    {say(locale, 'Facture', 'Invoice')}
                  </a>
                  {', '}
                </>
              )}
              <a href={localPath(locale, '/terms')}>
                {say(locale, 'Conditions de vente', 'Terms of sale')}
              </a>
            </p>
            <LeaveLinks view={view} order={order} token={token} subscription={props.subscription} />
          </section>
        </div>
      )}
    </Page>
  )
}

type Words = {
  tone: StatusTone
  state: Sentence
  title: Sentence
  lead: Sentence
  act: OrderAct
}

function wordsOf({ order, isBack, view, subscription }: OrderStateProps): Words {
  const now = instant(view.now)
  switch (order.status) {
    case 'paid':
      return subscription ? ofSubscription(order, subscription) : paid(order)
    case 'provisional':
      return provisional
    case 'failed':
      return failed
    case 'expired':
    case 'recapped':
      return expired
    case 'placed':
      if (isBack) return waiting
      return canStillPay(order, now) ? unpaid : expired
  }
}

function canStillPay({ checkout }: Order, now: Instant): boolean {
  return checkout !== undefined && checkout.expiresAt > now
}

function ofSubscription(order: Order, { status }: Subscription): Words {
  if (status === 'pastDue') return pastDue
  return status === 'ended' ? ended : paid(order)
}

const pastDue: Words = {
  tone: 'bad',
  state: { fr: 'Renouvellement impayé', en: 'Renewal unpaid' },
  title: { fr: 'Le renouvellement n’a pas été payé', en: 'The renewal was not paid' },
  lead: {
    fr: 'La banque l’a refusé. Si votre carte a changé, indiquez la nouvelle\u202f: le paiement sera présenté de nouveau. Les numéros déjà payés vous restent dus.',
    en: 'The bank refused it. If your card has changed, give the new one: the payment will be presented again. Issues already paid stay owed to you.',
  },
  act: 'card',
}

const ended: Words = {
  tone: 'none',
  state: { fr: 'Terminé', en: 'Ended' },
  title: { fr: 'Cet abonnement est terminé', en: 'This subscription has ended' },
  lead: {
    fr: 'Plus rien n’est prélevé. Vous pouvez vous réabonner quand vous voulez.',
    en: 'Nothing is charged any more. You can subscribe again whenever you like.',
  },
  act: 'offers',
}

function paid(order: Order): Words {
  const { buyer, gift } = order
  return {
    tone: 'good',
    state: { fr: 'Payé', en: 'Paid' },
    title: paidTitle(order),
    lead: gift
      ? {
          fr: `Le paiement est accepté. La confirmation part à ${buyer.email}. ${tellingText(gift, 'fr')}`,
          en: `The payment is accepted. The confirmation goes to ${buyer.email}. ${tellingText(gift, 'en')}`,
        }
      : {
          fr: `Le paiement est accepté. La confirmation, avec tout le contrat, part à ${buyer.email}\u202f: gardez-la.`,
          en: `The payment is accepted. The confirmation, with the whole contract, goes to ${buyer.email}: keep it.`,
        },
    act: gift && gift.recipientEmail === undefined ? 'giftCard' : 'account',
  }
}

function paidTitle({ terms, gift }: Order): Sentence {
  if (gift)
    return {
      fr: `C’est offert à ${gift.recipientName}`,
      en: `It is given to ${gift.recipientName}`,
    }
  return terms.kind === 'single'
    ? { fr: 'C’est commandé', en: 'It is ordered' }
    : { fr: 'Votre abonnement est confirmé', en: 'Your subscription is confirmed' }
}

/** When the recipient is told, and by whom. */
function tellingText(gift: NonNullable<Order['gift']>, locale: Locale): string {
  const { recipientName: name, recipientEmail: email, startsOn } = gift
  if (email === undefined)
    return say(
      locale,
      `C’est à vous de l’annoncer à ${name}.`,
      `Announcing it to ${name} is up to you.`,
    )
  if (startsOn === undefined)
    return say(
      locale,
      `Nous l’annonçons à ${name} maintenant, à l’adresse ${email}.`,
      `We tell ${name} now, at ${email}.`,
    )
  const day = formatDate(startsOn, locale)
  return say(
    locale,
    `Nous l’annonçons à ${name} le ${day}, à l’adresse ${email}.`,
    `We tell ${name} on ${day}, at ${email}.`,
  )
}

const provisional: Words = {
  tone: 'calm',
  state: { fr: 'Prélèvement en cours', en: 'Debit under way' },
  title: { fr: 'Le prélèvement est en route', en: 'The debit is on its way' },
  lead: {
    fr: 'Un prélèvement SEPA met quelques jours ouvrés à aboutir. L’abonnement commence dès qu’il est encaissé, et nous vous l’écrivons. Il n’y a rien à faire.',
    en: 'A SEPA debit takes a few working days. The subscription begins once it is collected, and we write to you then. There is nothing to do.',
  },
  act: 'none',
}

const waiting: Words = {
  tone: 'calm',
  state: { fr: 'En attente de confirmation', en: 'Waiting for confirmation' },
  title: { fr: 'Nous attendons la confirmation', en: 'We are waiting for the confirmation' },
  lead: {
    fr: 'Vous revenez de la page de paiement\u202f; la banque ne nous a pas encore répondu. C’est souvent l’affaire de quelques secondes. Ne payez pas une seconde fois\u202f: un message confirmera l’abonnement.',
    en: 'You come back from the payment page; the bank has not answered us yet. It is often a matter of seconds. Do not pay a second time: a message will confirm the subscription.',
  },
  act: 'look',
}

const unpaid: Words = {
  tone: 'warn',
  state: { fr: 'Pas encore payé', en: 'Not paid yet' },
  title: { fr: 'Il reste à payer', en: 'It remains to be paid' },
  lead: {
    fr: 'La commande est passée, le paiement n’est pas fait. La page de paiement reste ouverte un jour\u202f; ensuite la commande s’annule d’elle-même et rien n’est dû.',
    en: 'The order is placed but not paid. The payment page stays open for a day; after that the order is cancelled by itself and nothing is due.',
  },
  act: 'pay',
}

const failed: Words = {
  tone: 'bad',
  state: { fr: 'Paiement refusé', en: 'Payment refused' },
  title: { fr: 'Le paiement n’a pas abouti', en: 'The payment did not go through' },
  lead: {
    fr: 'La banque l’a refusé. Rien n’a été débité et rien n’est dû. Recommencez avec un autre moyen de paiement\u202f: ce que vous aviez indiqué est gardé.',
    en: 'The bank refused it. Nothing was taken and nothing is due. Start again with another means of payment: what you had filled in is kept.',
  },
  act: 'again',
}

const expired: Words = {
  tone: 'none',
  state: { fr: 'Expirée', en: 'Expired' },
  title: { fr: 'Cette commande a expiré', en: 'This order has expired' },
  lead: {
    fr: 'Elle n’a pas été payée à temps. Rien n’a été débité et rien n’est dû. Vous pouvez recommencer\u202f: ce que vous aviez indiqué est gardé.',
    en: 'It was not paid in time. Nothing was taken and nothing is due. You can start again: what you had filled in is kept.',
  },
  act: 'again',
}
