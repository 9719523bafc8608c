// The steps of a newsletter's way, over each of its pages: write, proofread, check, approve,
// schedule, report.
import type { Newsletter } from '#editorial/newsletter'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { newsletterPath } from './desk.ts'

export type Step =
  | 'write'
  | 'proofread'
  | 'check'
  | 'approvals'
  | 'schedule'
  | 'report'
  | 'versions'

export function NewsletterTabs(props: {
  c: ConsoleContext
  newsletter: Newsletter
  current: Step
  /** Open proofreading suggestions. */
  count?: number
}) {
  const { c, newsletter, current, count } = props
  const { locale } = c.get('view')
  const isDraft = newsletter.status === 'draft'
  const hasMailing = newsletter.mailingIds.length > 0
  const steps: { step: Step; page: string; label: string }[] = [
    {
      step: 'write',
      page: '',
      label: isDraft ? say(locale, 'Écrire', 'Write') : say(locale, 'Le texte', 'The text'),
    },
    ...(isDraft
      ? [
          {
            step: 'proofread' as const,
            page: 'proofread',
            label: say(locale, 'Relire', 'Proofread') + (count ? ` (${count})` : ''),
          },
        ]
      : []),
    { step: 'check', page: 'check', label: say(locale, 'Contrôler', 'Check') },
    { step: 'approvals', page: 'approvals', label: say(locale, 'Faire valider', 'Get approval') },
    { step: 'schedule', page: 'schedule', label: say(locale, 'Programmer', 'Schedule') },
    ...(hasMailing
      ? [{ step: 'report' as const, page: 'report', label: say(locale, 'Rapport', 'Report') }]
      : []),
    { step: 'versions', page: 'versions', label: say(locale, 'Versions', 'Versions') },
  ]
  return (
    <nav class="steps" aria-label={say(locale, 'Étapes', 'Steps')}>
      {steps.map(({ step, page, label }) => (
        <a
          href={newsletterPath(newsletter.id, page)}
          aria-current={step === current ? 'page' : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  )
}
