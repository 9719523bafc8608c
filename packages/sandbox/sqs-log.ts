// The queues' memory on disk: an append-only log of JSON lines. What was appended before an answer
// went out is there after a kill; a line that a kill cut short is dropped.
import { closeSync, ftruncateSync, openSync, readFileSync, renameSync } from 'node:fs'
import { writeWholly } from './data-folder.ts'
import type { StoredMessage } from './sqs-queue.ts'

/** A message as it is after a change, or `null` once it is gone. */
export type LogLine = { queue: string; id: string; message: StoredMessage | null }

export type QueueLog = {
  append(lines: readonly LogLine[]): void
  close(): void
}

/** A log with more lines than this, few of them alive, is written anew. */
const compactAfterLines = 20_000

/**
 * Opens the log and gives back what it holds, oldest first by queue. `live` names what a new, short
 * log has to hold.
 */
export function openQueueLog(options: { file: string; live: () => Iterable<LogLine> }): {
  log: QueueLog
  kept: LogLine[]
} {
  const { file } = options
  const kept = new Map<string, LogLine>()
  const { lines, soundBytes } = readLines(file)
  for (const line of lines) {
    const key = `${line.queue}/${line.id}`
    if (line.message === null) kept.delete(key)
    else kept.set(key, line)
  }
  let descriptor = openSync(file, 'a', 0o600)
  ftruncateSync(descriptor, soundBytes)
  let lineCount = lines.length

  function compact(): void {
    const live = [...options.live()]
    if (live.length * 2 > lineCount) {
      lineCount = live.length
      return
    }
    const draft = `${file}.new`
    const next = openSync(draft, 'w', 0o600)
    writeLines(next, live)
    renameSync(draft, file)
    closeSync(descriptor)
    descriptor = next
    lineCount = live.length
  }

  return {
    kept: [...kept.values()],
    log: {
      append(added) {
        writeLines(descriptor, added)
        lineCount += added.length
        if (lineCount > compactAfterLines) compact()
      },
      close: () => closeSync(descriptor),
    },
  }
}

function writeLines(descriptor: number, lines: readonly LogLine[]): void {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  writeWholly(descriptor, Buffer.from(text))
}

function readLines(file: string): { lines: LogLine[]; soundBytes: number } {
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], soundBytes: 0 }
    throw error
  }
  const soundBytes = content.lastIndexOf(0x0a) + 1
  const text = content.subarray(0, soundBytes).toString()
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine)
  return { lines, soundBytes }
}
