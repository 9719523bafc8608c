// A scheduled mailing: when it goes, everything that was chosen for it in words, and what can be
// done about it.
import type { Mailing } from '#delivery/mailing'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { type Instant, instant, wallClockOf } from '#kernel/time'
import { ExactTime, formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { previewPath } from './desk.ts'
import { MailingControls } from './mailing-controls.tsx'
import { departureText, seedsText, testText } from './schedule-words.ts'

type Props = {
  c: ConsoleContext
  newsletter: Newsletter
  mailing: Mailing
  /** The name behind an id of staff. */
  nameOf: (id: string) => string
}

export function Scheduled({ c, newsletter, mailing, nameOf }: Props) {
  const { locale, now, publication } = c.get('view')
  return (
    <div>
      <p class="departure">
        <ExactTime at={mailing.sendAt} locale={locale} zone={mailing.zone} />
      </p>
      <p class="countdown" data-countdown={mailing.sendAt} data-now={instant(now)}>
        <Time at={mailing.sendAt} now={now} locale={locale} zone={publication.zone} />
      </p>
      <dl class="facts">
        <dt>{say(locale, 'Heure choisie', 'Time chosen')}</dt>
        <dd class="figures">
          {mailing.wallClock.replace('T', ' ')} (
          {mailing.departure?.kind === 'localHour'
            ? say(locale, 'heure de chacun', 'everyone’s own')
            : mailing.zone}
          )
        </dd>
        <dt>UTC</dt>
        <dd class="figures">{utc(mailing.sendAt)}</dd>
        <dt>{say(locale, 'Départ', 'Departure')}</dt>
        <dd>{departureText(mailing.departure, locale)}</dd>
        <Subjects mailing={mailing} locale={locale} />
        <Seeds mailing={mailing} locale={locale} />
        <Approval mailing={mailing} locale={locale} nameOf={nameOf} />
        <dt>{say(locale, 'Version', 'Version')}</dt>
        <dd>
          <a href={`${previewPath(newsletter.id)}?version=${mailing.newsletterVersion}`}>
            {mailing.newsletterVersion}
          </a>
        </dd>
      </dl>
      <MailingControls
        c={c}
        newsletter={newsletter}
        one={{ mailing, planned: 0 }}
        nameOf={nameOf}
        from="schedule"
      />
    </div>
  )
}

type Said = { mailing: Mailing; locale: Locale }

function Subjects({ mailing, locale }: Said) {
  const { test } = mailing
  if (!test)
    return (
      <>
        <dt>{say(locale, 'Objet', 'Subject')}</dt>
        <dd>{mailing.subject}</dd>
      </>
    )
  return (
    <>
      <dt>{say(locale, 'Deux objets', 'Two subjects')}</dt>
      <dd>
        <ol class="subjects">
          <li>
            <strong>A</strong> {mailing.subject}
          </li>
          <li>
            <strong>B</strong> {test.subjectB}
          </li>
        </ol>
        <p class="soft">{testText(test, locale)}</p>
      </dd>
    </>
  )
}

function Seeds({ mailing, locale }: Said) {
  const { seeds } = mailing
  if (!seeds) return null
  return (
    <>
      <dt>{say(locale, 'D’abord', 'First')}</dt>
      <dd>
        {seedsText(seeds, locale)}
        <details>
          <summary class="soft">{say(locale, 'Les adresses', 'The addresses')}</summary>
          <ul class="plain">
            {seeds.emails.map((email) => (
              <li class="breaks">{email}</li>
            ))}
          </ul>
        </details>
      </dd>
    </>
  )
}

function Approval({ mailing, locale, nameOf }: Said & Pick<Props, 'nameOf'>) {
  const { approvalAbove, approvedBy } = mailing
  if (approvalAbove === undefined) return null
  const above = formatNumber(approvalAbove, locale)
  return (
    <>
      <dt>{say(locale, 'Accord', 'Approval')}</dt>
      <dd>
        {approvedBy
          ? say(locale, `Donné par ${nameOf(approvedBy)}`, `Given by ${nameOf(approvedBy)}`)
          : say(
              locale,
              `Il faut celui d’une seconde personne au-delà de ${above} destinataires\u202f; pas encore donné`,
              `A second person’s is needed above ${above} recipients; not given yet`,
            )}
      </dd>
    </>
  )
}

/** `2026-12-01 07:30 UTC` */
export function utc(at: Instant): string {
  return `${wallClockOf(at, 'UTC').replace('T', ' ')} UTC`
}
