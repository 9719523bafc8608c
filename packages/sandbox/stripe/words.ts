// How the pages of this Stripe write money and moments.
import type { Locale } from '#kernel/errors'
import { type Instant, instant } from '#kernel/time'

/** `99,00 €` in French, `€99.00` in English. */
export function money(cents: number, currency: string, locale: Locale): string {
  return new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    style: 'currency',
    currency: currency.toUpperCase(),
  }).format(cents / 100)
}

/** Epoch seconds as an instant. */
export function at(seconds: number): Instant {
  return instant(seconds * 1_000)
}

/** The language that Stripe was told, where the pages speak it. */
export function localeOf(told: string | null): Locale | undefined {
  return told === 'fr' || told === 'en' ? told : undefined
}
