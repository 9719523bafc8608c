// The proof beside the form: the mail as it will look, by device and scheme. Without script the
// links above it load the frame; with it, the frame follows the typing.
import type { Newsletter } from '#editorial/newsletter'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { previewPath } from './desk.ts'

export function ProofFrame({ c, newsletter }: { c: ConsoleContext; newsletter: Newsletter }) {
  const { locale } = c.get('view')
  const path = previewPath(newsletter.id)
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
      <p class="proof-bar">
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
      </p>
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
