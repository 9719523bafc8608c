// The door for the `kiosque` command: it shows the token from the data folder, and gets the state of
// the sandbox, moves its clock, and sets what goes wrong with SES.
import { timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import * as z from 'zod'
import { VisibleError } from '#kernel/errors'
import { instant } from '#kernel/time'
import { moveAndAnswer } from './clock-pages.tsx'
import { readTarget, sandboxStatus } from './control.ts'
import { DeathSettings } from './death-plan.ts'
import { FaultSettings, faultSettings, setFaults, withoutGaps } from './fault-settings.ts'
import { actOutside, OutsideAct, stripeObjects } from './stripe/outside.ts'
import { WebhookFaults } from './stripe/webhooks.ts'
import type { SandboxAppDeps, SandboxEnv } from './tool-context.ts'

/**
 * `GET status`, `POST clock {to}`, `POST settle`, `GET` and `POST faults {…}`; of Stripe `POST
 * stripe {act, …}`, `GET stripe/objects`, `POST stripe/faults {…}`; for proofs also
 * `GET` and `POST deaths {…}`, `POST queues {…}`, `POST chance {seed}`.
 */
export function controlDoor(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { cloud } = deps
  const app = new Hono<SandboxEnv>()
  app.use('*', async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '')
    const wanted = Buffer.from(`Bearer ${deps.token}`)
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw forbidden()
    await next()
  })
  app.get('/status', async (c) => c.json(await sandboxStatus(cloud, true)))
  app.post('/clock', async (c) => {
    const body = await jsonBody(c.req.raw)
    return moveAndAnswer(c, cloud, readTarget((body as { to?: unknown } | undefined)?.to))
  })
  app.post('/settle', async (c) => {
    await cloud.settle()
    return c.json({ now: instant(cloud.clock.now()) })
  })
  app.get('/faults', (c) => c.json(faultSettings(cloud)))
  app.post('/faults', async (c) => {
    const changes = FaultSettings.partial().safeParse(await jsonBody(c.req.raw))
    if (!changes.success) throw malformed(z.prettifyError(changes.error))
    setFaults(cloud, changes.data)
    return c.json(faultSettings(cloud))
  })
  app.route('/stripe', stripeDoor(cloud))
  app.route('/', proofDoor(cloud))
  return app
}

/** What the outside world does to Stripe, and what Stripe holds. */
function stripeDoor({ stripe }: SandboxAppDeps['cloud']): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.post('/', async (c) => c.json(actOutside(stripe, await parsed(c.req.raw, OutsideAct))))
  app.get('/objects', (c) => c.json(stripeObjects(stripe)))
  app.post('/faults', async (c) => {
    const changes = await parsed(c.req.raw, WebhookFaults.partial())
    stripe.setFaults(withoutGaps(changes))
    return c.json(stripe.faults())
  })
  return app
}

/** What proofs set: when the functions' process dies, how the queues behave, the seed of chance. */
function proofDoor(cloud: SandboxAppDeps['cloud']): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const { deaths, troubles } = cloud
  app.get('/deaths', (c) =>
    c.json({ deaths: deaths.deaths(), waiting: deaths.waiting(), calls: deaths.calls() }),
  )
  app.post('/deaths', async (c) => {
    deaths.set(await parsed(c.req.raw, DeathSettings))
    return c.json({ waiting: deaths.waiting() })
  })
  app.post('/queues', async (c) => {
    const { repeatShare, shuffle } = await parsed(c.req.raw, QueueSettings)
    troubles.set({ repeatShare, shuffle })
    return c.json(troubles.get())
  })
  app.post('/chance', async (c) => {
    const { seed } = await parsed(c.req.raw, z.strictObject({ seed: z.number().int() }))
    cloud.reseed(seed)
    return c.json({ seed })
  })
  return app
}

const QueueSettings = z.strictObject({
  repeatShare: z.number().min(0).max(1),
  shuffle: z.boolean(),
})

async function parsed<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const read = schema.safeParse(await jsonBody(request))
  if (!read.success) throw malformed(z.prettifyError(read.error))
  return read.data
}

async function jsonBody(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    throw malformed('no JSON')
  }
}

function malformed(what: string): VisibleError {
  return new VisibleError('invalid', {
    fr: `La demande est mal formée : ${what}`,
    en: `The request is malformed: ${what}`,
  })
}

function forbidden(): VisibleError {
  return new VisibleError('forbidden', {
    fr: 'Cette porte est réservée à la commande kiosque, qui connaît le jeton du dossier de données.',
    en: 'This door is for the kiosque command, which knows the token in the data folder.',
  })
}
