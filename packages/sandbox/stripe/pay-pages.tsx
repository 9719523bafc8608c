// The payment page: what is bought, the test numbers to pay with, the step at the buyer's bank.
import { type Context, Hono } from 'hono'
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { type Sentence, VisibleError } from '#kernel/errors'
import type { FormState } from '#web/shared/form.tsx'
import type { View } from '#web/shared/view'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from '../tool-context.ts'
import { lineItemsOf } from './basket.ts'
import { applyCode, confirmSession, type Paying, paySession } from './checkout.ts'
import { means } from './means-fields.tsx'
import { BankPage, PayPage, returnUrl } from './pay-page.tsx'
import { StripeRefusal } from './refusal.ts'
import { localeOf } from './words.ts'

const Form = z.object({
  number: z.string().max(60),
  email: z.string().max(320).default(''),
  name: z.string().max(200).default(''),
})

export function payPages(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const { stripe } = deps.cloud
  const app = new Hono<SandboxEnv>()
  const sessionOf = (id: string) => {
    const session = stripe.look((work) => work.read('checkout.session', id))
    if (!session) throw noSuchSession()
    return session
  }

  function show(c: Context<SandboxEnv>, id: string, shown: { form?: FormState } = {}) {
    const session = sessionOf(id)
    const lines = stripe.look((work) => {
      const basket = work.read('basket', id)
      return basket ? lineItemsOf(work, basket) : []
    })
    const view = viewIn(deps, c, session)
    const number = c.req.query('number') ?? '4242 4242 4242 4242'
    const form = shown.form ?? { values: { number: number.slice(0, 60) }, errors: {} }
    return <PayPage view={view} session={session} lines={lines} form={form} />
  }

  app.get('/pay/:session', (c) => c.html(show(c, c.req.param('session'))))

  app.post('/pay/:session', async (c) => {
    const id = c.req.param('session')
    sessionOf(id)
    const typed = Form.parse(await c.req.parseBody())
    return conclude(c, id, typed, () =>
      stripe.act((work) =>
        paySession(work, id, means(typed.number), {
          email: typed.email || null,
          name: typed.name || null,
        }),
      ),
    )
  })

  app.post('/pay/:session/code', async (c) => {
    const id = c.req.param('session')
    sessionOf(id)
    const { code = '' } = z.object({ code: z.string().max(100) }).parse(await c.req.parseBody())
    if (stripe.act((work) => applyCode(work, id, code)))
      return c.redirect(`/sandbox/stripe/pay/${id}`, 303)
    const form = { values: { code }, errors: { code: wrongCode } }
    return c.html(show(c, id, { form }), 422)
  })

  app.get('/pay/:session/bank', (c) => {
    const session = sessionOf(c.req.param('session'))
    return c.html(<BankPage view={viewIn(deps, c, session)} session={session} />)
  })

  app.post('/pay/:session/bank', async (c) => {
    const id = c.req.param('session')
    sessionOf(id)
    const { answer } = z.object({ answer: z.string() }).parse(await c.req.parseBody())
    return conclude(c, id, { number: '' }, () =>
      stripe.act((work) => confirmSession(work, id, answer === 'confirm')),
    )
  })

  /** Back to the shop, on to the bank, or the page again with what was refused. */
  function conclude(
    c: Context<SandboxEnv>,
    id: string,
    typed: Record<string, string>,
    act: () => Paying,
  ) {
    try {
      const paying = act()
      if (paying.kind === 'authenticate') return c.redirect(`/sandbox/stripe/pay/${id}/bank`, 303)
      return c.redirect(returnUrl(paying.session), 303)
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      const sentence = refusals[String(error.details.more?.['decline_code'] ?? error.details.code)]
      const form = {
        values: { ...typed, number: typed['number'] || '4242 4242 4242 4242' },
        errors: { number: sentence ?? { fr: error.message, en: error.message } },
      }
      return c.html(show(c, id, { form }), 402)
    }
  }
  return app
}

/** The page speaks the session's language unless the visitor picks one. */
function viewIn(
  deps: SandboxAppDeps,
  c: Context<SandboxEnv>,
  session: Stripe.Checkout.Session,
): View {
  const view = viewOf(deps, c)
  const isPicked = c.req.query('lang') !== undefined
  return isPicked ? view : { ...view, locale: localeOf(session.locale) ?? view.locale }
}

const refusals: Record<string, Sentence> = {
  generic_decline: {
    fr: 'La banque refuse cette carte. Choisissez-en une autre.',
    en: 'The bank declines this card. Choose another one.',
  },
  insufficient_funds: {
    fr: 'Il n’y a pas assez d’argent sur ce compte. Choisissez un autre moyen.',
    en: 'There is not enough money on this account. Choose another means.',
  },
  expired_card: {
    fr: 'Cette carte est périmée. Choisissez-en une autre.',
    en: 'This card has expired. Choose another one.',
  },
  test_mode_live_card: {
    fr: 'Ce n’est pas un numéro d’essai. Prenez-en un dans la liste : rien d’autre ne peut être débité ici.',
    en: 'This is no test number. Take one from the list: nothing else can be charged here.',
  },
  payment_intent_authentication_failure: {
    fr: 'La banque n’a pas reçu votre confirmation. Recommencez, ou choisissez une autre carte.',
    en: 'The bank did not get your confirmation. Try again, or choose another card.',
  },
}
const wrongCode: Sentence = {
  fr: 'Ce code ne donne rien ici. Vérifiez-le, ou payez sans lui.',
  en: 'This code gives nothing here. Check it, or pay without it.',
}

function noSuchSession(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Cette page de paiement n’existe pas. Recommencez la commande sur le site.',
    en: 'There is no such payment page. Start the order again on the site.',
  })
}
