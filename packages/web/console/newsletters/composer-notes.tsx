// What stands above the composer's form: errors with their places, why it is locked, a removed block.
import { say } from '#web/shared/locale'
import { say as sayTo } from '../context.ts'
import type { ComposerProps } from './composer-page.tsx'
import { newsletterPath } from './desk.ts'

/** Errors above the form, each leading to its field. */
export function Summary({ c, errors }: ComposerProps) {
  const { locale } = c.get('view')
  const names = Object.keys(errors)
  if (names.length === 0) return null
  return (
    <div class="flash bad" role="alert">
      <p>
        {say(
          locale,
          'Rien n’est enregistré, tout ce que vous avez écrit est ici. À corriger\u202f:',
          'Nothing was saved; all you wrote is here. To put right:',
        )}
      </p>
      <ul>
        {names.map((name) => (
          <li>
            <a href={`#f-${name}`}>{errors[name]?.[locale]}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function LockedNote({ c, newsletter, copyId }: ComposerProps) {
  const { locale } = c.get('view')
  const isScheduled = newsletter.status === 'scheduled'
  return (
    <div class="flash warn">
      <p>
        {isScheduled
          ? sayTo(
              c,
              'Elle est programmée\u202f: son texte ne change plus. Annulez l’envoi pour la reprendre.',
              'It is scheduled: its text is fixed. Cancel the mailing to take it up again.',
            )
          : sayTo(
              c,
              'Elle est partie\u202f: son texte ne change plus. Copiez-la pour en écrire une autre.',
              'It has gone out: its text is fixed. Copy it to write another.',
            )}
      </p>
      <div class="actions">
        {isScheduled ? (
          <a class="button small" href={newsletterPath(newsletter.id, 'schedule')}>
            {say(locale, 'Voir l’envoi', 'See the mailing')}
          </a>
        ) : (
          <form method="post" action={newsletterPath(newsletter.id, 'copy')}>
            <input type="hidden" name="csrf" value={c.get('csrf')} />
            <input type="hidden" name="newId" value={copyId} />
            <button class="button small" type="submit">
              {say(locale, 'Copier', 'Copy')}
            </button>
          </form>
        )}
      </div>
    </div>
  )
}

export function RemovedNote(
  props: ComposerProps & { removed: { version: number; blockId: string; name: string } },
) {
  const { c, newsletter, removed } = props
  const { locale } = c.get('view')
  return (
    <form class="flash" method="post" action={newsletterPath(newsletter.id, 'restore-block')}>
      <input type="hidden" name="csrf" value={c.get('csrf')} />
      <input type="hidden" name="version" value={String(newsletter.version)} />
      <input type="hidden" name="from" value={String(removed.version)} />
      <input type="hidden" name="blockId" value={removed.blockId} />
      <p>
        {say(locale, `Bloc supprimé\u202f: ${removed.name}. `, `Block removed: ${removed.name}. `)}
        <button class="as-link" type="submit">
          {say(locale, 'Le remettre', 'Put it back')}
        </button>
      </p>
    </form>
  )
}
