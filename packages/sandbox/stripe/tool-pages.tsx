// The tool page of this machine's Stripe: what it holds, one object with its events, and buttons for
// what the outside world does.
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { VisibleError } from '#kernel/errors'
import type { FlashMessage } from '#web/shared/parts.tsx'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from '../tool-context.ts'
import { accountOf } from './account.ts'
import { describe } from './describe.ts'
import { balanceOf } from './ledger.ts'
import { ListPage, listLimit } from './list-page.tsx'
import { ObjectPage } from './object-page.tsx'
import { actOutside, OutsideAct, shownKinds } from './outside.ts'
import { payPages } from './pay-pages.tsx'
import { portalPages } from './portal-pages.tsx'
import { present } from './present.ts'
import type { ObjectKind } from './store.ts'
import type { Work } from './work.ts'

export function stripePages(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { stripe } = deps.cloud
  const app = new Hono<SandboxEnv>()
  app.route('/stripe', payPages(deps))
  app.route('/stripe', portalPages(deps))

  function list(c: Context<SandboxEnv>, flash?: FlashMessage) {
    const kind = shownKinds.find((one) => one === c.req.query('kind'))
    const page = Math.min(Math.max(Number(c.req.query('page')) || 1, 1), 100_000)
    const { lines, total, balance, account, waiting } = stripe.look((work) => ({
      ...linesOf(work, kind, page),
      balance: balanceOf(work),
      account: accountOf(work),
      waiting: work.all('delivery').length,
    }))
    return (
      <ListPage
        view={viewOf(deps, c)}
        lines={lines}
        total={total}
        kind={kind}
        page={page}
        balance={balance}
        account={account}
        waiting={waiting}
        faults={stripe.faults()}
        flash={flash}
      />
    )
  }

  app.get('/stripe', (c) => {
    const flash: FlashMessage | undefined =
      c.req.query('saved') === undefined ? undefined : { tone: 'good', sentence: saved }
    return c.html(list(c, flash))
  })

  app.post('/stripe/faults', async (c) => {
    const typed = await c.req.parseBody()
    const form = FaultForm.safeParse(typed)
    if (!form.success) {
      const flash: FlashMessage = { tone: 'bad', sentence: outOfRange }
      return c.html(list(c, flash), 422)
    }
    const { delay, repeat, drop, delaySeconds } = form.data
    stripe.setFaults({
      webhookDelayShare: delay / 100,
      webhookDelaySeconds: delaySeconds,
      webhookRepeatShare: repeat / 100,
      webhookDropShare: drop / 100,
      webhookShuffle: typed['shuffle'] !== undefined,
    })
    return c.redirect('/sandbox/stripe?saved', 303)
  })

  app.post('/stripe/act', async (c) => {
    const typed = await c.req.parseBody()
    const back = String(typed['back'] ?? '')
    try {
      actOutside(stripe, readAct(typed))
    } catch (error) {
      if (!(error instanceof VisibleError)) throw error
      const flash: FlashMessage = { tone: 'bad', sentence: error.sentence }
      const found = objectOf(back)
      if (!found) return c.html(list(c, flash), 422)
      return c.html(<ObjectPage view={viewOf(deps, c)} {...found} flash={flash} />, 422)
    }
    const where = objectOf(back) ? `/sandbox/stripe/${back}` : '/sandbox/stripe'
    return c.redirect(`${where}?saved`, 303)
  })

  const objectOf = (id: string) =>
    stripe.look((work) => {
      const kind = work.kindOf(id)
      const object = kind ? work.read(kind, id) : undefined
      return kind && object
        ? { kind, id, object: present(work, object), events: eventsOf(work, id) }
        : undefined
    })

  app.get('/stripe/:id', (c) => {
    const found = objectOf(c.req.param('id'))
    if (!found) throw noSuchObject()
    const flash: FlashMessage | undefined =
      c.req.query('saved') === undefined ? undefined : { tone: 'good', sentence: done }
    return c.html(<ObjectPage view={viewOf(deps, c)} {...found} flash={flash} />)
  })
  return app
}

const Percent = z.coerce.number().min(0).max(100)
const FaultForm = z.object({
  delay: Percent,
  repeat: Percent,
  drop: Percent,
  delaySeconds: z.coerce.number().int().min(0).max(1_209_600),
})

/** A form's fields as an act; amounts come in cents, boxes as they are ticked. */
function readAct(typed: Record<string, unknown>): OutsideAct {
  const { back: _, ...fields } = typed
  const given = Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [
        name,
        name === 'amountCents' ? Number(value) : value === 'yes' ? true : value,
      ]),
  )
  const read = OutsideAct.safeParse(given)
  if (read.success) return read.data
  throw new VisibleError('invalid', {
    fr: 'Cette demande est mal formée. Revenez à la page et recommencez.',
    en: 'This request is malformed. Go back to the page and try again.',
  })
}

/** Newest first: of one kind, or of all but events, which would bury the rest. */
function linesOf(work: Work, kind: ObjectKind | undefined, page: number) {
  const kinds = kind ? [kind] : shownKinds.filter((one) => one !== 'event')
  const lines = kinds
    .flatMap((one) =>
      work.all(one).map((object) => describe(one, present(work, object) as typeof object)),
    )
    .map((line, order) => ({ line, order }))
    .sort((a, b) => (b.line.created ?? 0) - (a.line.created ?? 0) || b.order - a.order)
    .map(({ line }) => line)
  const from = (page - 1) * listLimit
  return { lines: lines.slice(from, from + listLimit), total: lines.length }
}

function eventsOf(work: Work, id: string) {
  return work
    .referring('event', id)
    .map((event) => ({
      id: event.id,
      type: event.type,
      created: event.created,
      waiting: work.referring('delivery', event.id).length,
    }))
    .toReversed()
}

const saved = { fr: 'C’est réglé.', en: 'Set.' }
const done = { fr: 'C’est fait.', en: 'Done.' }
const outOfRange = {
  fr: 'Un nombre sort de ses limites : parts de 0 à 100, retard de 0 à 1 209 600 secondes.',
  en: 'A number is out of its limits: shares from 0 to 100, delay from 0 to 1209600 seconds.',
}

function noSuchObject(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Ce Stripe ne connaît pas cet objet.',
    en: 'This Stripe knows no such object.',
  })
}
