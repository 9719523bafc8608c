// The front page of the local tools: the time here, the last mails, the queues, what broke.
import { Hono } from 'hono'
import { formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { ClockFace, DueList } from './clock-pages.tsx'
import type { DueItem } from './due.ts'
import type { FunctionFailure } from './functions.ts'
import { findMails } from './inbox.ts'
import { MailTable } from './inbox-pages.tsx'
import type { AcceptedMail } from './ses-journal.ts'
import type { SandboxQueue } from './sqs-queue.ts'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from './tool-context.ts'
import { SandboxPage, TableFrame } from './tool-page.tsx'

export function frontPage(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { cloud } = deps
  const app = new Hono<SandboxEnv>()
  app.get('/', async (c) =>
    c.html(
      <Front
        view={viewOf(deps, c)}
        mails={findMails(cloud.mails.mails, { limit: 5 }).mails}
        mailCount={cloud.mails.mails.length}
        queues={cloud.queues.all()}
        failures={cloud.failures()}
        due={(await cloud.due()).slice(0, 5)}
      />,
    ),
  )
  return app
}

type FrontProps = {
  view: View
  mails: readonly AcceptedMail[]
  mailCount: number
  queues: readonly SandboxQueue[]
  failures: readonly FunctionFailure[]
  due: readonly DueItem[]
}

function Front(props: FrontProps) {
  const { view } = props
  const { locale } = view
  return (
    <SandboxPage view={view} title={say(locale, 'Cette machine', 'This machine')}>
      <p>
        {say(
          locale,
          'Elle tient lieu de nuage : rien de ce qui est envoyé ici ne sort d’ici.',
          'It stands in for the cloud: nothing that is sent here leaves here.',
        )}
      </p>
      <section class="section">
        <h2>{say(locale, 'L’heure d’ici', 'The time here')}</h2>
        <p class="clock-face">
          <ClockFace view={view} />
        </p>
        <p>
          <a href="/sandbox/clock">{say(locale, 'Avancer l’horloge', 'Move the clock on')}</a>
        </p>
      </section>
      <section class="section">
        <h2>
          {say(locale, 'Derniers messages', 'Last mails')}{' '}
          <span class="figures">({formatNumber(props.mailCount, locale)})</span>
        </h2>
        <MailTable view={view} mails={props.mails} />
        {props.mailCount > 0 && (
          <p class="after-table">
            <a href="/sandbox/inbox">
              {say(locale, 'Toute la boîte aux lettres', 'The whole inbox')}
            </a>
          </p>
        )}
      </section>
      <DueList view={view} due={props.due} />
      <Queues view={view} queues={props.queues} />
      <Failures view={view} failures={props.failures} />
    </SandboxPage>
  )
}

function Queues({ view, queues }: { view: View; queues: readonly SandboxQueue[] }) {
  const { locale } = view
  const deadOf = ({ settings }: SandboxQueue) =>
    queues.find((queue) => queue.settings.name === settings.deadLetterQueue)?.readyCount() ?? 0
  const headings = [
    say(locale, 'Prêts', 'Ready'),
    say(locale, 'En cours', 'In flight'),
    say(locale, 'Différés', 'Delayed'),
    say(locale, 'Rebuts', 'Dead letters'),
  ]
  return (
    <section class="section">
      <h2>{say(locale, 'Files d’attente', 'Queues')}</h2>
      <TableFrame label={say(locale, 'Files d’attente', 'Queues')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'File', 'Queue')}</th>
              {headings.map((heading) => (
                <th scope="col" class="number">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {queues
              .filter(({ settings }) => settings.deadLetterQueue !== undefined)
              .map((queue) => {
                const { visible, inFlight, delayed } = queue.counts()
                const dead = deadOf(queue)
                return (
                  <tr>
                    <th scope="row">{queue.settings.name.replace(/^kiosque-sandbox-/, '')}</th>
                    {[visible, inFlight, delayed].map((count) => (
                      <td class="number">{formatNumber(count, locale)}</td>
                    ))}
                    <td class="number">
                      {dead > 0 ? (
                        <Status tone="bad">{formatNumber(dead, locale)}</Status>
                      ) : (
                        formatNumber(dead, locale)
                      )}
                    </td>
                  </tr>
                )
              })}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

function Failures({ view, failures }: { view: View; failures: readonly FunctionFailure[] }) {
  const { locale, now, publication } = view
  if (failures.length === 0) return null
  return (
    <section class="section">
      <h2>{say(locale, 'Appels qui ont échoué', 'Calls that broke')}</h2>
      <p>
        {say(
          locale,
          'Le détail est dans functions.log, dans le dossier de données.',
          'The details are in functions.log, in the data folder.',
        )}
      </p>
      <ul class="plain">
        {failures.slice(0, 10).map(({ at, functionName, how }) => (
          <li>
            <Time at={at} now={now} locale={locale} zone={publication.zone} />{' '}
            <code>
              {functionName} {how}
            </code>
          </li>
        ))}
      </ul>
    </section>
  )
}
