// One recipient's way through a mailing: every step with its time and cause.
import type { TraceOutcome, TraceStep, TraceStepKind } from '#delivery/trace-recipient'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale, Sentence } from '#kernel/errors'
import type { ReaderId } from '#kernel/ids'
import { formatInstant } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { newsletterPath } from './desk.ts'
import { reasonNames, reasonText, stateNamesOfOne } from './report-words.ts'
import { NewsletterTabs } from './tabs.tsx'

type Traced = Exclude<TraceOutcome, { kind: 'notFound' }>

const sentences: Record<TraceStepKind, Sentence> = {
  planned: { fr: 'Retenu parmi les destinataires', en: 'Planned as a recipient' },
  callAt: { fr: 'Son heure', en: 'Their own hour' },
  called: { fr: 'Appel au service d’envoi', en: 'Call to the sending service' },
  accepted: { fr: 'Message pris en charge', en: 'Message taken' },
  uncertain: {
    fr: 'L’appel s’est rompu\u202f: reçu ou non, on ne le savait pas',
    en: 'The call broke off: taken or not, nobody knew',
  },
  calledAgain: {
    fr: 'Second appel, après 30 minutes sans nouvelle',
    en: 'Second call, after 30 minutes without word',
  },
  acceptedAgain: { fr: 'Second message pris en charge', en: 'Second message taken' },
  givenUp: { fr: 'Pas appelé de nouveau', en: 'Not called again' },
  skipped: { fr: 'Laissé de côté avant l’appel', en: 'Left out before the call' },
  failed: { fr: 'Refusé par le service d’envoi', en: 'Refused by the sending service' },
  seen: { fr: 'Une nouvelle de ce message est arrivée', en: 'Word of this message came' },
  delivered: { fr: 'Remis à sa messagerie', en: 'Delivered to their mail server' },
  bounced: {
    fr: 'Refusé pour de bon par sa messagerie',
    en: 'Refused for good by their mail server',
  },
  bouncedSoft: {
    fr: 'Non remis, ou réponse automatique de sa messagerie',
    en: 'Not delivered for now, or an automatic answer',
  },
  complained: { fr: 'Signalé comme indésirable', en: 'Reported as spam' },
  rejected: { fr: 'Retenu pour son contenu', en: 'Held back for its content' },
  opened: { fr: 'Ouvert', en: 'Opened' },
  openedByMachine: {
    fr: 'Ouvert, par une machine sans doute',
    en: 'Opened, by a machine we guess',
  },
  clicked: { fr: 'A cliqué', en: 'Clicked' },
  clickedByMachine: {
    fr: 'Lien suivi, par une machine sans doute',
    en: 'Link followed, by a machine we guess',
  },
  unsubscribed: {
    fr: 'S’est désinscrit par le lien de cet envoi',
    en: 'Unsubscribed by this mailing’s link',
  },
  suppressed: {
    fr: 'Adresse bloquée\u202f: plus rien ne lui est envoyé',
    en: 'Address suppressed: nothing more is sent',
  },
}

export function TracePage(props: {
  c: ConsoleContext
  newsletter: Newsletter
  readerId: ReaderId
  trace: Traced
}) {
  const { c, newsletter, readerId, trace } = props
  const { locale } = c.get('view')
  const erased = say(locale, 'Données effacées', 'Data erased')
  return (
    <ConsolePage
      c={c}
      title={trace.email ?? erased}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id, 'report'),
        name: say(locale, 'Rapport', 'Report'),
      }}
      lead={leadOf(trace, locale)}
      actions={
        trace.email && (
          <a class="button" href={`/console/readers/${readerId}`}>
            {say(locale, 'Sa fiche', 'Their page')}
          </a>
        )
      }
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="report" />
      {trace.kind === 'traced' && (
        <>
          <ol class="moments trace">
            {trace.steps.map((step) => (
              <Step step={step} locale={locale} zone={trace.mailing.zone} />
            ))}
          </ol>
          <p class="soft report-note">
            {say(
              locale,
              `Sans heure\u202f: elle n’est pas conservée. Heures du fuseau ${trace.mailing.zone}, à la minute pour les appels. Place\u202f: part ${trace.place.shard}, lot ${trace.place.batch}, numéro ${trace.place.number}.`,
              `Without a time: none is kept. Times are those of ${trace.mailing.zone}, to the minute for calls. Place: shard ${trace.place.shard}, batch ${trace.place.batch}, number ${trace.place.number}.`,
            )}
          </p>
        </>
      )}
    </ConsolePage>
  )
}

/** What there is to say of it in a word. */
const ends: Partial<Record<TraceStepKind, Sentence>> = {
  acceptedAgain: { fr: 'envoyé une seconde fois', en: 'sent a second time' },
  delivered: { fr: 'remis', en: 'delivered' },
  bounced: { fr: 'refusé par sa messagerie', en: 'bounced' },
  bouncedSoft: {
    fr: 'non remis ou réponse automatique',
    en: 'bounced for now or an automatic answer',
  },
  complained: { fr: 'signalé comme indésirable', en: 'reported as spam' },
  rejected: { fr: 'retenu pour son contenu', en: 'held back for its content' },
  opened: { fr: 'ouvert', en: 'opened' },
  clicked: { fr: 'cliqué', en: 'clicked' },
  unsubscribed: { fr: 'désinscrit', en: 'unsubscribed' },
}

function leadOf(trace: Traced, locale: Locale): string {
  if (trace.kind === 'notPlanned')
    return trace.reason === undefined
      ? say(
          locale,
          'Cet envoi n’était pas pour ce lecteur\u202f; aujourd’hui, rien ne s’y opposerait.',
          'This mailing was not for this reader; nothing would stand against it now.',
        )
      : say(
          locale,
          `Cet envoi n’était pas pour ce lecteur. Aujourd’hui\u202f: ${reasonNames[trace.reason]?.fr ?? trace.reason}.`,
          `This mailing was not for this reader. As of now: ${reasonNames[trace.reason]?.en ?? trace.reason}.`,
        )
  const state = stateNamesOfOne[trace.state]?.[locale] ?? trace.state
  const reason = reasonText(trace.reason, locale)
  const then = trace.steps.flatMap(({ kind }) => ends[kind]?.[locale] ?? [])
  return `${[`${state}${reason ? ` (${reason})` : ''}`, ...new Set(then)].join(', ')}.`
}

function Step({ step, locale, zone }: { step: TraceStep; locale: Locale; zone: string }) {
  const { kind, at, to, cause } = step
  const tag = locale === 'fr' ? 'fr-FR' : 'en-GB'
  const shown =
    at &&
    new Intl.DateTimeFormat(tag, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      ...(to === 'minute' ? {} : { second: '2-digit' }),
      timeZone: zone,
    }).format(new Date(at))
  return (
    <li>
      {at ? (
        <time datetime={at} title={formatInstant(at, locale, zone)}>
          {shown}
        </time>
      ) : (
        <span class="soft">–</span>
      )}
      <span class="moment-text">
        {sentences[kind][locale]}
        {cause && <span class="cause">{reasonText(cause, locale)}</span>}
      </span>
    </li>
  )
}
