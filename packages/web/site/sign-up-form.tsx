// The sign-up form: one field, what one gets, how often, and what is consented to.
import { consentText } from '#readers/consent-text'
import { formToken } from '#readers/form-token'
import { Button, Field, type FormState } from '../shared/form.tsx'
import { frenchOf, localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import type { SiteDeps } from './context.ts'

type FormProps = {
  view: View
  deps: Pick<SiteDeps, 'signingKeys'>
  form?: FormState
  /** When the page has a field of its own name already. */
  id?: string
}

/** The bare form. It holds the signed time it was served at, and a field only machines fill. */
export function SignUpForm({ view, deps, form, id }: FormProps) {
  const { locale, publication } = view
  const consent = consentText(publication, { purpose: 'newsletter', locale })
  return (
    <form class="form sign-up-form" method="post" action={localPath(locale, '/sign-up')}>
      <input type="hidden" name="formToken" value={formToken(deps.signingKeys, view.now)} />
      <div class="sign-up-line">
        <Field
          locale={locale}
          name="email"
          id={id ?? 'email'}
          type="email"
          label={say(locale, 'Votre adresse e-mail', 'Your e-mail address')}
          autocomplete="email"
          maxlength={1_000}
          isRequired
          {...(form ? { form } : {})}
        />
        <Button tone="primary">{say(locale, 'S’inscrire', 'Sign up')}</Button>
      </div>
      <Trap view={view} />
      <p class="small">{consent.text}</p>
    </form>
  )
}

/** A field that people don't see. */
export function Trap({ view }: { view: View }) {
  return (
    <div class="trap" aria-hidden="true">
      <label>
        {say(view.locale, 'Laissez ce champ vide', 'Leave this field empty')}
        <input type="text" name="website" tabindex={-1} autocomplete="off" />
      </label>
    </div>
  )
}

/** The band on public pages. */
export function SignUpBand({ view, deps }: Omit<FormProps, 'form' | 'id'>) {
  const { locale, publication } = view
  return (
    <section class="sign-up" id="sign-up" aria-labelledby="sign-up-title">
      <div>
        <h2 class="heading" id="sign-up-title">
          {say(locale, `La lettre ${frenchOf(publication.name)}`, `The ${publication.name} letter`)}
        </h2>
        {publication.topics.length > 0 && <p class="sign-up-promise">{topicsInWords(view)}</p>}
        <p class="sign-up-promise">{publication.frequency[locale]}</p>
      </div>
      <SignUpForm view={view} deps={deps} />
    </section>
  )
}

/** The topics as a sentence: `Les dossiers du mois, enquêtes et reportages, technologies.` */
function topicsInWords({ publication, locale }: View): string {
  const [first = '', ...rest] = publication.topics.map(({ name }) => name[locale])
  const lower = (text: string) => text.slice(0, 1).toLocaleLowerCase(locale) + text.slice(1)
  return `${[first, ...rest.map(lower)].join(', ')}.`
}
