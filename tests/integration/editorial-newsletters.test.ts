import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { blockText } from '#editorial/blocks'
import { importNewsletter } from '#editorial/import-newsletter'
import { newsletterVersions } from '#editorial/newsletter-versions'
import { restoreNewsletter } from '#editorial/restore-newsletter'
import { createNewsletter, saveNewsletter } from '#editorial/save-newsletter'
import { putCompany, putIssue } from '#editorial/store'
import { changeNewsletterStatus, getNewsletter } from '#editorial/store-newsletters'
import type { MailingId } from '#kernel/ids'
import {
  aCompany,
  anIssue,
  type EditorialDeps,
  editorialDeps,
  someContent,
} from '../support/editorial.ts'
import { testTable } from '../support/table.ts'

let deps: EditorialDeps
let table: Table
let close: () => Promise<void>
beforeAll(async () => {
  const made = await testTable()
  ;({ table, close } = made)
  deps = editorialDeps(table)
})
afterAll(() => close())

async function aNewsletter(change = {}) {
  const created = await createNewsletter(deps, { content: someContent(change), by: 'a@b.example' })
  if (created.kind !== 'created') throw new Error(created.kind)
  return created.newsletter
}

describe('two people edit a newsletter', () => {
  it('one wins, the other gets both texts and the winner’s name, and nothing is lost', async () => {
    const { id } = await aNewsletter()
    const editors = Array.from({ length: 8 }, (_, at) => `editor${at}@en-contact.example`)
    const outcomes = await Promise.all(
      editors.map((by) =>
        saveNewsletter(deps, {
          id,
          content: someContent({ subject: by }),
          expectedVersion: 1,
          by,
        }),
      ),
    )
    const won = outcomes.filter(({ kind }) => kind === 'saved')
    expect(won).toHaveLength(1)
    const stored = await getNewsletter(table, id)
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.kind !== 'conflict') continue
      expect(outcome.mine.subject).toBe(editors[at])
      expect(outcome.theirs).toEqual(stored)
      expect(outcome.theirs.updatedBy).toBe(outcome.theirs.subject)
    }
    expect(stored?.version).toBe(2)
  })

  it('saving the same text again makes no version', async () => {
    const newsletter = await aNewsletter()
    const again = await saveNewsletter(deps, {
      id: newsletter.id,
      content: someContent(),
      expectedVersion: 1,
      by: 'x',
    })
    expect(again.kind).toBe('unchanged')
  })

  it('clears optional fields that are left out', async () => {
    const { id } = await aNewsletter({ senderName: 'La rédaction', replyTo: 'a@b.example' })
    await saveNewsletter(deps, { id, content: someContent(), expectedVersion: 1, by: 'x' })
    const stored = await getNewsletter(table, id)
    expect(stored?.senderName).toBeUndefined()
    expect(stored?.replyTo).toBeUndefined()
  })
})

describe('undo', () => {
  it('brings back any version, as a new one', async () => {
    const { id } = await aNewsletter({ subject: 'Un' })
    for (const [at, subject] of ['Deux', 'Trois'].entries()) {
      deps.clock.forward(60_000)
      await saveNewsletter(deps, {
        id,
        content: someContent({ subject }),
        expectedVersion: at + 1,
        by: subject,
      })
    }
    const kept = await newsletterVersions({ table }, { id })
    expect(kept.items.map(({ subject, version }) => [version, subject])).toEqual([
      [2, 'Deux'],
      [1, 'Un'],
    ])
    const restored = await restoreNewsletter(deps, { id, version: 1, expectedVersion: 3, by: 'x' })
    expect(restored).toMatchObject({ kind: 'saved', newsletter: { subject: 'Un', version: 4 } })
    expect((await newsletterVersions({ table }, { id })).items[0]?.subject).toBe('Trois')
    const missing = await restoreNewsletter(deps, { id, version: 9, expectedVersion: 4, by: 'x' })
    expect(missing.kind).toBe('notFound')
  })

  it('survives a process that dies between keeping the version and saving', async () => {
    const { id } = await aNewsletter({ subject: 'Un' })
    const broken: Table = { ...table, update: () => Promise.reject(new Error('cut')) }
    const save = { id, content: someContent({ subject: 'Deux' }), expectedVersion: 1, by: 'x' }
    await expect(saveNewsletter({ ...deps, table: broken }, save)).rejects.toThrow('cut')
    expect((await saveNewsletter(deps, save)).kind).toBe('saved')
    expect((await newsletterVersions({ table }, { id })).items).toHaveLength(1)
  })
})

describe('a newsletter that is scheduled', () => {
  const mailing = 'ml_one' as MailingId

  it('can’t be changed under its mailing, and can again once it is a draft', async () => {
    const { id } = await aNewsletter()
    const stale = await changeNewsletterStatus(table, id, {
      from: ['draft'],
      to: 'scheduled',
      addMailing: { id: mailing, version: 7 },
    })
    expect(stale.kind).toBe('conditionFailed')
    const scheduled = await changeNewsletterStatus(table, id, {
      from: ['draft'],
      to: 'scheduled',
      addMailing: { id: mailing, version: 1 },
    })
    expect(scheduled).toMatchObject({ kind: 'changed', newsletter: { mailingIds: [mailing] } })
    const save = { id, content: someContent({ subject: 'Autre' }), expectedVersion: 1, by: 'x' }
    expect((await saveNewsletter(deps, save)).kind).toBe('locked')
    const back = { from: ['scheduled'], to: 'draft' } as const
    const foreign = 'ml_other' as MailingId
    const refused = await changeNewsletterStatus(table, id, { ...back, lastMailing: foreign })
    expect(refused.kind).toBe('conditionFailed')
    const freed = await changeNewsletterStatus(table, id, { ...back, lastMailing: mailing })
    expect(freed.kind).toBe('changed')
    const again = await changeNewsletterStatus(table, id, {
      from: ['draft'],
      to: 'scheduled',
      addMailing: { id: foreign, version: 1 },
    })
    expect(again).toMatchObject({ kind: 'changed', newsletter: { mailingIds: [mailing, foreign] } })
    expect((await changeNewsletterStatus(table, id, { ...back, lastMailing: mailing })).kind).toBe(
      'conditionFailed',
    )
    await changeNewsletterStatus(table, id, { ...back, lastMailing: foreign })
    expect((await saveNewsletter(deps, save)).kind).toBe('saved')
  })
})

describe('importing', () => {
  it('makes the newsletter when given an issue only, and imports into it the second time', async () => {
    await putIssue(table, anIssue())
    await putCompany(table, aCompany())
    const text = 'Un titre\n\nAlizés Relation répond encore au téléphone, dit-on.'
    const first = await importNewsletter(deps, { text, format: 'text', issueNumber: 131, by: 'x' })
    if (first.kind !== 'imported') throw new Error(first.kind)
    expect(first.mentions).toEqual([aCompany().id])
    expect(first.newsletter.blocks.some(({ type }) => type === 'dossierCard')).toBe(true)
    const again = await importNewsletter(deps, {
      text: 'Autre titre\n\nAutre texte.',
      format: 'text',
      id: first.newsletter.id,
      by: 'x',
    })
    if (again.kind !== 'imported') throw new Error(again.kind)
    const texts = again.newsletter.blocks.map(blockText).join('\n')
    expect(texts).toContain('Autre texte.')
    expect(texts).not.toContain('Alizés')
    expect(again.newsletter.blocks.filter(({ type }) => type === 'dossierCard')).toHaveLength(1)
  })

  it('takes a text of a million bytes whole, and gives it back as it was', async () => {
    const words = 'lettre accueil écoute voix réponse file attente conseil client plateau '.split(
      ' ',
    )
    const random = randomBytes(400_000)
    let text = 'Un titre\n\n'
    let size = 10
    for (let at = 0; size < 990_000; at++) {
      const word = words[(random[at % random.length] ?? 0) % words.length] ?? ''
      const end = at % 1_500 === 1_499 ? '.\n\n' : ' '
      text += word + end
      size += Buffer.byteLength(word + end)
    }
    const { id } = await aNewsletter()
    const outcome = await importNewsletter(deps, { text, format: 'text', id, by: 'x' })
    if (outcome.kind !== 'imported') throw new Error(outcome.kind)
    const stored = await getNewsletter(table, id)
    expect(stored?.blocks).toEqual(outcome.newsletter.blocks)
    const letters = (value: string) => value.replace(/\s+/g, '')
    expect(letters(stored?.blocks.map(blockText).join('') ?? '')).toBe(letters(text))
    expect((await newsletterVersions({ table }, { id })).items).toHaveLength(1)
  })

  it('refuses two million bytes and a text that no item can hold, and changes nothing', async () => {
    const { id } = await aNewsletter()
    const huge = { text: 'mot '.repeat(500_001), format: 'text' as const, id, by: 'x' }
    await expect(importNewsletter(deps, huge)).rejects.toMatchObject({ code: 'too-large' })
    const noise = Array.from({ length: 60 }, () => randomBytes(6_000).toString('base64')).join(
      '\n\n',
    )
    const outcome = await importNewsletter(deps, { ...huge, text: `${noise}\n\n${noise.slice(9)}` })
    expect(outcome.kind).toBe('tooLarge')
    expect((await getNewsletter(table, id))?.version).toBe(1)
  })

  it('shows a conflict when somebody saved since the page was opened', async () => {
    const { id } = await aNewsletter()
    await saveNewsletter(deps, {
      id,
      content: someContent({ subject: 'x' }),
      expectedVersion: 1,
      by: 'y',
    })
    const outcome = await importNewsletter(deps, {
      text: 'Texte',
      format: 'text',
      id,
      expectedVersion: 1,
      by: 'x',
    })
    expect(outcome.kind).toBe('conflict')
  })
})
