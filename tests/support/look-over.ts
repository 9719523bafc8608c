// Looks a page over as CI does: at phone and desk, in light and dark; what axe finds, what stands out
// of its width, what the browser's console complains of.
import type { Browser, Page } from 'playwright-core'
import { axe, looks, openPage, standsOut } from './browser.ts'

/** What differs between looks: the rest of axe's rules is asked once a page. */
const lookRules = ['color-contrast', 'target-size', 'scrollable-region-focusable']

export function overseer(browser: Browser) {
  const complaints: string[] = []
  return {
    /** A browser of its own: no cookies of anybody else; everything it complains of is kept. */
    async someone(locale = 'fr-FR'): Promise<Page> {
      const opened = await openPage(
        browser,
        { width: 1280, scheme: 'light' },
        { locale, reducedMotion: 'reduce' },
      )
      opened.on('console', (message) => {
        // A page that answers 4xx is itself reported as failed; anything else that fails counts.
        const isPage =
          message.text().startsWith('Failed to load') && message.location().url === opened.url()
        if (message.type() === 'error' && !isPage)
          complaints.push(`${opened.url()}: ${message.text()}`)
      })
      opened.on('pageerror', (error) => complaints.push(`${opened.url()}: ${error.message}`))
      return opened
    },
    /** What is wrong with the page as it stands, in each look. */
    async faultsOf(opened: Page): Promise<string[]> {
      const found: string[] = []
      for (const [at, { name, width, scheme }] of looks.entries()) {
        await opened.setViewportSize({ width, height: 900 })
        await opened.emulateMedia({ colorScheme: scheme })
        const out = (await standsOut(opened)).map((element) => `stands out: ${element}`)
        for (const fault of [...(await axe(opened, at === 0 ? undefined : lookRules)), ...out])
          found.push(`${name}: ${fault}`)
      }
      const said = complaints.splice(0)
      return [...found, ...said].map((fault) => `${new URL(opened.url()).pathname} ${fault}`)
    },
    /** Forgets what was complained of so far. */
    forget: () => void complaints.splice(0),
  }
}
