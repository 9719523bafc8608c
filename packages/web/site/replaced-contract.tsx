// The contract that an order is to replace, on the order's form: whose it is, and what of it goes back.
import type { Context } from 'hono'
import type { CustomerId } from '#kernel/ids'
import { idSchema } from '#kernel/ids'
import { formatEuros } from '#kernel/typography'
import { heldBy } from '#subscriptions/account-reader'
import { orderFaults } from '#subscriptions/order-faults'
import { type Replaced, replaceable, replacedNow } from '#subscriptions/replaceable'
import { getCustomer, getOrder } from '#subscriptions/store'
import { getStream } from '#subscriptions/store-streams'
import type { Subscription } from '#subscriptions/subscription'
import type { FormState } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { signedInReader } from './account/session.ts'
import type { SiteDeps } from './context.ts'
import { valuesOf } from './order-values.ts'

/** The customer of who is signed in to the account; undefined of a visitor. */
export async function accountOf(deps: SiteDeps, c: Context): Promise<CustomerId | undefined> {
  const reader = await signedInReader(deps, c)
  return reader && (await heldBy(deps.table, reader.readerIds)).customerId
}

export type ReplacedContract = {
  replaced: Replaced | undefined
  /** What is known of the buyer from the contract; or why it can't be replaced. */
  form: FormState
}

/** What the form shows of it: `given` as it stood in the address or in the form. */
export async function replacedContract(
  deps: SiteDeps,
  given: { id: string; planId: string; account: CustomerId | undefined },
): Promise<ReplacedContract> {
  const id = idSchema('subscription').safeParse(given.id)
  const found = id.success
    ? await replaceable(deps, { ...given, id: id.data })
    : ({ kind: 'refused', because: 'notYours' } as const)
  if (found.kind === 'refused')
    return {
      replaced: undefined,
      form: { values: {}, errors: { replaces: orderFaults[found.because] } },
    }
  const { subscription } = found
  return {
    replaced: await replacedNow(deps, subscription),
    form: { values: { ...(await knownOf(deps, subscription)), replaces: given.id }, errors: {} },
  }
}

/** What the order said, with the addresses as they are by now: both may have changed since. */
async function knownOf({ table }: SiteDeps, subscription: Subscription) {
  const { customerId, orderId, streamId } = subscription
  const [order, customer, stream] = await Promise.all([
    getOrder(table, { customerId, orderId }),
    getCustomer(table, customerId),
    getStream(table, { customerId, streamId }),
  ])
  if (!order) return {}
  const { email = order.buyer.email } = customer ?? {}
  const { delivery = order.delivery } = stream ?? {}
  const place = delivery && { country: delivery.country, postcode: delivery.postcode }
  const buyer = { ...order.buyer, email, ...place }
  const { delivery: _, ...rest } = order
  const now = { ...rest, buyer, ...(delivery ? { delivery } : {}) }
  const { issueNumber: __, promotionCode: ___, ...known } = valuesOf(now)
  return known
}

/** Above the form; without a contract that may be replaced only the fault stands there. */
export function ReplacedPart(props: {
  view: View
  form: FormState
  replaced: Replaced | undefined
}) {
  const { view, form, replaced } = props
  const { locale } = view
  const error = form.errors['replaces']
  if (!replaced && !error) return null
  return (
    <div class="replaced" id="f-replaces" tabindex={-1}>
      {replaced && (
        <>
          <input type="hidden" name="replaces" value={form.values['replaces']} />
          <p class="subheading">
            {say(
              locale,
              `À la place de «\u202f${replaced.planName.fr}\u202f»`,
              `In place of “${replaced.planName.en}”`,
            )}
          </p>
          <p>
            {say(
              locale,
              'Votre contrat actuel prend fin dès que la nouvelle commande est payée, pas avant. ',
              'Your present contract ends once the new order is paid, not before. ',
            )}
            {replaced.gross > 0 &&
              say(
                locale,
                `Ce qui n’en est pas servi vous est rendu\u202f: ${formatEuros(replaced.gross, 'fr')} aujourd’hui.`,
                `What is not served of it goes back to you: ${formatEuros(replaced.gross, 'en')} today.`,
              )}
          </p>
        </>
      )}
      {error && (
        <>
          <p class="error">{error[locale]}</p>
          <p>
            <a href={localPath(locale, '/account')}>
              {say(locale, 'Ouvrir mon compte', 'Open my account')}
            </a>
          </p>
        </>
      )}
    </div>
  )
}
