// How a payout stands between Stripe and the bank, in a word.

import type { PayoutStatus } from '#finance/payout'
import type { PayoutRow } from '#finance/payout-report'
import type { Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { say } from '#web/shared/locale'
import { Status, type StatusTone } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'

const payoutStates: Record<PayoutStatus, { tone: StatusTone; word: Sentence }> = {
  matched: { tone: 'good', word: { fr: 'rapproché', en: 'matched' } },
  short: { tone: 'bad', word: { fr: 'incomplet', en: 'short' } },
  over: { tone: 'bad', word: { fr: 'en trop', en: 'over' } },
  waiting: { tone: 'open', word: { fr: 'attendu à la banque', en: 'awaited at the bank' } },
}

/** How a payout stands, with the difference where there is one. */
export function PayoutState({ c, payout }: { c: ConsoleContext; payout: PayoutRow }) {
  const locale = c.get('locale')
  const { tone, word } = payoutStates[payout.status]
  const { atStripe, differenceCents } = payout
  if (atStripe === 'failed')
    return <Status tone="bad">{say(locale, 'refusé par la banque', 'refused by the bank')}</Status>
  if (atStripe === 'canceled')
    return <Status tone="none">{say(locale, 'annulé', 'canceled')}</Status>
  return (
    <Status tone={tone}>
      {differenceCents === 0
        ? word[locale]
        : say(
            locale,
            `${word.fr}, ${formatEuros(differenceCents, 'fr')}`,
            `${word.en} by ${formatEuros(Math.abs(differenceCents), 'en')}`,
          )}
    </Status>
  )
}
