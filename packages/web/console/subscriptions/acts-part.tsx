// What staff can do for somebody who subscribes: each act with what it does, in a line.
import { hasRole } from '#staff/member'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import { say } from '#web/shared/locale'
import { type ConsoleContext, refundRoles } from '../context.ts'
import { Part } from '../parts.tsx'

export function ActsPart({ c, shown }: { c: ConsoleContext; shown: SubscriptionView }) {
  const locale = c.get('locale')
  const mayRefund = hasRole(c.get('staff'), ...refundRoles)
  return <ActList c={c} acts={actsOf(shown, { locale, mayRefund })} />
}

export function ActList({ c, acts }: { c: ConsoleContext; acts: readonly Act[] }) {
  if (acts.length === 0) return null
  return (
    <Part title={say(c.get('locale'), 'Pour cette personne', 'For this person')} id="acts">
      <ul class="plain-list">
        {acts.map((act) => (
          <li>
            <a href={act.href}>{act.name}</a> <span class="soft">{act.what}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}

export type Act = { href: string; name: string; what: string }

/** Those that make sense for it as it stands. */
function actsOf(
  { subscription, order, customer, entitlements, served, stream }: SubscriptionView,
  { locale, mayRefund }: { locale: 'fr' | 'en'; mayRefund: boolean },
): Act[] {
  const path = `/console/subscriptions/${subscription.id}`
  const isPosted = subscription.terms.edition !== 'digital'
  const act = (isThere: boolean, href: string, name: string, what: string): Act[] =>
    isThere ? [{ href, name, what }] : []
  const isOver = subscription.status === 'ended'
  return [
    ...act(
      isPosted && served.length > 0,
      `${path}/copy`,
      say(locale, 'Renvoyer un exemplaire', 'Send a copy again'),
      say(locale, 'un numéro qui n’est pas arrivé', 'an issue that did not come'),
    ),
    ...act(
      isPosted && stream?.delivery !== undefined,
      `${path}/delivery`,
      say(locale, 'Changer l’adresse de livraison', 'Change where copies go'),
      say(locale, 'dès le prochain numéro', 'from the next issue on'),
    ),
    ...act(
      customer?.email !== undefined,
      `${path}/email`,
      say(locale, 'Changer l’e-mail', 'Change the e-mail address'),
      say(locale, 'par un lien à la nouvelle adresse', 'by a link to the new address'),
    ),
    ...act(
      order !== undefined && mayRefund && entitlements.length > 0,
      `/console/subscriptions/orders/${subscription.orderId}/refund`,
      say(locale, 'Rembourser', 'Give money back'),
      say(locale, 'tout ou partie d’un paiement', 'all or part of a payment'),
    ),
    ...act(
      !isOver && order !== undefined && subscription.leaving === undefined,
      `${path}/cancel`,
      say(locale, 'Résilier à sa demande', 'Cancel on request'),
      say(locale, 'appel ou lettre', 'a call or a letter'),
    ),
    ...act(
      order?.paidAt !== undefined && subscription.leaving?.kind !== 'withdrawn',
      `${path}/withdraw`,
      say(locale, 'Rétractation à sa demande', 'Withdraw on request'),
      say(locale, 'tout est rendu', 'everything goes back'),
    ),
  ]
}
