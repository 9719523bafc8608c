// What can be done about a mailing, on its report.
import type { MailingReport } from '#delivery/report-mailing'
import type { Newsletter } from '#editorial/newsletter'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { newsletterPath } from './desk.ts'

export function MailingActs(props: {
  c: ConsoleContext
  newsletter: Newsletter
  one: MailingReport
}) {
  const { c, newsletter, one } = props
  const { mailing } = one
  const { locale } = c.get('view')
  return (
    <>
      {mailing.stoppedBecause && (
        <div class="flash bad">
          <p>{mailing.stoppedBecause[locale]}</p>
          <form method="post" action={newsletterPath(newsletter.id, 'resume')} class="actions">
            <input type="hidden" name="csrf" value={c.get('csrf')} />
            <input type="hidden" name="mailing" value={mailing.id} />
            <button class="button small" type="submit">
              {say(locale, 'Reprendre l’envoi', 'Resume the mailing')}
            </button>
          </form>
        </div>
      )}
      {cancellable(mailing.status) && (
        <form method="post" action={newsletterPath(newsletter.id, 'cancel')} class="actions">
          <input type="hidden" name="csrf" value={c.get('csrf')} />
          <input type="hidden" name="mailing" value={mailing.id} />
          <p class="soft">
            {say(
              locale,
              'Arrêter maintenant\u202f: qui n’a pas encore été appelé ne recevra rien.',
              'Stop now: who has not been called yet receives nothing.',
            )}
          </p>
          <button class="button danger small" type="submit">
            {say(locale, 'Annuler l’envoi', 'Cancel the mailing')}
          </button>
        </form>
      )}
    </>
  )
}

function cancellable(status: string): boolean {
  return ['scheduled', 'planning', 'sending', 'waitingForQuota', 'paused', 'stopped'].includes(
    status,
  )
}
