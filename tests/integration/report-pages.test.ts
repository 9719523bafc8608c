// The report of a mailing on the console: what was heard of everybody, and the names behind it.
import { expect, it } from 'vitest'
import { minuteMs } from '#kernel/time'
import { testConsole, visitorAs } from '../support/console.ts'
import { aReader, deliveryWorld, type Script } from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'

const addresses = [
  'camille+bounce@example.org',
  'yves+soft@example.org',
  'ines+complaint@example.org',
  'lea+reject@example.org',
  'broken@example.org',
  ...Array.from({ length: 15 }, (_, at) => `lectrice.${at}@example.org`),
]

/** The first call to one of them breaks off before SES has anything. */
const script: Script = ({ to }, call) =>
  to === 'broken@example.org' && call < addresses.length
    ? { kind: 'uncertain', cause: 'reset' }
    : { kind: 'accepted', messageId: `m${call}` }

async function reported() {
  const table = memoryTable()
  const readers = addresses.map((email, at) => aReader(at, { email }))
  const world = await deliveryWorld({ table, readers, script, feedback: {} })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  world.clock.forward(10 * minuteMs)
  const visitor = await visitorAs(testConsole(table), 'marketing')
  const path = `/console/newsletters/${world.newsletterId}/report`
  return { world, visitor, path, mailingId: scheduled.mailing.id }
}

/** The number in the row that begins with these words. */
function count(html: string, name: string): number {
  const row = new RegExp(`<th scope="row">${name}</th><td class="number">(?:<a [^>]*>)?(\\d+)`)
  return Number(row.exec(html)?.[1] ?? Number.NaN)
}

it('shows delivered, bounced, complained and sent again, in French and in English', async () => {
  const { world, visitor, path } = await reported()
  await world.runMinutes(60)
  const french = (await visitor.get(path)).text
  await visitor.post('/console/locale', { locale: 'en', to: path })
  const english = (await visitor.get(path)).text
  for (const [html, names] of [
    [
      french,
      [
        'Acceptés',
        'Incertains',
        'Remis',
        'Refusés par la messagerie',
        'Non remis, pour l’instant',
        'Signalés comme indésirables',
        'Retenus pour leur contenu',
        'Envoyés une seconde fois',
      ],
    ],
    [
      english,
      [
        'Accepted',
        'Uncertain',
        'Delivered',
        'Bounced',
        'Bounced for now',
        'Reported as spam',
        'Held back for their content',
        'Sent a second time',
      ],
    ],
  ] as const)
    expect(names.map((name) => count(html, name))).toEqual([20, 0, 17, 1, 1, 1, 1, 1])
})

it('names who is behind each number', async () => {
  const { world, visitor, path, mailingId } = await reported()
  await world.runMinutes(5)
  const named = async (state: string) =>
    (await visitor.get(`${path}/names?mailing=${mailingId}&state=${state}`)).text
  expect(await named('uncertain')).toContain('broken@example.org')
  await world.runMinutes(55)
  for (const [state, email] of [
    ['bounced', addresses[0]],
    ['bouncedSoft', addresses[1]],
    ['complained', addresses[2]],
    ['rejected', addresses[3]],
    ['sentAgain', addresses[4]],
  ] as const) {
    const html = await named(state)
    for (const address of addresses.slice(0, 5))
      expect(html.includes(address), `${state}: ${address}`).toBe(address === email)
  }
  expect(await named('uncertain')).not.toContain('broken@example.org')
})

it('says in a sentence how it went, what each domain did and when, and traces each name', async () => {
  const { world, visitor, path, mailingId } = await reported()
  await world.runMinutes(60)
  const html = (await visitor.get(path)).text
  expect(html).toContain('Remis à 17 lecteurs sur 20 (85')
  expect(html).toContain('Par messagerie')
  expect(html).toMatch(/<th scope="row">example\.org<\/th>/)
  for (const moment of [
    'Programmé',
    'Destinataires établis',
    'Envoi terminé',
    'Seconds appels faits',
  ])
    expect(html).toContain(moment)
  // Nothing moves any more: the page does not load itself again.
  expect(html).not.toContain('name="live"')
  const names = (await visitor.get(`${path}/names?mailing=${mailingId}&state=bounced`)).text
  expect(names).toContain('550 5.1.1')
  const trace = /href="([^"]+\/report\/trace[^"]+)"/.exec(names)?.[1]?.replaceAll('&amp;', '&')
  const traced = await visitor.get(trace ?? '')
  expect(traced.status).toBe(200)
  for (const step of ['Message pris en charge', 'Refusé pour de bon', 'Adresse bloquée'])
    expect(traced.text).toContain(step)
  await visitor.post('/console/locale', { locale: 'en', to: path })
  expect((await visitor.get(trace ?? '')).text).toContain('Address suppressed')
  expect((await visitor.get(path)).text).toContain('Delivered to 17 of 20 readers (85%)')
})

it('gives a file with a row for every recipient, and none of another mailing', async () => {
  const { world, visitor, path, mailingId } = await reported()
  await world.runMinutes(60)
  const file = await visitor.get(`${path}/all.csv?mailing=${mailingId}&part=1`)
  expect(file.headers.get('content-type')).toContain('text/csv')
  const lines = file.text.trim().split('\r\n')
  expect(lines).toHaveLength(1 + addresses.length)
  for (const address of addresses) expect(file.text).toContain(`;${address};`)
  expect(lines.find((line) => line.includes(addresses[0] ?? ''))).toContain(
    'Refusés par la messagerie',
  )
  for (const query of [
    `mailing=${mailingId}&part=2`,
    `mailing=${mailingId}&part=x`,
    'mailing=ml_1',
  ])
    expect((await visitor.get(`${path}/all.csv?${query}`)).status).toBe(404)
  for (const query of [`mailing=${mailingId}&reader=none`, 'reader=rd_1a00'])
    expect((await visitor.get(`${path}/trace?${query}`)).status).toBe(404)
  const stranger = await visitor.get(
    `${path}/trace?mailing=${mailingId}&reader=rd_1a${'0'.repeat(40)}`,
  )
  expect(stranger.text).toContain('n’était pas pour ce lecteur')
})
