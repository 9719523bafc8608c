// The words and fields of signing in: asking for a link, and that it is on its way.
import type { Child } from 'hono/jsx'
import type { Locale } from '#kernel/errors'
import { Button, emptyForm, Field, type FormState } from '#web/shared/form.tsx'
import { Flash } from '#web/shared/parts.tsx'

const tooMany = {
  fr: 'Trop de demandes en peu de temps. Regardez dans votre messagerie, ou réessayez dans une heure.',
  en: 'Too many requests in a short time. Look in your mailbox, or try again in an hour.',
}

function malformed(email: string): FormState {
  const error = {
    fr: 'Cela ne ressemble pas à une adresse. Écrivez-la comme nom@example.org.',
    en: 'This does not look like an address. Write it like name@example.org.',
  }
  return { values: { email }, errors: { email: error } }
}

/** Asks for the address; `above` says why one is here again. */
export function AskForm(props: {
  locale: Locale
  next: string
  email: string
  problem?: 'malformed' | 'tooMany'
  above?: Child
}) {
  const { locale } = props
  const french = locale === 'fr'
  return (
    <>
      <h1>{french ? 'Entrer dans la console' : 'Enter the console'}</h1>
      {props.above}
      {props.problem === 'tooMany' && (
        <Flash message={{ tone: 'warn', sentence: tooMany }} locale={locale} />
      )}
      <form method="post" action="/console/sign-in" class="form" novalidate>
        <input type="hidden" name="next" value={props.next} />
        <Field
          locale={locale}
          name="email"
          type="email"
          inputmode="email"
          autocomplete="email"
          maxlength={400}
          label={french ? 'Votre adresse e-mail' : 'Your e-mail address'}
          hint={
            french
              ? 'Nous y envoyons un lien pour entrer. Il n’y a pas de mot de passe.'
              : 'We send a link to come in. There is no password.'
          }
          value={props.email}
          form={props.problem === 'malformed' ? malformed(props.email) : emptyForm}
        />
        <Button tone="primary">{french ? 'Recevoir le lien' : 'Send me the link'}</Button>
      </form>
      <p class="gate-note">
        {french ? (
          <a href="/console/sign-in?lang=en" lang="en" hreflang="en">
            In English
          </a>
        ) : (
          <a href="/console/sign-in?lang=fr" lang="fr" hreflang="fr">
            En français
          </a>
        )}
      </p>
    </>
  )
}

/** Told whatever the address is. */
export function Sent({ minutes, locale }: { minutes: number; locale: Locale }) {
  const french = locale === 'fr'
  return (
    <>
      <h1>{french ? 'Regardez votre messagerie' : 'Look in your mailbox'}</h1>
      <p class="gate-text">
        {french
          ? `Si l’adresse est celle d’un membre de l’équipe, un lien vient de lui être envoyé. Il sert une fois, pendant ${minutes} minutes.`
          : `If the address is that of a team member, a link has just been sent to it. It works once, for ${minutes} minutes.`}
      </p>
      <p class="gate-note">
        {french
          ? 'Rien n’arrive ? Regardez dans les indésirables, '
          : 'Nothing there? Look in the spam folder, '}
        <a href="/console/sign-in">{french ? 'ou recommencez' : 'or start again'}</a>.
      </p>
    </>
  )
}
