// `/sign-up`: taking an address in. The answer is the same whatever the address's state; what was
// typed is kept; under attack a short proof of work stands in between.
import type { Context } from 'hono'
import { parseAddress } from '#readers/address'
import { formToken } from '#readers/form-token'
import { type RequestSignUpOutcome, requestSignUp } from '#readers/request-sign-up'
import { Button, type FormState } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'
import { formValues, originOf, type SiteDeps, viewOf } from './context.ts'
import { NarrowPage } from './narrow-page.tsx'
import { SignUpForm, Trap } from './sign-up-form.tsx'

export function signUpPage(deps: SiteDeps, c: Context) {
  return c.html(<SignUpPage view={viewOf(deps, c)} deps={deps} />)
}

export async function postSignUp(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const values = await formValues(c)
  const typed = values['email'] ?? ''
  const meant = values['asTyped'] === 'yes' ? undefined : suggestionFor(typed)
  if (meant) {
    // The form's own time counts on: who answers at once has read the form already.
    const token = values['formToken'] || formToken(deps.signingKeys, view.now)
    return c.html(<DidYouMeanPage view={view} token={token} typed={typed} meant={meant} />)
  }
  const outcome = await requestSignUp(deps, {
    email: typed,
    locale: view.locale,
    honeypot: values['website'],
    formToken: values['formToken'],
    challenge: values['challenge'],
    ...originOf(deps, c),
  })
  switch (outcome.kind) {
    case 'accepted':
      return c.redirect(localPath(view.locale, '/sign-up/sent'), 303)
    case 'malformed': {
      const errors = Object.fromEntries(
        Object.entries(outcome.fields).flatMap(([name, sentence]) =>
          sentence ? [[name === 'email' ? name : 'email', sentence] as const] : [],
        ),
      )
      const form: FormState = { values: { email: typed }, errors }
      return c.html(<SignUpPage view={view} deps={deps} form={form} />, 422)
    }
    case 'challenge':
      return c.html(
        <ChallengePage view={view} deps={deps} email={typed} outcome={outcome} />,
        outcome.reason === 'form' ? 422 : 429,
      )
  }
}

export function signUpSentPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const { locale, publication } = view
  const hours = publication.limits.confirmationHours
  return c.html(
    <Page view={view} title={say(locale, 'Regardez votre boîte', 'Look at your mail')} isPrivate>
      <div class="narrow stack">
        <h1 class="title">{say(locale, 'Regardez votre boîte', 'Look at your mail')}</h1>
        <p class="standfirst">
          {say(
            locale,
            'Un message vient de vous être envoyé. Son bouton confirme votre inscription ; sans ce geste, vous ne recevrez rien.',
            'A message has just been sent to you. Its button confirms your sign-up; without it you will get nothing.',
          )}
        </p>
        <div class="prose">
          <p>
            {say(
              locale,
              `Le bouton est valable ${hours} heures. Rien reçu au bout de quelques minutes ? Cherchez parmi les indésirables, puis vérifiez l’adresse et recommencez.`,
              `The button works for ${hours} hours. Nothing after a few minutes? Look in your spam folder, then check that the address was right and try again.`,
            )}
          </p>
          <p>
            <a href={localPath(locale, '/sign-up')}>{say(locale, 'Recommencer', 'Try again')}</a>
          </p>
        </div>
      </div>
    </Page>,
  )
}

export function SignUpPage(props: { view: View; deps: SiteDeps; form?: FormState }) {
  const { view, deps, form } = props
  const { locale, publication } = view
  return (
    <Page
      view={view}
      title={say(locale, 'S’inscrire à la lettre', 'Sign up for the letter')}
      description={publication.frequency[locale]}
      hasOtherLocale={form === undefined}
    >
      <div class="narrow stack">
        <h1 class="title">{say(locale, 'S’inscrire à la lettre', 'Sign up for the letter')}</h1>
        <p class="standfirst">{publication.frequency[locale]}</p>
        <SignUpForm view={view} deps={deps} {...(form ? { form } : {})} />
      </div>
    </Page>
  )
}

/** An address one slip away from a large provider's: asked about, never corrected. */
function suggestionFor(typed: string): string | undefined {
  const reading = parseAddress(typed)
  return reading.kind === 'address' ? reading.suggestion : undefined
}

function DidYouMeanPage(props: { view: View; token: string; typed: string; meant: string }) {
  const { view, token, typed, meant } = props
  const { locale } = view
  const title = say(locale, 'Une faute de frappe ?', 'A slip of the keys?')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={say(
        locale,
        'Cette adresse ressemble à une autre, bien plus courante. Laquelle est la vôtre ?',
        'This address looks like another, far more common one. Which is yours?',
      )}
    >
      <form class="form" method="post" action={localPath(locale, '/sign-up')}>
        <input type="hidden" name="formToken" value={token} />
        <input type="hidden" name="asTyped" value="yes" />
        <Trap view={view} />
        <p class="actions">
          <Button tone="primary" name="email" value={meant}>
            {meant}
          </Button>
          <Button tone="plain" name="email" value={typed}>
            {typed}
          </Button>
        </p>
      </form>
    </NarrowPage>
  )
}

type Challenged = Extract<RequestSignUpOutcome, { kind: 'challenge' }>

function ChallengePage(props: { view: View; deps: SiteDeps; email: string; outcome: Challenged }) {
  const { view, deps, email, outcome } = props
  const { locale } = view
  const mustSolve = outcome.reason !== 'form'
  const title = say(locale, 'Encore une fois', 'Once more')
  return (
    <Page view={view} title={title} isPrivate {...(mustSolve ? { islands: ['challenge.js'] } : {})}>
      <div class="narrow stack">
        <h1 class="title">{title}</h1>
        <p class="standfirst">{outcome.sentence[locale]}</p>
        <form
          class="form"
          method="post"
          action={localPath(locale, '/sign-up')}
          data-challenge={mustSolve ? JSON.stringify(outcome.challenge) : undefined}
          data-working={say(locale, 'Vérification en cours…', 'Checking…')}
          data-solved={say(locale, 'Vérifié. Vous pouvez valider.', 'Checked. You can send.')}
          data-failed={say(
            locale,
            'La vérification n’a pas pu se faire ici. Réessayez dans un quart d’heure.',
            'The check could not be made here. Try again in a quarter of an hour.',
          )}
        >
          <input type="hidden" name="formToken" value={formToken(deps.signingKeys, view.now)} />
          <input type="hidden" name="asTyped" value="yes" />
          <input type="hidden" name="challenge" value="" />
          <div class="field">
            <label for="email">{say(locale, 'Votre adresse e-mail', 'Your e-mail address')}</label>
            <input id="email" name="email" type="email" value={email} autocomplete="email" />
          </div>
          <Trap view={view} />
          <p class="actions">
            <Button tone="primary">{say(locale, 'S’inscrire', 'Sign up')}</Button>
            <output class="small" aria-live="polite" />
          </p>
          {mustSolve && (
            <noscript>
              <p class="small">
                {say(
                  locale,
                  'La vérification est faite par un petit programme, que votre navigateur n’exécute pas. Attendez un quart d’heure, puis validez : l’alerte sera sans doute passée.',
                  'The check is done by a small program, and your browser runs none. Wait a quarter of an hour, then send: the alert will probably be over.',
                )}
              </p>
            </noscript>
          )}
        </form>
      </div>
    </Page>
  )
}
