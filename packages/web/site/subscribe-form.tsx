// `/subscribe/:plan`: who, where and from which issue. The price is worked out again for the country
// without a script; what was typed is kept; the next page is the order's summary.
import type { Context } from 'hono'
import type { Issue } from '#editorial/issue'
import { listIssues } from '#editorial/store'
import type { Locale } from '#kernel/errors'
import { instant } from '#kernel/time'
import { formatDate, issueNumberText } from '#kernel/typography'
import type { Plan, Subscriptions } from '#publication/plans'
import { beginOrder } from '#subscriptions/begin-order'
import { nextIssueAt } from '#subscriptions/next-issue-at'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { orderToken, readOrderToken } from '#subscriptions/order-link'
import { isDelivered } from '#subscriptions/price'
import { getOrder } from '#subscriptions/store'
import { notFound } from '../shared/errors.tsx'
import { Button, ErrorSummary, emptyForm, type FormState } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'
import { formValues, type SiteDeps, shopOf, viewOf } from './context.ts'
import { publicIssue } from './issues.ts'
import { WhatPart, WherePart, WhoPart } from './order-fields.tsx'
import { planFacts } from './plan-words.ts'
import { quote } from './quote.ts'
import { QuotePart } from './quote-part.tsx'

/** Back issues that can be chosen. */
const backIssues = 8

export async function subscribeFormPage(deps: SiteDeps, c: Context) {
  const { view, plan, sold } = chosenPlan(deps, c)
  const issues = await issuesOffered(deps, { view, plan })
  const form = await formOfOrder(deps, c)
  return c.html(<SubscribeForm view={view} plan={plan} sold={sold} issues={issues} form={form} />)
}

export async function postSubscribeForm(deps: SiteDeps, c: Context) {
  const { view, plan, sold } = chosenPlan(deps, c)
  const values = await formValues(c)
  const issues = await issuesOffered(deps, { view, plan })
  const again = (form: FormState) => (
    <SubscribeForm view={view} plan={plan} sold={sold} issues={issues} form={form} />
  )
  if (values['act'] === 'price') return c.html(again({ values, errors: {} }))
  const outcome = await beginOrder(deps, {
    locale: view.locale,
    form: orderForm(plan, values),
  })
  if (outcome.kind === 'closed') throw notFound(noSuchPlan)
  if (outcome.kind === 'refused')
    return c.html(again({ values, errors: inOrder(outcome.fields) }), 422)
  const token = orderToken(deps.signingKeys, {
    customerId: outcome.order.customerId,
    orderId: outcome.order.id,
  })
  return c.redirect(localPath(view.locale, `/order/${token}`), 303)
}

/** As the fields stand on the page. */
function inOrder(errors: FormState['errors']): FormState['errors'] {
  const place = (name: string) => (fieldOrder.indexOf(name) + 1 || fieldOrder.length + 1) - 1
  const sorted = Object.entries(errors).sort(([a], [b]) => place(a) - place(b))
  return Object.fromEntries(sorted)
}

const fieldOrder: readonly string[] = [
  ...['email', 'name', 'company', 'vatNumber', 'country', 'postcode'],
  ...['country', 'recipient', 'detail', 'building', 'street', 'place', 'postcode', 'town'].map(
    (part) => `delivery.${part}`,
  ),
  ...['issueNumber', 'quantity'],
]

/** The plan of the address; every amount comes from it, never from the form. */
function chosenPlan(deps: SiteDeps, c: Context) {
  const { sold } = shopOf(deps)
  const plan = sold.plans.find(({ id }) => id === c.req.param('plan'))
  if (!plan) throw notFound(noSuchPlan)
  return { view: viewOf(deps, c), plan, sold }
}

const noSuchPlan = {
  fr: 'Cette offre n’existe pas, ou plus. Voyez celles du moment à la page «\u202fS’abonner\u202f».',
  en: 'There is no such offer, or no more. The page “Subscribe” has those of today.',
}

/** What was said before, when one comes back from the summary to change it. */
async function formOfOrder(deps: SiteDeps, c: Context): Promise<FormState> {
  const token = c.req.query('order')
  const ref = token && readOrderToken(deps.signingKeys, { token, now: deps.clock() })
  const order = ref ? await getOrder(deps.table, ref) : undefined
  return order ? { values: valuesOf(order), errors: {} } : emptyForm
}

function valuesOf({ buyer, delivery, quantity, firstIssue }: Order): Record<string, string> {
  const { email, name, company = '', vatNumber = '', country, postcode = '' } = buyer
  const address = Object.entries(delivery ?? {}).map(([part, text]) => [`delivery.${part}`, text])
  return {
    ...{ email, name, company, vatNumber, country, postcode },
    ...Object.fromEntries(address),
    quantity: String(quantity),
    issueNumber: String(firstIssue),
  }
}

/** Of a single issue those on sale, the next one last; else the one a subscription begins with. */
async function issuesOffered(
  deps: SiteDeps,
  { view, plan }: { view: View; plan: Plan },
): Promise<Issue[]> {
  const all = (await listIssues(deps.table)).map(publicIssue)
  const next = await nextIssueAt(deps, instant(view.now))
  const coming = all.filter(({ number }) => number === next)
  if (plan.kind !== 'single') return coming
  const back = all.filter(({ number, status }) => number < next && status === 'published')
  return [...back.slice(-backIssues), ...coming]
}

/** Copies for oneself go to the company, or to the person. */
function orderForm(plan: Plan, values: Readonly<Record<string, string>>): OrderForm {
  const of = (name: string) => values[name] ?? ''
  const company = of('company').trim()
  const recipient = of('delivery.recipient').trim()
  const detail = of('delivery.detail').trim()
  return {
    planId: plan.id,
    quantity: values['quantity'],
    ...{ email: of('email'), name: of('name'), company, vatNumber: of('vatNumber') },
    issueNumber: values['issueNumber'],
    ...(isDelivered(plan.edition)
      ? {
          delivery: {
            recipient: recipient || company || of('name'),
            detail: detail || (recipient === '' && company !== '' ? of('name') : ''),
            building: of('delivery.building'),
            street: of('delivery.street'),
            place: of('delivery.place'),
            postcode: of('delivery.postcode'),
            town: of('delivery.town'),
            country: of('delivery.country'),
          },
        }
      : { country: of('country'), postcode: of('postcode') }),
  }
}

type SubscribeFormProps = {
  view: View
  plan: Plan
  sold: Subscriptions
  issues: readonly Issue[]
  form: FormState
}

export function SubscribeForm({ view, plan, sold, issues, form }: SubscribeFormProps) {
  const { locale } = view
  const price = quote({ view, plan, sold, values: form.values })
  return (
    <Page view={view} title={plan.name[locale]} hasOtherLocale={form === emptyForm}>
      <header class="page-head">
        <p class="kicker">
          <a href={localPath(locale, '/subscribe')}>{say(locale, 'S’abonner', 'Subscribe')}</a>
        </p>
        <h1 class="title">{plan.name[locale]}</h1>
        <p class="standfirst">{plan.description[locale]}</p>
      </header>
      <ErrorSummary form={form} locale={locale} />
      <form class="form order-form order" method="post" novalidate>
        <div class="order-fields">
          <WhoPart locale={locale} form={form} />
          <WherePart locale={locale} form={form} plan={plan} sold={sold} />
          <WhatPart locale={locale} form={form} plan={plan} issues={issues} />
        </div>
        <aside class="order-side" aria-label={say(locale, 'Prix', 'Price')}>
          <QuotePart view={view} quote={price} />
          <ul class="offer-facts">
            {beginsWith(plan, issues, locale).map((fact) => (
              <li>{fact}</li>
            ))}
            {planFacts(plan, locale).map((fact) => (
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

/** `Commence avec le N° 131, prévu le 1er décembre 2026`. */
function beginsWith(plan: Plan, issues: readonly Issue[], locale: Locale): string[] {
  const [first] = issues
  if (plan.kind !== 'term' || !first) return []
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
