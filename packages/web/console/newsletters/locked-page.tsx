// A newsletter was scheduled while somebody was still writing: their text is shown, and may go on as
// a newsletter of its own.
import { blockText } from '#editorial/blocks'
import type { Newsletter, NewsletterContent } from '#editorial/newsletter'
import type { NewsletterId } from '#kernel/ids'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { newsletterPath } from './desk.ts'
import { saveRefusals } from './save-refusals.ts'

export function LockedPage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  mine: NewsletterContent
  copyId: NewsletterId
}) {
  const { c, newsletter, mine } = props
  const { locale } = c.get('view')
  const page = newsletter.status === 'scheduled' ? 'schedule' : 'report'
  return (
    <ConsolePage
      c={c}
      place="newsletters"
      title={say(locale, 'Votre texte n’est pas enregistré', 'Your text is not saved')}
      back={{
        href: newsletterPath(newsletter.id),
        name: newsletter.subject || say(locale, 'Sans objet', 'No subject'),
      }}
      lead={`${saveRefusals.locked[locale]} ${say(
        locale,
        'Ce que vous avez écrit est ci-dessous\u202f; gardez-le dans une nouvelle lettre si vous y tenez.',
        'What you wrote is below; keep it in a newsletter of its own if you want it.',
      )}`}
    >
      <form method="post" action={newsletterPath(newsletter.id, 'copy')} class="actions">
        <CsrfField token={c.get('csrf')} />
        <input type="hidden" name="newId" value={props.copyId} />
        <input type="hidden" name="mine" value={JSON.stringify(mine)} />
        <Button tone="primary">
          {say(locale, 'Garder mon texte dans une nouvelle lettre', 'Keep my text in a new one')}
        </Button>
        <a class="button" href={newsletterPath(newsletter.id, page)}>
          {say(locale, 'Voir l’envoi', 'See the mailing')}
        </a>
      </form>
      <Part title={say(locale, 'Votre texte', 'Your text')}>
        {mine.blocks.map((block) => (
          <p>{blockText(block)}</p>
        ))}
      </Part>
    </ConsolePage>
  )
}
