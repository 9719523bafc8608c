// What this stage is linked to: names, addresses and secrets, under the same link names on Lambda
// (SST) and in the sandbox (environment). Each is read when asked for and parsed on the way in.
import { Resource } from 'sst/resource'
import * as z from 'zod'
import type { SigningKeys } from '#kernel/tokens'
import type { ReaderKeys } from '#readers/reader-id'

const Named = z.object({ name: z.string().min(1) })
const Addressed = z.object({ url: z.url() })
const Pair = z.object({ url: z.url(), deadUrl: z.url() })
const Secret = z.object({ value: z.string().min(1) })

const schemas = {
  Main: Named,
  Files: Named,
  SendQueue: Addressed,
  MailQueue: Addressed,
  PlanQueue: Addressed,
  StripeQueue: Addressed,
  /** Feedback's queue and its dead letters, to be counted. */
  Feedback: Pair,
  /** Every queue and its dead letters, to be looked at and put back. */
  Queues: z.object({ send: Pair, mail: Pair, plan: Pair, feedback: Pair, stripe: Pair }),
  Mail: z.object({ sender: z.string().min(1), configSet: z.string().min(1) }),
  Site: Addressed,
  /** The manifest of content-hashed files, as JSON. */
  Assets: z.object({ manifest: z.string() }),
  SigningKey: Secret,
  ReaderKey: Secret,
  /** Of Stripe's API; only where subscriptions are sold. */
  StripeKey: Secret,
  /** Of the webhook's endpoint at Stripe: the newest first, parted by commas. */
  StripeWebhookSecret: Secret,
}
export type LinkName = keyof typeof schemas

/**
 * The properties of a link.
 * @throws Error naming the link when this function was not given it (SST's own sentence).
 */
export function link<N extends LinkName>(name: N): z.infer<(typeof schemas)[N]> {
  const found: unknown = (Resource as unknown as Record<string, unknown>)[name]
  const parsed = schemas[name].safeParse(found)
  if (!parsed.success) throw new Error(`The link ${name} is missing or malformed`)
  return parsed.data as z.infer<(typeof schemas)[N]>
}

/** The site's address without a trailing slash. */
export function siteUrl(): string {
  return link('Site').url.replace(/\/$/, '')
}

/** Signing keys, newest first: the secret is `id:secret` entries parted by commas. */
export function signingKeys(): SigningKeys {
  return keyEntries('SigningKey')
}

/** Keys of the readers' address hash, the current one first: `version:secret` entries. */
export function readerKeys(): ReaderKeys {
  return keyEntries('ReaderKey').map(({ id, secret }) => {
    const version = Number(id)
    if (!Number.isSafeInteger(version)) throw new Error('ReaderKey: versions are whole numbers')
    return { version, secret }
  })
}

/** The endpoint's secrets at Stripe, newest first: `whsec_…` entries parted by commas. */
export function stripeWebhookSecrets(): string[] {
  const secrets = link('StripeWebhookSecret').value.split(',')
  return secrets.map((secret) => secret.trim()).filter((secret) => secret !== '')
}

const minSecretLength = 32

function keyEntries(name: 'SigningKey' | 'ReaderKey'): { id: string; secret: string }[] {
  return link(name)
    .value.split(',')
    .map((entry) => {
      const at = entry.indexOf(':')
      const id = entry.slice(0, at).trim()
      const secret = entry.slice(at + 1).trim()
      if (at < 1 || secret.length < minSecretLength)
        throw new Error(`${name}: write id:secret, the secret at least ${minSecretLength} long`)
      return { id, secret }
    })
}
