// A contract in the account: when it renews and for how much, or that it ends, its means of payment,
// and the ways to change or to leave it.
import type { Contract } from '#subscriptions/account-holding'
import { leaveLabels } from '#subscriptions/leave-labels'
import { Button, CsrfField } from '../../shared/form.tsx'
import { formatDate } from '../../shared/format.tsx'
import { localPath, say } from '../../shared/locale.ts'
import type { View } from '../../shared/view.ts'
import { dayOf, stateOf } from './words.ts'

type ContractProps = {
  view: View
  contract: Contract
  csrf: string
  orderPath: (contract: Contract) => string
}

export function ContractPart(props: ContractProps) {
  const { view, contract } = props
  const { locale, publication } = view
  const place = { locale, zone: publication.zone }
  const { order } = contract
  const bought = dayOf(order.paidAt ?? order.createdAt, place)
  return (
    <>
      <div>
        <dt>{say(locale, 'Contrat', 'Contract')}</dt>
        <dd>
          {stateOf(contract, place).sentence}
          <br />
          <a class="small" href={props.orderPath(contract)}>
            {say(locale, `Commande du ${bought}`, `Order of ${bought}`)}
          </a>
          <Means {...props} />
        </dd>
      </div>
      <Leave {...props} />
    </>
  )
}

/** Stripe's page for the means of payment, of what is still paid. */
function Means({ view, contract, csrf }: ContractProps) {
  const { state, subscription } = contract
  const { locale } = view
  if (!subscription?.stripe || (state.kind !== 'renews' && state.kind !== 'unpaid')) return null
  return (
    <form class="means" method="post" action={localPath(locale, '/account/card')}>
      <CsrfField token={csrf} />
      <Button
        size="small"
        tone={state.kind === 'unpaid' ? 'primary' : 'plain'}
        name="subscription"
        value={subscription.id}
      >
        {state.kind === 'unpaid'
          ? say(locale, 'Payer avec un autre moyen', 'Pay by another means')
          : say(locale, 'Changer le moyen de paiement', 'Change the means of payment')}
      </Button>
    </form>
  )
}

/** The labels of leaving are fixed by law (Code de la consommation, D215-1 and L221-21). */
function Leave({ view, contract }: ContractProps) {
  const { locale } = view
  const { order, subscription, state, withdrawal } = contract
  const mayCancel = state.kind === 'renews' || state.kind === 'unpaid'
  const mayWithdraw = withdrawal.kind !== 'over' && !hasLeft(contract)
  if (!mayCancel && !mayWithdraw) return null
  const ref = subscription?.id ?? order.id
  return (
    <div>
      <dt>
        {state.kind === 'renews'
          ? say(locale, 'Changer, partir', 'Change, leave')
          : say(locale, 'Partir', 'Leave')}
      </dt>
      <dd class="leave">
        {state.kind === 'renews' && !order.gift && subscription && (
          <a href={localPath(locale, `/account/plan/${subscription.id}`)}>
            {say(locale, 'Changer d’offre', 'Change the plan')}
          </a>
        )}
        {mayCancel && (
          <a href={localPath(locale, `/cancel?contract=${ref}`)}>
            {leaveLabels.cancellation.door[locale]}
          </a>
        )}
        {mayWithdraw && (
          <span>
            <a href={localPath(locale, `/withdraw?contract=${ref}`)}>
              {leaveLabels.withdrawal.door[locale]}
            </a>{' '}
            <span class="small">
              {withdrawal.kind === 'until'
                ? say(
                    locale,
                    `jusqu’au ${formatDate(withdrawal.day, 'fr')}`,
                    `until ${formatDate(withdrawal.day, 'en')}`,
                  )
                : say(
                    locale,
                    'jusqu’à quatorze jours après le premier numéro reçu',
                    'until fourteen days after the first issue received',
                  )}
            </span>
          </span>
        )}
      </dd>
    </div>
  )
}

function hasLeft({ state, subscription }: Contract): boolean {
  if (state.kind === 'ended') return true
  return subscription?.leaving?.kind === 'withdrawn'
}
