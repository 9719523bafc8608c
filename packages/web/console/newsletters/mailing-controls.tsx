// What can be done about a mailing, on its report and while it is scheduled: a sentence that says how it stands and why, then
// pause, resume, approve, go now, let held domains go, cancel.
import { needsApproval } from '#delivery/approve-mailing'
import type { Mailing } from '#delivery/mailing'
import { isPausable } from '#delivery/pause-mailing'
import type { MailingReport } from '#delivery/report-mailing'
import type { Newsletter } from '#editorial/newsletter'
import { hasRole } from '#staff/member'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { newsletterPath } from './desk.ts'
import { type Standing, standingOf } from './mailing-standing.ts'

export type MailingControlsProps = {
  c: ConsoleContext
  newsletter: Newsletter
  one: Pick<MailingReport, 'mailing' | 'planned'>
  /** The name behind an id of staff. */
  nameOf: (id: string) => string
  /** The page that its buttons lead back to; the report unless given. */
  from?: 'schedule'
}

export function MailingControls(props: MailingControlsProps) {
  const { c, one, nameOf } = props
  const { mailing } = one
  const { locale, now } = c.get('view')
  const planned = mailing.planned ?? one.planned
  const standing = standingOf(mailing, { locale, now, nameOf, planned, me: c.get('staff').id })
  return (
    <>
      {standing && <Stand {...props} standing={standing} />}
      <HeldDomains {...props} />
      <Ways {...props} />
    </>
  )
}

function Stand({ standing, ...props }: MailingControlsProps & { standing: Standing }) {
  const { locale } = props.c.get('view')
  return (
    <div class={`flash ${standing.tone}`}>
      <p>{standing.sentence}</p>
      {standing.notes.map((note) => (
        <p class="soft">{note}</p>
      ))}
      {standing.acts.length > 0 && (
        <div class="actions">
          {standing.acts.map((act) => (
            <ActForm {...props} page={act}>
              <button
                class={act === 'resume' || act === 'approve' ? 'button primary' : 'button'}
                type="submit"
              >
                {labels[act][locale]}
              </button>
            </ActForm>
          ))}
        </div>
      )}
    </div>
  )
}

const labels = {
  resume: { fr: 'Reprendre l’envoi', en: 'Resume the mailing' },
  approve: { fr: 'Approuver l’envoi', en: 'Approve the mailing' },
  'go-now': { fr: 'Envoyer le reste maintenant', en: 'Send the rest now' },
  pause: { fr: 'Arrêter l’envoi', en: 'Stop the mailing' },
}

function HeldDomains(props: MailingControlsProps) {
  const { c, one } = props
  const { locale } = c.get('view')
  const { heldDomains = new Set(), status } = one.mailing
  const domains = [...heldDomains].sort()
  if (domains.length === 0 || status === 'sent' || status === 'cancelled') return null
  return (
    <div class="flash warn">
      <p>
        {say(
          locale,
          'Ces messageries refusent ou signalent trop de messages\u202f: leurs lecteurs attendent, les autres sont servis.',
          'These servers refuse or report too many messages: their readers wait, the others are served.',
        )}
      </p>
      <ul class="plain">
        {domains.map((domain) => (
          <li>
            <ActForm {...props} page="release" fields={{ domain }}>
              <span>{domain}</span>{' '}
              <button
                class="button small"
                type="submit"
                aria-label={say(locale, `Reprendre chez ${domain}`, `Go on at ${domain}`)}
              >
                {say(locale, 'Reprendre', 'Go on')}
              </button>
            </ActForm>
          </li>
        ))}
      </ul>
      {domains.length > 1 && (
        <ActForm {...props} page="release">
          <button class="button small" type="submit">
            {say(locale, 'Reprendre partout', 'Go on everywhere')}
          </button>
        </ActForm>
      )}
    </div>
  )
}

/** Pausing, where nothing above offers it already, approving ahead of time, and cancelling. */
function Ways(props: MailingControlsProps) {
  const { c, one } = props
  const { mailing } = one
  const { locale } = c.get('view')
  const canApprove =
    isAhead(mailing) && needsApproval(mailing) && c.get('staff').id !== mailing.createdBy
  const canPause = isPausable(mailing.status) && mailing.heldFor !== 'seeds'
  if (!isCancellable(mailing)) return null
  return (
    <div class="mailing-ways">
      <div class="actions">
        {canApprove && (
          <ActForm {...props} page="approve">
            <button class="button small" type="submit">
              {say(locale, 'Approuver dès maintenant', 'Approve it now')}
            </button>
          </ActForm>
        )}
        {canPause && (
          <ActForm {...props} page="pause">
            <button class="button small" type="submit">
              {say(locale, 'Mettre en pause', 'Pause')}
            </button>
          </ActForm>
        )}
        <ActForm {...props} page="cancel">
          <button class="button danger small" type="submit">
            {say(locale, 'Annuler l’envoi', 'Cancel the mailing')}
          </button>
        </ActForm>
      </div>
      <p class="soft">
        {isDraftAgain(mailing)
          ? say(
              locale,
              'Une pause se lève à tout moment. Annulé maintenant, l’envoi n’atteint personne et la lettre redevient un brouillon que vous pouvez reprendre.',
              'A pause can be lifted at any moment. Cancelled now, the mailing reaches nobody and the newsletter becomes a draft that you can take up again.',
            )
          : canPause
            ? say(
                locale,
                'Une pause se lève à tout moment. Annulé, l’envoi ne reprend plus\u202f: qui n’a pas encore été appelé ne recevra rien.',
                'A pause can be lifted at any moment. Once cancelled it never goes on: who has not been called yet receives nothing.',
              )
            : say(
                locale,
                'Annulé, l’envoi ne reprend plus\u202f: qui n’a pas encore été appelé ne recevra rien.',
                'Once cancelled it never goes on: who has not been called yet receives nothing.',
              )}
      </p>
    </div>
  )
}

/** Shown to those who may act; the others read the sentence alone. */
function ActForm(
  props: MailingControlsProps & {
    page: string
    fields?: Readonly<Record<string, string>>
    children?: unknown
  },
) {
  const { c, newsletter, one, page, from, fields = {}, children } = props
  if (!hasRole(c.get('staff'), 'marketing')) return null
  return (
    <form method="post" action={newsletterPath(newsletter.id, page)}>
      <input type="hidden" name="csrf" value={c.get('csrf')} />
      <input type="hidden" name="mailing" value={one.mailing.id} />
      {from && <input type="hidden" name="from" value={from} />}
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  )
}

function isAhead({ status, startedAt }: Mailing): boolean {
  return (status === 'scheduled' || status === 'planning') && startedAt === undefined
}

/** Cancelling a mailing that nobody was called for gives its newsletter back; a follow-up's stays sent. */
function isDraftAgain({ status, pausedFrom, followUp }: Mailing): boolean {
  const isScheduled = status === 'scheduled' || (status === 'paused' && pausedFrom === 'scheduled')
  return isScheduled && !followUp
}

function isCancellable({ status }: Mailing): boolean {
  return isPausable(status) || status === 'paused' || status === 'stopped'
}
