import { stripeHandler } from '#runtime/stripe'

export const handler = stripeHandler()
