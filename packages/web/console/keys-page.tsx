// The keys of the console, as a page: it works without a script and is where `?` leads.
import { say } from '#web/shared/locale'
import type { ConsoleContext } from './context.ts'
import { ConsolePage } from './layout.tsx'

export function KeysPage({ c }: { c: ConsoleContext }) {
  const locale = c.get('locale')
  const keys: readonly (readonly [string, string])[] = [
    ['/', say(locale, 'chercher partout', 'search everything')],
    ['?', say(locale, 'cette page', 'this page')],
    ['Tab', say(locale, 'lien ou champ suivant', 'next link or field')],
    [
      say(locale, 'Entrée', 'Enter'),
      say(locale, 'ouvrir le lien, enregistrer le formulaire', 'open the link, save the form'),
    ],
  ]
  return (
    <ConsolePage c={c} title={say(locale, 'Raccourcis clavier', 'Keyboard shortcuts')}>
      <dl class="facts keys">
        {keys.map(([key, does]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </>
        ))}
      </dl>
    </ConsolePage>
  )
}
