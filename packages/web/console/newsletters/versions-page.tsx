// Earlier versions: who saved what when, what changed, and a button that brings one back.
import { type Block, blockText } from '#editorial/blocks'
import { differences } from '#editorial/merge-newsletters'
import type { Newsletter, NewsletterVersion } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Pager } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { type NamedSegment, segmentWord } from './block-audience.tsx'
import { newsletterPath, previewPath } from './desk.ts'
import { blockNames, headNames } from './newsletter-words.ts'
import { NewsletterTabs } from './tabs.tsx'

export function VersionsPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  versions: readonly NewsletterVersion[]
  segments: readonly NamedSegment[]
  nameOf: (staffId: string) => string
  older?: string | undefined
}) {
  const { c, newsletter, versions } = props
  const { locale, now, publication } = c.get('view')
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Versions', 'Versions')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      lead={say(
        locale,
        'Chaque enregistrement est gardé. En rétablir un en fait une nouvelle version\u202f: cela aussi se défait.',
        'Every save is kept. Restoring one makes it a new version: that can be undone too.',
      )}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="versions" />
      {versions.length === 0 ? (
        <Empty title={say(locale, 'Une seule version pour l’instant.', 'One version so far.')} />
      ) : (
        <ol class="versions">
          <li>
            <p>
              <strong>{say(locale, 'Maintenant', 'Now')}</strong>
            </p>
            <p class="soft">
              <Time at={newsletter.updatedAt} now={now} locale={locale} zone={publication.zone} />
              {`, ${props.nameOf(newsletter.updatedBy)}`}
            </p>
            <Changes from={versions[0]} to={newsletter} segments={props.segments} locale={locale} />
          </li>
          {versions.map((version, at) => (
            <li>
              <p>
                <a href={`${previewPath(newsletter.id)}?version=${version.version}`}>
                  {say(locale, `Version ${version.version}`, `Version ${version.version}`)}
                </a>
              </p>
              <p class="soft">
                <Time at={version.savedAt} now={now} locale={locale} zone={publication.zone} />
                {`, ${props.nameOf(version.savedBy)}`}
              </p>
              <Changes
                from={versions[at + 1]}
                to={version}
                segments={props.segments}
                locale={locale}
              />
              {newsletter.status === 'draft' && (
                <form method="post" action={newsletterPath(newsletter.id, 'restore')}>
                  <input type="hidden" name="csrf" value={c.get('csrf')} />
                  <input type="hidden" name="version" value={String(newsletter.version)} />
                  <input type="hidden" name="restore" value={String(version.version)} />
                  <button class="button small" type="submit">
                    {say(locale, 'Rétablir', 'Restore')}
                    <span class="visually-hidden">{` ${version.version}`}</span>
                  </button>
                </form>
              )}
            </li>
          ))}
        </ol>
      )}
      <Pager older={props.older} locale={locale} />
    </ConsolePage>
  )
}

/** What a version changed against the one before, in a line or two. */
function Changes(props: {
  from: NewsletterVersion | undefined
  to: Newsletter | NewsletterVersion
  segments: readonly NamedSegment[]
  locale: Locale
}) {
  const { from, to, locale } = props
  if (!from) return <p class="soft">{to.subject}</p>
  const changes = differences(to, from, undefined)
  const words = changes.slice(0, 4).map((one) => {
    if (one.kind === 'field') return `${headNames[one.field]?.[locale]} · ${one.mine}`
    const block = one.mine ?? one.theirs
    const name = block ? blockNames[block.type][locale] : ''
    if (!one.theirs)
      return say(locale, `${name} ajouté\u202f: `, `${name} added: `) + start(one.mine)
    if (!one.mine)
      return say(locale, `${name} supprimé\u202f: `, `${name} removed: `) + start(one.theirs)
    const wasFor = one.theirs.segmentId
    if (one.mine.segmentId !== wasFor) {
      const segment = segmentWord(one.mine.segmentId ?? '', props.segments, locale)
      const now = segment ?? say(locale, 'tous', 'everyone')
      return (
        say(locale, `${name}, désormais pour ${now}\u202f: `, `${name}, now for ${now}: `) +
        start(one.mine)
      )
    }
    return `${name} · ${start(one.mine)}`
  })
  if (words.length === 0)
    return <p class="soft">{say(locale, 'Ordre des blocs', 'Order of blocks')}</p>
  return (
    <ul class="changes">
      {words.map((word) => (
        <li>{word}</li>
      ))}
      {changes.length > words.length && (
        <li>
          {say(
            locale,
            `et ${changes.length - words.length} autres changements`,
            `and ${changes.length - words.length} more changes`,
          )}
        </li>
      )}
    </ul>
  )
}

function start(block: Block | undefined): string {
  const text = block ? blockText(block).replace(/\s+/g, ' ').trim() : ''
  return text.length > 90 ? `${text.slice(0, 88)}…` : text
}
