// `npm run bench`: every figure that we claim, printed; ratios against what one would use instead.
//   NAME …         these parts only: mail bundles cost planning feedback mailing import
//                  webhooks entitlements books crash
//   --full         at full size: a mailing to 100,000 (10 minutes), the whole crash matrix
//   --json FILE    writes all that is printed, and the figures by name
// Without names: mail, bundles, cost, planning, feedback, mailing, webhooks, entitlements, books. Ends with 1 when something that
// does not depend on speed is not as it should be.
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { runMatrix } from '../crash/matrix.ts'
import { benchBooks } from './books.ts'
import { benchBundles } from './bundles.ts'
import { benchCost } from './cost.ts'
import { benchEntitlements } from './entitlements.ts'
import { benchFeedback } from './feedback.ts'
import { benchImport } from './import.ts'
import { benchMail } from './mail.ts'
import { benchMailing } from './mailing.ts'
import { benchPlanning } from './planning.ts'
import { benchReport } from './report.ts'
import { benchWebhooks } from './webhooks.ts'

const sizes = { quick: 10_000, full: 100_000 }
const report = benchReport()
const { print } = report
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false }, json: { type: 'string' } },
})

const parts: Record<string, () => Promise<unknown>> = {
  mail: () => benchMail(print),
  bundles: () => benchBundles(print),
  cost: () => benchCost(report),
  planning: () => benchPlanning(report),
  feedback: () => benchFeedback(report),
  mailing: () => benchMailing(report, values.full ? sizes.full : sizes.quick),
  import: () => benchImport(print),
  webhooks: () => benchWebhooks(report),
  entitlements: async () => benchEntitlements(report),
  books: () => benchBooks(report, values.full),
  crash: async () => {
    const { held } = await runMatrix({ print })
    if (!held) report.fault('the crash matrix did not hold')
  },
}
const usual = [
  'mail',
  'bundles',
  'cost',
  'planning',
  'feedback',
  'mailing',
  'webhooks',
  'entitlements',
  'books',
]
const chosen = positionals.length > 0 ? positionals : [...usual, ...(values.full ? ['crash'] : [])]
const unknown = chosen.filter((name) => !(name in parts))
if (unknown.length > 0) {
  process.stderr.write(
    `No bench ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}\n`,
  )
  process.exit(2)
}
print(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`)
print(
  `load before: ${loadavg()[0]?.toFixed(2)} (above ${cpus().length}: the machine is busy, rates mean little)`,
)
for (const name of chosen) {
  print('')
  await parts[name]?.()
}
if (values.json !== undefined) report.write(values.json)
process.exitCode = report.faults.length > 0 ? 1 : 0
