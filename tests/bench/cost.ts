// What a mailing costs: its operations counted, by DynamoDB's own units, at list prices; beside it,
// computed, what one row per recipient would ask for.
import { costsOfAThousand } from '../support/count-costs.ts'
import { type Billed, costOf, prices } from '../support/prices.ts'
import { type BenchReport, shown } from './report.ts'

/** Most that a million recipients may cost, in dollars; SES not included. */
const goal = 3
/** What Lambda takes from a queue at once for the feedback function's batches. */
const receivedAtOnce = 10

export async function benchCost(report: BenchReport): Promise<void> {
  const { print, figure } = report
  const { each } = await costsOfAThousand()
  const ours: Billed = {
    writeUnits: each.writeUnits,
    readUnits: each.readUnits,
    // Our own messages; each event put into the queue by SNS; received and deleted ten at a time.
    sqsRequests: each.queueRequests + each.events + (2 * each.events) / receivedAtOnce,
    snsPublishes: each.events,
  }
  print('Cost of a mailing: operations for each 1,000 recipients, and dollars for a million')
  print(
    `  list prices of ${prices.region} (DynamoDB on demand since ${prices.since}); SES itself not`,
  )
  print('  included; SNS’s deliveries into SQS counted as SQS requests, the dearer reading')
  print('                              counted, Kiosque     computed, a row per recipient')
  const naive = rowPerRecipient(each.events)
  row(report, 'DynamoDB write units', 'writeUnits', { ours, naive })
  row(report, 'DynamoDB read units', 'readUnits', { ours, naive })
  row(report, 'SQS requests', 'sqsRequests', { ours, naive })
  row(report, 'SNS publishes', 'snsPublishes', { ours, naive })
  print(`  ${'SES calls'.padEnd(24)} ${shown(each.sesCalls).padStart(9)}`)
  const total = { ours: million(ours).total, naive: million(naive).total }
  print(
    `  ${'together, a million'.padEnd(24)}            $${total.ours.toFixed(2)}                $${total.naive.toFixed(2)}`,
  )
  print(
    `  DynamoDB alone                      $${dynamo(ours).toFixed(2)}                $${dynamo(naive).toFixed(2)}`,
  )
  const lean = million({ ...naive, writeUnits: naive.writeUnits - indexWrites }).total
  print(
    '  a row: written, then changed four times (claimed, accepted, sent, delivered); an index on',
  )
  print('  its state takes a write at first and two at each change, without which it could not be')
  print(`  listed by state: without it $${lean.toFixed(2)}`)
  figure('cost.perMillion', total.ours)
  figure('cost.perMillion.rowPerRecipient', total.naive)
  figure('cost.sesCallsPerThousand', each.sesCalls)
  const writes = Object.entries(each.writesByKind).filter(([, units]) => units >= 1)
  print(`  write units by item: ${list(writes)}`)
  print(`  read units by item: ${list(Object.entries(each.readsByKind).filter(([, u]) => u >= 1))}`)
  if (total.ours >= goal) report.fault(`a million recipients cost ${total.ours.toFixed(2)} dollars`)
}

function list(entries: readonly (readonly [string, number])[]): string {
  return [...entries]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, units]) => `${kind} ${shown(units)}`)
    .join(', ')
}

const recipients = 1_000
/** Of a row: claimed, accepted, sent, delivered. */
const changes = 4
const indexWrites = recipients * (1 + 2 * changes)

/** What the plain design asks for a thousand recipients, each a row under 1 KB. */
function rowPerRecipient(events: number): Billed {
  return {
    writeUnits: recipients * (1 + changes) + indexWrites,
    readUnits: recipients * 1.5,
    sqsRequests: (recipients * 3) / 10 + events + (2 * events) / receivedAtOnce,
    snsPublishes: events,
  }
}

function million(thousand: Billed) {
  return costOf({
    writeUnits: thousand.writeUnits * 1_000,
    readUnits: thousand.readUnits * 1_000,
    sqsRequests: thousand.sqsRequests * 1_000,
    snsPublishes: thousand.snsPublishes * 1_000,
  })
}

function dynamo(thousand: Billed): number {
  const { writeUnits, readUnits } = million(thousand)
  return writeUnits + readUnits
}

function row(
  { print, figure }: BenchReport,
  name: string,
  part: keyof Billed,
  { ours, naive }: { ours: Billed; naive: Billed },
): void {
  const cell = (billed: Billed) =>
    `${shown(billed[part]).padStart(9)}  $${million(billed)[part].toFixed(2)}`
  print(`  ${name.padEnd(24)} ${cell(ours)}     ${cell(naive)}`)
  figure(`cost.${part}PerThousand`, ours[part])
}
