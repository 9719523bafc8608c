// A log of JSON lines in a file of the data folder, so that the terminal stays quiet.
import { createWriteStream } from 'node:fs'
import { jsonLog, type Log } from '#kernel/log'
import type { Clock } from '#kernel/time'

export function fileLog(options: { file: string; clock: Clock }): Log & { end(): Promise<void> } {
  const stream = createWriteStream(options.file, { flags: 'a', mode: 0o600 })
  const log = jsonLog({ write: (line) => stream.write(`${line}\n`), clock: options.clock })
  return Object.assign(log, {
    end: () => new Promise<void>((resolve) => stream.end(() => resolve())),
  })
}
