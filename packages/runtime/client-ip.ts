// The caller's address on Lambda. Requests come through CloudFront, which names the viewer in a
// header that the viewer can't forge; without it, the last hop that CloudFront appended.
import type { Context } from 'hono'
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda'

type Bindings = { event?: LambdaEvent; lambdaContext?: LambdaContext }

/** An IPv4 or IPv6 address, or `unknown`. */
export function lambdaClientIp(c: Context): string {
  const viewer = c.req.header('cloudfront-viewer-address') // "203.0.113.7:51234", "2001:db8::1:443"
  if (viewer) return viewer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  const hops = c.req.header('x-forwarded-for')?.split(',') ?? []
  const last = hops.at(-1)?.trim()
  if (last) return last
  const { event } = (c.env ?? {}) as Bindings
  const http = event && 'requestContext' in event ? event.requestContext : undefined
  const source =
    http && 'http' in http && http.http ? (http.http as { sourceIp?: string }).sourceIp : undefined
  return source ?? 'unknown'
}
