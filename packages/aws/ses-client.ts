// The client that sends mail: one try, a timeout that throws, no connection that has gone stale.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { SESClient } from '@aws-sdk/client-ses'

/** A connection idle for longer may be closed at the other end without our knowing (Lambda sleeps). */
const idleMs = 4_000

/**
 * A client for `sesMailer`. Nothing below the protocol sends a message again: SES has no
 * idempotency key, so a second try after a reset could deliver twice.
 * `timeoutMs`: a call that takes longer throws; `connections`: calls at once.
 */
export function sesClient(options: { timeoutMs: number; connections: number }): SESClient {
  const agentOptions = { keepAlive: true, maxSockets: options.connections }
  const httpAgent = new HttpAgent(agentOptions)
  const httpsAgent = new HttpsAgent(agentOptions)
  const client = new SESClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: options.timeoutMs,
      socketTimeout: options.timeoutMs,
      throwOnRequestTimeout: true,
      httpAgent,
      httpsAgent,
    },
  })
  let inFlight = 0
  let lastUsed = Date.now()
  client.middlewareStack.add(
    (next) => async (call) => {
      // After a pause every kept connection is suspect; a fresh one costs a handshake, a stale one
      // would make a recipient `uncertain`.
      if (inFlight === 0 && Date.now() - lastUsed > idleMs) {
        httpAgent.destroy()
        httpsAgent.destroy()
      }
      inFlight++
      try {
        return await within(options.timeoutMs, next(call))
      } finally {
        inFlight--
        lastUsed = Date.now()
      }
    },
    { step: 'initialize', name: 'freshConnections' },
  )
  return client
}

/** The handler's own timeout ends with the answer's head; an answer that stalls after it is late too. */
async function within<T>(timeoutMs: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no whole answer within ${timeoutMs} ms`)
      reject(Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' }))
    }, timeoutMs)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}
