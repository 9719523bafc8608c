// The clock's page: what time it is here, what is due next, and a form to move on. Programs post
// JSON `{to}` and get their answer when nothing is left to do.
import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import { VisibleError } from '#kernel/errors'
import {
  dayMs,
  hourMs,
  type Instant,
  instant,
  minuteMs,
  plusMs,
  readWallClock,
  wallClockOf,
} from '#kernel/time'
import { Button, Field } from '#web/shared/form.tsx'
import { ExactTime, formatInstant, formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, type FlashMessage } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { goesBack } from './clock.ts'
import type { Cloud } from './cloud.ts'
import { readTarget } from './control.ts'
import type { DueItem } from './due.ts'
import type { Moved } from './move-clock.ts'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from './tool-context.ts'
import { SandboxPage, TableFrame } from './tool-page.tsx'

/** A move that takes longer than this goes on while the page says how far it is. */
const patienceMs = 2_000
/** A sign of life on a connection whose answer takes long. */
const heartbeatMs = 10_000

export function clockPages(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { cloud, publication } = deps
  const app = new Hono<SandboxEnv>()
  let lastFlash: FlashMessage | undefined

  app.get('/clock', async (c) => {
    const view = viewOf(deps, c)
    const flash = cloud.movingTo() ? undefined : lastFlash
    lastFlash = cloud.movingTo() ? lastFlash : undefined
    const due = await cloud.due()
    return c.html(<ClockPage view={view} due={due} movingTo={cloud.movingTo()} flash={flash} />)
  })

  app.post('/clock', async (c) => {
    if ((c.req.header('content-type') ?? '').includes('json')) {
      const body = (await c.req.json().catch(() => undefined)) as { to?: unknown } | undefined
      return moveAndAnswer(c, cloud, readTarget(body?.to))
    }
    const form = await c.req.parseBody()
    const to = targetOf(form, cloud.clock.now(), publication.zone)
    checkAhead(cloud, to)
    const move = cloud.moveClock(to).then(
      (moved) => {
        lastFlash = { tone: moved.stuck.length > 0 ? 'warn' : 'good', ...movedSentence(moved) }
      },
      (error) => {
        const sentence = error instanceof VisibleError ? error.sentence : broken
        lastFlash = { tone: 'bad', sentence }
      },
    )
    await Promise.race([move, new Promise((resolve) => setTimeout(resolve, patienceMs))])
    return c.redirect('/sandbox/clock', 303)
  })
  return app
}

/**
 * Moves the clock and answers `{from, to, ticks, invocations, stuck}` at the end. Meanwhile blanks
 * go over the wire, so that no client gives up on a long move.
 */
export function moveAndAnswer(c: Context, cloud: Cloud, to: Instant): Response {
  checkAhead(cloud, to)
  const moved = cloud.moveClock(to)
  c.header('content-type', 'application/json')
  return stream(c, async (out) => {
    const heartbeat = setInterval(() => void out.write(' '), heartbeatMs)
    try {
      await out.write(JSON.stringify(await moved))
    } catch (error) {
      const { code, sentence } =
        error instanceof VisibleError ? error : { code: 'internal', sentence: broken }
      await out.write(JSON.stringify({ error: { code, message: sentence } }))
    } finally {
      clearInterval(heartbeat)
    }
  })
}

/** Refuses what can be refused before anything is written. */
function checkAhead(cloud: Cloud, to: Instant): void {
  const now = instant(cloud.clock.now())
  if (to < now) throw goesBack(to, now)
  const other = cloud.movingTo()
  if (other)
    throw new VisibleError('busy', {
      fr: `L’horloge est déjà en route vers ${other}. Attendez qu’elle y soit.`,
      en: `The clock is on its way to ${other} already. Wait until it is there.`,
    })
}

function targetOf(form: Record<string, unknown>, now: Date, zone: string): Instant {
  const byMs = Number(form['byMs'])
  if (Number.isSafeInteger(byMs) && byMs > 0) return plusMs(instant(now), byMs)
  if (form['to'] !== undefined) return readTarget(form['to'])
  const reading = readWallClock(String(form['wallClock'] ?? ''), zone)
  if (reading.kind === 'instant') return reading.at
  if (reading.kind === 'repeated') return reading.first
  if (reading.kind === 'skipped') return reading.after
  return readTarget(form['wallClock'])
}

const broken = {
  fr: 'L’horloge s’est arrêtée en route : une panne est notée dans le terminal.',
  en: 'The clock stopped on its way: the terminal says what broke.',
}

function movedSentence(moved: Moved): { sentence: FlashMessage['sentence'] } {
  const number = { fr: formatNumber(moved.ticks, 'fr'), en: formatNumber(moved.ticks, 'en') }
  const calls = {
    fr: formatNumber(moved.invocations, 'fr'),
    en: formatNumber(moved.invocations, 'en'),
  }
  const stuck = moved.stuck.length
  return {
    sentence: {
      fr:
        `L’horloge est arrivée ; ${number.fr} passages du minuteur, ${calls.fr} appels de fonctions.` +
        (stuck > 0 ? ` ${stuck} éléments sont restés dus malgré tout.` : ''),
      en:
        `The clock has arrived; ${number.en} ticks, ${calls.en} calls of functions.` +
        (stuck > 0 ? ` ${stuck} items stayed due all the same.` : ''),
    },
  }
}

function ClockPage(props: {
  view: View
  due: DueItem[]
  movingTo: Instant | undefined
  flash: FlashMessage | undefined
}) {
  const { view, movingTo } = props
  const { locale } = view
  return (
    <SandboxPage
      view={view}
      title={say(locale, 'Horloge', 'Clock')}
      current="/sandbox/clock"
      flash={props.flash}
      head={movingTo ? <meta http-equiv="refresh" content="2" /> : undefined}
    >
      <p class="clock-face">
        <ClockFace view={view} />
      </p>
      {movingTo ? (
        <p role="status">
          {say(
            locale,
            'En route vers le moment voulu ; cette page se recharge d’elle-même :',
            'On its way; this page reloads by itself:',
          )}{' '}
          <ExactTime at={movingTo} locale={locale} zone={view.publication.zone} />
        </p>
      ) : (
        <MoveForms view={view} next={props.due.find(({ at }) => at > instant(view.now))?.at} />
      )}
      <DueList view={view} due={props.due} />
    </SandboxPage>
  )
}

/** The time here, large, in the title's zone. */
export function ClockFace({ view }: { view: View }) {
  const at = instant(view.now)
  const { zone } = view.publication
  const [day, time] = [wallClockOf(at, zone).slice(0, 10), wallClockOf(at, zone).slice(11)]
  const date = new Intl.DateTimeFormat(view.locale === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'full',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`))
  return (
    <time datetime={at} title={`${formatInstant(at, view.locale, zone)}, ${at}`}>
      <span class="clock-time">{time}</span> <span class="clock-date">{date}</span>
    </time>
  )
}

function MoveForms({ view, next }: { view: View; next: Instant | undefined }) {
  const { locale, publication } = view
  const steps: [number, string][] = [
    [minuteMs, say(locale, 'une minute', 'one minute')],
    [hourMs, say(locale, 'une heure', 'one hour')],
    [dayMs, say(locale, 'un jour', 'one day')],
    [7 * dayMs, say(locale, 'une semaine', 'one week')],
  ]
  return (
    <>
      <form method="post" action="/sandbox/clock" class="bar">
        <Field
          locale={locale}
          name="wallClock"
          type="datetime-local"
          label={say(locale, 'Avancer à', 'Move on to')}
          value={wallClockOf(instant(view.now), publication.zone)}
          min={wallClockOf(instant(view.now), publication.zone)}
          isRequired
        />
        <span class="hint">{publication.zone}</span>
        <Button tone="primary">{say(locale, 'Avancer', 'Move on')}</Button>
      </form>
      <form method="post" action="/sandbox/clock" class="bar">
        <span>{say(locale, 'Ou avancer de', 'Or move on by')}</span>
        {steps.map(([byMs, label]) => (
          <Button size="small" name="byMs" value={String(byMs)}>
            {label}
          </Button>
        ))}
      </form>
      {next && (
        <form method="post" action="/sandbox/clock" class="bar">
          <input type="hidden" name="to" value={next} />
          <Button tone="quiet">
            {say(locale, 'Aller à la prochaine échéance,', 'Go to what is due next,')}{' '}
            <Time at={next} now={view.now} locale={locale} zone={publication.zone} />
          </Button>
        </form>
      )}
    </>
  )
}

/** What the tick will find, in order of time. */
export function DueList({ view, due }: { view: View; due: readonly DueItem[] }) {
  const { locale, publication } = view
  const title = say(locale, 'Prochaines échéances', 'Due next')
  return (
    <section class="section">
      <h2>{title}</h2>
      {due.length === 0 ? (
        <Empty title={say(locale, 'Rien n’est prévu.', 'Nothing is due.')}>
          {say(
            locale,
            'Programmez une lettre dans la console : son départ apparaîtra ici.',
            'Schedule a newsletter in the console: its departure will show here.',
          )}
        </Empty>
      ) : (
        <TableFrame label={title}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{say(locale, 'Quand', 'When')}</th>
                <th scope="col">{say(locale, 'Heure exacte', 'Exact time')}</th>
                <th scope="col">{say(locale, 'Quoi', 'What')}</th>
              </tr>
            </thead>
            <tbody>
              {due.slice(0, 20).map(({ at, what }) => (
                <tr>
                  <td>
                    <Time at={at} now={view.now} locale={locale} zone={publication.zone} />
                  </td>
                  <td class="figures">{formatInstant(at, locale, publication.zone)}</td>
                  <td class="mono">{what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </section>
  )
}
