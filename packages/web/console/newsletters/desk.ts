// What the newsletter pages share: loading the newsletter a page is about, the names its form needs,
// reading the composer's form.
import type { Company } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import { slugOf } from '#editorial/slug'
import { listCompanies } from '#editorial/store'
import { getNewsletter } from '#editorial/store-newsletters'
import { idSchema, type NewsletterId } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { listStaff } from '#staff/store'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { nameBehind } from '../staff-name.tsx'
import { type ComposerDraft, draftFrom, type Names } from './composer-form.ts'

export const newsletterPath = (id: string, page = '') =>
  `/console/newsletters/${id}${page === '' ? '' : `/${page}`}`
export const previewPath = (id: string, act = '') =>
  `/console/preview/${id}${act === '' ? '' : `/${act}`}`

/** The newsletter that the page's `:id` names. @throws VisibleError `not-found`. */
export async function newsletterIn(
  deps: Pick<ConsoleDeps, 'table'>,
  c: ConsoleContext,
): Promise<Newsletter> {
  const id = idSchema('newsletter').safeParse(c.req.param('id'))
  const newsletter = id.success ? await getNewsletter(deps.table, id.data) : undefined
  if (!newsletter)
    throw notFound({
      fr: 'Cette lettre n’existe pas. Elle a peut-être été mal recopiée.',
      en: 'There is no such newsletter. Its address may have been copied wrongly.',
    })
  return newsletter
}

export type DeskNames = Names & { companies: readonly Company[] }

/** Companies by every name they bear, and the title's topics. */
export async function namesFor(
  deps: Pick<ConsoleDeps, 'table' | 'publication'>,
): Promise<DeskNames> {
  const companies = await listCompanies(deps.table)
  const idOf = new Map(
    companies.flatMap(({ id, name, aliases }) =>
      [...aliases, name].map((one) => [slugOf(one), id] as const),
    ),
  )
  return {
    companies,
    companyOf: (name) => idOf.get(slugOf(name)),
    topics: deps.publication.topics.map(({ id }) => id),
  }
}

export type PostedForm = {
  draft: ComposerDraft
  one: (name: string) => string
  file: (name: string) => File | undefined
}

/** The composer's form as posted, files beside it. */
export async function postedForm(c: ConsoleContext): Promise<PostedForm> {
  const body = await c.req.parseBody({ all: true })
  const all = (name: string) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
  }
  const one = (name: string) => all(name).at(-1) ?? ''
  const file = (name: string) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    const last = Array.isArray(value) ? value.at(-1) : value
    return last instanceof File && last.size > 0 ? last : undefined
  }
  return { draft: draftFrom({ one, all }), one, file }
}

/** One line in the audit trail, about a newsletter. */
export async function recordAct(
  deps: Pick<ConsoleDeps, 'table' | 'clock' | 'makeId'>,
  c: ConsoleContext,
  line: { act: `newsletter.${string}`; id: NewsletterId; data?: Record<string, string> },
): Promise<void> {
  await recordAudit(deps, {
    staffId: c.get('staff').id,
    act: line.act,
    subject: line.id,
    ...(line.data ? { data: line.data } : {}),
  })
}

/** The name of whoever saved: a member of staff, or a program. */
export async function nameOfStaff(
  deps: Pick<ConsoleDeps, 'table' | 'publication' | 'clock' | 'makeId'>,
  c: ConsoleContext,
  id: string,
): Promise<string> {
  return nameBehind(await listStaff(deps), id, c.get('locale'))
}

/** A hidden field's JSON; undefined when it is none. */
export function parseJson(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined
  } catch {
    return undefined
  }
}
