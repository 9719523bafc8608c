// The account's small acts: a copy that did not come, the page for the means of payment.
import { idSchema } from '#kernel/ids'
import { claimCopy } from '#subscriptions/claim-copy'
import { getSubscription } from '#subscriptions/store'
import { localPath } from '../../shared/locale.ts'
import { formValues, shopOf } from '../context.ts'
import { signedIn, streamOf } from './frame.tsx'
import { checkAccountCsrf } from './session.ts'

export const postClaim = signedIn(async (deps, c, visit) => {
  const values = await formValues(c)
  checkAccountCsrf(deps, c, values)
  const { ref } = await streamOf(deps, visit, values['stream'])
  const number = /^[1-9]\d{0,4}$/.test(values['number'] ?? '') ? Number(values['number']) : 0
  const outcome = await claimCopy(deps, { ref, number, by: 'reader' })
  const isAgain = outcome.kind === 'claimed' && outcome.isAgain
  const done = isAgain ? 'claimedAgain' : outcome.kind
  return c.redirect(localPath(visit.view.locale, `/account?done=${done}`), 303)
})

/** Stripe's page for the means of payment, of a subscription that is still paid. */
export const postCard = signedIn(async (deps, c, { view, held }) => {
  const values = await formValues(c)
  checkAccountCsrf(deps, c, values)
  const back = localPath(view.locale, '/account')
  const id = idSchema('subscription').safeParse(values['subscription'])
  const { customerId } = held
  const subscription =
    id.success && customerId !== undefined
      ? await getSubscription(deps.table, { customerId, subscriptionId: id.data })
      : undefined
  const stripeCustomerId = subscription?.stripe?.customerId
  if (stripeCustomerId === undefined || subscription?.status === 'ended')
    return c.redirect(`${back}?done=noCard`, 303)
  const returnUrl = deps.siteUrl + back
  const { url } = await shopOf(deps).payments.portal({ stripeCustomerId, returnUrl })
  return c.redirect(url, 303)
})
