// Home's word to administrators when work failed for good and waits to be looked at.
import { type QueueDesk, queueNames } from '#delivery/queue-desk'
import { whatBroke } from '#kernel/log'
import { hasRole } from '#staff/member'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext, ConsoleDeps } from './context.ts'

/** How many dead letters wait; 0 for who may not look, and while the queues can't be asked. */
export async function deadLetterCount(
  deps: Pick<ConsoleDeps, 'log'> & { queueDesk?: QueueDesk },
  c: ConsoleContext,
): Promise<number> {
  const { queueDesk } = deps
  if (!queueDesk || !hasRole(c.get('staff'), 'admin')) return 0
  try {
    const counts = await Promise.all(queueNames.map((name) => queueDesk.counts(name)))
    return counts.reduce((sum, { dead }) => sum + dead, 0)
  } catch (error) {
    // The home page stands without it; settings show what is wrong.
    deps.log('warn', 'queues.unread', whatBroke(error))
    return 0
  }
}

export function DeadLettersNote({ c, count }: { c: ConsoleContext; count: number }) {
  const { locale } = c.get('view')
  if (count === 0) return null
  const shown = formatNumber(count, locale)
  return (
    <p class="flash warn">
      {count === 1
        ? say(
            locale,
            'Un travail a échoué cinq fois et attend quelqu’un. ',
            'One piece of work failed five times and waits for somebody. ',
          )
        : say(
            locale,
            `${shown} travaux ont échoué cinq fois et attendent quelqu’un. `,
            `${shown} pieces of work failed five times and wait for somebody. `,
          )}
      <a href="/console/settings/queues">{say(locale, 'Voir les files', 'See the queues')}</a>
    </p>
  )
}
