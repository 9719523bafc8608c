// The proof beside the form: the mail as it will look, by device, by scheme and by who reads it.
// Without script the links and the choice above it load the frame; with it, it follows the typing.
import { type Viewer, viewerTexts } from '#delivery/viewers'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { previewPath } from './desk.ts'
import { SeenBy } from './seen-by.tsx'

export function ProofFrame(props: {
  c: ConsoleContext
  newsletter: Newsletter
  viewers: readonly Viewer[]
  /** The form whose text it shows before it is stored. */
  form?: string | undefined
}) {
  const { locale } = props.c.get('view')
  const path = previewPath(props.newsletter.id)
  const views = [
    { view: 'desktop', query: '', label: say(locale, 'Ordinateur', 'Desktop') },
    { view: 'phone', query: '', label: say(locale, 'Téléphone', 'Phone') },
    { view: 'dark', query: '?scheme=dark', label: say(locale, 'Sombre', 'Dark') },
    { view: 'text', query: '?part=text', label: say(locale, 'Texte seul', 'Plain text') },
  ]
  return (
    <section
      class="proof"
      data-proof={path}
      data-view="desktop"
      aria-label={say(locale, 'Épreuve', 'Proof')}
    >
      <div class="proof-bar">
        {views.map(({ view, query, label }) => (
          <a
            href={`${path}${query}`}
            target="proof"
            data-view={view}
            aria-current={view === 'desktop' ? 'true' : undefined}
          >
            {label}
          </a>
        ))}
        <ProofViewer viewers={props.viewers} form={props.form} path={path} locale={locale} />
      </div>
      <div class="proof-sheet">
        <iframe
          name="proof"
          title={say(locale, 'Épreuve de la lettre', 'Proof of the newsletter')}
          src={path}
          loading="lazy"
        />
      </div>
    </section>
  )
}

/** Who looks. Hidden while every block is for everyone; typing may change that. */
function ProofViewer(props: {
  viewers: readonly Viewer[]
  form: string | undefined
  path: string
  locale: Locale
}) {
  const { viewers, form, path, locale } = props
  const parts = (
    <>
      <SeenBy viewers={viewers} locale={locale} id="f-seenBy" {...(form ? { form } : {})} />
      <button
        class="as-link"
        type="submit"
        data-quiet
        {...(form ? { form, formaction: path, formtarget: 'proof' } : {})}
      >
        {say(locale, 'Voir', 'Show')}
      </button>
    </>
  )
  const rest = {
    class: 'proof-viewer',
    hidden: viewers.length < 2,
    'data-seen-by': JSON.stringify(viewerTexts[locale]),
  }
  if (form) return <span {...rest}>{parts}</span>
  return (
    <form {...rest} method="get" action={path} target="proof">
      {parts}
    </form>
  )
}
