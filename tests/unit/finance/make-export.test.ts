// A file of the books from the form to the link: asked for once, made once by whoever gets to it, made
// again by another where one ended in between.
import { describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { exportKey } from '#aws/keys'
import { askExport } from '#finance/ask-export'
import { booksExportLimits } from '#finance/books-export'
import { exportLink } from '#finance/export-link'
import { type FileWriter, makeExport } from '#finance/make-export'
import { exportOf, listExports } from '#finance/store-exports'
import { type ExportId, prefixedId } from '#kernel/ids'
import { dayMs, minuteMs } from '#kernel/time'
import { faultsOf, newExportWorld, november, saleOf, year2026 } from '../../support/export-world.ts'

const exportId = prefixedId('export', '01jzzzzzzzzzzzzzzzzzzzzzzz')
const endOfTime = new Date(8.64e15)

async function desk(options: { sealed?: boolean } = {}) {
  const world = newExportWorld()
  await world.ledger.book(...saleOf(1, { date: '2026-11-05', paid: '2026-11-06' }))
  if (options.sealed !== false) await world.ledger.seal()
  const stored = new Map<string, Buffer>()
  const hints: string[] = []
  let dies: ((key: string) => boolean) | undefined
  const files: FileWriter = {
    async putPieces({ key, pieces }) {
      const all: Uint8Array[] = []
      for await (const piece of pieces) all.push(piece)
      if (dies?.(key)) throw new Error('ended')
      stored.set(key, Buffer.concat(all))
    },
  }
  const deps = { ...world.deps, files }
  const key = exportKey(exportId)
  return {
    ...{ world, stored, hints, deps, key },
    dieAt: (is: typeof dies) => {
      dies = is
    },
    ask: (kind: 'fec' | 'journal' | 'vat' = 'fec', id: ExportId = exportId) =>
      askExport(
        { ...deps, stepHint: async ({ pk }) => void hints.push(pk) },
        {
          exportId: id,
          request: { kind, period: kind === 'fec' ? year2026 : november, locale: 'fr' },
          by: 'ana@magazine.example',
        },
      ),
    make: (deadline = endOfTime) => makeExport(deps, { key, deadline }),
    state: () => exportOf(world.table, { id: exportId, now: deps.clock() }),
  }
}

describe('an export that was asked for', () => {
  it('is made with its description, and says what lies where', async () => {
    const { ask, make, state, stored, hints, key, world } = await desk()
    expect(await ask()).toEqual({ kind: 'asked' })
    expect(hints).toEqual([key.pk])
    expect((await state())?.status).toBe('asked')
    expect(await make()).toEqual({ kind: 'made' })
    const made = await state()
    expect(made?.status).toBe('made')
    expect(made?.files.map(({ fileName }) => fileName)).toEqual([
      ...['123456782FEC20261231_1.txt', '123456782FEC20261231_1_description.txt'],
    ])
    for (const { key: place, bytes } of made?.files ?? [])
      expect(stored.get(place)?.length).toBe(bytes)
    const [first] = made?.files ?? []
    expect(await faultsOf(first?.fileName ?? '', stored.get(first?.key ?? '') as Buffer)).toEqual(
      [],
    )
    expect(await listExports(world.table, { now: world.deps.clock() })).toEqual([made])
  })

  it('is asked for once by a form that was sent twice, and made once', async () => {
    const { ask, make, hints, key, world } = await desk()
    await ask('journal')
    expect(await ask('journal')).toEqual({ kind: 'already' })
    expect(hints).toHaveLength(1)
    expect(await make()).toEqual({ kind: 'made' })
    expect(await make()).toEqual({ kind: 'elsewhere' })
    const item = await world.table.get(key)
    expect(item && intentOf(item)).toBeUndefined()
    expect(item?.['gsi2pk']).toBeUndefined()
  })

  it('is made by one of two workers that come at once', async () => {
    const { ask, make, stored } = await desk()
    await ask('journal')
    const both = await Promise.all([make(), make()])
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['elsewhere', 'made'])
    expect(stored.size).toBe(1)
  })

  it('is made again where a worker ended in between, under names of its own', async () => {
    const { ask, make, state, stored, dieAt, key, world } = await desk()
    await ask()
    dieAt((place) => place.endsWith('-1'))
    await expect(make()).rejects.toThrow('ended')
    const item = await world.table.get(key)
    expect(item && intentOf(item)?.attempts).toBe(1)
    expect(Date.parse(item && intentOf(item) ? String(intentOf(item)?.dueAt) : '')).toBe(
      world.deps.clock().getTime() + 15 * minuteMs,
    )
    dieAt(undefined)
    expect(await make()).toEqual({ kind: 'made' })
    const made = await state()
    for (const file of made?.files ?? []) expect(file.key).toContain('/1-')
    expect([...stored.keys()]).toHaveLength(3)
  })

  it('is given up after some tries', async () => {
    const { ask, make, state, dieAt } = await desk()
    await ask()
    dieAt(() => true)
    for (let at = 0; at < booksExportLimits.attempts; at++)
      await expect(make()).rejects.toThrow('ended')
    expect(await make()).toEqual({ kind: 'failed' })
    expect((await state())?.status).toBe('failed')
  })

  it('is left to the command where a worker has not the time', async () => {
    const { ask, make, state, stored } = await desk()
    await ask()
    expect(await make(new Date(0))).toEqual({ kind: 'late' })
    expect([(await state())?.status, stored.size]).toEqual(['late', 0])
  })

  it('is nothing where nothing is sealed', async () => {
    const { ask, make, state } = await desk({ sealed: false })
    await ask()
    expect(await make()).toEqual({ kind: 'nothing' })
    expect((await state())?.files).toEqual([])
  })
})

describe('the link to a file', () => {
  const links = {
    downloadLink: async (file: { key: string; fileName: string }) => ({
      ...{ url: `https://files.example/${file.key}/${file.fileName}`, expiresAt: '' as never },
    }),
  }

  it('is there once the file is, for some weeks', async () => {
    const { ask, make, state, world } = await desk()
    await ask('vat')
    const link = (file = 0) => exportLink({ ...world.deps, files: links }, { exportId, file })
    expect(await link()).toEqual({ kind: 'gone' })
    await make()
    expect(await link()).toEqual({
      kind: 'link',
      url: `https://files.example/books/exports/${exportId}/0-0/tva-2026-11-provisoire.csv`,
    })
    expect(await link(1)).toEqual({ kind: 'gone' })
    world.ledger.forward(booksExportLimits.keptDays * dayMs)
    expect(await link()).toEqual({ kind: 'gone' })
    expect(await state()).toBeUndefined()
  })
})
