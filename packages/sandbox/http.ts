// The one HTTP port that answers AWS clients. It reads each request whole before anything acts on
// it, so a client that drops in the middle of an upload leaves no trace, and writes one reply.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export type AwsRequest = {
  method: string
  /** As on the wire: path and query, still encoded. */
  url: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
}

/**
 * `reset` breaks the connection without an answer; `silence` says nothing for that long, then
 * breaks it. Both happen on real networks after the service has acted.
 */
export type AwsReply =
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string | Uint8Array }
  | { kind: 'reset' }
  | { kind: 'silence'; ms: number }

export type AwsHandler = (request: AwsRequest) => Promise<AwsReply>

export type AwsPort = { url: string; port: number; close(): Promise<void> }

/** The largest request any of the services takes (an issue of 80 MB and its frame). */
const maxBodyBytes = 96 * 1024 * 1024

const keepAliveMs = 3_600_000

/** Listens on 127.0.0.1; `port` 0 takes any free one. Rejects with EADDRINUSE when it is taken. */
export async function openAwsPort(options: {
  port: number
  handle: AwsHandler
  onError: (error: unknown) => void
}): Promise<AwsPort> {
  const server = createServer((incoming, outgoing) => {
    // A peer that breaks off raises errors on both streams; there is nobody left to tell.
    incoming.on('error', () => {})
    outgoing.on('error', () => {})
    void answer(incoming).catch((error) => {
      options.onError(error)
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' })
      outgoing.end('The sandbox failed; its log says why.')
    })

    async function answer(request: IncomingMessage): Promise<void> {
      const body = await readBody(request)
      if (body === 'dropped') return
      if (body === 'tooLarge') {
        outgoing.writeHead(413, { connection: 'close' })
        outgoing.end()
        return
      }
      const url = request.url ?? '/'
      const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
      const reply = await options.handle({
        method: request.method ?? 'GET',
        url,
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body,
      })
      if (reply.kind === 'reset') request.socket.resetAndDestroy()
      else if (reply.kind === 'silence')
        setTimeout(() => request.socket.destroy(), reply.ms).unref()
      else {
        const content = reply.body ?? ''
        outgoing.writeHead(reply.status, {
          'content-length': String(Buffer.byteLength(content)),
          ...reply.headers,
        })
        outgoing.end(request.method === 'HEAD' ? undefined : content)
      }
    }
  })
  // A connection that closes just as a client sends on it looks like a mail of unknown fate.
  server.keepAliveTimeout = keepAliveMs
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function readBody(request: IncomingMessage): Promise<Buffer | 'dropped' | 'tooLarge'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBodyBytes) resolve('tooLarge')
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('close', () => resolve('dropped'))
  })
}
