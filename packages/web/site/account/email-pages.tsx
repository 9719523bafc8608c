// `/account/email`: a new address is asked for here, and confirmed by a link that goes to it.
import type { Context } from 'hono'
import type { Sentence } from '#kernel/errors'
import { openAccountSession, signOutOfAccount } from '#subscriptions/account-sessions'
import {
  confirmEmailChange,
  readEmailChange,
  requestEmailChange,
} from '#subscriptions/change-email'
import { getCustomer } from '#subscriptions/store'
import { notFound } from '../../shared/errors.tsx'
import { Button, CsrfField, Field, type FormState } from '../../shared/form.tsx'
import { localPath, say } from '../../shared/locale.ts'
import type { FlashMessage } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { formValues, type SiteDeps, viewOf } from '../context.ts'
import { NarrowPage } from '../narrow-page.tsx'
import { AccountPage, signedIn, type Visit } from './frame.tsx'
import { accountSecret, checkAccountCsrf, keepAccountSession } from './session.ts'

export const emailPage = signedIn(async (deps, c, visit) => {
  const customer = await customerOf(deps, visit)
  return c.html(<EmailForm {...visit} email={customer.email} />)
})

export const postEmail = signedIn(async (deps, c, visit) => {
  const values = await formValues(c)
  checkAccountCsrf(deps, c, values)
  const customer = await customerOf(deps, visit)
  const asked = await requestEmailChange(deps, {
    customerId: customer.id,
    email: values['email'] ?? '',
    locale: visit.view.locale,
  })
  const shown = { ...visit, email: customer.email }
  switch (asked.kind) {
    case 'sent':
      return c.redirect(localPath(visit.view.locale, '/account?done=emailSent'), 303)
    case 'refused': {
      const form = { values, errors: { email: asked.sentence } }
      return c.html(<EmailForm {...shown} form={form} />, 422)
    }
    case 'tooMany':
      return c.html(<EmailForm {...shown} form={{ values, errors: {} }} flash={tooMany} />, 429)
    case 'underWay':
      return c.html(<EmailForm {...shown} form={{ values, errors: {} }} flash={underWay} />, 409)
    case 'notFound':
      throw notFound(noCustomer)
  }
})

const noCustomer = {
  fr: 'Cette adresse n’a pas de commande ici\u202f: il n’y a pas d’adresse à changer.',
  en: 'This address has no order here: there is no address to change.',
}

const tooMany: FlashMessage = {
  tone: 'bad',
  sentence: {
    fr: 'Trop de changements ont été demandés aujourd’hui. Réessayez demain, ou écrivez-nous.',
    en: 'Too many changes were asked for today. Try again tomorrow, or write to us.',
  },
}

const underWay: FlashMessage = {
  tone: 'warn',
  sentence: {
    fr: 'Votre dernier changement d’adresse est encore en cours. Réessayez dans quelques minutes.',
    en: 'Your last change of address is still being carried out. Try again in a few minutes.',
  },
}

async function customerOf(deps: SiteDeps, { held }: Visit) {
  const customer = held.customerId && (await getCustomer(deps.table, held.customerId))
  if (!customer) throw notFound(noCustomer)
  return customer
}

function EmailForm(
  props: Visit & {
    email: string | undefined
    form?: FormState
    flash?: FlashMessage
  },
) {
  const { view, csrf, email, form, flash } = props
  const { locale } = view
  return (
    <AccountPage
      view={view}
      flash={flash}
      title={say(locale, 'Changer d’adresse e-mail', 'Change the e-mail address')}
      lead={say(
        locale,
        'Un lien part à la nouvelle adresse\u202f; rien ne change avant qu’elle ne confirme.',
        'A link goes to the new address; nothing changes before it confirms.',
      )}
    >
      <form class="form" method="post" novalidate>
        <CsrfField token={csrf} />
        {email !== undefined && (
          <p class="small">
            {say(locale, 'Adresse actuelle\u202f: ', 'Address now: ')}
            <strong>{email}</strong>
          </p>
        )}
        <Field
          locale={locale}
          name="email"
          type="email"
          label={say(locale, 'Nouvelle adresse e-mail', 'New e-mail address')}
          hint={say(
            locale,
            'Les inscriptions à la lettre ne changent pas\u202f: chaque lettre a son lien pour cela.',
            'Sign-ups for the newsletter do not change: each letter has its own link for that.',
          )}
          autocomplete="email"
          maxlength={1_000}
          {...(form ? { form } : {})}
        />
        <div class="actions">
          <Button tone="primary">{say(locale, 'Envoyer le lien', 'Send the link')}</Button>
          <a class="button" href={localPath(locale, '/account')}>
            {say(locale, 'Annuler', 'Leave it')}
          </a>
        </div>
      </form>
    </AccountPage>
  )
}

export async function confirmEmailPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const reading = await readEmailChange(deps, c.req.param('token') ?? '')
  if (reading.kind !== 'valid') return endPage(c, view, reading.kind)
  const { locale, publication } = view
  return c.html(
    <NarrowPage
      view={view}
      title={say(locale, 'Confirmer cette adresse', 'Confirm this address')}
      lead={say(
        locale,
        `Le compte ${publication.name} passera par ${reading.email}\u202f: messages, factures, accès. L’ancienne adresse ne l’ouvrira plus.`,
        `The ${publication.name} account will go by ${reading.email}: messages, invoices, access. The old address will open it no more.`,
      )}
    >
      <form method="post" class="form">
        <Button tone="primary">{say(locale, 'Confirmer l’adresse', 'Confirm the address')}</Button>
      </form>
      <p class="small">
        {say(
          locale,
          'Vous n’avez rien demandé\u202f? Fermez cette page\u202f: rien ne changera.',
          'You did not ask for this? Close this page: nothing will change.',
        )}
      </p>
    </NarrowPage>,
  )
}

/** Whoever confirms has the new mailbox in hand: this browser is signed in by it. */
export async function postConfirmEmail(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const token = c.req.param('token') ?? ''
  const outcome = await confirmEmailChange(deps, { token })
  if (outcome.kind !== 'moved') return endPage(c, view, outcome.kind)
  const before = accountSecret(deps, c)
  if (before !== undefined) await signOutOfAccount(deps, before)
  keepAccountSession(deps, c, await openAccountSession(deps, outcome))
  return c.redirect(localPath(view.locale, '/account?done=emailMoved'), 303)
}

type End = 'done' | 'taken' | 'expired' | 'invalid'

function endPage(c: Context, view: View, kind: End) {
  const { locale } = view
  const { title, lead } = ends[kind]
  const status = { done: 200, taken: 409, expired: 410, invalid: 404 } as const
  return c.html(
    <NarrowPage view={view} title={title[locale]} lead={lead[locale]}>
      <p class="actions">
        <a class="button" href={localPath(locale, '/account')}>
          {say(locale, 'Aller à mon compte', 'Go to my account')}
        </a>
      </p>
    </NarrowPage>,
    status[kind],
  )
}

const ends: Record<End, { title: Sentence; lead: Sentence }> = {
  done: {
    title: { fr: 'C’est déjà confirmé', en: 'Already confirmed' },
    lead: {
      fr: 'Le compte passe par cette adresse. Il n’y a plus rien à faire.',
      en: 'The account goes by this address. There is nothing left to do.',
    },
  },
  taken: {
    title: { fr: 'Cette adresse a déjà un compte', en: 'This address has an account already' },
    lead: {
      fr: 'Rien n’a changé. Des commandes ont été passées avec cette adresse\u202f: écrivez-nous, nous réunirons les deux comptes.',
      en: 'Nothing has changed. Orders were placed with this address: write to us and we will bring the two accounts together.',
    },
  },
  expired: {
    title: { fr: 'Ce lien n’est plus valable', en: 'This link works no longer' },
    lead: {
      fr: 'Il a expiré, ou un changement plus récent l’a remplacé. Demandez-en un autre dans votre compte.',
      en: 'It has expired, or a newer change took its place. Ask for another in your account.',
    },
  },
  invalid: {
    title: { fr: 'Ce lien est incomplet', en: 'This link is incomplete' },
    lead: {
      fr: 'Il a sans doute été coupé en route. Ouvrez-le de nouveau depuis le message reçu.',
      en: 'It was probably cut on its way. Open it again from the message you got.',
    },
  },
}
