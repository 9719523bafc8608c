// Bank statements, payouts and exceptions on the command line, over a sandbox that holds nothing yet.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { camtFile } from '../support/bank-files.ts'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

const finance = (...words: string[]) => kiosque(folder, 'finance', ...words)
const lines = [{ date: '2026-11-09', cents: 12_782, text: 'VIR SEPA STRIPE' }]

it('takes a statement in, says what a person must look at, and settles it', async () => {
  expect(await kiosqueJson(folder, 'finance', 'payouts')).toEqual({ payouts: [] })
  const file = join(folder, 'releve.xml')
  writeFileSync(file, camtFile(lines))
  const first = await kiosqueJson(folder, 'finance', 'bank', 'import', file)
  expect(first).toMatchObject({ newCount: 1, seenCount: 0, stripeCount: 1, isAgain: false })

  const open = await finance('exceptions', '--json')
  expect(open.code).toBe(1)
  const [exception] = JSON.parse(open.stdout).exceptions
  expect(exception).toMatchObject({ kind: 'bankLineUnknown', cents: 12_782 })
  const told = await kiosqueJson<{ ways: { id: string }[] }>(
    ...([folder, 'finance', 'resolve', exception.id] as const),
  )
  expect(told.ways.map(({ id }) => id)).toEqual(['payout', 'wait', 'notOurs', 'entry'])
  const words = ['resolve', exception.id, '--way', 'notOurs']
  expect((await finance(...words, '--reason', 'Une autre activité')).code).toBe(0)
  const reconciled = await finance('reconcile', '--json')
  expect(reconciled.code).toBe(0)
  expect(JSON.parse(reconciled.stdout)).toMatchObject({ ok: true, exceptions: 0 })
})

it('refuses a file that is no statement, and asks for columns that do not say what they are', async () => {
  const file = join(folder, 'releve.pdf')
  writeFileSync(file, '%PDF-1.7')
  const refused = await finance('bank', 'import', file, '--json')
  expect(refused.code).toBe(1)
  expect(JSON.parse(refused.stdout).faults[0].message).toMatch(/PDF/)
  const table = join(folder, 'table.csv')
  writeFileSync(table, 'Jour;Quoi;Valeurs\n09/11/2026;X;1,00\n')
  const asked = await finance('bank', 'import', table)
  expect(asked.code).toBe(1)
  expect(asked.stderr).toMatch(/--columns/)
  const named = ['bank', 'import', table, '--columns', 'date=Jour,amount=Valeurs']
  expect((await finance(...named)).code).toBe(0)
})
