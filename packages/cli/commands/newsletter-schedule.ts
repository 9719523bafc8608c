// `kiosque newsletter schedule`: when and how its mailing goes.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { audienceCount } from '#delivery/audience-count'
import { foreseeMailing } from '#delivery/foresee-mailing'
import { runCheck } from '#delivery/run-check'
import { readTime, type ScheduleOutcome, scheduleNewsletter } from '#delivery/schedule-newsletter'
import type { ScheduleOptions } from '#delivery/schedule-options'
import type { NewsletterId } from '#kernel/ids'
import { type Output, show } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { newsletterId, noNewsletter } from './newsletter-ids.ts'
import { invalid, refused } from './schedule-refusals.ts'

type ScheduleFlags = {
  at: string
  zone?: string
  choice?: 'first' | 'second'
  spread?: number
  localHour?: boolean
  warmUp?: boolean
  seed?: string[]
  seedWait?: number
  subjectB?: string
  testShare?: number
  testWait?: number
  testMeasure?: 'opened' | 'clicked'
}

export function scheduleCommand(newsletter: Command, run: RunWithStack): void {
  const command = newsletter
    .command('schedule')
    .argument('<id>', 'its id', newsletterId)
    .requiredOption('--at <time>', 'wall-clock time, 2026-12-01T08:30')
    .option('--zone <zone>', 'an IANA zone; the publication’s unless given')
    .option('--choice <which>', 'first or second, where the clock change repeats the hour', choice)
    .description('checks it, then schedules its mailing')
  addDepartureOptions(command)
  addTestOptions(command)
  command.action(
    run(async ({ parts, output }, id: NewsletterId, flags: ScheduleFlags) => {
      const options = optionsOf(flags, parts.publication.sending.seedWaitMinutes)
      const checked = await runCheck(parts, { newsletterId: id })
      const audience = await audienceCount(parts, { newsletterId: id })
      if (checked.kind === 'notFound' || !audience) throw noNewsletter(id)
      const zone = flags.zone ?? parts.publication.zone
      const outcome = await scheduleNewsletter(parts, {
        newsletterId: id,
        wallClock: flags.at,
        zone,
        ...(flags.choice ? { choice: flags.choice } : {}),
        ...options,
        ...(flags.warmUp ? await warmUpOf(parts, { audience, at: flags.at, zone }) : {}),
        by: 'kiosque',
      })
      if (outcome.kind !== 'scheduled') throw refused(outcome, id)
      showScheduled(output, { outcome, audienceCount: audience.count })
    }),
  )
}

function addDepartureOptions(command: Command): void {
  command
    .addOption(
      new Option('--spread <minutes>', 'evenly over so many minutes')
        .argParser(wholeNumber)
        .conflicts(['localHour', 'warmUp']),
    )
    .addOption(
      new Option('--local-hour', 'at that time in each reader’s own zone').conflicts(['warmUp']),
    )
    .option('--warm-up', 'a few more every day, as `newsletter forecast` plans it')
    .option('--seed <address...>', 'who gets it first')
    .option('--seed-wait <minutes>', 'how long the others wait then', wholeNumber)
}

function addTestOptions(command: Command): void {
  command
    .option('--subject-b <text>', 'a second subject, for part of the readers')
    .option('--test-share <share>', 'that part, both subjects together: 0.2 or 20%', share)
    .option('--test-wait <minutes>', 'from its last call to the choice of the better', wholeNumber)
    .addOption(
      new Option('--test-measure <what>', 'what makes a subject the better one').choices([
        'opened',
        'clicked',
      ]),
    )
}

/** What the flags ask for; the use case refuses what can't be. */
function optionsOf(flags: ScheduleFlags, seedWaitMinutes: number): ScheduleOptions {
  const { spread, localHour, seed, subjectB } = flags
  const isTest = [flags.testShare, flags.testWait, flags.testMeasure].some(
    (one) => one !== undefined,
  )
  if (isTest && subjectB === undefined)
    throw invalid(
      'Pour comparer, il faut un second objet\u202f: ajoutez --subject-b.',
      'A comparison needs a second subject: add --subject-b.',
    )
  if (flags.seedWait !== undefined && !seed)
    throw invalid(
      'L’attente est celle après les premières adresses\u202f: ajoutez --seed.',
      'The wait is that after the first addresses: add --seed.',
    )
  const test = subjectB !== undefined && {
    subjectB,
    share: flags.testShare ?? 0.2,
    waitMinutes: flags.testWait ?? 240,
    measure: flags.testMeasure ?? ('opened' as const),
  }
  return {
    ...(spread === undefined ? {} : { departure: { kind: 'spread' as const, minutes: spread } }),
    ...(localHour ? { departure: { kind: 'localHour' as const } } : {}),
    ...(seed ? { seeds: { emails: seed, waitMinutes: flags.seedWait ?? seedWaitMinutes } } : {}),
    ...(test ? { test } : {}),
  }
}

/** The plan that fits what the domain sent so far; one day is enough where it is no leap. */
async function warmUpOf(
  parts: Parameters<typeof foreseeMailing>[0],
  input: { audience: { count: number }; at: string; zone: string },
): Promise<ScheduleOptions> {
  const { audience, at, zone } = input
  const time = readTime({ wallClock: at, zone, choice: 'first' }, parts.clock())
  const outlook = await foreseeMailing(parts, {
    audienceCount: audience.count,
    sendAt: time.kind === 'instant' ? time.at : undefined,
  })
  if (outlook.warmUp) return { departure: { kind: 'warmUp', perDay: outlook.warmUp.perDay } }
  if (!outlook.isLeap) return {}
  throw invalid(
    'Le quota d’envoi est trop petit pour une montée progressive d’un an au plus\u202f: demandez à AWS de le relever.',
    'The sending quota is too small for a warm-up of a year at most: ask AWS to raise it.',
  )
}

function showScheduled(
  output: Output,
  made: { outcome: Extract<ScheduleOutcome, { kind: 'scheduled' }>; audienceCount: number },
): void {
  const { mailing, mayReachNobody } = made.outcome
  const { departure, seeds, test, approvalAbove } = mailing
  const result = {
    id: mailing.newsletterId,
    mailingId: mailing.id,
    sendAt: mailing.sendAt,
    wallClock: mailing.wallClock,
    zone: mailing.zone,
    audience: made.audienceCount,
    departure: departure ?? { kind: 'atOnce' },
    ...(seeds ? { seeds } : {}),
    ...(test ? { test } : {}),
    ...(approvalAbove === undefined ? {} : { approvalAbove }),
    ...(mayReachNobody ? { mayReachNobody } : {}),
  }
  show(output, result, () =>
    [
      `Scheduled for ${mailing.wallClock} ${mailing.zone} (${mailing.sendAt}),`,
      `to ${made.audienceCount} readers as of now.`,
      ...(departure?.kind === 'warmUp' ? [`A day: ${departure.perDay.join(', ')}.`] : []),
      ...(mayReachNobody ? ['An estimate finds nobody in its segment: check it.'] : []),
    ].join('\n'),
  )
}

function choice(text: string): 'first' | 'second' {
  if (text === 'first' || text === 'second') return text
  throw new InvalidArgumentError('first or second.')
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number.')
  return Number(text)
}

function share(text: string): number {
  const percent = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text)
  const value = percent ? Number(percent[1]) / 100 : Number(text)
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('a share such as 0.2 or 20%.')
  return value
}
