// Approval by people without an account: a link to pass on, and what came back.
import type { Approval } from '#editorial/approval'
import type { Newsletter } from '#editorial/newsletter'
import type { Instant } from '#kernel/time'
import { ExactTime, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { newsletterPath } from './desk.ts'
import { NewsletterTabs } from './tabs.tsx'

export function ApprovalsPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  approvals: readonly Approval[]
  link?: { url: string; expiresAt: Instant } | undefined
}) {
  const { c, newsletter, approvals, link } = props
  const { locale, publication } = c.get('view')
  const current = approvals.filter(
    ({ verdict, version }) => verdict === 'approved' && version === newsletter.version,
  )
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Faire valider', 'Get approval')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      islands={['composer.js']}
      lead={say(
        locale,
        'Qui a le lien voit la lettre telle qu’elle est au moment où il l’ouvre, et peut l’approuver ou la commenter sous son nom, sans compte.',
        'Who has the link sees the newsletter as it is when they open it, and can approve or comment under their name, without an account.',
      )}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="approvals" />
      {link ? (
        <div class="share">
          <label for="f-link">{say(locale, 'Le lien à transmettre', 'The link to pass on')}</label>
          <div class="share-line">
            <input id="f-link" type="text" readonly value={link.url} data-select />
            <button
              class="button"
              type="button"
              hidden
              data-copy="f-link"
              data-done={say(locale, 'Copié', 'Copied')}
            >
              {say(locale, 'Copier', 'Copy')}
            </button>
          </div>
          <p class="hint">
            {say(locale, 'Il vaut jusqu’au ', 'It is good until ')}
            <ExactTime at={link.expiresAt} locale={locale} zone={publication.zone} />
          </p>
        </div>
      ) : (
        <form method="post" action={newsletterPath(newsletter.id, 'approvals')}>
          <input type="hidden" name="csrf" value={c.get('csrf')} />
          <button class="button primary" type="submit">
            {say(locale, 'Créer un lien', 'Make a link')}
          </button>
        </form>
      )}
      <Part
        title={say(locale, 'Réponses', 'Answers')}
        aside={
          current.length > 0 && (
            <Status tone="good">
              {say(
                locale,
                `cette version est approuvée par ${current.map(({ name }) => name).join(', ')}`,
                `this version is approved by ${current.map(({ name }) => name).join(', ')}`,
              )}
            </Status>
          )
        }
      >
        {approvals.length === 0 ? (
          <Empty title={say(locale, 'Personne n’a encore répondu.', 'Nobody has answered yet.')} />
        ) : (
          <Answers {...props} />
        )}
      </Part>
    </ConsolePage>
  )
}

function Answers(props: {
  c: ConsoleContext
  newsletter: Newsletter
  approvals: readonly Approval[]
}) {
  const { locale, now, publication } = props.c.get('view')
  return (
    <ol class="answers">
      {[...props.approvals].reverse().map((approval) => (
        <li>
          <p>
            <Status tone={approval.verdict === 'approved' ? 'good' : 'calm'}>
              {approval.verdict === 'approved'
                ? say(locale, 'approuvé', 'approved')
                : say(locale, 'commentaire', 'comment')}
            </Status>{' '}
            <strong>{approval.name}</strong>{' '}
            <span class="soft">
              <Time at={approval.at} now={now} locale={locale} zone={publication.zone} />
              {approval.version === props.newsletter.version
                ? say(locale, ', sur cette version', ', on this version')
                : say(
                    locale,
                    `, sur la version ${approval.version}`,
                    `, on version ${approval.version}`,
                  )}
            </span>
          </p>
          {approval.comment !== '' && <p class="answer-text">{approval.comment}</p>}
        </li>
      ))}
    </ol>
  )
}
