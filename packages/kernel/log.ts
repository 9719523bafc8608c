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
