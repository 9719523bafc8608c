// When a nightly run is due: at an hour of the publication's own clock. Pure.
import { dateOf, dayMs, type Instant, plusMs, readWallClock } from '#kernel/time'

/** The next such hour after this instant; where the clock change skips it, the hour after. */
export function nextRunAt(now: Instant, zone: string, at: string): Instant {
  const nights = [0, 1, 2].flatMap((days) => {
    const day = dateOf(plusMs(now, days * dayMs), zone)
    const reading = readWallClock(`${day}T${at}`, zone)
    switch (reading.kind) {
      case 'instant':
        return [reading.at]
      case 'skipped':
        return [reading.after]
      case 'repeated':
        return [reading.first]
      default:
        return []
    }
  })
  return nights.find((night) => night > now) ?? plusMs(now, dayMs)
}
