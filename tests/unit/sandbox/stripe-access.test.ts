// Which Stripe this machine speaks to: its own, or Stripe's test mode; never one with real money.
import { expect, it } from 'vitest'
import { VisibleError } from '#kernel/errors'
import { sandboxEnvironment, sandboxStripe, stripeTestMode } from '#sandbox/wiring'
import { stripeClient } from '#stripe/client'

const secrets = { signingKey: 'k'.repeat(43), readerKey: 'r'.repeat(43) }
const base = {
  ...{ awsUrl: 'http://127.0.0.1:9000', siteUrl: 'http://localhost:8787' },
  ...{ sender: 'lettre@en-contact.example', secrets },
}
const linked = (environment: Record<string, string>, name: string) =>
  JSON.parse(environment[`SST_RESOURCE_${name}`] ?? '{}').value

it('is its own without a key, with a secret that each start of a folder makes again', () => {
  expect(stripeTestMode({})).toBeUndefined()
  const environment = sandboxEnvironment(base)
  expect(environment['STRIPE_BASE_URL']).toBe(base.awsUrl)
  expect(linked(environment, 'StripeKey')).toBe('sk_test_sandbox')
  expect(linked(environment, 'StripeWebhookSecret')).toBe(sandboxStripe(secrets).webhookSecret)
  expect(sandboxStripe(secrets)).toEqual(sandboxStripe(secrets))
  expect(sandboxStripe({ ...secrets, signingKey: 'x'.repeat(43) })).not.toEqual(
    sandboxStripe(secrets),
  )
})

it('is Stripe’s test mode with its key, and believes no event without its secret', () => {
  const given = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }
  const environment = sandboxEnvironment({ ...base, stripe: stripeTestMode(given) })
  expect(environment['STRIPE_BASE_URL']).toBeUndefined()
  expect(linked(environment, 'StripeKey')).toBe('sk_test_1')
  expect(linked(environment, 'StripeWebhookSecret')).toBe('whsec_1')
  const without = [1, 2].map(() => stripeTestMode({ STRIPE_SECRET_KEY: 'rk_test_1' }))
  expect(without[0]?.webhookSecret).toMatch(/^whsec_.{30,}/)
  expect(without[0]?.webhookSecret).not.toBe(without[1]?.webhookSecret)
})

it.each(['sk_live_1', 'rk_live_1', 'pk_test_1', 'secret'])('refuses %s', (key) => {
  expect(() => stripeTestMode({ STRIPE_SECRET_KEY: key })).toThrow(VisibleError)
})

it('takes the address of a stand-in, and nothing but http', () => {
  const at = (baseUrl: string) => () => stripeClient({ secretKey: 'sk_test_1', baseUrl })
  expect(at('http://127.0.0.1:9000')).not.toThrow()
  expect(at('https://stripe.example')).not.toThrow()
  expect(at('ftp://stripe.example')).toThrow('http')
})
