// A plan in words: what one gets, for how long, what comes after.
import type { Locale } from '#kernel/errors'
import { dateOf, instant } from '#kernel/time'
import type { Plan } from '#publication/plans'
import { type Price, priceOf } from '#subscriptions/price'
import { say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'

/** One copy for a consumer in mainland France today; undefined without a rate there. */
export function mainlandPrice(view: View, plan: Plan): Price | undefined {
  const { publication, now } = view
  const { subscriptions, identity, zone } = publication
  if (!subscriptions) return undefined
  const priced = priceOf({
    plan,
    quantity: 1,
    territory: { kind: 'france' },
    buyer: { kind: 'consumer' },
    date: dateOf(instant(now), zone),
    cppap: identity.cppap,
    union: subscriptions.union,
  })
  return priced.kind === 'price' ? priced.price : undefined
}

/** The offer's points: issues and duration, double and special ones, what comes after. */
export function planFacts(plan: Plan, locale: Locale): string[] {
  return [whatOneGets(plan, locale), ...doubles(plan, locale), renewalOf(plan, locale)]
}

/** `6 numéros sur douze mois environ`. */
export function whatOneGets(plan: Plan, locale: Locale): string {
  switch (plan.kind) {
    case 'term':
      return say(
        locale,
        `${plan.issues} numéros, sur ${plan.months} mois environ`,
        `${plan.issues} issues, over about ${plan.months} months`,
      )
    case 'monthly':
      return say(locale, 'La lecture en ligne, mois par mois', 'Reading online, month by month')
    case 'single':
      return say(locale, 'Un seul numéro, au choix', 'One issue, of your choice')
  }
}

function doubles(plan: Plan, locale: Locale): string[] {
  if (plan.kind !== 'term') return []
  const double =
    plan.doubleUses === 1
      ? say(locale, 'Un numéro double compte pour un', 'A double issue counts as one')
      : say(locale, 'Un numéro double compte pour deux', 'A double issue counts as two')
  const special = plan.hasSpecials
    ? say(locale, 'hors-série compris', 'special issues included')
    : say(locale, 'hors-série non compris', 'special issues not included')
  return [`${double}${say(locale, '\u202f; ', '; ')}${special}`]
}

/** What happens at the end, said in the offer, the recap and the confirmation alike. */
export function renewalOf(plan: Plan, locale: Locale): string {
  if (plan.kind === 'single') return say(locale, 'Sans abonnement', 'No subscription')
  if (plan.kind === 'monthly')
    return say(
      locale,
      'Reconduit chaque mois, sans engagement',
      'Renewed each month, with no commitment',
    )
  return plan.renews
    ? say(
        locale,
        'Reconduit tacitement pour la même durée, sauf refus',
        'Renewed tacitly for the same duration, unless refused',
      )
    : say(locale, 'Prend fin tout seul', 'Ends by itself')
}
