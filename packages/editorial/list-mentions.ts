// Companies that a newsletter's text names and its lists of companies don't. Pure.
import type { CompanyId } from '#kernel/ids'
import { type Block, blockText } from './blocks.ts'
import { findCompanies, type NamedCompany } from './find-companies.ts'

const listMax = 60

/** In the order the text names them. */
export function unlistedMentions(
  blocks: readonly Block[],
  companies: readonly NamedCompany[],
): CompanyId[] {
  const listed = new Set(
    blocks.flatMap((block) => (block.type === 'companies' ? block.companyIds : [])),
  )
  const text = blocks.map(blockText).join('\n')
  return findCompanies(text, companies).filter((id) => !listed.has(id))
}

/** The companies added to the first list that has room, or as a new list before the first card. */
export function listMentions(
  blocks: readonly Block[],
  ids: readonly CompanyId[],
  newBlockId: string,
): Block[] {
  if (ids.length === 0) return [...blocks]
  const at = blocks.findIndex(
    (block) => block.type === 'companies' && block.companyIds.length + ids.length <= listMax,
  )
  if (at !== -1)
    return blocks.map((block, index) =>
      index === at && block.type === 'companies'
        ? { ...block, companyIds: [...block.companyIds, ...ids] }
        : block,
    )
  const list: Block = { id: newBlockId, type: 'companies', companyIds: ids.slice(0, listMax) }
  const end = blocks.findIndex(({ type }) =>
    ['dossierCard', 'issueCard', 'calendarLink', 'closing'].includes(type),
  )
  return end === -1 ? [...blocks, list] : [...blocks.slice(0, end), list, ...blocks.slice(end)]
}
