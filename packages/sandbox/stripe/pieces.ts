// Small pieces that many objects hold.
import type { Stripe } from 'stripe'

type Maybe<T> = { [K in keyof T]?: T[K] | undefined }

export function addressOf(given: Maybe<Stripe.Address> | undefined): Stripe.Address | null {
  if (!given) return null
  const { city, country, line1, line2, postal_code, state } = given
  return {
    city: city ?? null,
    country: country ?? null,
    line1: line1 ?? null,
    line2: line2 ?? null,
    postal_code: postal_code ?? null,
    state: state ?? null,
  }
}

/** As it goes over the wire: Stripe's client makes a Decimal of the text. */
export function decimalOf(cents: number): Stripe.Decimal {
  return String(cents) as unknown as Stripe.Decimal
}

/** A list inside an object. */
export function listOf<T>(url: string, data: T[]): Stripe.ApiList<T> {
  return { object: 'list', url, has_more: false, data } as Stripe.ApiList<T>
}

/** Metadata after an update: an empty value takes a key out. */
export function mergeMetadata(
  before: Stripe.Metadata | null,
  given: Record<string, string> | undefined,
): Stripe.Metadata {
  if (given === undefined) return before ?? {}
  if (Object.keys(given).length === 0) return {}
  const merged = { ...before, ...given }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''))
}

/** The id of what may be expanded. */
export function idOf(value: string | { id: string }): string
export function idOf(value: string | { id: string } | null | undefined): string | undefined
export function idOf(value: string | { id: string } | null | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.id
}

/** Only what was given. */
export function given<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
