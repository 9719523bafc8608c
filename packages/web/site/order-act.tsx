// The one thing to do about an order, as it stands: a button under the sentence that says where.
import { formatEuros } from '#kernel/typography'
import type { Order } from '#subscriptions/order'
import { Button } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'

export type OrderAct =
  | 'none'
  | 'account'
  | 'giftCard'
  | 'offers'
  | 'look'
  | 'pay'
  | 'again'
  | 'card'

export function Act(props: { view: View; order: Order; token: string; act: OrderAct }) {
  const { view, order, token, act } = props
  const { locale } = view
  if (act === 'none') return null
  if (act === 'account')
    return (
      <p class="actions">
        <a class="button" href={localPath(locale, '/account')}>
          {say(locale, 'Ouvrir votre compte', 'Open your account')}
        </a>
      </p>
    )
  if (act === 'giftCard')
    return (
      <p class="actions">
        <a class="button primary" href={localPath(locale, `/order/${token}/card`)}>
          {say(locale, 'Imprimer une carte', 'Print a card')}
        </a>
      </p>
    )
  if (act === 'offers')
    return (
      <p class="actions">
        <a class="button" href={localPath(locale, '/subscribe')}>
          {say(locale, 'Voir les offres', 'See the offers')}
        </a>
      </p>
    )
  if (act === 'look')
    return (
      <p class="actions">
        <a class="button" href={localPath(locale, `/order/${token}?back=paid`)}>
          {say(locale, 'Voir où en est le paiement', 'See where the payment stands')}
        </a>
      </p>
    )
  if (act === 'pay')
    return (
      <p class="actions">
        <a class="button primary" href={order.checkout?.url}>
          {say(
            locale,
            `Payer ${formatEuros(order.price.gross, 'fr')}`,
            `Pay ${formatEuros(order.price.gross, 'en')}`,
          )}
        </a>
      </p>
    )
  if (act === 'card')
    return (
      <form method="post" class="actions">
        <Button tone="primary" name="act" value="card">
          {say(locale, 'Changer le moyen de paiement', 'Change the means of payment')}
        </Button>
      </form>
    )
  return (
    <p class="actions">
      <a
        class="button primary"
        href={localPath(locale, `/subscribe/${order.planId}?order=${token}`)}
      >
        {say(locale, 'Recommencer', 'Start again')}
      </a>
    </p>
  )
}
