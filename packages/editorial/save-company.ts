// Saves a company. Each of its names, former ones too, is claimed by an item of its own before the
// company is written, so a name finds one company and two can't share it.
import * as z from 'zod'
import { companyNameKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { CompanyId, MakeId } from '#kernel/ids'
import { idSchema } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import { Company } from './issue.ts'
import { slugOf } from './slug.ts'
import { getCompany, putCompany } from './store.ts'

/** Without an id it is new and `expectedVersion` is 0. */
export const CompanyInput = z.object({
  id: idSchema('company').optional(),
  name: Company.shape.name.min(1).refine((name) => slugOf(name) !== '', 'a name with letters'),
  aliases: Company.shape.aliases,
  description: Company.shape.description,
  website: Company.shape.website,
  expectedVersion: z.number().int().min(0),
})
export type CompanyInput = z.infer<typeof CompanyInput>

export type SaveCompanyOutcome =
  | { kind: 'saved'; company: Company }
  | { kind: 'conflict'; theirs: Company; mine: CompanyInput }
  | { kind: 'nameTaken'; name: string; companyId: CompanyId }
  | { kind: 'notFound' }

/** A claim whose company was never written may be taken over after this. */
const staleClaimMs = 60_000
const maxAliases = 20

/** Changing the name keeps the former one as an alias, so that old links and texts find it. */
export async function saveCompany(
  deps: { table: Table; clock: Clock; makeId: MakeId },
  input: CompanyInput,
): Promise<SaveCompanyOutcome> {
  const { table } = deps
  const given = CompanyInput.parse(input)
  const before = given.id && (await getCompany(table, given.id))
  if (given.id && !before) return { kind: 'notFound' }
  if (before && before.version !== given.expectedVersion)
    return { kind: 'conflict', theirs: before, mine: input }
  const company: Company = {
    id: before?.id ?? deps.makeId('company'),
    name: given.name.trim(),
    slug: slugOf(given.name),
    aliases: aliasesOf(given, before || undefined),
    description: given.description,
    ...(given.website === undefined ? {} : { website: given.website }),
    version: (before?.version ?? 0) + 1,
    updatedAt: instant(deps.clock()),
  }
  const claimed: string[] = []
  for (const name of namesOf(company)) {
    const claim = await claimName(deps, name, company.id)
    if (claim.kind === 'claimed') claimed.push(name)
    if (claim.kind === 'taken') {
      await releaseNames(table, claimed, company.id)
      const shown = [company.name, ...company.aliases].find((text) => slugOf(text) === name)
      return { kind: 'nameTaken', name: shown ?? name, companyId: claim.companyId }
    }
  }
  const put = await putCompany(
    table,
    company,
    before ? { if: '#version = :version', values: { ':version': before.version } } : ifAbsent,
  )
  if (put.kind === 'conditionFailed') {
    const theirs = await getCompany(table, company.id)
    if (!theirs) return { kind: 'notFound' }
    const kept = new Set(namesOf(theirs))
    await releaseNames(
      table,
      claimed.filter((name) => !kept.has(name)),
      company.id,
    )
    return { kind: 'conflict', theirs, mine: input }
  }
  const kept = new Set(namesOf(company))
  const givenUp = before ? namesOf(before).filter((name) => !kept.has(name)) : []
  await releaseNames(table, givenUp, company.id)
  return { kind: 'saved', company }
}

function aliasesOf(given: CompanyInput, before: Company | undefined): string[] {
  const all = [...given.aliases, ...(before ? [before.name] : [])].map((alias) => alias.trim())
  const seen = new Set([slugOf(given.name)])
  const kept: string[] = []
  for (const alias of all) {
    const slug = slugOf(alias)
    if (slug === '' || seen.has(slug)) continue
    seen.add(slug)
    kept.push(alias)
  }
  return kept.slice(-maxAliases)
}

/** Names as claimed: the slug of the name and of each alias. */
function namesOf(company: Company): string[] {
  return [...new Set([company.slug, ...company.aliases.map((alias) => slugOf(alias))])]
}

type Claim = { kind: 'claimed' | 'held' } | { kind: 'taken'; companyId: CompanyId }

async function claimName(
  deps: { table: Table; clock: Clock },
  name: string,
  companyId: CompanyId,
): Promise<Claim> {
  const { table } = deps
  const key = companyNameKey(name)
  const claimedAt = instant(deps.clock())
  const item = { ...key, name, companyId, claimedAt }
  if ((await table.put(item, ifAbsent)).kind === 'written') return { kind: 'claimed' }
  const held = await table.get(key, { consistent: true })
  if (!held) return await claimName(deps, name, companyId)
  if (held['companyId'] === companyId) return { kind: 'held' }
  const holder = await getCompany(table, held['companyId'] as CompanyId)
  if (holder && namesOf(holder).includes(name)) return { kind: 'taken', companyId: holder.id }
  // Nobody bears the name: its claim is left from a save that broke off, unless it is fresh.
  const ageMs = deps.clock().getTime() - Date.parse(String(held['claimedAt']))
  if (ageMs < staleClaimMs) return { kind: 'taken', companyId: held['companyId'] as CompanyId }
  const taken = await table.put(item, {
    if: '#companyId = :holder AND #claimedAt = :at',
    values: { ':holder': held['companyId'], ':at': held['claimedAt'] },
  })
  return taken.kind === 'written' ? { kind: 'claimed' } : await claimName(deps, name, companyId)
}

async function releaseNames(table: Table, names: readonly string[], companyId: CompanyId) {
  for (const name of names)
    await table.delete(companyNameKey(name), {
      if: '#companyId = :id',
      values: { ':id': companyId },
    })
}
