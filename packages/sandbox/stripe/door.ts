// The HTTP door: who may come in, idempotency keys, Stripe's errors. Each request is one unit of work.
import { createHash } from 'node:crypto'
import type { AwsReply, AwsRequest } from '../http.ts'
import { decodeForm, type Form } from './form.ts'
import { expand } from './present.ts'
import { StripeRefusal } from './refusal.ts'
import { findRoute } from './routes.ts'
import { apiVersion, randomId, type Work } from './work.ts'

/** Runs a unit of work and keeps it; see sandbox-stripe.ts. */
export type RunWork = <T>(
  act: (work: Work) => T,
  cause: { requestId: string; idempotencyKey: string | null },
) => T

const keptKeySeconds = 24 * 3_600

export function answerStripe(
  options: { secretKey: string; run: RunWork },
  request: AwsRequest,
): AwsReply {
  const requestId = `req_${randomId(14)}`
  try {
    refuseStranger(request, options.secretKey)
    const form = formOf(request)
    const found = findRoute(request.method, request.path)
    if (!found)
      throw new StripeRefusal(
        `Unrecognized request URL (${request.method}: ${request.path}). The sandbox knows the part of Stripe’s API that Kiosque uses; docs/sandbox.md lists it.`,
        { status: 404 },
      )
    const key = request.method === 'POST' ? keyOf(request) : null
    const { expand: wanted, ...params } = form
    const paths = Array.isArray(wanted) ? wanted.filter((path) => typeof path === 'string') : []
    const { status, body, replayed } = options.run(
      (work) =>
        onceByKey(work, key, fingerprintOf(request), requestId, () => {
          const made = found.route.run(work, params, found.ids)
          return expand(work, made, paths)
        }),
      { requestId, idempotencyKey: key },
    )
    return reply(requestId, status, body, {
      ...(key ? { 'idempotency-key': key } : {}),
      ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
    })
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error
    return reply(requestId, error.status, error.body(requestId))
  }
}

type Answer = { status: number; body: unknown; replayed: boolean }

/**
 * The same key with the same request gets the same answer, also after a crash: the answer is kept in
 * the unit of work that it tells of. Requests that were refused for their parameters keep none.
 */
function onceByKey(
  work: Work,
  key: string | null,
  fingerprint: string,
  requestId: string,
  act: () => unknown,
): Answer {
  const known = key ? work.read('answer', key) : undefined
  if (known && known.at + keptKeySeconds > work.now) {
    if (known.fingerprint !== fingerprint)
      throw new StripeRefusal(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        { type: 'idempotency_error' },
      )
    return { status: known.status, body: known.body, replayed: true }
  }
  const { status, body } = attempt(act, requestId)
  if (key) work.put('answer', { id: key, at: work.now, fingerprint, status, body })
  return { status, body, replayed: false }
}

/** A refused card is an answer like any other: what was done for it stays. */
function attempt(act: () => unknown, requestId: string): { status: number; body: unknown } {
  try {
    return { status: 200, body: act() }
  } catch (error) {
    if (error instanceof StripeRefusal && error.keepsWork)
      return { status: error.status, body: error.body(requestId) }
    throw error
  }
}

function refuseStranger(request: AwsRequest, secretKey: string): void {
  const given = credentialOf(request)
  if (given === undefined)
    throw new StripeRefusal(
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.',
      { status: 401 },
    )
  if (given !== secretKey)
    throw new StripeRefusal(
      `Invalid API Key provided: ${given.slice(0, 8)}****. The sandbox takes its own key alone; it is in secrets.json of the data folder.`,
      { status: 401 },
    )
  const version = request.headers['stripe-version']
  if (version !== undefined && version !== apiVersion)
    throw new StripeRefusal(
      `Invalid Stripe API version: ${String(version).slice(0, 40)}. The sandbox speaks ${apiVersion} alone.`,
    )
}

function credentialOf(request: AwsRequest): string | undefined {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme === 'Bearer' && value !== '') return value
  if (scheme === 'Basic') return Buffer.from(value, 'base64').toString().split(':')[0]
  return undefined
}

function keyOf(request: AwsRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  const one = String(key)
  if (one.length > 255) throw new StripeRefusal('Idempotency key is too long')
  return one
}

function fingerprintOf(request: AwsRequest): string {
  return createHash('sha256')
    .update(`${request.method} ${request.path}\n`)
    .update(request.body)
    .digest('base64url')
}

/** Parameters of the address and of the body alike: a DELETE may have either. */
function formOf(request: AwsRequest): Form {
  const query = new URL(request.url, 'http://sandbox').search.slice(1)
  const body = request.body.toString('utf8')
  return decodeForm([query, body].filter((part) => part !== '').join('&'))
}

function reply(
  requestId: string,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): AwsReply {
  return {
    kind: 'answer',
    status,
    headers: {
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': apiVersion,
      ...headers,
    },
    body: JSON.stringify(body, null, 2),
  }
}
