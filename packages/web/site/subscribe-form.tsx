// `/subscribe/:plan`: who, where and from which issue. The price is worked out again for country and
// code without a script; what was typed is kept; the next page is the order's summary.
import type { Context } from 'hono'
import type { Locale } from '#kernel/errors'
import { instant } from '#kernel/time'
import { formatDate, issueNumberText } from '#kernel/typography'
import type { Plan, Subscriptions } from '#publication/plans'
import { beginOrder } from '#subscriptions/begin-order'
import { firstIssuesOffered, issuesOnSale } from '#subscriptions/issue-choice'
import { issuesAt } from '#subscriptions/next-issue-at'
import { orderLimits, termsOf } from '#subscriptions/order'
import { orderFaults } from '#subscriptions/order-faults'
import { orderToken, readOrderToken } from '#subscriptions/order-link'
import { promotionFaults } from '#subscriptions/promotion'
import type { Replaced } from '#subscriptions/replaceable'
import { getOrder } from '#subscriptions/store'
import { notFound } from '../shared/errors.tsx'
import { Button, ErrorSummary, emptyForm, Field, type FormState } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { Flash, type FlashMessage } from '../shared/parts.tsx'
import type { View } from '../shared/view.ts'
import { signInFirst } from './account/session.ts'
import { formValues, type SiteDeps, shopOf, viewOf } from './context.ts'
import { GiftPart } from './gift-fields.tsx'
import { type IssuesOffered, WhatPart } from './issue-fields.tsx'
import { publicIssue } from './issues.ts'
import { WherePart, WhoPart } from './order-fields.tsx'
import { inOrder, isGift, orderForm, valuesOf } from './order-values.ts'
import { planFacts } from './plan-words.ts'
import { type Quote, quote } from './quote.ts'
import { QuotePart } from './quote-part.tsx'
import { accountOf, ReplacedPart, replacedContract } from './replaced-contract.tsx'

export async function subscribeFormPage(deps: SiteDeps, c: Context) {
  const chosen = chosenPlan(deps, c)
  const { plan } = chosen
  const asked = { ...linkValues(c, plan), ...(await valuesOfOrder(deps, c)) }
  const id = c.req.query('replaces') ?? asked['replaces']
  if (id === undefined) return c.html(await pageOf(deps, c, { chosen, values: asked }))
  const account = await accountOf(deps, c)
  // Who comes from a link of their own is asked to sign in, and comes back.
  if (account === undefined) return signInFirst(c)
  const { form, replaced } = await replacedContract(deps, { id, planId: plan.id, account })
  const { replaces: _, ...others } = asked
  const values = { ...form.values, ...others, ...(replaced ? { replaces: id } : {}) }
  const { errors } = form
  return c.html(await pageOf(deps, c, { chosen, values, errors, replaced }))
}

export async function postSubscribeForm(deps: SiteDeps, c: Context) {
  const chosen = chosenPlan(deps, c)
  const { view, plan } = chosen
  const values = await formValues(c)
  const account = values['replaces'] ? await accountOf(deps, c) : undefined
  const id = values['replaces']
  const { replaced } = id
    ? await replacedContract(deps, { id, planId: plan.id, account })
    : { replaced: undefined }
  const again = (state: Partial<PageState>) =>
    pageOf(deps, c, { chosen, values, replaced, ...state })
  if (values['act'] === 'price') return c.html(await again({}))
  const ip = deps.clientIp(c)
  const { payments } = shopOf(deps)
  const form = orderForm(plan, values)
  const outcome = await beginOrder(
    { ...deps, payments },
    { locale: view.locale, form, ip, account },
  )
  switch (outcome.kind) {
    case 'closed':
      throw notFound(noSuchPlan)
    case 'tooMany':
      return c.html(await again({ flash: tooMany }), 429)
    case 'refused':
      return c.html(await again({ errors: inOrder(outcome.fields) }), 422)
    case 'begun': {
      const { customerId, id: orderId } = outcome.order
      const token = orderToken(deps.signingKeys, { customerId, orderId })
      return c.redirect(localPath(view.locale, `/order/${token}`), 303)
    }
  }
}

const tooMany: FlashMessage = { tone: 'bad', sentence: orderFaults.tooManyOrders }

type Chosen = { view: View; plan: Plan; sold: Subscriptions }

/** The plan of the address; every amount comes from it, never from the form. */
function chosenPlan(deps: SiteDeps, c: Context): Chosen {
  const { sold } = shopOf(deps)
  const plan = sold.plans.find(({ id }) => id === c.req.param('plan'))
  if (!plan) throw notFound(noSuchPlan)
  return { view: viewOf(deps, c), plan, sold }
}

const noSuchPlan = {
  fr: 'Cette offre n’existe pas, ou plus. Voyez celles du moment à la page «\u202fS’abonner\u202f».',
  en: 'There is no such offer, or no more. The page “Subscribe” has those of today.',
}

/** What a link of ours fills in: `?gift=yes`, `?issue=129`, `?code=NOEL26`. */
function linkValues(c: Context, plan: Plan): Record<string, string> {
  const { gift, issue, code } = c.req.query()
  return {
    ...(gift === 'yes' && plan.giftable ? { gift } : {}),
    ...(issue !== undefined && /^\d{1,5}$/.test(issue) ? { issueNumber: issue } : {}),
    ...(code === undefined ? {} : { promotionCode: code.slice(0, orderLimits.code) }),
  }
}

/** What was said before, when one comes back from the summary to change it. */
async function valuesOfOrder(deps: SiteDeps, c: Context): Promise<Record<string, string>> {
  const token = c.req.query('order')
  const ref = token && readOrderToken(deps.signingKeys, { token, now: deps.clock() })
  const order = ref ? await getOrder(deps.table, ref) : undefined
  return order ? valuesOf(order) : {}
}

type PageState = {
  chosen: Chosen
  values: Readonly<Record<string, string>>
  errors?: FormState['errors']
  replaced?: Replaced | undefined
  flash?: FlashMessage
}

async function pageOf(deps: SiteDeps, c: Context, state: PageState) {
  const { chosen, values, errors = {}, replaced, flash } = state
  const { plan, view } = chosen
  const { payments } = shopOf(deps)
  const [offered, price] = await Promise.all([
    issuesOffered(deps, { view, plan }),
    quote({ ...deps, payments }, { plan, values, ip: deps.clientIp(c) }),
  ])
  const { priced } = price
  const isNoCode = priced.kind === 'noPromotion' && errors['promotionCode'] === undefined
  const codeError: FormState['errors'] = isNoCode
    ? { promotionCode: promotionFaults[priced.because] }
    : {}
  const form: FormState =
    Object.keys(values).length === 0 && Object.keys(errors).length === 0
      ? emptyForm
      : { values, errors: { ...errors, ...codeError } }
  return <SubscribeForm {...chosen} offered={offered} form={form} {...{ price, replaced, flash }} />
}

/** Of a single issue those on sale; of a term those that it may begin with. */
async function issuesOffered(
  deps: SiteDeps,
  { view, plan }: { view: View; plan: Plan },
): Promise<IssuesOffered> {
  const { calendar, dispatched, next } = await issuesAt(deps, instant(view.now))
  const { edition } = plan
  const issues =
    plan.kind === 'single'
      ? issuesOnSale(calendar, { next, dispatched, edition })
      : firstIssuesOffered(calendar, next)
  return { issues: issues.map(publicIssue), next }
}

type SubscribeFormProps = Chosen & {
  offered: IssuesOffered
  form: FormState
  price: Quote
  replaced: Replaced | undefined
  flash: FlashMessage | undefined
}

export function SubscribeForm(props: SubscribeFormProps) {
  const { view, plan, sold, offered, form, price, replaced, flash } = props
  const { locale } = view
  const terms = termsOf(plan, { isGift: isGift(form.values) })
  return (
    <Page view={view} title={plan.name[locale]} hasOtherLocale={form === emptyForm}>
      <header class="page-head">
        <p class="kicker">
          <a href={localPath(locale, '/subscribe')}>{say(locale, 'S’abonner', 'Subscribe')}</a>
        </p>
        <h1 class="title">{plan.name[locale]}</h1>
        <p class="standfirst">{plan.description[locale]}</p>
      </header>
      <Flash message={flash} locale={locale} />
      <ErrorSummary form={form} locale={locale} />
      <form class="form order-form order" method="post" novalidate>
        <div class="order-fields">
          <ReplacedPart view={view} form={form} replaced={replaced} />
          {plan.kind === 'single' && <WhatPart {...{ view, form, plan, offered }} />}
          {!replaced && <GiftPart view={view} form={form} plan={plan} />}
          <WhoPart locale={locale} form={form} />
          <WherePart locale={locale} form={form} plan={plan} sold={sold} />
          {plan.kind !== 'single' && <WhatPart {...{ view, form, plan, offered }} />}
        </div>
        <aside class="order-side" aria-label={say(locale, 'Prix', 'Price')}>
          <QuotePart view={view} quote={price} terms={terms} />
          <CodeField locale={locale} form={form} />
          <ul class="offer-facts">
            {beginsWith(plan, offered, locale).map((fact) => (
              <li>{fact}</li>
            ))}
            {planFacts({ ...plan, renews: terms.renews }, locale).map((fact) => (
              <li>{fact}</li>
            ))}
          </ul>
          <div class="actions">
            <Button tone="primary">
              {say(locale, 'Voir le récapitulatif', 'See the summary')}
            </Button>
            <Button tone="plain" name="act" value="price">
              {say(locale, 'Recalculer le prix', 'Work out the price')}
            </Button>
          </div>
          <p class="small">
            {say(
              locale,
              'Rien n’est commandé ici\u202f: la page suivante montre tout, et vous pourrez encore changer.',
              'Nothing is ordered here: the next page shows all of it, and you can still change it.',
            )}
          </p>
        </aside>
      </form>
    </Page>
  )
}

function CodeField({ locale, form }: { locale: Locale; form: FormState }) {
  return (
    <Field
      locale={locale}
      form={form}
      name="promotionCode"
      label={say(locale, 'Code promotionnel', 'Promotion code')}
      maxlength={orderLimits.code}
      autocomplete="off"
      isOptional
    />
  )
}

/** `Commence avec le N° 131, prévu le 1er décembre 2026`. */
function beginsWith(plan: Plan, { issues }: IssuesOffered, locale: Locale): string[] {
  const [first] = issues
  if (plan.kind !== 'term' || !first || issues.length > 1) return []
  const number = issueNumberText(first.number, locale)
  const date = formatDate(first.coverDate, locale)
  return [
    say(
      locale,
      `Commence avec le ${number}, prévu le ${date}`,
      `Begins with ${number}, planned for ${date}`,
    ),
  ]
}
