// The queues in a table, each dead letter by kind and ids, and the page that asks before a redrive.
import { type DeadLetter, deskLimits, type QueueLook, type QueueName } from '#delivery/queue-desk'
import type { Sentence } from '#kernel/errors'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame, When } from '../parts.tsx'
import { Tabs } from './tabs.tsx'

const queueTitles: Record<QueueName, Sentence> = {
  send: { fr: 'Envoi des lettres', en: 'Sending newsletters' },
  mail: { fr: 'Mails seuls', en: 'Single mails' },
  plan: { fr: 'Préparation des envois', en: 'Planning mailings' },
  feedback: { fr: 'Retours des messageries', en: 'Feedback of mailboxes' },
  stripe: { fr: 'Événements de Stripe', en: 'Events of Stripe' },
}

export function QueuesPage(props: {
  c: ConsoleContext
  queues: readonly QueueLook[]
  moved: number | undefined
}) {
  const { c, queues, moved } = props
  const { locale } = c.get('view')
  const title = say(locale, 'Files d’attente', 'Queues')
  return (
    <ConsolePage
      c={c}
      place="settings"
      title={title}
      flash={
        moved === undefined
          ? undefined
          : {
              tone: moved > 0 ? 'good' : 'warn',
              sentence: {
                fr: `Messages remis en file\u202f: ${formatNumber(moved, 'fr')}.`,
                en: `Messages put back: ${formatNumber(moved, 'en')}.`,
              },
            }
      }
    >
      <Tabs c={c} tab="queues" />
      <p class="soft">
        {say(
          locale,
          'Le travail attend ici quelques secondes. Ce qui a échoué cinq fois est mis de côté, et rien n’en est perdu.',
          'Work waits here for some seconds. What failed five times is put aside, and nothing of it is lost.',
        )}
      </p>
      <Counts c={c} queues={queues} />
      {queues.map((queue) => queue.dead > 0 && <PutAside c={c} queue={queue} />)}
    </ConsolePage>
  )
}

function Counts({ c, queues }: { c: ConsoleContext; queues: readonly QueueLook[] }) {
  const { locale } = c.get('view')
  const head = (fr: string, en: string) => (
    <th scope="col" class="number">
      {say(locale, fr, en)}
    </th>
  )
  const cell = (count: number) => <td class="number">{formatNumber(count, locale)}</td>
  return (
    <TableFrame label={say(locale, 'Files d’attente', 'Queues')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'File', 'Queue')}</th>
            {head('Mis de côté', 'Put aside')}
            {head('En attente', 'Waiting')}
            {head('En cours', 'In flight')}
            {head('Différés', 'Delayed')}
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr>
              <th scope="row">{queueTitles[queue.name][locale]}</th>
              {cell(queue.dead)}
              {cell(queue.waiting)}
              {cell(queue.inFlight)}
              {cell(queue.delayed)}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function PutAside({ c, queue }: { c: ConsoleContext; queue: QueueLook }) {
  const { locale } = c.get('view')
  const more = queue.dead - queue.letters.length
  return (
    <Part
      title={`${queueTitles[queue.name][locale]}${say(locale, '\u202f: mis de côté', ': put aside')}`}
    >
      <TableFrame label={queueTitles[queue.name][locale]}>
        <table class="table stacks">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Quoi', 'What')}</th>
              <th scope="col">{say(locale, 'Sur quoi', 'On what')}</th>
              <th scope="col">{say(locale, 'Depuis', 'Since')}</th>
              <th scope="col">{say(locale, 'Reçu', 'Received')}</th>
            </tr>
          </thead>
          <tbody>
            {queue.letters.map((letter) => (
              <Letter c={c} letter={letter} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {more > 0 && (
        <p class="soft">
          {say(
            locale,
            `Et ${formatNumber(more, locale)} de plus.`,
            `And ${formatNumber(more, locale)} more.`,
          )}
        </p>
      )}
      <p class="actions">
        <a class="button" href={`/console/settings/queues/${queue.name}/redrive`}>
          {say(locale, 'Remettre en file…', 'Put back…')}
        </a>
      </p>
    </Part>
  )
}

function Letter({ c, letter }: { c: ConsoleContext; letter: DeadLetter }) {
  const { locale } = c.get('view')
  return (
    <tr>
      <td class="row-line">
        <code>{letter.kind}</code>
      </td>
      <td class="breaks">
        {Object.entries(letter.ids).map(([name, value]) => (
          <span class="soft">
            {name} <code>{value}</code>{' '}
          </span>
        ))}
      </td>
      <td>
        <When at={letter.sentAt} view={c.get('view')} />
      </td>
      <td class="nowrap">
        {say(
          locale,
          `${formatNumber(letter.receivedCount, locale)} fois`,
          `${formatNumber(letter.receivedCount, locale)} times`,
        )}
      </td>
    </tr>
  )
}

/** One question, then the button. */
export function RedrivePage(props: { c: ConsoleContext; name: QueueName; dead: number }) {
  const { c, name, dead } = props
  const { locale } = c.get('view')
  const count = formatNumber(Math.min(dead, deskLimits.redrive), locale)
  return (
    <ConsolePage
      c={c}
      place="settings"
      title={say(locale, 'Remettre en file', 'Put back')}
      back={{
        href: '/console/settings/queues',
        name: say(locale, 'Files d’attente', 'Queues'),
      }}
    >
      {dead === 0 ? (
        <p>{say(locale, 'Rien n’est mis de côté ici.', 'Nothing is put aside here.')}</p>
      ) : (
        <form method="post" action={`/console/settings/queues/${name}/redrive`} class="form">
          <CsrfField token={c.get('csrf')} />
          <p>
            {say(
              locale,
              `La cause de l’échec est-elle réparée\u202f? Les messages mis de côté (${count}, «\u202f${queueTitles[name].fr}\u202f») seront repris. Aucun n’est traité deux fois, même s’il revient.`,
              `Is the cause of the failure put right? The messages put aside (${count}, “${queueTitles[name].en}”) will be worked on again. None takes effect twice, even if it returns.`,
            )}
          </p>
          <p class="actions">
            <Button tone="primary">{say(locale, 'Oui, les remettre', 'Yes, put them back')}</Button>
            <a class="button quiet" href="/console/settings/queues">
              {say(locale, 'Non', 'No')}
            </a>
          </p>
        </form>
      )}
    </ConsolePage>
  )
}
