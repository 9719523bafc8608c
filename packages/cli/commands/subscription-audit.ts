// `kiosque subscription audit`: what Stripe and we differ about, object by object.
import type { Command } from 'commander'
import { VisibleError } from '#kernel/errors'
import type { Audit } from '#stripe/audit-stripe'
import type { Difference } from '#subscriptions/drift'
import { show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'

/** Exit code of a comparison that found something. */
const driftCode = 1

export function auditCommand(subscription: Command, run: RunWithStack): void {
  subscription
    .command('audit')
    .option('--repair', 'apply what Stripe says where we differ', false)
    .description('compares all that Stripe has of this title with what we have')
    .action(
      run(async ({ parts, output }, { repair }: { repair: boolean }) => {
        if (!parts.publication.subscriptions) throw nothingIsSold
        const { auditNow } = await import('#runtime/stripe-audit')
        const { lastAudit } = await import('#subscriptions/last-audit')
        const audit = await auditNow(parts, { repair })
        const lastNight = (await lastAudit(parts.table)) ?? null
        show(output, { ...audit, lastNight }, () => auditText(audit))
        return audit.differences.length > 0 ? driftCode : 0
      }),
    )
}

/** For people: what differs, or that nothing does. */
export function auditText({ comparedCount, repaired, differences }: Audit): string {
  const lines = [
    ...(repaired.length > 0 ? [`Repaired: ${repaired.length}.`, tableOf(repaired)] : []),
    ...(differences.length > 0
      ? [`Different: ${differences.length}.`, tableOf(differences)]
      : [`Stripe and we agree (${comparedCount} objects).`]),
  ]
  return lines.join('\n')
}

function tableOf(differences: readonly Difference[]): string {
  const text = (value: Difference['here']) => (value === null ? '-' : String(value))
  return textTable(
    ['what', 'at Stripe', 'here', 'Stripe’s object', 'ours'],
    differences.map(({ name, atStripe, here, stripe, ours }) => [
      ...[name, text(atStripe), text(here), stripe?.id ?? '-', ours ?? '-'],
    ]),
  )
}

const nothingIsSold = new VisibleError('invalid', {
  fr: 'Cette publication ne vend pas d’abonnement\u202f: il n’y a rien à comparer.',
  en: 'This publication sells no subscriptions: there is nothing to compare.',
})
