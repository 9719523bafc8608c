// Invoices and credit notes as files: for the address that is signed in its own, for finance all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { booksState } from '#finance/run-books'
import { sellerOf } from '#finance/seller'
import { putInvoice, putNote, putPayment } from '#finance/store-documents'
import type { CustomerId } from '#kernel/ids'
import { plusMs } from '#kernel/time'
import { auditTrail } from '#staff/audit'
import type { Order } from '#subscriptions/order'
import { createAccountPapers } from '#web/papers/account-papers.tsx'
import { type AccountWorld, accountWorld } from '../support/account-world.ts'
import { type Visitor, visitorAs } from '../support/console.ts'
import { paperFaces } from '../support/paper-faces.ts'
import { accountOf, at, domestic } from '../support/paper-world.ts'
import { pdfText } from '../support/pdf-text.ts'
import { siteUrl } from '../support/readers.ts'
import { testTable } from '../support/table.ts'
import { wholeConsole } from '../support/whole-console.ts'

let world: AccountWorld
let close: () => Promise<void>
let serial = 0
beforeAll(async () => {
  const opened = await testTable()
  close = opened.close
  world = await accountWorld(opened.table)
})
afterAll(() => close())

const anAddress = () => `papiers-${++serial}@lecture.example`

/** The books know of the order's invoice, and of a credit note if one is asked for. */
async function documented(order: Order, options: { number?: string; note?: string } = {}) {
  const { number = `F2026-${1_000 + serial}`, note } = options
  const id = `in_${order.id}`
  const account = accountOf({ id, number, customerId: order.customerId, orderId: order.id })
  await putInvoice(world.deps.table, account.invoice)
  for (const payment of account.payments)
    await putPayment(world.deps.table, { ...payment, invoiceId: id })
  if (note !== undefined)
    await putNote(world.deps.table, {
      ...{ id: note, number: `${number}-CN-01`, invoiceId: id, date: '2026-11-20' },
      ...{ createdAt: at('2026-11-20T10:00:00Z'), gross: 1_650, taxes: [domestic(1_650)] },
      ...{ hasTaxes: true, isPaid: true, status: 'issued' },
      lines: [{ what: 'Papier, un an', gross: 1_650 }],
    })
  return id
}

/** Asks for a paper with the cookies of a browser. */
async function ask(path: string, cookies: ReadonlyMap<string, string> = new Map()) {
  const app = createAccountPapers({ ...world.deps, paperFaces })
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return await app.request(new Request(siteUrl + path, { headers: { cookie } }))
}

const textOf = async (answer: Response) =>
  (await pdfText(new Uint8Array(await answer.arrayBuffer())))
    .join('\n')
    .replace(/[\u00a0\u202f]/g, ' ')

describe('for a reader who is signed in', () => {
  it('is their own invoice, as a file with its number, and the same one each time', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    const id = await documented(order, { number: 'F2026-000777' })
    const { cookies } = await world.signedIn(email)
    const answer = await ask(`/account/papers/${id}.pdf`, cookies)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(answer.headers.get('content-disposition')).toContain('facture-F2026-000777.pdf')
    expect(answer.headers.get('cache-control')).toContain('no-store')
    const again = await ask(`/en/account/papers/${id}.pdf`, cookies)
    const [one, two] = [await answer.clone().arrayBuffer(), await again.arrayBuffer()]
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true)
    const text = await textOf(answer)
    expect(text).toContain('Facture F2026-000777')
    expect(text).toContain(order.terms.name.fr)
    expect(text).toContain(`à partir du n° ${order.firstIssue}`)
  })

  it('is a credit note under its invoice', async () => {
    const email = anAddress()
    const id = await documented(await world.bought({ email }), { note: 'cn_given' })
    const { cookies } = await world.signedIn(email)
    const answer = await ask(`/account/papers/${id}/cn_given.pdf`, cookies)
    expect(await textOf(answer)).toContain('16,50 €')
    expect(answer.headers.get('content-disposition')).toContain('avoir-')
  })

  it('is nobody else’s', async () => {
    const id = await documented(await world.bought({ email: anAddress() }), { note: 'cn_other' })
    const email = anAddress()
    await world.bought({ email })
    const { cookies } = await world.signedIn(email)
    for (const path of [`${id}.pdf`, `${id}/cn_other.pdf`]) {
      const answer = await ask(`/account/papers/${path}`, cookies)
      expect(answer.status).toBe(404)
      expect(await answer.text()).toContain('n’est pas dans votre compte')
    }
  })

  it('is not there for an address that bought nothing, or a broken link', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    const id = await documented(order)
    const { cookies } = await world.signedIn(email)
    for (const path of [id, 'in_.pdf', '..pdf', `cn_1.pdf`, `${id}/${id}.pdf`, 'a/b/c.pdf'])
      expect((await ask(`/account/papers/${path}`, cookies)).status, path).toBe(404)
  })

  it('comes in a minute while the books have not read it: a run is asked for', async () => {
    const email = anAddress()
    await world.bought({ email })
    const { cookies } = await world.signedIn(email)
    const answer = await ask('/en/account/papers/in_unread.pdf', cookies)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('on its way')
    const { nextAt } = await booksState(world.deps.table)
    const now = world.clock().toISOString() as Parameters<typeof plusMs>[0]
    expect(nextAt && nextAt <= plusMs(now, 2 * 60_000)).toBe(true)
  })
})

it('asks anybody else for their address first, and leads on to the paper', async () => {
  const answer = await ask('/account/papers/in_1.pdf')
  expect(answer.status).toBe(303)
  expect(answer.headers.get('location')).toBe(
    `/account/sign-in?next=${encodeURIComponent('/account/papers/in_1.pdf')}`,
  )
  const email = anAddress()
  await world.bought({ email })
  const browser = world.browser()
  await browser.post('/account/sign-in', { email, next: '/account/papers/in_1.pdf' })
  const opened = await browser.post(await world.linkIn('mail.accountLink'))
  expect(opened.headers.get('location')).toBe('/account/papers/in_1.pdf')
})

it('keeps the seller that the books copied, whatever the publication says today', async () => {
  const email = anAddress()
  const order = await world.bought({ email })
  const id = `in_kept_${serial}`
  const seller = { ...sellerOf(world.deps.publication), publisher: 'Éditions d’Avant (exemple)' }
  const { invoice } = accountOf({ id, customerId: order.customerId as CustomerId, seller })
  await putInvoice(world.deps.table, invoice)
  const { cookies } = await world.signedIn(email)
  expect(await textOf(await ask(`/account/papers/${id}.pdf`, cookies))).toContain(
    'Éditions d’Avant',
  )
})

describe('for staff', () => {
  let finance: Visitor
  let marketing: Visitor
  beforeAll(async () => {
    finance = await visitorAs(wholeConsole(world.deps.table), 'finance')
    marketing = await visitorAs(wholeConsole(world.deps.table), 'marketing')
  })

  it('opens to finance, which is noted, and not to marketing', async () => {
    const id = await documented(await world.bought({ email: anAddress() }))
    const answer = await finance.get(`/console/finance/papers/${id}.pdf`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    const deps = { ...world.deps, clock: wholeConsole(world.deps.table).deps.clock }
    expect((await auditTrail(deps)).lines).toContainEqual(
      expect.objectContaining({ act: 'paper.seen', subject: id }),
    )
    expect((await marketing.get(`/console/finance/papers/${id}.pdf`)).status).toBe(403)
  })

  it('hands finance the summary of a month, and only of a month', async () => {
    const answer = await finance.get('/console/finance/papers/month/2026-11.pdf')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toContain('comptes-2026-11.pdf')
    for (const path of ['2026-13.pdf', '2026-11', 'x.pdf'])
      expect((await finance.get(`/console/finance/papers/month/${path}`)).status).toBe(404)
  })

  it('says of one that the books do not know that it was asked for', async () => {
    const answer = await finance.get('/console/finance/papers/in_none.pdf')
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('réessayez dans une minute')
  })
})
