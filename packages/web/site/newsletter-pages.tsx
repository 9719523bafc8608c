// `/newsletters`: the archive of what was sent, one letter's page, and the feed.
import { Feed } from 'feed'
import type { Context } from 'hono'
import * as z from 'zod'
import type { ArchiveEntry } from '#editorial/archive'
import type { NewsletterContent } from '#editorial/newsletter'
import { getCompanies, listIssues } from '#editorial/store'
import { archivedBySlug, archivePage } from '#editorial/store-archive'
import { getImages } from '#editorial/store-images'
import type { CompanyId, ImageId } from '#kernel/ids'
import { notFound } from '../shared/errors.tsx'
import { Day, Numero, Title } from '../shared/format.tsx'
import { frenchOf, localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { Empty, Pager } from '../shared/parts.tsx'
import type { View } from '../shared/view.ts'
import { type BlockMatter, BlocksView } from './blocks.tsx'
import { publicCache, type SiteDeps, siteLimits, viewOf } from './context.ts'
import { FeedLinks } from './front-page.tsx'
import { companiesOf, publicIssue } from './issues.ts'
import { langOf, NewsletterList, SocialCard } from './parts.tsx'
import { SignUpBand } from './sign-up-form.tsx'

export async function newslettersPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const cursor = readCursor(c.req.query('after'))
  const page = await archivePage(deps.table, {
    limit: siteLimits.newslettersAPage,
    ...(cursor ? { cursor } : {}),
  })
  c.header('cache-control', publicCache)
  return c.html(
    <NewslettersPage
      view={view}
      deps={deps}
      entries={page.items}
      isFirst={cursor === undefined}
      after={page.cursor}
    />,
  )
}

type NewslettersPageProps = {
  view: View
  deps: SiteDeps
  entries: readonly ArchiveEntry[]
  isFirst: boolean
  after: string | undefined
}

export function NewslettersPage({ view, deps, entries, isFirst, after }: NewslettersPageProps) {
  const { locale, publication } = view
  const here = localPath(locale, '/newsletters')
  return (
    <Page
      view={view}
      title={say(locale, 'Les lettres', 'The letters')}
      description={say(
        locale,
        `Toutes les lettres ${frenchOf(publication.name)}, telles qu’elles ont été envoyées.`,
        `All letters of ${publication.name}, as they were sent.`,
      )}
      place="newsletters"
      hasOtherLocale
      head={<FeedLinks view={view} />}
    >
      <header class="page-head">
        <h1 class="title">{say(locale, 'Les lettres', 'The letters')}</h1>
        <p class="standfirst">{publication.frequency[locale]}</p>
        <p class="small">
          <a href={localPath(locale, '/newsletters/rss.xml')}>
            {say(locale, 'S’abonner au flux RSS', 'Follow them by RSS')}
          </a>
        </p>
      </header>
      {entries.length === 0 && isFirst ? (
        <Empty
          title={say(
            locale,
            'La première lettre n’est pas encore partie.',
            'The first letter has not gone out yet.',
          )}
        >
          {say(locale, 'Inscrivez-vous pour la recevoir.', 'Sign up to get it.')}
        </Empty>
      ) : (
        <NewsletterList view={view} entries={entries} level={2} withExcerpt />
      )}
      <Pager
        locale={locale}
        newer={isFirst ? undefined : here}
        older={after && `${here}?after=${encodeURIComponent(after)}`}
      />
      <SignUpBand view={view} deps={deps} />
    </Page>
  )
}

export async function newsletterPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const slug = c.req.param('slug') ?? ''
  const found = /^[a-z0-9-]{1,120}$/.test(slug) ? await archivedBySlug(deps.table, slug) : undefined
  if (!found)
    throw notFound({
      fr: 'Cette lettre n’est pas dans nos archives. Retrouvez-les toutes dans la liste des lettres.',
      en: 'This letter is not in our archive. The list of letters gives them all.',
    })
  const matter = await matterOf(deps, { view, content: found.content })
  c.header('cache-control', publicCache)
  return c.html(<NewsletterPage {...matter} deps={deps} {...found} />)
}

type NewsletterPageProps = BlockMatter & {
  deps: SiteDeps
  entry: ArchiveEntry
  content: NewsletterContent
}

export function NewsletterPage(props: NewsletterPageProps) {
  const { view, deps, entry, content, ...rest } = props
  const { locale, publication } = view
  const title = content.blocks.find((block) => block.type === 'title')
  const body = content.blocks.filter((block) => block !== title)
  return (
    <Page
      view={view}
      title={entry.subject}
      description={entry.preheader || entry.excerpt}
      place="newsletters"
      hasOtherLocale
      head={
        <>
          <SocialCard
            view={view}
            title={entry.subject}
            description={entry.preheader || entry.excerpt}
            issueNumber={entry.issueNumber}
            type="article"
          />
          <FeedLinks view={view} />
        </>
      }
    >
      <article class="letter">
        <p class="kicker">
          <a href={localPath(locale, '/newsletters')}>{say(locale, 'Lettre', 'Letter')}</a>
          {entry.issueNumber !== undefined && (
            <a href={localPath(locale, `/issues/${entry.issueNumber}`)}>
              <Numero n={entry.issueNumber} />
            </a>
          )}
          <Day date={entry.publishedAt} locale={locale} zone={publication.zone} />
        </p>
        <div lang={langOf(view, content.locale)}>
          <h1 class="title">
            <Title text={title?.type === 'title' ? title.text : entry.subject} />
          </h1>
          <div class="prose letter-text">
            <BlocksView {...rest} view={view} blocks={body} />
          </div>
        </div>
      </article>
      <SignUpBand view={view} deps={deps} />
    </Page>
  )
}

/** Everything the blocks refer to. */
async function matterOf(
  deps: Pick<SiteDeps, 'table'>,
  { view, content }: { view: View; content: NewsletterContent },
): Promise<BlockMatter> {
  const { blocks, locale: language } = content
  const numbers = new Set(
    blocks.flatMap((block) =>
      block.type === 'dossierCard' || block.type === 'issueCard' ? [block.issueNumber] : [],
    ),
  )
  const named = blocks.flatMap((block): CompanyId[] =>
    block.type === 'companies' ? block.companyIds : [],
  )
  const imageIds = blocks.flatMap((block): ImageId[] =>
    block.type === 'image' ? [block.imageId] : [],
  )
  const issues =
    numbers.size === 0
      ? []
      : (await listIssues(deps.table)).filter((issue) => numbers.has(issue.number)).map(publicIssue)
  const [companies, inDossiers, images] = await Promise.all([
    getCompanies(deps.table, [...new Set(named)]),
    companiesOf(deps.table, issues),
    getImages(deps.table, imageIds),
  ])
  return { view, language, issues, companies: [...companies, ...inDossiers], images }
}

export async function newslettersFeed(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const page = await archivePage(deps.table, { limit: siteLimits.feedItems })
  c.header('cache-control', publicCache)
  c.header('content-type', 'application/rss+xml; charset=utf-8')
  return c.body(feedOf(view, page.items))
}

/** RSS 2.0 of the letters. */
export function feedOf(view: View, entries: readonly ArchiveEntry[]): string {
  const { publication, siteUrl, locale, now } = view
  const home = siteUrl + localPath(locale, '/newsletters')
  const newest = entries[0]
  const feed = new Feed({
    id: home,
    title: publication.name,
    description: publication.tagline[locale],
    link: home,
    language: locale,
    updated: newest ? new Date(newest.publishedAt) : now,
    generator: 'Kiosque',
    copyright: publication.identity.publisher,
    feedLinks: { rss: `${home}/rss.xml` },
    ttl: 60,
  })
  for (const entry of entries) {
    const link = `${siteUrl}${localPath(locale, `/newsletters/${entry.slug}`)}`
    feed.addItem({
      id: link,
      guid: link,
      title: entry.subject,
      link,
      description: xmlText(entry.excerpt || entry.preheader),
      date: new Date(entry.publishedAt),
    })
  }
  return feed.rss2()
}

/** Text without the characters that XML 1.0 has no way to write. */
function xmlText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]+/gu, ' ')
}

const Cursor = z.object({
  pk: z.string().startsWith('ARCHIVE#').max(200),
  sk: z.literal('ARCHIVE'),
  gsi1pk: z.literal('ARCHIVE'),
  gsi1sk: z.string().max(200),
})

/** A cursor of the archive's list; anything else reads as the first page. */
function readCursor(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 2_000) return undefined
  try {
    const key = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return Buffer.from(JSON.stringify(key)).toString('base64url')
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}
