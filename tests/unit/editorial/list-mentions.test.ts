import { expect, it } from 'vitest'
import type { Block } from '#editorial/blocks'
import { listMentions, unlistedMentions } from '#editorial/list-mentions'
import { aCompany, companyId } from '../../support/editorial.ts'

const companies = [
  aCompany(),
  aCompany({ id: companyId('onyx'), name: 'Onyx', aliases: ['Béryl & Fils'] }),
]
const text: Block = {
  id: 'p',
  type: 'paragraph',
  spans: [{ text: 'Béryl & Fils a racheté ' }, { text: 'Alizés Relation', bold: true }],
}
const card: Block = { id: 'c', type: 'dossierCard', issueNumber: 131 }
const list = (companyIds: string[]): Block => ({
  id: 'l',
  type: 'companies',
  companyIds: companyIds.map(companyId),
})

it('finds companies by any of their names, in the order of the text, save those listed', () => {
  expect(unlistedMentions([text], companies)).toEqual([companyId('onyx'), companyId('alizes')])
  expect(unlistedMentions([text, list(['onyx'])], companies)).toEqual([companyId('alizes')])
})

it('adds them to a list that has room, or makes one before the cards', () => {
  const ids = [companyId('alizes')]
  expect(listMentions([text, list(['onyx']), card], ids, 'n')[1]).toEqual(list(['onyx', 'alizes']))
  expect(listMentions([text, card], ids, 'n').map(({ id }) => id)).toEqual(['p', 'n', 'c'])
  expect(listMentions([text], ids, 'n').map(({ id }) => id)).toEqual(['p', 'n'])
  const full = list(Array.from({ length: 60 }, (_, at) => `c${at}`))
  expect(listMentions([full], ids, 'n')).toHaveLength(2)
  expect(listMentions([text], [], 'n')).toEqual([text])
})
