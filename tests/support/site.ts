// The site on a port of its own, over a table in memory with the sample publication in it.
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ifAbsent, type Table } from '#aws/table'
import type { Files } from '#delivery/ports'
import { archiveNewsletter } from '#editorial/archive-newsletter'
import type { Company, Issue } from '#editorial/issue'
import { saveCompany } from '#editorial/save-company'
import { listCompanies, putIssue } from '#editorial/store'
import { putImage } from '#editorial/store-images'
import { putNewsletter } from '#editorial/store-newsletters'
import type { CompanyId, NewsletterId } from '#kernel/ids'
import { type Log, silentLog } from '#kernel/log'
import { instant } from '#kernel/time'
import { sampleCompanies } from '#sandbox/sample/companies'
import { sampleIssues } from '#sandbox/sample/issues'
import type { CheckoutOrder } from '#subscriptions/ports'
import type { PromotionAnswer } from '#subscriptions/promotion'
import { buildAssets, createAssetApp } from '#web/assets'
import { coverRenderer, localCoverSources } from '#web/cover/cover-png'
import { createMedia } from '#web/cover/media-app'
import { assetsFrom } from '#web/shared/view'
import { createSite, type SiteDeps } from '#web/site/app.tsx'
import { publication } from './editorial.ts'
import { type ReaderTestDeps, readerDeps } from './readers.ts'
import { sampleBlocks, sampleImage, sampleNewsletter } from './sample-newsletter.ts'
import { testTable } from './table.ts'

export type TestSite = {
  url: string
  deps: SiteDeps & ReaderTestDeps & { payments: ReturnType<typeof scriptedPayments> }
  close: () => Promise<void>
}

/** Serves the site with its assets and covers; `announced` is the issue whose dossier is told. */
export async function testSite(options: { announced?: number; log?: Log } = {}): Promise<TestSite> {
  const { table, close } = await testTable()
  const files = memoryFiles()
  const built = await buildAssets({ publication })
  const app = new Hono()
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(started),
    )
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const deps = {
    ...readerDeps(table),
    siteUrl: url,
    files,
    log: options.log ?? silentLog,
    assets: assetsFrom(built.manifest),
    clientIp: () => '203.0.113.7',
    payments: scriptedPayments(),
    stepHint: async () => {},
  }
  await seed(deps, options.announced ?? 131)
  const renderer = async () => coverRenderer(await localCoverSources())
  app.route('/', createAssetApp(built))
  app.route('/', createMedia({ ...deps, renderer }))
  app.route('/', createSite(deps))
  return {
    url,
    deps,
    close: async () => {
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await close()
    },
  }
}

/** The site without a server, for tests of what it answers. */
export async function siteApp(options: { log?: Log; table?: Table } = {}) {
  const opened = options.table ? undefined : await testTable()
  const table = options.table ?? (opened as { table: Table }).table
  const deps = {
    ...readerDeps(table),
    files: memoryFiles(),
    log: options.log ?? silentLog,
    assets: fakeAssets,
    clientIp: () => '203.0.113.7',
    payments: scriptedPayments(),
    stepHint: async () => {},
  }
  return { app: createSite(deps), deps, close: async () => opened?.close() }
}

/** A payment page that is always there; `asked` holds what it was asked for, by order. */
export function scriptedPayments() {
  const asked = new Map<string, CheckoutOrder[]>()
  const promotions = new Map<string, PromotionAnswer>()
  return {
    asked,
    /** What is said of a code, by its capitals; any other is unknown. */
    promotions,
    async promotion({ code }: { code: string }): Promise<PromotionAnswer> {
      return promotions.get(code.toUpperCase()) ?? { kind: 'unknown' }
    },
    async checkout(given: CheckoutOrder) {
      const { id } = given.order
      asked.set(id, [...(asked.get(id) ?? []), given])
      return {
        sessionId: `cs_test_${id}`,
        url: `https://checkout.stripe.com/c/pay/${id}`,
        expiresAt: given.expiresAt,
      }
    },
    async invoices() {
      return []
    },
    async portal({ returnUrl }: { stripeCustomerId: string; returnUrl: string }) {
      return { url: `https://billing.stripe.com/p/session?back=${encodeURIComponent(returnUrl)}` }
    },
  }
}

/** Assets that were never built: each has an address. */
export const fakeAssets = { url: (name: string) => `/assets/${name}`, has: () => true }

export function memoryFiles(): Files {
  const kept = new Map<string, { body: Uint8Array; contentType: string }>()
  return {
    put: async ({ key, ...file }) => void kept.set(key, file),
    get: async (key) => kept.get(key),
    delete: async (key) => void kept.delete(key),
    uploadLink: async ({ key }) => ({
      url: `https://files.example/${key}`,
      expiresAt: instant(0),
    }),
    downloadLink: async ({ key, fileName, opens }) => ({
      url: `https://files.example/${key}?name=${encodeURIComponent(fileName)}&opens=${opens}`,
      expiresAt: instant(0),
    }),
  }
}

type SeedDeps = Pick<SiteDeps, 'table' | 'clock' | 'makeId'> & { files: Files }

async function seed(deps: SeedDeps, announced: number) {
  const { table } = deps
  for (const company of sampleCompanies)
    await saveCompany(deps, {
      name: company.name,
      aliases: company.aliases,
      description: company.description,
      website: company.website,
      expectedVersion: 0,
    })
  const companies = await listCompanies(table)
  for (const issue of sampleIssues)
    await putIssue(table, issueOf(deps, { issue, companies, announced }))
  await deps.files.put({
    key: sampleImage.fileKey,
    contentType: 'image/png',
    body: Buffer.from(onePixel, 'base64'),
  })
  await putImage(table, { ...sampleImage, contentType: 'image/png' })
  await seedArchive(deps, companies)
}

function issueOf(
  deps: SeedDeps,
  given: { issue: (typeof sampleIssues)[number]; companies: Company[]; announced: number },
): Issue {
  const { companySlugs, ...dossier } = given.issue.dossier
  const idOf = (slug: string) => given.companies.find((company) => company.slug === slug)?.id
  return {
    ...given.issue,
    status: given.issue.number === given.announced ? 'announced' : given.issue.status,
    dossier: {
      ...dossier,
      companyIds: companySlugs.flatMap((slug): CompanyId[] => {
        const id = idOf(slug)
        return id ? [id] : []
      }),
    },
    version: 1,
    updatedAt: instant(deps.clock()),
    updatedBy: 'seed',
  }
}

async function seedArchive(deps: SeedDeps, companies: readonly Company[]) {
  const subjects = [
    ['nl_s1', 'Superviseur, le métier que personne ne raconte', 129, '2026-09-01T06:30:00.000Z'],
    ['nl_s2', 'Conseiller ou vendre : les plateaux tranchent', 130, '2026-10-13T06:30:00.000Z'],
    ['nl_s3', sampleNewsletter.subject, 131, '2026-11-24T07:30:00.000Z'],
  ] as const
  for (const [id, subject, issueNumber, sentAt] of subjects) {
    const newsletterId = id as NewsletterId
    await putNewsletter(
      deps.table,
      {
        ...sampleNewsletter,
        id: newsletterId,
        subject,
        issueNumber,
        createdAt: instant(new Date(sentAt)),
        blocks: sampleBlocks.map((block) => {
          if (block.type === 'title') return { ...block, text: subject }
          if (block.type === 'companies')
            return { ...block, companyIds: companies.slice(0, 5).map((company) => company.id) }
          return block
        }),
      },
      ifAbsent,
    )
    await archiveNewsletter(deps, { newsletterId, version: 1, sentAt: instant(new Date(sentAt)) })
  }
}

/** A grey pixel. */
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaGj4DwAEAAH/8pZ9bAAAAABJRU5ErkJggg=='
