// S3's few calls, signed by AWS's own signer. The generated client would bring the schemas of all of
// S3's hundred operations into each function that reads one file: 170 KB (docs/decisions.md).
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { Sha256 } from '@smithy/core/checksum'
import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from '@smithy/core/config'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import { assert } from '#kernel/errors'

/** Tries of a call, all of which S3 lets be repeated; the pause before each but the first; a try's time. */
export const s3Limits = { tries: 3, pausesMs: [100, 400], tryMs: 60_000 }

type Headers = Record<string, string>
type Call = {
  method: 'GET' | 'PUT' | 'DELETE'
  bucket: string
  key: string
  headers?: Headers
  query?: Record<string, string>
}
type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

export type S3Client = {
  /**
   * What S3 answers, also where that is an error of the caller's (`code` is its name, such as
   * `NoSuchKey`).
   * @throws Error when S3 can't be reached, or keeps failing by its own fault.
   */
  send(
    call: Call & { body?: Uint8Array },
    now: Date,
  ): Promise<{ status: number; code?: string; headers: Headers; body: Uint8Array }>
  /** A link that allows just this call for so many seconds from `now`; headers given are signed too. */
  link(call: Call, options: { now: Date; seconds: number }): Promise<string>
}

/**
 * A real client. Where it goes is the environment's business, as with the SDK's clients; `given` is
 * for who knows better. Buckets are named in the path: names with dots and the sandbox need it.
 */
export function s3Client(
  given: { endpoint?: string; region?: string; credentials?: Credentials } = {},
): S3Client {
  const region =
    given.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: given.credentials ?? defaultProvider(),
    sha256: Sha256,
    // S3 alone signs the path as it is sent, and wants the body's sum in a header.
    uriEscapePath: false,
    applyChecksum: true,
  })

  async function request(call: Call, body?: Uint8Array): Promise<HttpRequest> {
    const env = process.env
    const base = new URL(
      given.endpoint ??
        (env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']) ??
        `https://s3.${typeof region === 'string' ? region : await region()}.amazonaws.com`,
    )
    const { protocol, hostname, port, host, pathname } = base
    return new HttpRequest({
      method: call.method,
      protocol,
      hostname,
      ...(port ? { port: Number(port) } : {}),
      path: `${pathname.replace(/\/$/, '')}/${call.bucket}/${pathOf(call.key)}`,
      query: { ...call.query },
      headers: { ...call.headers, host },
      ...(body ? { body } : {}),
    })
  }

  async function attempt(call: Call & { body?: Uint8Array }, now: Date) {
    const signed = await signer.sign(await request(call, call.body), { signingDate: now })
    const { host, ...headers } = signed.headers
    const answer = await fetch(addressOf(signed), {
      method: signed.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(s3Limits.tryMs),
      ...(call.body ? { body: new Uint8Array(call.body) } : {}),
    })
    const body = new Uint8Array(await answer.arrayBuffer())
    const code = answer.ok ? undefined : codeOf(body)
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body,
      ...(code ? { code } : {}),
    }
  }

  return {
    async send(call, now) {
      for (let tries = 1; ; tries++) {
        const isLast = tries === s3Limits.tries
        try {
          const answer = await attempt(call, now)
          const isTheirs = answer.status >= 500 || answer.status === 429
          if (!isTheirs) return answer
          if (isLast) throw s3Error(answer)
        } catch (error) {
          // `fetch` throws a TypeError, or a DOMException in time; what is signed wrongly is neither.
          const isNetwork = error instanceof TypeError || error instanceof DOMException
          if (isLast || !isNetwork) throw error
        }
        await new Promise((done) => setTimeout(done, s3Limits.pausesMs[tries - 1]))
      }
    },
    async link(call, { now, seconds }) {
      const asked = await request({
        ...call,
        headers: { ...call.headers, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
      })
      const signed = await signer.presign(asked, {
        signingDate: now,
        expiresIn: seconds,
        signableHeaders: new Set(['host', ...Object.keys(call.headers ?? {})]),
      })
      return addressOf(signed)
    },
  }
}

/** The error of an answer that is none of those a caller expects. */
export function s3Error(answer: { status: number; code?: string }): Error {
  const error = new Error(`S3 answered ${answer.status} ${answer.code ?? ''}`.trim())
  // The name is what logs show.
  if (answer.code) error.name = answer.code
  return error
}

/** S3 says what is wrong in XML of which nothing but the code is of use to a program. */
function codeOf(body: Uint8Array): string | undefined {
  return /<Code>(\w{1,100})<\/Code>/.exec(new TextDecoder().decode(body))?.[1]
}

function pathOf(key: string): string {
  const parts = key.split('/')
  assert(
    parts.every((part) => part !== '' && part !== '.' && part !== '..'),
    'a key whose address no program shortens',
  )
  return parts.map(escapeAll).join('/')
}

function addressOf({ protocol, hostname, port, path, query }: Addressed): string {
  const pairs = Object.entries(query ?? {}).map(
    ([name, value]) => `${escapeAll(name)}=${escapeAll(String(value))}`,
  )
  const host = port === undefined ? hostname : `${hostname}:${port}`
  return `${protocol}//${host}${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`
}

type Addressed = Pick<HttpRequest, 'protocol' | 'hostname' | 'port' | 'path'> & {
  query?: HttpRequest['query'] | undefined
}

/** RFC 3986, as AWS signs it. */
function escapeAll(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
