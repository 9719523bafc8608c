// `kiosque sandbox stripe diff`: where this machine's Stripe and we differ, object by object.
import type { Command } from 'commander'
import { show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { auditText } from './subscription-audit.ts'

/** Exit code of a comparison that found something. */
const driftCode = 1

export function diffCommand(stripe: Command, run: RunWithStack): void {
  stripe
    .command('diff')
    .description('compares every object of Stripe’s with ours; nothing is changed')
    .action(
      run(async ({ parts, output }) => {
        const { auditNow } = await import('#runtime/stripe-audit')
        const audit = await auditNow(parts, { repair: false })
        show(output, { differences: audit.differences }, () => auditText(audit))
        return audit.differences.length > 0 ? driftCode : 0
      }),
    )
}
