// The language of a public page is in its address: English under `/en`, the title's first language
// (French) without a prefix. Nothing is stored and nothing guessed, so pages can be cached.
import type { Locale } from '#kernel/errors'

/**
 * Splits a path into its language and the rest: `/en/calendar` is English and `/calendar`. The rest
 * is a clean path, so that a link made of it never leaves this site.
 */
export function readPath(path: string): { locale: Locale; path: string } {
  const clean = cleanPath(path)
  if (clean === '/en') return { locale: 'en', path: '/' }
  if (clean.startsWith('/en/')) return { locale: 'en', path: clean.slice(3) }
  return { locale: 'fr', path: clean }
}

/** One slash between parts, none at the end: `//calendar/` is `/calendar`. */
export function cleanPath(path: string): string {
  return `/${path
    .split(/[/\\]+/)
    .filter(Boolean)
    .join('/')}`
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
