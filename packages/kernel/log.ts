// Structured log lines with stable event names; alarms select on them. A line never holds an
// address, a token or a body: callers pass ids, counts and codes.

export type LogLevel = 'info' | 'warn' | 'error'
export type LogFields = Record<string, string | number | boolean | undefined>
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void

/** A log that writes one JSON line an event. */
export function jsonLog(options: { write: (line: string) => void; clock: () => Date }): Log {
  return (level, event, fields = {}) =>
    options.write(JSON.stringify({ at: options.clock().toISOString(), level, event, ...fields }))
}

/** A log that keeps nothing. */
export const silentLog: Log = () => {}

/** Name and place of an error, without its message: a message may quote what must not be logged. */
export function whatBroke(error: unknown): { error: string; at: string } {
  if (!(error instanceof Error)) return { error: typeof error, at: '' }
  const frames = framesOf(error)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
  const places = frames.slice(0, 3).map((line) => line.trim().replace(/\(.*\/(?=[^/]+\))/, '('))
  return { error: error.name, at: places.join(' < ').slice(0, 300) }
}

/** The stack without the message above it, which may have lines of its own. */
export function framesOf({ stack = '', message }: Error): string {
  const at = message === '' ? -1 : stack.indexOf(message)
  return at < 0 ? stack : stack.slice(at + message.length)
}
