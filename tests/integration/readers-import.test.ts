import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { sweepIntents } from '#delivery/sweep-intents'
import type { ImportId } from '#kernel/ids'
import { silentLog } from '#kernel/log'
import { dayMs, instant } from '#kernel/time'
import { searchReaders } from '#privacy/search-readers'
import { changePreferences } from '#readers/change-preferences'
import { exportReaders } from '#readers/export-readers'
import { readGrowth } from '#readers/growth'
import type { JudgedLine } from '#readers/import/counts'
import { importLimits } from '#readers/import/prepare'
import { outcomeDetail, outcomeKind } from '#readers/import/words'
import { type ImportReadersInput, importReaders } from '#readers/import-readers'
import type { Condition } from '#readers/segment'
import { importSweepMs, stepImport } from '#readers/step-import'
import { consentsOf, getReader, putSuppression } from '#readers/store'
import { getImport } from '#readers/store-imports'
import { confirmImport, takeImport } from '#readers/take-import'
import { unsubscribe } from '#readers/unsubscribe'
import { intentHandlers } from '#runtime/tick'
import { aFile, utf16, windows1252 } from '../support/import-files.ts'
import { newFate, newProcess } from '../support/mortal.ts'
import { type ReaderWorld, readerWorld } from '../support/reader-world.ts'
import { aConfirmedReader, idOf, origin, signUp } from '../support/readers.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
let world: ReaderWorld
let seed = 3_000
beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
})
afterAll(() => close())
beforeEach(() => {
  world = readerWorld(table, ++seed)
})

const basis = {
  text: 'Salon de mars, case cochée sur le bulletin papier',
  obtainedOn: '2025-03-20',
}
const at = (name: string) => `${name}@test${seed}.example`

/** Imports; answers with the totals and what became of each line. */
async function read(content: string | Uint8Array, change: Partial<ImportReadersInput> = {}) {
  const judged: JudgedLine[] = []
  const outcome = await importReaders(world.deps, {
    open: aFile(content),
    fileName: 'lecteurs.csv',
    basis,
    by: 'test',
    formUrl: 'test',
    onLines: (lines) => void judged.push(...lines),
    ...change,
  })
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return { ...outcome, judged, effects: judged.map((one) => [one.line.line, outcomeKind(one)]) }
}

describe('an import', () => {
  it('confirms new readers on the stated basis, proves it, and sends nothing', async () => {
    const email = at('lea')
    const { counts } = await read(
      `Courriel;Langue;Sujets;Étiquettes;Pays;Inscrit le\r\n${email};anglais;Technologies;VIP, Salon;Belgique;01/03/2019\r\n`,
    )
    expect(counts).toMatchObject({ new: 1, changed: 0, refused: {} })
    const reader = await getReader(table, idOf(email))
    expect(reader).toMatchObject({
      status: 'confirmed',
      source: 'import',
      locale: 'en',
      topics: ['technologies'],
      tags: ['salon', 'vip'],
      country: 'BE',
      joinedAt: '2019-03-01T00:00:00.000Z',
      trackingConsent: false,
    })
    expect(reader?.intent).toBeUndefined()
    expect(await consentsOf(table, idOf(email))).toMatchObject([
      { act: 'confirmed', source: 'import', text: basis.text, obtainedOn: '2019-03-01' },
    ])
    expect(await world.isInAudience(email)).toBe(true)
    const found = await searchReaders(world.deps, { query: `lea@test${seed}` })
    expect(found).toMatchObject({ kind: 'found', readers: [{ email }] })
    expect((await readGrowth(world.deps, { days: 1 }))[0]?.confirmed).toBe(1)
  })

  it('writes nothing in a dry run and says the same as the run that follows', async () => {
    const file = `email\n${at('a')}\n${at('b')}\nno address\n${at('a')}\n`
    const dry = await read(file, { dryRun: true })
    expect(await getReader(table, idOf(at('a')))).toBeUndefined()
    const wet = await read(file)
    expect(wet.counts).toEqual(dry.counts)
    expect(wet.effects).toEqual(dry.effects)
    expect(dry.effects).toEqual([
      [2, 'new'],
      [3, 'new'],
      [4, 'refused'],
      [5, 'refused'],
    ])
  })

  it('changes nothing when the same file comes twice', async () => {
    const file = `email,tags,date\n${at('a')},x,2020-01-02\n${at('b')},y,\n`
    await read(file)
    const before = [await world.read(at('a')), await world.actsOf(at('a'))]
    world.deps.clock.forward(dayMs)
    const { counts } = await read(file)
    expect(counts).toMatchObject({ new: 0, changed: 0, unchanged: 2 })
    expect([await world.read(at('a')), await world.actsOf(at('a'))]).toEqual(before)
  })

  it('revives nobody who left, bounced, complained or was erased', async () => {
    await aConfirmedReader(world.deps, at('left'))
    await unsubscribe(world.deps, { ...origin, readerId: idOf(at('left')) })
    for (const reason of ['bounced', 'complained', 'erased'] as const)
      await putSuppression(table, {
        readerId: idOf(at(reason)),
        reason,
        at: instant(world.deps.clock()),
      })
    const file = ['email', 'left', 'bounced', 'complained', 'erased'].map((name) =>
      name === 'email' ? name : at(name),
    )
    const { counts } = await read(file.join('\n'))
    expect(counts).toMatchObject({
      new: 0,
      kept: { unsubscribed: 1, bounced: 1, complained: 1, erased: 1 },
    })
    expect((await world.read(at('left')))?.status).toBe('unsubscribed')
    expect(await world.read(at('bounced'))).toBeUndefined()
  })

  it('refuses each bad line with its reason and takes the others', async () => {
    const lines = [
      'email;langue;sujets;étiquettes;pays;date;statut',
      'paul.example.org;;;;;;',
      ';fr;;;;;',
      `${at('b')};klingon;;;;;`,
      `${at('c')};;jardinage;;;;`,
      `${at('d')};;;<b>;;;`,
      `${at('e')};;;;Atlantide;;`,
      `${at('f')};;;;;2999-01-01;`,
      `${at('g')};;;;;;désinscrit`,
      `${at('h')};;;;;;bizarre`,
      `"${at('i')}`,
      `${at('j')};fr;tous;;FR;;actif`,
    ]
    const { counts, judged } = await read(lines.join('\r\n'))
    expect(counts.refused).toEqual({
      malformedAddress: 1,
      noAddress: 1,
      language: 1,
      topic: 1,
      tag: 1,
      country: 1,
      date: 1,
      notSubscribedThere: 1,
      status: 1,
      quote: 1,
    })
    expect(counts.new).toBe(1)
    expect(outcomeDetail(judged[3] as JudgedLine, 'en')).toBe('unknown topic: “jardinage”')
  })

  it('reads Windows-1252, UTF-16 and tabs as they are', async () => {
    const file = (name: string) => `adresse\tétiquettes\r\n${at(name)}\tété\r\n`
    await read(windows1252(file('w')))
    await read(utf16(file('u')))
    for (const name of ['w', 'u']) expect((await world.read(at(name)))?.tags).toEqual(['été'])
  })

  it('leaves readers without a stated basis unconfirmed, until one is stated', async () => {
    const file = `email\n${at('a')}\n`
    const first = await importReaders(world.deps, {
      open: aFile(file),
      fileName: 'x.csv',
      by: 'test',
      formUrl: 'test',
    })
    expect(first).toMatchObject({ kind: 'done', counts: { new: 1 } })
    expect(await world.read(at('a'))).toMatchObject({ status: 'pending' })
    expect(await world.actsOf(at('a'))).toEqual([])
    const { counts, judged } = await read(file)
    expect([counts.changed, outcomeDetail(judged[0] as JudgedLine, 'en')]).toEqual([
      1,
      'becomes subscribed',
    ])
    expect(await world.read(at('a'))).toMatchObject({ status: 'confirmed' })
    expect((await world.read(at('a')))?.expiresAt).toBeUndefined()
    expect(await world.isInAudience(at('a'))).toBe(true)
  })

  it('confirms on its basis who asked on the site and never pressed the button', async () => {
    await signUp(world.deps, { email: at('a') })
    await read(`email\n${at('a')}\n`)
    const reader = await world.read(at('a'))
    expect(reader).toMatchObject({ status: 'confirmed' })
    expect([reader?.signUp, reader?.intent]).toEqual([undefined, undefined])
  })

  it('changes topics and language until the person has chosen, and tags always', async () => {
    await read(`email,language,topics\n${at('a')},fr,\n`)
    await read(`email,language,tags\n${at('a')},en,one\n`)
    expect(await world.read(at('a'))).toMatchObject({ locale: 'en', tags: ['one'] })
    await changePreferences(world.deps, {
      ...origin,
      readerId: idOf(at('a')),
      topics: ['dossiers'],
    })
    const { counts } = await read(`email,language,topics,tags\n${at('a')},fr,technologies,-one\n`)
    expect(counts.changed).toBe(1)
    const reader = await world.read(at('a'))
    expect(reader).toMatchObject({ locale: 'en', topics: ['dossiers'], tags: [] })
  })

  it('says what is wrong with the file or its columns', async () => {
    const fault = async (content: string | Uint8Array, change = {}) => {
      const outcome = await importReaders(world.deps, {
        open: aFile(content),
        fileName: 'x.csv',
        by: 'test',
        formUrl: 'test',
        ...change,
      })
      return outcome.kind === 'fault' ? outcome.code : outcome.kind
    }
    expect(await fault('')).toBe('empty')
    expect(await fault('nom;prénom\nA;B')).toBe('noEmail')
    expect(await fault('email;email\na@example.org;b@example.org')).toBe('twice')
    expect(await fault(Uint8Array.from([0x50, 0x4b, 3, 4]))).toBe('workbook')
    expect(await fault('email\n')).toBe('done')
  })

  it('goes on where a run died, and loses and doubles nobody', async () => {
    const size = importLimits.batch * importLimits.parallel
    const names = Array.from({ length: size + 50 }, (_, n) => at(`p${n}`))
    const file = `email\n${names.join('\n')}\n`
    let deaths = 0
    for (let diesAt = 200; ; diesAt += 700) {
      const fate = newFate({ diesAt, when: 'after' })
      const mortal = newProcess(fate).mortal(table)
      const outcome = await importReaders(
        { ...world.deps, table: mortal },
        { open: aFile(file, 4_096), fileName: 'x.csv', basis, by: 'test', formUrl: 'test' },
      ).catch(() => 'died' as const)
      if (outcome === 'died') {
        deaths += 1
        continue
      }
      if (outcome.kind !== 'done') throw new Error(outcome.kind)
      const { counts, importId, resumedAt } = outcome
      expect(counts.new + counts.unchanged).toBe(names.length)
      if (deaths > 1) expect(resumedAt).toBe(size + 1)
      expect((await getImport(table, importId))?.status).toBe('done')
      break
    }
    expect(deaths).toBeGreaterThan(0)
    for (const name of names) expect(await world.actsOf(name)).toEqual(['newsletter confirmed'])
  })
})

describe('an export of the audience', () => {
  it('comes back as an import that changes nothing', async () => {
    await read(`email,topics,tags\n${at('a')},technologies | dossiers,"x, y"\n${at('b')},,\n`)
    const pieces: string[] = []
    for await (const piece of exportReaders(world.deps, { locale: 'fr' })) pieces.push(piece)
    const { counts } = await read(pieces.join(''))
    expect(counts).toMatchObject({ new: 0, changed: 0, refused: {} })
    expect(counts.unchanged).toBe(pieces.join('').split('\r\n').length - 2)
  })

  it('keeps cells from being formulas', async () => {
    await read(`email\n=cmd@test${seed}.example\n`)
    const pieces: string[] = []
    const condition: Condition = { kind: 'tag', anyOf: ['nobody'] }
    for await (const piece of exportReaders(world.deps, { locale: 'en' })) pieces.push(piece)
    expect(pieces.join('')).toContain(`\r\n'=cmd@test${seed}.example,`)
    const none = exportReaders(world.deps, {
      locale: 'en',
      condition,
    })
    await none.next()
    expect((await none.next()).done).toBe(true)
  })
})

describe('an import that a page took in', () => {
  const taken = async () => {
    const names = Array.from({ length: importLimits.partLines + 40 }, (_, n) => at(`t${n}`))
    const outcome = await takeImport(world.deps, {
      bytes: new TextEncoder().encode(`email\n${names.join('\n')}\n`),
      fileName: 'x.csv',
      basis,
      locale: 'fr',
      by: 'test',
    })
    if (outcome.kind !== 'taken') throw new Error(outcome.kind)
    return { id: outcome.job.id, names }
  }
  const queued: unknown[] = []
  const mailingQueue = { send: async (added: readonly unknown[]) => void queued.push(...added) }
  const step = (importId: ImportId, change = {}) =>
    stepImport({ ...world.deps, mailingQueue, ...change }, { importId })

  it('hands the rest to the queue at its deadline, and to the tick if that message is lost', async () => {
    const { id } = await taken()
    queued.length = 0
    expect(await step(id, { deadline: world.deps.clock() })).toEqual({ kind: 'requeued' })
    expect(queued).toEqual([{ body: { kind: 'import', importId: id } }])
    queued.length = 0
    world.deps.clock.forward(importSweepMs + 1_000)
    const queues = { mailQueue: mailingQueue, mailingQueue, stripeQueue: mailingQueue }
    await sweepIntents(
      { ...world.deps, log: silentLog },
      intentHandlers({ ...world.deps, ...queues }),
    )
    expect(queued).toContainEqual({ body: { kind: 'import', importId: id } })
    expect(await step(id)).toEqual({ kind: 'through' })
    expect(await getImport(table, id)).toMatchObject({ status: 'compared' })
    expect((await getImport(table, id))?.intent).toBeUndefined()
  })

  it('is gone on with by one worker at a time, and counts each line once', async () => {
    const { id, names } = await taken()
    await Promise.all([step(id), step(id), step(id)])
    await step(id)
    expect((await getImport(table, id))?.counts.new).toBe(names.length)
    await confirmImport(world.deps, { id })
    await Promise.all([step(id), step(id)])
    await step(id)
    expect(await getImport(table, id)).toMatchObject({ status: 'done' })
    for (const name of names) expect(await world.actsOf(name)).toEqual(['newsletter confirmed'])
  })

  it('goes on where a worker died, and ends whole', async () => {
    const { id, names } = await taken()
    await step(id)
    await confirmImport(world.deps, { id })
    for (let diesAt = 40; (await getImport(table, id))?.status !== 'done'; diesAt += 150) {
      const fate = newFate({ diesAt, when: diesAt % 20 ? 'before' : 'after' })
      await step(id, { table: newProcess(fate).mortal(table) }).catch(() => 'died')
    }
    expect((await getImport(table, id))?.counts).toMatchObject({ refused: {}, kept: {} })
    for (const name of names) expect(await world.actsOf(name)).toEqual(['newsletter confirmed'])
  })
})
