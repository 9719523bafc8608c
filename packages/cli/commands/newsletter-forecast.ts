// `kiosque newsletter forecast`: what to expect of a mailing before it is scheduled.
import type { Command } from 'commander'
import { audienceCount } from '#delivery/audience-count'
import { foreseeMailing, type Outlook } from '#delivery/foresee-mailing'
import { readTime } from '#delivery/schedule-newsletter'
import type { NewsletterId } from '#kernel/ids'
import { dateOf, minuteMs } from '#kernel/time'
import { show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { newsletterId, noNewsletter } from './newsletter-ids.ts'
import { refused } from './schedule-refusals.ts'

type ForecastFlags = { at?: string; zone?: string }

export function forecastCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('forecast')
    .argument('<id>', 'its id', newsletterId)
    .option('--at <time>', 'wall-clock time, 2026-12-01T08:30; now unless given')
    .option('--zone <zone>', 'an IANA zone; the publication’s unless given')
    .description('how long its mailing takes, and whether to warm the domain up first')
    .action(
      run(async ({ parts, output }, id: NewsletterId, flags: ForecastFlags) => {
        const audience = await audienceCount(parts, { newsletterId: id })
        if (!audience) throw noNewsletter(id)
        const zone = flags.zone ?? parts.publication.zone
        const wallClock = flags.at
        const time =
          wallClock === undefined
            ? undefined
            : readTime({ wallClock, zone, choice: 'first' }, parts.clock())
        if (time && time.kind !== 'instant') throw refused(time, id)
        const outlook = await foreseeMailing(parts, {
          audienceCount: audience.count,
          sendAt: time?.at,
        })
        const { forecast, quota, known, isLeap, warmUp } = outlook
        const { perSecond, perDay, sentLastDay } = quota
        const result = {
          id,
          audience: audience.count,
          counted: audience.counted,
          /** Null: the account may send nothing. */
          durationMs: Number.isFinite(forecast.durationMs) ? forecast.durationMs : null,
          limitedBy: forecast.limitedBy,
          onFirstDay: forecast.todayCount,
          quota: { perSecond, perDay, sentLastDay },
          last30Days: known,
          isLeap,
          warmUp: warmUp?.days ?? [],
        }
        show(output, result, () => lines(outlook, audience, zone).join('\n'))
      }),
    )
}

function lines(
  { forecast, known, isLeap, warmUp }: Outlook,
  audience: { count: number; counted: string },
  zone: string,
): string[] {
  const minutes = Math.max(1, Math.ceil(forecast.durationMs / minuteMs))
  return [
    `${audience.count} readers (${audience.counted})`,
    Number.isFinite(minutes)
      ? `Sending takes about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`
      : 'The sending account may send nothing: check its quota.',
    ...(forecast.limitedBy === 'day' && Number.isFinite(minutes)
      ? [`The quota of that day lets ${forecast.todayCount} go first.`]
      : []),
    ...(isLeap
      ? [`At most ${known.largestDay} went out on one day of the last 30: warm the domain up.`]
      : []),
    ...(warmUp?.days ?? []).map(({ at, count }) => `  ${dateOf(at, zone)}  ${count}`),
  ]
}
