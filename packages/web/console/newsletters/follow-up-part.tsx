// On the report of a newsletter that went out: to whom it can still go, how many they are, and the two
// acts. Each is asked about once, on the page itself: a button opens what will happen.
import type { CountFollowUpOutcome, FollowUpKind } from '#delivery/follow-up'
import { followUpSentence } from '#delivery/follow-up-sentences'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { hasRole } from '#staff/member'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { Part } from '../parts.tsx'
import { newsletterPath } from './desk.ts'

export type FollowUpCounts = Record<FollowUpKind, CountFollowUpOutcome>

export type FollowUpPartProps = {
  c: ConsoleContext
  newsletter: Newsletter
  /** Undefined while it has not gone out. */
  counts: FollowUpCounts | undefined
}

const kinds = ['lateConfirmers', 'retry'] as const satisfies readonly FollowUpKind[]

/** Nothing before it has gone out. */
export function FollowUpPart(props: FollowUpPartProps) {
  const { c, counts } = props
  const { locale } = c.get('view')
  if (!counts) return null
  const { lateConfirmers } = counts
  const blocked = lateConfirmers.kind === 'counted' ? undefined : lateConfirmers
  if (blocked?.kind === 'notSent') return null
  return (
    <Part id="follow-up" title={say(locale, 'Ceux qui ne l’ont pas', 'Those who don’t have it')}>
      {blocked ? (
        <p>{followUpSentence(blocked)[locale]}</p>
      ) : (
        <div class="columns even follow-ups">
          {kinds.map((kind) => (
            <Way {...props} kind={kind} outcome={counts[kind]} />
          ))}
        </div>
      )}
    </Part>
  )
}

function Way(props: FollowUpPartProps & { kind: FollowUpKind; outcome: CountFollowUpOutcome }) {
  const { c, newsletter, kind, outcome } = props
  const { locale } = c.get('view')
  if (outcome.kind !== 'counted') return null
  const { count, counted, base } = outcome
  const isNobody = count === 0 && counted === 'exact'
  return (
    <div>
      <h3>{sentenceOf(kind, { count, counted }, locale)}</h3>
      {counted === 'estimated' && (
        <p class="soft">
          {say(
            locale,
            'C’est une estimation\u202f: ils sont trop nombreux pour être comptés ici. Qui l’a déjà sera écarté un par un.',
            'This is an estimate: they are too many to be counted here. Whoever has it already is left out one by one.',
          )}
        </p>
      )}
      {!isNobody && hasRole(c.get('staff'), 'marketing') && (
        <details>
          <summary>{acts[kind][locale]}</summary>
          <p>{whatHappens[kind][locale]}</p>
          <form method="post" action={newsletterPath(newsletter.id, 'follow-up')} class="actions">
            <input type="hidden" name="csrf" value={c.get('csrf')} />
            <input type="hidden" name="kind" value={kind} />
            <input type="hidden" name="mailing" value={base.id} />
            <button class="button primary small" type="submit">
              {say(locale, 'Envoyer maintenant', 'Send it now')}
            </button>
          </form>
        </details>
      )}
    </div>
  )
}

const acts = {
  lateConfirmers: { fr: 'Leur envoyer cette lettre…', en: 'Send them this newsletter…' },
  retry: { fr: 'Essayer de nouveau…', en: 'Try again…' },
}

const whatHappens = {
  lateConfirmers: {
    fr: 'La lettre part telle qu’elle a été envoyée, aux lecteurs des mêmes thèmes et du même segment. Personne ne la reçoit deux fois. L’archive ne change pas.',
    en: 'The newsletter goes as it was sent, to readers of the same topics and segment. Nobody gets it twice. The archive does not change.',
  },
  retry: {
    fr: 'La lettre part telle qu’elle a été envoyée, à ceux-là seulement. Ni ceux qui l’ont, ni ceux qui l’ont peut-être, ni les adresses refusées pour de bon.',
    en: 'The newsletter goes as it was sent, to these alone. Not to those who have it, not to those who may have it, not to addresses that were refused for good.',
  },
}

function sentenceOf(
  kind: FollowUpKind,
  { count, counted }: { count: number; counted: 'exact' | 'estimated' },
  locale: Locale,
): string {
  const n = formatNumber(count, locale)
  const about = counted === 'estimated' ? say(locale, 'Environ ', 'About ') : ''
  const isMany = locale === 'fr' ? count > 1 : count !== 1
  if (kind === 'lateConfirmers') {
    if (count === 0)
      return say(locale, 'Aucun nouvel inscrit depuis', 'Nobody new has confirmed since')
    return isMany
      ? say(locale, `${about}${n} lecteurs inscrits depuis`, `${about}${n} readers confirmed since`)
      : say(locale, `${about}${n} lecteur inscrit depuis`, `${about}${n} reader confirmed since`)
  }
  if (count === 0)
    return say(locale, 'Aucun échec qu’on puisse reprendre', 'No failure that can be tried again')
  return isMany
    ? say(
        locale,
        `${about}${n} messageries pleines ou injoignables`,
        `${about}${n} mailboxes were full or out of reach`,
      )
    : say(
        locale,
        `${about}${n} messagerie pleine ou injoignable`,
        `${about}${n} mailbox was full or out of reach`,
      )
}
