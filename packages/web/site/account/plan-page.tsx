// `/account/plan/:subscription`: the plans that may take the place of this one; the order's form and
// summary say the rest, with what of the old contract is given back.
import { idSchema } from '#kernel/ids'
import { formatEuros } from '#kernel/typography'
import type { Plan } from '#publication/plans'
import { getSubscription } from '#subscriptions/store'
import { statusOf } from '#subscriptions/subscription'
import { notFound } from '../../shared/errors.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { shopOf } from '../context.ts'
import { planFacts } from '../plan-words.ts'
import { AccountPage, signedIn } from './frame.tsx'

export const planPage = signedIn(async (deps, c, { view, held }) => {
  const { sold } = shopOf(deps)
  const { locale } = view
  const id = idSchema('subscription').safeParse(c.req.param('subscription'))
  const { customerId } = held
  const subscription =
    id.success && customerId !== undefined
      ? await getSubscription(deps.table, { customerId, subscriptionId: id.data })
      : undefined
  if (!subscription || statusOf(subscription) === 'ended' || subscription.isGift)
    throw notFound(nothingToChange)
  const plans = sold.plans.filter(
    ({ kind, id: planId }) => kind !== 'single' && planId !== subscription.planId,
  )
  return c.html(
    <AccountPage
      view={view}
      title={say(locale, 'Changer d’offre', 'Change the plan')}
      lead={say(
        locale,
        `Vous avez «\u202f${subscription.terms.name.fr}\u202f». La nouvelle offre commence au prochain numéro\u202f; ce qui reste de l’ancienne vous est remboursé.`,
        `You have “${subscription.terms.name.en}”. The new plan begins with the next issue; what is left of the old one is given back to you.`,
      )}
    >
      <ul class="plain offers">
        {plans.map((plan) => (
          <li class="offer">
            <PlanText plan={plan} locale={locale} />
            <div class="offer-price">
              <p class="price">{formatEuros(plan.priceCents, locale)}</p>
              <p>
                <a
                  class="button"
                  href={localPath(locale, `/subscribe/${plan.id}?replaces=${subscription.id}`)}
                >
                  {say(locale, 'Choisir', 'Choose')}
                  <span class="visually-hidden">
                    {say(locale, `\u202f: ${plan.name.fr}`, `: ${plan.name.en}`)}
                  </span>
                </a>
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p class="actions">
        <a class="button" href={localPath(locale, '/account')}>
          {say(locale, 'Garder mon offre', 'Keep my plan')}
        </a>
      </p>
    </AccountPage>,
  )
})

function PlanText({ plan, locale }: { plan: Plan; locale: 'fr' | 'en' }) {
  return (
    <div>
      <h2 class="heading">{plan.name[locale]}</h2>
      <p class="offer-about">{plan.description[locale]}</p>
      <ul class="offer-facts">
        {planFacts(plan, locale).map((fact) => (
          <li>{fact}</li>
        ))}
      </ul>
    </div>
  )
}

const nothingToChange = {
  fr: 'Cet abonnement ne peut pas être remplacé par une autre offre. Revenez à la page de votre compte.',
  en: 'This subscription cannot be replaced by another plan. Go back to the page of your account.',
}
