// A view for tests of pages: the sample publication, assets that were never built.
import type { View } from '#web/shared/view'
import { publication, start } from './editorial.ts'

export function aView(change: Partial<View> = {}): View {
  return {
    publication,
    assets: { url: (name) => `/assets/${name}`, has: () => true },
    locale: 'fr',
    siteUrl: 'https://en-contact.example',
    path: '/',
    now: start,
    ...change,
  }
}

/** What a component renders to. */
export async function htmlOf(element: unknown): Promise<string> {
  return String(await element)
}
