// A reader's purchase without a browser: the forms of the site posted as its pages would, and paid as
// the outside world pays.
import { kiosqueJson, type RunningStack } from './command.ts'

export type Purchase = {
  plan: string
  email: string
  name: string
  /** More of the form, such as a gift's fields. */
  fields?: Record<string, string>
}

/** Orders and pays by card; ends when Stripe's event was applied. Returns the order's page. */
export async function buy(stack: RunningStack, folder: string, what: Purchase): Promise<string> {
  const order = await post(stack, `/subscribe/${what.plan}`, {
    ...{ email: what.email, name: what.name },
    'delivery.street': '12 rue de l’Exemple',
    'delivery.postcode': '69001',
    'delivery.town': 'Lyon',
    'delivery.country': 'FR',
    ...what.fields,
  })
  const page = await (await fetch(new URL(order, stack.siteUrl))).text()
  const gross = /name="gross" value="(\d+)"/.exec(page)?.[1]
  if (gross === undefined) throw new Error(`No price on ${order}`)
  const pay = await post(stack, order, { gross })
  const session = new URL(pay, stack.siteUrl).pathname.split('/').at(-1) ?? ''
  await kiosqueJson(folder, 'sandbox', 'stripe', 'pay', session)
  for (let attempt = 0; !(await isPaid(stack, order)); attempt++) {
    if (attempt > 200) throw new Error('The purchase was never confirmed')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return order
}

async function isPaid({ siteUrl }: RunningStack, order: string): Promise<boolean> {
  const page = await (await fetch(new URL(order, siteUrl))).text()
  return !/name="gross"|Nous attendons|We are waiting/.test(page)
}

async function post({ siteUrl }: RunningStack, path: string, fields: Record<string, string>) {
  const answer = await fetch(new URL(path, siteUrl), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  if (answer.status !== 303) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.headers.get('location') ?? ''
}
