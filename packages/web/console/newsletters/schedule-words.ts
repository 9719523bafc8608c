// Departures, waits and forecasts in words, for the schedule page before and after.
import type { Forecast } from '#delivery/forecast'
import type { Departure, Mailing, SubjectTest } from '#delivery/mailing'
import type { Locale, Sentence } from '#kernel/errors'
import { dayMs, hourMs, minuteMs } from '#kernel/time'
import { formatNumber, formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'

/** `45 minutes`, `4 heures`, `2 jours`: the unit that needs the fewest digits. */
export function lengthOf(ms: number, locale: Locale): string {
  const isHours = ms >= 2 * hourMs || (ms >= hourMs && ms % (30 * minuteMs) === 0)
  const unit = ms >= 2 * dayMs ? 'day' : isHours ? 'hour' : 'minute'
  const size = { day: dayMs, hour: hourMs, minute: minuteMs }[unit]
  const text = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: unit === 'minute' ? 0 : 1,
  }).format(unit === 'minute' ? Math.ceil(ms / size) : ms / size)
  // Some units come with a space that breaks.
  return text.replace(/ /g, '\u00a0')
}

export const departureNames: Record<Departure['kind'], Sentence> = {
  atOnce: { fr: 'D’un coup', en: 'All at once' },
  spread: { fr: 'Étalé', en: 'Spread out' },
  localHour: { fr: 'À l’heure de chacun', en: 'At everyone’s own hour' },
  warmUp: { fr: 'En montée progressive', en: 'Warming up' },
}

/** How it goes out, in one line. */
export function departureText(departure: Departure | undefined, locale: Locale): string {
  switch (departure?.kind) {
    case 'spread': {
      const long = lengthOf(departure.minutes * minuteMs, locale)
      return say(locale, `Étalé sur ${long}`, `Spread over ${long}`)
    }
    case 'localHour':
      return say(
        locale,
        'À cette heure-là dans le fuseau de chaque lecteur',
        'At that time in each reader’s own zone',
      )
    case 'warmUp': {
      const numbers = departure.perDay.map((count) => formatNumber(count, locale))
      const shown =
        numbers.length > 6 ? [...numbers.slice(0, 5), '…', ...numbers.slice(-1)] : numbers
      return say(
        locale,
        `En montée progressive, par jour\u202f: ${shown.join(' · ')}`,
        `Warming up, a day: ${shown.join(' · ')}`,
      )
    }
    default:
      return say(
        locale,
        'D’un coup, aussi vite que le compte le permet',
        'All at once, as fast as the account allows',
      )
  }
}

/** Who gets it first, in one line. */
export function seedsText(seeds: Mailing['seeds'], locale: Locale): string {
  if (!seeds) return say(locale, 'À personne', 'To nobody')
  const wait = lengthOf(seeds.waitMinutes * minuteMs, locale)
  const count = seeds.emails.length
  return say(
    locale,
    `À ${count === 1 ? 'une adresse' : `${count} adresses`}, ${wait} avant tous les autres`,
    `To ${count === 1 ? 'one address' : `${count} addresses`}, ${wait} before everybody else`,
  )
}

/** The comparison of two subjects, in one line. */
export function testText(
  test: Pick<SubjectTest, 'share' | 'waitMinutes' | 'measure'>,
  locale: Locale,
): string {
  const share = formatShare(test.share, locale)
  const wait = lengthOf(test.waitMinutes * minuteMs, locale)
  const measure =
    test.measure === 'opened' ? say(locale, 'ouvertures', 'opens') : say(locale, 'clics', 'clicks')
  return say(
    locale,
    `Sur ${share} des lecteurs\u202f; ${wait} plus tard, les ${measure} décident de l’objet des autres`,
    `Over ${share} of the readers; ${wait} later, ${measure} decide on the subject for the rest`,
  )
}

/** What comes on top of the time that sending takes. */
export function waitsText(
  { seeds, test }: { seeds?: Waiting | undefined; test?: Waiting | undefined },
  locale: Locale,
): string | undefined {
  const long = ({ waitMinutes }: Waiting) => lengthOf(waitMinutes * minuteMs, locale)
  const waits = [
    seeds &&
      say(
        locale,
        `${long(seeds)} après les premières adresses`,
        `${long(seeds)} after the first addresses`,
      ),
    test &&
      say(
        locale,
        `${long(test)} avant de choisir l’objet`,
        `${long(test)} before the subject is chosen`,
      ),
  ].filter((one) => one !== undefined)
  if (waits.length === 0) return undefined
  const list = new Intl.ListFormat(locale).format(waits)
  return say(locale, `Attente en plus\u202f: ${list}.`, `Waiting besides: ${list}.`)
}

type Waiting = { waitMinutes: number }

/** How long it takes, and whether the daily quota suffices on that day. */
export function forecastText(
  { forecast, departure }: { forecast: Forecast; departure: Departure | undefined },
  locale: Locale,
): string {
  if (!Number.isFinite(forecast.durationMs))
    return say(
      locale,
      'Le compte d’envoi ne peut rien envoyer en ce moment\u202f: vérifiez son quota.',
      'The sending account can’t send anything at the moment: check its quota.',
    )
  if (forecast.limitedBy === 'day') {
    const long = lengthOf(Math.ceil(forecast.durationMs / dayMs) * dayMs, locale)
    return say(
      locale,
      `Le quota de ce jour-là ne suffit pas\u202f: ${formatNumber(forecast.todayCount, locale)} mails partent d’abord, le reste suit dans les jours d’après (${long} en tout).`,
      `The quota of that day does not suffice: ${formatNumber(forecast.todayCount, locale)} mails go first, the rest follows on the days after (${long} in all).`,
    )
  }
  const enough = say(locale, ' Le quota de ce jour-là suffit.', ' The quota of that day suffices.')
  if (forecast.limitedBy === 'departure') {
    const long = lengthOf(forecast.durationMs, locale)
    return departure?.kind === 'localHour'
      ? say(
          locale,
          `Du premier pays au dernier, ${long} au plus.${enough}`,
          `From the first country to the last, ${long} at most.${enough}`,
        )
      : say(
          locale,
          `Du premier mail au dernier\u202f: ${long}.`,
          `From first mail to last: ${long}.`,
        )
  }
  if (forecast.durationMs <= minuteMs)
    return say(
      locale,
      `L’envoi prendra moins d’une minute.${enough}`,
      `Sending takes less than a minute.${enough}`,
    )
  const long = lengthOf(forecast.durationMs, locale)
  return say(
    locale,
    `L’envoi prendra environ ${long}.${enough}`,
    `Sending takes about ${long}.${enough}`,
  )
}
