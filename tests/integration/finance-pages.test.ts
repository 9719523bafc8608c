// The books' pages as finance uses them: what is booked is opened by its figures, what a form refuses
// says why, and every act and look leaves a line in the audit trail.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { openBankLines } from '#finance/bank/store-lines'
import { bookTransactions } from '#finance/book-transaction'
import { sealBooks } from '#finance/seal-books'
import { raiseException } from '#finance/store-exceptions'
import { listExports } from '#finance/store-exports'
import { transactionOf } from '#finance/store-ledger'
import { lastSeal } from '#finance/store-seals'
import { type CustomerId, prefixedId } from '#kernel/ids'
import { instant } from '#kernel/time'
import { auditTrail } from '#staff/audit'
import { putCustomer } from '#subscriptions/store'
import { createFinance } from '#web/finance/app.tsx'
import { type TestConsole, type Visitor, visitorAs } from '../support/console.ts'
import { moveOf } from '../support/ledger-world.ts'
import { testTable } from '../support/table.ts'
import { wholeConsole } from '../support/whole-console.ts'

const customerId: CustomerId = prefixedId('customer', '01ana')
const path = '/console/finance'
let table: Table
let close: () => Promise<void>
let world: TestConsole
let visitor: Visitor

beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
  world = wholeConsole(table)
  visitor = await visitorAs(world, 'finance')
  const { clock, publication } = world.deps
  const at = instant(clock())
  await putCustomer(table, {
    ...{ id: customerId, readerId: prefixedId('reader', '1ana'), name: 'Ana Relieuse' },
    ...{ locale: 'fr', createdAt: at, updatedAt: at, version: 1 },
  })
  const paid = moveOf(9, '2026-11-20', {
    label: 'Encaissement ch_ana',
    postings: [
      { account: '517100', cents: 9726 },
      { account: '627800', cents: 174 },
      { account: '411000', auxiliary: customerId, cents: -9900 },
    ],
  })
  await bookTransactions(world.deps, [moveOf(1, '2026-11-05'), paid])
  await sealBooks({ ...world.deps, financeStaff: async () => [], publication })
  await bookTransactions(world.deps, [moveOf(3, '2026-11-21')])
})
afterAll(() => close())

const acts = async () => (await auditTrail(world.deps)).lines.map(({ act }) => act)

describe('every figure', () => {
  it('opens the lines that make it: balance, account, entry, customer', async () => {
    const balance = await visitor.get(`${path}/balance?month=2026-11`)
    expect(balance.text).toContain(`${path}/accounts/411000?month=2026-11`)
    const account = await visitor.get(`${path}/accounts/411000?month=2026-11`)
    expect(account.text).toContain(`${path}/transactions/txn_00009`)
    expect(account.text).toContain('Ana Relieuse')
    const entry = await visitor.get(`${path}/transactions/txn_00009`)
    expect(entry.text).toContain('écriture 3')
    const customer = await visitor.get(`${path}/customers/${customerId}`)
    expect(customer.text).toContain('dus au client')
    expect(await acts()).toContain('account.looked')
  })

  it('stands in the journal, sealed or not, in the language of who reads', async () => {
    const journal = await visitor.get(`${path}/journal?month=2026-11`)
    expect(journal.text).toContain('pas encore scellée')
    expect(journal.text).toContain('Encaissement ch_ana')
    await visitor.post('/console/locale', { locale: 'en', next: path })
    const english = await visitor.get(`${path}/journal?month=2026-11`)
    expect(english.text).toContain('not sealed yet')
    await visitor.post('/console/locale', { locale: 'fr', next: path })
  })

  it('is found by its source alone', async () => {
    const found = await visitor.get(`${path}/journal?q=txn_00009`)
    expect([found.status, found.location]).toEqual([303, `${path}/transactions/txn_00009`])
    const none = await visitor.get(`${path}/journal?q=txn_nothing`)
    expect(none.text).toContain('Aucune écriture n’a pour source')
  })
})

describe('an entry made by hand', () => {
  const entry = (id: string, credit: string) => ({
    ...{ id, kind: 'other', date: '2026-11-30', piece: 'F-12', label: 'Frais', reason: 'Oubli' },
    ...{ account: ['627000', '580000'], auxiliary: ['', ''], debit: ['12,00', ''] },
    credit: ['', credit],
  })

  it('is refused with its difference, and keeps what was typed', async () => {
    const answer = await visitor.post(`${path}/entry`, entry('je_1', '11,00'))
    expect(answer.status).toBe(422)
    expect(answer.text).toMatch(/il manque 1,00\s€ au crédit/)
    expect(answer.text).toContain('value="11,00"')
  })

  it('is booked once however often the form is sent, and taken back by another', async () => {
    const first = await visitor.post(`${path}/entry`, entry('je_2', '12,00'))
    const again = await visitor.post(`${path}/entry`, entry('je_2', '12,00'))
    expect([first.location, again.location]).toEqual([
      `${path}/transactions/je_2?done=entered`,
      `${path}/transactions/je_2?done=entered-already`,
    ])
    const silent = await visitor.post(`${path}/transactions/je_2/reverse`, { reason: ' ' })
    expect(silent.status).toBe(422)
    const back = await visitor.post(`${path}/transactions/je_2/reverse`, { reason: 'Doublon' })
    expect(back.location).toBe(`${path}/transactions/je_2?done=reversed`)
    const page = await visitor.get(`${path}/transactions/je_2`)
    expect(page.text).toContain('je_2%3Areversed')
    expect(await acts()).toEqual(expect.arrayContaining(['entry.made', 'entry.reversed']))
  })
})

describe('an exception', () => {
  it('that was settled is not settled again by an entry from a page that was open', async () => {
    const { exception } = await raiseException(world.deps, {
      ...{ kind: 'drift', about: 'txn_twice', cents: 1_200, date: '2026-11-20' },
    })
    const at = `${path}/exceptions/${exception.id}`
    const noted = await visitor.post(at, { way: 'noted', reason: 'Vu avec Stripe' })
    expect(noted.location).toBe(`${at}?done=resolved`)
    const entered = await visitor.post(`${path}/entry`, {
      ...{ id: 'je_late', kind: 'other', date: '2026-11-30', piece: 'F-12', label: 'Frais' },
      ...{ reason: 'Oubli', account: ['627000', '580000'], auxiliary: ['', ''] },
      ...{ debit: ['12,00', ''], credit: ['', '12,00'], exception: exception.id },
    })
    expect(entered.location).toBe(`${at}?done=resolved-already`)
    expect(await transactionOf(table, 'je_late')).toBeUndefined()
  })

  it('is next on the home page, refuses silence, and is settled with a reason', async () => {
    const { exception } = await raiseException(world.deps, {
      ...{ kind: 'taxDiffers', about: 'in_1', cents: 3, date: '2026-11-12' },
    })
    const home = await visitor.get(path)
    expect(home.text).toContain(`${path}/exceptions/${exception.id}`)
    const place = `${path}/exceptions/${exception.id}`
    expect((await visitor.post(place, { way: 'noted' })).status).toBe(422)
    expect((await visitor.post(place, { way: 'nonsense', reason: 'x' })).status).toBe(422)
    const done = await visitor.post(place, { way: 'noted', reason: 'Arrondi de Stripe' })
    expect(done.location).toBe(`${place}?done=resolved`)
    expect((await visitor.get(place)).text).toContain('Arrondi de Stripe')
    expect((await visitor.get(path)).text).not.toContain(place)
    expect(await acts()).toContain('exception.resolved')
  })
})

describe('the bank', () => {
  const file = (name: string, text: string) => {
    const body = new FormData()
    body.append('file', new File([text], name))
    return body
  }
  const send = async (body: FormData) => {
    body.append('csrf', (await visitor.csrf()) ?? '')
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const url = `${world.deps.siteUrl}${path}/bank`
    const answer = await world.app.request(url, { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text() }
  }

  it('says what is wrong with a file, and takes a right one in once', async () => {
    const pdf = await send(file('releve.pdf', '%PDF-1.4'))
    expect([pdf.status, pdf.text.includes('C’est un PDF')]).toEqual([422, true])
    const empty = await send(new FormData())
    expect([empty.status, empty.text.includes('Choisissez le fichier')]).toEqual([422, true])
    const csv = 'Date;Libellé;Montant\n28/11/2026;VIR STRIPE PAYMENTS;53,00\n'
    expect((await send(file('releve.csv', csv))).text).toContain('Une ligne nouvelle est importée')
    expect((await send(file('releve.csv', csv))).text).toContain('avait déjà été importé')
    const [line] = await openBankLines(table)
    expect((await visitor.get(`${path}/bank/lines/${line?.id}`)).text).toContain('VIR STRIPE')
  })

  it('asks which column is which, and goes on with the same file', async () => {
    const asked = await send(file('x.csv', 'aa;bb;cc\n27/11/2026;VIR STRIPE PAYMENTS;54,00\n'))
    expect(asked.text).toContain('Quelle colonne est laquelle')
    const body = new FormData()
    for (const name of ['fileName', 'content'])
      body.append(name, new RegExp(`name="${name}" value="([^"]*)"`).exec(asked.text)?.[1] ?? '')
    for (const [name, head] of Object.entries({ date: 'aa', text: 'bb', amount: 'cc' }))
      body.append(`column-${name}`, head)
    expect((await send(body)).text).toContain('Une ligne nouvelle est importée')
  })
})

describe('months and seals', () => {
  it('does not close a month that is not over, and says so', async () => {
    const answer = await visitor.post(`${path}/close`, { month: '2026-11' })
    expect([answer.status, answer.text.includes('Ce mois n’est pas fini')]).toEqual([422, true])
  })

  it('recomputes everything, and finds the hash that was kept or says that it is none', async () => {
    const seal = await lastSeal(table)
    const right = await visitor.post(`${path}/seals/verify`, { anchor: seal?.hash ?? '' })
    expect(right.text).toContain('Tout est juste')
    const wrong = await visitor.post(`${path}/seals/verify`, { anchor: '0'.repeat(64) })
    expect(wrong.text).toContain('aucun scellé n’a cette empreinte')
    const typed = await visitor.post(`${path}/seals/verify`, { anchor: 'abc' })
    expect(typed.status).toBe(422)
  })

  it('names what was altered behind its back', async () => {
    const key = { pk: 'LEDGER#txn_00009', sk: 'TX' }
    const item = await table.get(key)
    const transaction = { ...(item?.['transaction'] as object), label: 'Encaissement ch_bob' }
    await table.update(key, { set: { transaction } })
    const found = await visitor.post(`${path}/seals/verify`, {})
    expect(found.text).toContain('Les comptes ont été altérés')
    expect(found.text).toContain('txn_00009')
    await table.update(key, { set: { transaction: item?.['transaction'] } })
  })
})

describe('an export', () => {
  it('is asked for once by one form, and refused with what is wrong with its period', async () => {
    const form = { id: 'xp_1', kind: 'vat', span: 'month', month: '2026-11' }
    const days = { ...form, span: 'days', from: '2026-11-30', to: '2026-11-01' }
    expect((await visitor.post(`${path}/exports`, days)).text).toContain('après le dernier')
    const lot = await visitor.post(`${path}/exports`, { ...form, kind: 'fec' })
    expect(lot.text).toContain('Un FEC couvre un exercice entier')
    expect((await visitor.post(`${path}/exports`, form)).location).toContain('done=export-asked')
    await visitor.post(`${path}/exports`, form)
    expect(await listExports(table, { now: world.deps.clock() })).toHaveLength(1)
    const gone = await visitor.get(`${path}/exports/xp_1/0`)
    expect(gone.location).toBe(`${path}/exports?done=export-gone`)
  })
})

it('lets finance alone land on the books after the sign-in, and shows marketing no way to them', async () => {
  const answer = await (await visitorAs(world, 'marketing')).get('/console')
  expect(answer.text).not.toContain('href="/console/finance"')
  expect((await visitor.get('/console')).text).toContain('href="/console/finance"')
})

it('answers for what is not there with what to do, never with a fault', async () => {
  for (const place of [
    'transactions/nothing',
    'exceptions/ex_nothing',
    'payouts/po_nothing',
    'invoices/in_nothing',
    'customers/cu_nothing',
    'bank/lines/bl_nothing',
    'accounts/nonsense!',
  ])
    expect([place, (await visitor.get(`${path}/${place}`)).status]).toEqual([place, 404])
  for (const query of ['month=2026-13', 'month=x', 'after=%00', 'before=-1', 'q=%27'])
    for (const place of ['journal', 'payouts', 'seals', 'customers', 'vat'])
      expect((await visitor.get(`${path}/${place}?${query}`)).status).toBeLessThan(500)
})

describe('addresses and fields that nobody typed', () => {
  const hostile = [
    ...['x', '%00', '..%2f..%2fetc', 'é'.repeat(40), encodeURIComponent('<script>&"\''), '-1'],
    ...['a'.repeat(3_000), '9'.repeat(400), 'in_x', 'po_x', 'cu_x', 'ex_x', 'bl_x', '0000-00'],
    ...['eyJwayI6IngifQ', 'null', '{}', '2026-13', '9999-12', '0001-01', '%F0%9F%92%A5'],
  ]

  it('are pages that say so, never a fault of ours', async () => {
    const faults: unknown[] = []
    const look = async (url: string) => {
      const { status, text } = await visitor.get(url)
      if (status >= 500 || text.includes('<script>&')) faults.push([url.slice(0, 120), status])
    }
    const app = createFinance(world.deps as never)
    const gets = app.routes.filter(({ method }) => method === 'GET')
    const paths = [...new Set(gets.map((one) => one.path))].filter(
      (one) => one !== '*' && !one.includes('*'),
    )
    const names = ['after', 'q', 'before', 'way', 'exception', 'month', 'done', 'kind']
    const queryOf = (value: string) => names.map((name) => `${name}=${value}`).join('&')
    for (const pathOf of paths.filter((one) => one.includes(':')))
      for (const value of hostile) await look(pathOf.replace(/:\w+(\{[^}]*\})?/g, value))
    const plain = [...paths.filter((one) => !one.includes(':')), `${path}/accounts/411000`]
    for (const pathOf of plain)
      for (const value of hostile.slice(0, 7)) await look(`${pathOf}?${queryOf(value)}`)
    expect(faults).toEqual([])
    // What a refused page had asked for beside it is answered before this one is.
    await visitor.get(path)
  }, 120_000)
})
