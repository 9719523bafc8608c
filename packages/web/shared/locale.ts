// The language of a public page is in its address: English under `/en`, the title's first language
// (French) without a prefix. Nothing is stored and nothing guessed, so pages can be cached.
import type { Locale } from '#kernel/errors'

/** Splits a path into its language and the rest: `/en/calendar` is English and `/calendar`. */
export function readPath(path: string): { locale: Locale; path: string } {
  if (path === '/en' || path === '/en/') return { locale: 'en', path: '/' }
  if (path.startsWith('/en/')) return { locale: 'en', path: path.slice(3) }
  return { locale: 'fr', path }
}

/** The address of a page in a language: `localPath('en', '/calendar')` is `/en/calendar`. */
export function localPath(locale: Locale, path: string): string {
  if (locale === 'fr') return path
  return path === '/' ? '/en' : `/en${path}`
}

/** The other language. */
export function otherLocale(locale: Locale): Locale {
  return locale === 'fr' ? 'en' : 'fr'
}

/** Picks by language: `say(locale, 'Oui', 'Yes')`. */
export function say(locale: Locale, fr: string, en: string): string {
  return locale === 'fr' ? fr : en
}

/** `d’En-Contact`, `de Clarté`: the name after French "of". */
export function frenchOf(name: string): string {
  return /^[aeiouyhàâäéèêëîïôöùûü]/i.test(name) ? `d’${name}` : `de ${name}`
}
