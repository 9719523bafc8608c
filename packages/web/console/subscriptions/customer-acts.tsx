// The routes of what staff change for somebody: where copies go, the e-mail address, a copy again.
import type { Hono } from 'hono'
import { type Sentence, unreachable } from '#kernel/errors'
import { instant } from '#kernel/time'
import { formatDate } from '#kernel/typography'
import { recordAudit } from '#staff/audit'
import { changeDelivery } from '#subscriptions/change-delivery'
import { requestEmailChange } from '#subscriptions/change-email'
import { claimCopy } from '#subscriptions/claim-copy'
import { nextIssueAt } from '#subscriptions/next-issue-at'
import type { PostalAddress } from '#subscriptions/postal-address'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm } from '#web/shared/form.tsx'
import { type ConsoleContext, type ConsoleDeps, type ConsoleEnv, formValues } from '../context.ts'
import { CopyPage, DeliveryPage, EmailPage } from './customer-page.tsx'
import { shownOf } from './shown.ts'

type Deps = Pick<
  ConsoleDeps,
  'table' | 'clock' | 'makeId' | 'readerKeys' | 'publication' | 'hint' | 'stepHint' | 'log'
>

export function customerRoutes(app: Hono<ConsoleEnv>, deps: Deps): void {
  app.get('/:id/delivery', async (c) => {
    const shown = await shownOf(deps, c)
    const { delivery } = shown.stream ?? {}
    const page = await deliveryParts(deps)
    if (!page || !delivery) throw notFound()
    const form = { values: fieldsOf(delivery), errors: {} }
    return c.html(<DeliveryPage {...{ c, shown, form }} {...page} />)
  })
  app.post('/:id/delivery', (c) => moveDelivery(deps, c))

  app.get('/:id/email', async (c) => {
    const shown = await shownOf(deps, c)
    return c.html(<EmailPage {...{ c, shown }} form={emptyForm} />)
  })
  app.post('/:id/email', (c) => moveEmail(deps, c))

  app.get('/:id/copy', async (c) => {
    const shown = await shownOf(deps, c)
    return c.html(<CopyPage {...{ c, shown }} form={emptyForm} />)
  })
  app.post('/:id/copy', (c) => copyAgain(deps, c))
}

async function deliveryParts(deps: Deps) {
  const sold = deps.publication.subscriptions
  return sold && { sold, firstIssue: await nextIssueAt(deps, instant(deps.clock())) }
}

const addressFields = [
  ...(['recipient', 'detail', 'building', 'street', 'place'] as const),
  ...(['postcode', 'town', 'country'] as const),
]

function fieldsOf(delivery: PostalAddress): Record<string, string> {
  return Object.fromEntries(addressFields.map((name) => [`delivery.${name}`, delivery[name] ?? '']))
}

async function moveDelivery(deps: Deps, c: ConsoleContext) {
  const shown = await shownOf(deps, c)
  const { customerId, streamId, id } = shown.subscription
  const values = await formValues(c)
  const by = c.get('staff').id
  const typed = Object.fromEntries(
    addressFields.map((name) => [name, values[`delivery.${name}`] ?? '']),
  )
  const outcome = await changeDelivery(deps, { ref: { customerId, streamId }, typed, by })
  switch (outcome.kind) {
    case 'changed':
      await recordAudit(deps, {
        ...{ staffId: by, act: 'subscription.moved', subject: id },
        data: { fromIssue: String(outcome.appliesFrom) },
      })
      return c.redirect(`/console/subscriptions/${id}?done=moved`, 303)
    case 'refused': {
      const errors = Object.fromEntries(
        Object.entries(outcome.fields).map(([name, fault]) => [`delivery.${name}`, fault]),
      )
      const page = await deliveryParts(deps)
      if (!page) throw notFound()
      return c.html(<DeliveryPage {...{ c, shown, form: { values, errors } }} {...page} />, 422)
    }
    case 'notPosted':
      throw notFound()
    default:
      return unreachable(outcome)
  }
}

async function moveEmail(deps: Deps, c: ConsoleContext) {
  const shown = await shownOf(deps, c)
  const { customerId, id, locale } = shown.subscription
  const values = await formValues(c)
  const email = values['email'] ?? ''
  const outcome = await requestEmailChange(deps, { customerId, email, locale })
  const refuse = (sentence: Sentence) => {
    const form = { values, errors: { email: sentence } }
    return c.html(<EmailPage {...{ c, shown, form }} />, 422)
  }
  switch (outcome.kind) {
    case 'sent':
      await recordAudit(deps, {
        ...{ staffId: c.get('staff').id, act: 'subscription.emailAsked', subject: id },
      })
      return c.redirect(`/console/subscriptions/${id}?done=email-asked`, 303)
    case 'refused':
      return refuse(outcome.sentence)
    case 'tooMany':
      return refuse(tooMany)
    case 'underWay':
      return refuse(underWay)
    case 'notFound':
      return refuse(erased)
    default:
      return unreachable(outcome)
  }
}

async function copyAgain(deps: Deps, c: ConsoleContext) {
  const shown = await shownOf(deps, c)
  const { customerId, streamId, id } = shown.subscription
  const values = await formValues(c)
  const number = Number(values['number'])
  const by = c.get('staff').id
  const refuse = (sentence: Sentence) => {
    const form = { values, errors: { number: sentence } }
    return c.html(<CopyPage {...{ c, shown, form }} />, 422)
  }
  if (!shown.served.some((one) => one.number === number)) return refuse(notServed)
  const outcome = await claimCopy(deps, { ref: { customerId, streamId }, number, by })
  switch (outcome.kind) {
    case 'claimed':
      if (!outcome.isAgain)
        await recordAudit(deps, {
          ...{ staffId: by, act: 'subscription.copyClaimed', subject: id },
          data: { issue: String(number) },
        })
      return c.redirect(
        `/console/subscriptions/${id}?done=${outcome.isAgain ? 'copy-known' : 'copy-claimed'}`,
        303,
      )
    case 'tooEarly': {
      const { zone } = deps.publication
      const day = (locale: 'fr' | 'en') => formatDate(new Date(outcome.from), locale, { zone })
      return refuse({
        fr: `Il peut encore arriver par la poste. Revenez le ${day('fr')}.`,
        en: `It may still come by post. Come back on ${day('en')}.`,
      })
    }
    case 'notServed':
      return refuse(notServed)
    default:
      return unreachable(outcome)
  }
}

const tooMany: Sentence = {
  fr: 'Trop de changements aujourd’hui pour cette personne. Essayez demain.',
  en: 'Too many changes today for this person. Try tomorrow.',
}
const underWay: Sentence = {
  fr: 'Le dernier changement d’adresse de cette personne est encore en cours. Réessayez dans quelques minutes.',
  en: 'This person’s last change of address is still being carried out. Try again in a few minutes.',
}
const erased: Sentence = {
  fr: 'Les données de cette personne sont effacées\u202f: il n’y a plus d’adresse à changer.',
  en: 'This person’s data is erased: there is no address left to change.',
}
const notServed: Sentence = {
  fr: 'Ce numéro n’a pas été envoyé par la poste à cette personne. Choisissez-en un de la liste.',
  en: 'This issue was not sent to this person by post. Choose one of the list.',
}
