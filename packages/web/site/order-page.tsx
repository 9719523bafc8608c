// `/order/:token`: the summary before ordering, with the button that binds; once it was pressed the
// same address says where the payment stands. What a webhook told decides, never the way back.
import type { Context } from 'hono'
import { getIssue } from '#editorial/store'
import { instant } from '#kernel/time'
import { contractSummary, partiesSummary } from '#subscriptions/contract-summary'
import type { Order } from '#subscriptions/order'
import { orderUrl, readOrderToken } from '#subscriptions/order-link'
import { placeOrder } from '#subscriptions/place-order'
import { orderButton } from '#subscriptions/price-summary'
import { type Replaced, replacedNow } from '#subscriptions/replaceable'
import { getOrder, getSubscription } from '#subscriptions/store'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { termsVersion } from '#subscriptions/terms'
import { notFound } from '../shared/errors.tsx'
import { Button } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { Flash, type FlashMessage } from '../shared/parts.tsx'
import type { View } from '../shared/view.ts'
import { formValues, type SiteDeps, shopOf, viewOf } from './context.ts'
import { OrderState } from './order-state.tsx'
import { SummaryList } from './order-summary.tsx'
import { PriceTable } from './quote-part.tsx'

export async function orderPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const order = await orderOf(deps, c)
  const token = c.req.param('token') ?? ''
  return c.html(await pageOf(deps, { view, order, token, isBack: c.req.query('back') === 'paid' }))
}

/** The button was pressed: the proof first, then Stripe's page. Pressed again, the same page. */
export async function postOrder(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const order = await orderOf(deps, c)
  const token = c.req.param('token') ?? ''
  const values = await formValues(c)
  if (values['act'] === 'card') return await toPortal(deps, c, { view, order, token })
  const outcome = await placeOrder(
    { ...deps, payments: shopOf(deps).payments, orderUrls: () => urlsOf(deps, { order, token }) },
    {
      customerId: order.customerId,
      orderId: order.id,
      proof: {
        textVersion: `${termsVersion}, ${view.locale}`,
        buttonLabel: orderButton(order, view.locale),
        gross: /^\d{1,9}$/.test(values['gross'] ?? '') ? Number(values['gross']) : 0,
        ip: deps.clientIp(c).slice(0, 64),
        userAgent: (c.req.header('user-agent') ?? '').slice(0, 300),
      },
    },
  )
  if (outcome.kind === 'placed') return c.redirect(outcome.url, 303)
  const flash = notPlaced[outcome.kind]
  if (flash && 'order' in outcome) {
    const shown = { view, order: outcome.order, token, isBack: false, flash }
    return c.html(await pageOf(deps, shown), 409)
  }
  return c.redirect(localPath(view.locale, `/order/${token}`), 303)
}

const otherPrice: FlashMessage = {
  tone: 'bad',
  sentence: {
    fr: 'Rien n’a été commandé\u202f: le prix envoyé n’était pas celui de la commande. Le voici\u202f; relisez, puis confirmez.',
    en: 'Nothing was ordered: the price that was sent is not that of the order. Here it is; read it through, then confirm.',
  },
}

const promotionGone: FlashMessage = {
  tone: 'bad',
  sentence: {
    fr: 'Rien n’a été commandé\u202f: le code promotionnel n’est plus valable, ou n’enlève plus la même somme. Choisissez «\u202fModifier\u202f» pour retirer le code ou en mettre un autre\u202f; le reste est gardé.',
    en: 'Nothing was ordered: the promotion code is no longer valid, or takes off another amount. Choose “Change” to remove the code or put another one; the rest is kept.',
  },
}

const replacedGone: FlashMessage = {
  tone: 'bad',
  sentence: {
    fr: 'Rien n’a été commandé\u202f: l’abonnement que cette commande devait remplacer est terminé, ou une autre commande l’a déjà remplacé. Regardez votre compte avant de recommencer.',
    en: 'Nothing was ordered: the subscription that this order was to replace has ended, or another order has replaced it already. Look at your account before you begin again.',
  },
}

const notPlaced: Readonly<Record<string, FlashMessage | undefined>> = {
  otherPrice,
  promotionGone,
  replacedGone,
}

/** In the language of the order, whatever page it was placed on: always the same for one order. */
function urlsOf(deps: SiteDeps, { order, token }: { order: Order; token: string }) {
  const url = orderUrl({ siteUrl: deps.siteUrl, locale: order.locale, token })
  return { successUrl: `${url}?back=paid`, cancelUrl: url }
}

/** Stripe's page for the means of payment, of an order that became a subscription. */
async function toPortal(
  deps: SiteDeps,
  c: Context,
  { view, order, token }: { view: View; order: Order; token: string },
) {
  const stripeCustomerId = order.stripe.customerId
  const here = localPath(view.locale, `/order/${token}`)
  if (order.status !== 'paid' || !order.terms.renews || !stripeCustomerId)
    return c.redirect(here, 303)
  const returnUrl = `${deps.siteUrl}${here}`
  const { url } = await shopOf(deps).payments.portal({ stripeCustomerId, returnUrl })
  return c.redirect(url, 303)
}

async function orderOf(deps: SiteDeps, c: Context): Promise<Order> {
  const token = c.req.param('token') ?? ''
  const ref = readOrderToken(deps.signingKeys, { token, now: deps.clock() })
  const order = ref && (await getOrder(deps.table, ref))
  if (!order) throw notFound(noSuchOrder)
  return order
}

const noSuchOrder = {
  fr: 'Cette commande n’existe pas, ou n’est plus gardée\u202f: une commande qui n’a pas été payée est effacée au bout d’un mois. Vérifiez l’adresse, ou recommencez à la page «\u202fS’abonner\u202f».',
  en: 'There is no such order, or it is kept no longer: an order that was not paid is deleted after a month. Check the address, or start again on the page “Subscribe”.',
}

type Shown = { view: View; order: Order; token: string; isBack: boolean; flash?: FlashMessage }

async function pageOf(deps: SiteDeps, shown: Shown) {
  const { view, order } = shown
  const isOpen = order.status === 'recapped' && order.validUntil > instant(view.now)
  const [issue, subscription, replaced] = await Promise.all([
    getIssue(deps.table, order.firstIssue),
    order.status === 'paid' ? subscriptionOf(deps, order) : undefined,
    isOpen ? replacedBy(deps, order) : undefined,
  ])
  const firstIssueDate = issue?.coverDate
  return isOpen ? (
    <RecapPage {...shown} firstIssueDate={firstIssueDate} replaced={replaced} />
  ) : (
    <OrderState {...shown} firstIssueDate={firstIssueDate} subscription={subscription} />
  )
}

async function subscriptionOf(deps: SiteDeps, { id, customerId }: Order) {
  return await getSubscription(deps.table, { customerId, subscriptionId: subscriptionIdOf(id) })
}

async function replacedBy(deps: SiteDeps, { customerId, replaces }: Order) {
  if (replaces === undefined) return undefined
  const subscription = await getSubscription(deps.table, { customerId, subscriptionId: replaces })
  return subscription && (await replacedNow(deps, subscription))
}

type RecapProps = Shown & { firstIssueDate: string | undefined; replaced: Replaced | undefined }

function RecapPage({ view, order, token, firstIssueDate, replaced, flash }: RecapProps) {
  const { locale, publication } = view
  const title = say(locale, 'Votre commande', 'Your order')
  const edit = localPath(locale, `/subscribe/${order.planId}?order=${token}`)
  const context = { publication, locale, firstIssueDate, replaced }
  return (
    <Page view={view} title={title} isPrivate>
      <header class="page-head">
        <p class="kicker">
          <span>{say(locale, 'Récapitulatif', 'Summary')}</span>
        </p>
        <h1 class="title">{title}</h1>
        <p class="standfirst">
          {say(
            locale,
            'Relisez, corrigez au besoin. Rien n’est commandé avant le bouton.',
            'Read it through and correct it if need be. Nothing is ordered before the button.',
          )}
        </p>
      </header>
      <Flash message={flash} locale={locale} />
      <div class="order">
        <div>
          <section class="order-part" aria-labelledby="parties-title">
            <div class="order-part-head">
              <h2 class="subheading" id="parties-title">
                {say(locale, 'Pour qui et où', 'For whom and where')}
              </h2>
              <a class="small" href={edit}>
                {say(locale, 'Modifier', 'Change')}
              </a>
            </div>
            <SummaryList lines={partiesSummary(order, locale)} />
          </section>
          <section class="order-part" aria-labelledby="contract-title">
            <div class="order-part-head">
              <h2 class="subheading" id="contract-title">
                {say(locale, 'Le contrat', 'The contract')}
              </h2>
              <a class="small" href={localPath(locale, '/subscribe')}>
                {say(locale, 'Changer d’offre', 'Another offer')}
              </a>
            </div>
            <SummaryList lines={contractSummary(order, context)} />
          </section>
        </div>
        <section class="order-side order-act" aria-labelledby="price-title">
          <h2 class="subheading" id="price-title">
            {say(locale, 'Prix', 'Price')}
          </h2>
          <PriceTable view={view} price={order.price} promotion={order.promotion} />
          <form method="post">
            <input type="hidden" name="gross" value={String(order.price.gross)} />
            <Button tone="primary">{orderButton(order, locale)}</Button>
          </form>
          <OrderNote view={view} order={order} />
        </section>
      </div>
    </Page>
  )
}

function OrderNote({ view, order }: { view: View; order: Order }) {
  const { locale } = view
  return (
    <>
      <p class="small">
        {say(locale, 'En commandant, vous acceptez les ', 'By ordering you accept the ')}
        <a href={localPath(locale, '/terms')}>
          {say(locale, 'conditions de vente', 'terms of sale')}
        </a>
        {say(locale, ` (version ${termsVersion})`, ` (version ${termsVersion})`)}
        {order.terms.renews && (
          <>
            {say(locale, ', où sont reproduits ', ', which reproduce ')}
            <a href={localPath(locale, '/terms#articles')}>
              {say(
                locale,
                'les articles de loi sur la reconduction',
                'the articles of law on renewal',
              )}
            </a>
          </>
        )}
        .
      </p>
      <p class="small">
        {say(
          locale,
          'Le bouton mène à la page de Stripe\u202f: carte bancaire ou prélèvement SEPA. La livraison est comprise.',
          'The button leads to the page of Stripe: card or SEPA direct debit. Delivery is included.',
        )}
      </p>
    </>
  )
}
