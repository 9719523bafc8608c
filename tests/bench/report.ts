// What a bench prints, line by line, kept so that `--json FILE` can write all of it, with the figures
// by name beside.
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'

export type BenchReport = {
  print: (line: string) => void
  /** A number by its name, `planning.readersPerSecond`. */
  figure: (name: string, value: number) => void
  /** What ought to hold and does not; the bench then ends with 1. */
  fault: (sentence: string) => void
  faults: readonly string[]
  write(file: string): void
}

export function benchReport(): BenchReport {
  const startedAt = new Date().toISOString()
  const lines: string[] = []
  const figures: Record<string, number> = {}
  const faults: string[] = []
  const print = (line: string) => {
    lines.push(line)
    process.stdout.write(`${line}\n`)
  }
  return {
    print,
    figure(name, value) {
      figures[name] = Number(value.toPrecision(6))
    },
    fault(sentence) {
      faults.push(sentence)
      print(`FAULT  ${sentence}`)
    },
    faults,
    write(file) {
      const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model }
      const content = { startedAt, machine, load: loadavg(), figures, faults, lines }
      writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`)
    },
  }
}

/** `1,234,567`, or with so many digits behind the point. */
export function shown(value: number, digits = 0): string {
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`
}
