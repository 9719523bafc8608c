// The check before sending: what must be put right, what should be looked at, each a step from the
// block it is about; then the test mail and the way on to scheduling.
import type { Finding } from '#delivery/check-newsletter'
import type { StoredCheck } from '#delivery/store'
import type { Viewer } from '#delivery/viewers'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { newsletterPath, previewPath } from './desk.ts'
import { newsletterFlash } from './flash.ts'
import { blockNames } from './newsletter-words.ts'
import { ProofFrame } from './proof-frame.tsx'
import { SeenBy } from './seen-by.tsx'
import { NewsletterTabs } from './tabs.tsx'

export function CheckPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  check: StoredCheck | undefined
  viewers: readonly Viewer[]
}) {
  const { c, newsletter, check } = props
  const { locale, now, publication } = c.get('view')
  const errors = check?.findings.filter(({ level }) => level === 'error') ?? []
  const warnings = check?.findings.filter(({ level }) => level === 'warning') ?? []
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Contrôle avant envoi', 'Check before sending')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      islands={['composer.js']}
      flash={newsletterFlash(c)}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="check" />
      <div class="composer">
        <div class="check">
          {check ? (
            <>
              <p class="verdict">
                {errors.length > 0 ? (
                  <Status tone="bad">{countOf(errors.length, locale)}</Status>
                ) : (
                  <Status tone="good">{say(locale, 'Bonne à envoyer', 'Ready to go')}</Status>
                )}
                <span class="soft">
                  {say(locale, 'Version ', 'Version ')}
                  {newsletter.version}
                  {say(locale, ', contrôlée ', ', checked ')}
                  <Time at={check.checkedAt} now={now} locale={locale} zone={publication.zone} />
                </span>
              </p>
              <Findings
                {...props}
                found={errors}
                title={say(locale, 'À corriger', 'To put right')}
              />
              <Findings
                {...props}
                found={warnings}
                title={say(locale, 'À regarder', 'To look at')}
              />
            </>
          ) : (
            <Empty
              title={say(
                locale,
                'Cette version n’est pas contrôlée.',
                'This version is not checked.',
              )}
            >
              {say(
                locale,
                'Le contrôle compose le mail et regarde l’objet, les liens, les images, le poids, le désabonnement et le nombre de destinataires.',
                'The check composes the mail and looks at the subject, links, pictures, weight, unsubscribing and the number of recipients.',
              )}
            </Empty>
          )}
          <div class="actions">
            {check && errors.length === 0 && newsletter.status === 'draft' ? (
              <>
                <a class="button primary" href={newsletterPath(newsletter.id, 'schedule')}>
                  {say(locale, 'Programmer l’envoi', 'Schedule the mailing')}
                </a>
                <CheckButton c={c} newsletter={newsletter} isFirst={false} />
              </>
            ) : (
              newsletter.status === 'draft' && <CheckButton c={c} newsletter={newsletter} isFirst />
            )}
          </div>
          <Part title={say(locale, 'Un essai dans votre boîte', 'A test in your mailbox')}>
            <form method="post" action={previewPath(newsletter.id, 'test')} class="actions">
              <input type="hidden" name="csrf" value={c.get('csrf')} />
              <p>
                {say(locale, 'Il part à ', 'It goes to ')}
                {c.get('staff').email}
              </p>
              {props.viewers.length > 1 && (
                <p class="seen-by">
                  <SeenBy viewers={props.viewers} locale={locale} id="f-test-seenBy" />
                </p>
              )}
              <button class="button" type="submit">
                {say(locale, 'M’envoyer un essai', 'Send me a test')}
              </button>
            </form>
          </Part>
        </div>
        <ProofFrame c={c} newsletter={newsletter} viewers={props.viewers} />
      </div>
    </ConsolePage>
  )
}

function CheckButton(props: { c: ConsoleContext; newsletter: Newsletter; isFirst: boolean }) {
  const { c, newsletter, isFirst } = props
  const { locale } = c.get('view')
  return (
    <form method="post" action={previewPath(newsletter.id, 'check')}>
      <input type="hidden" name="csrf" value={c.get('csrf')} />
      <button class={isFirst ? 'button primary' : 'button'} type="submit">
        {isFirst
          ? say(locale, 'Lancer le contrôle', 'Run the check')
          : say(locale, 'Contrôler à nouveau', 'Check again')}
      </button>
    </form>
  )
}

function Findings(props: {
  c: ConsoleContext
  newsletter: Newsletter
  found: readonly Finding[]
  title: string
}) {
  const { c, newsletter, found } = props
  const { locale } = c.get('view')
  if (found.length === 0) return null
  const proofreading = found.filter(({ code }) => code.startsWith('proofreading'))
  const others = found.filter((finding) => !proofreading.includes(finding))
  return (
    <Part title={props.title} aside={String(found.length)}>
      <ol class="findings">
        {others.map((finding) => {
          const block = newsletter.blocks.find(({ id }) => id === finding.blockId)
          return (
            <li>
              <p>{finding.sentence[locale]}</p>
              {finding.seenBy !== undefined && (
                <a href={`${previewPath(newsletter.id)}?seenBy=${finding.seenBy}`}>
                  {say(locale, 'Voir ce qu’ils reçoivent', 'See what they get')}
                </a>
              )}
              <a href={`${newsletterPath(newsletter.id)}#${block ? `b-${block.id}` : 'composer'}`}>
                {block ? blockNames[block.type][locale] : say(locale, 'En-tête', 'Envelope')}
              </a>
            </li>
          )
        })}
        {proofreading.length > 0 && (
          <li>
            <p>
              {say(
                locale,
                `Le relecteur a ${proofreading.length} suggestion${proofreading.length > 1 ? 's' : ''}.`,
                `The proofreader has ${proofreading.length} suggestion${proofreading.length > 1 ? 's' : ''}.`,
              )}
            </p>
            <a href={newsletterPath(newsletter.id, 'proofread')}>
              {say(locale, 'Relire', 'Proofread')}
            </a>
          </li>
        )}
      </ol>
    </Part>
  )
}

function countOf(count: number, locale: Locale): string {
  if (locale === 'fr') return `${count} point${count > 1 ? 's' : ''} à corriger`
  return `${count} thing${count > 1 ? 's' : ''} to put right`
}
