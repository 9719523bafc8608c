// The process that the functions run in, started by functions-host.ts. It loads `functions/NAME.ts`
// when NAME is first called, and calls its handler as Lambda does.
import { pathToFileURL } from 'node:url'
import type { Context } from 'aws-lambda'
import { setClockOffset } from '#runtime/clock'
import type { ToHost, ToWorker } from './functions-host.ts'

type Handler = (event: unknown, context: Context) => Promise<unknown>

const handlers = new Map<string, Promise<Handler>>()

process.on('message', (message: ToWorker) => {
  if (message.kind === 'clock') setClockOffset(message.offsetMs)
  else void invoke(message)
})
// Without its host there is nothing left to do; an interrupt in the terminal is the host's to handle.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

async function invoke(call: Extract<ToWorker, { kind: 'invoke' }>): Promise<void> {
  try {
    const handler = await load(call.file)
    const value = await handler(call.event, contextOf(call))
    tell({ kind: 'returned', id: call.id, value: value ?? null })
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error))
    console.error(thrown)
    tell({ kind: 'failed', id: call.id, error: thrown.name })
  }
}

function load(file: string): Promise<Handler> {
  let handler = handlers.get(file)
  if (!handler) {
    handler = import(pathToFileURL(file).href).then(
      (module: { handler: Handler }) => module.handler,
    )
    handlers.set(file, handler)
    // A file that could not be loaded is tried anew at the next call.
    handler.catch(() => handlers.delete(file))
  }
  return handler
}

function contextOf(call: Extract<ToWorker, { kind: 'invoke' }>): Context {
  const deadlineMs = Date.now() + call.timeoutMs
  const name = `kiosque-sandbox-${call.name}`
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-3:000000000000:function:${name}`,
    memoryLimitInMB: '512',
    awsRequestId: call.id,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'sandbox',
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  }
}

function tell(message: ToHost): void {
  process.send?.(message)
}
