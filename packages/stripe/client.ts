// The client of Stripe's API, and the version of it that everything here is written for.
import Stripe from 'stripe'
import { assert } from '#kernel/errors'

/** Every field that is read here is of this version; an upgrade is one commit, with its tests. */
export const apiVersion = '2026-10-28.endive'

/** Tries after the first, by the SDK, each with the same idempotency key; and what one try may take. */
export const clientLimits = { retries: 2, timeoutMs: 15_000 }

/**
 * A client. `baseUrl` is where Stripe answers, for a stand-in (`http://127.0.0.1:9000`); Stripe
 * itself unless given.
 */
export function stripeClient(options: {
  secretKey: string
  baseUrl?: string | undefined
  retries?: number
}): Stripe {
  return new Stripe(options.secretKey, {
    apiVersion,
    telemetry: false,
    maxNetworkRetries: options.retries ?? clientLimits.retries,
    timeout: clientLimits.timeoutMs,
    ...(options.baseUrl === undefined ? {} : addressOf(options.baseUrl)),
  })
}

function addressOf(baseUrl: string) {
  const { protocol, hostname, port } = new URL(baseUrl)
  assert(protocol === 'http:' || protocol === 'https:', 'an address of http or https')
  const isPlain = protocol === 'http:'
  return {
    protocol: isPlain ? ('http' as const) : ('https' as const),
    host: hostname,
    port: port || (isPlain ? '80' : '443'),
  }
}

/** Whether the error says that there is no such object at Stripe. */
export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404
}

/** Whether an object of this id, or with this key, is there already. */
export function isTaken(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError &&
    error.code === 'resource_already_exists'
  )
}

/** Whether a subscription can't be changed because it has ended. */
export function isEnded(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 400
}
