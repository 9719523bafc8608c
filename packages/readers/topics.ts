// Topics a reader may choose among. An empty choice means everything, also topics added later.
import type { Publication } from '#publication/schema'
import type { Reader } from './reader.ts'

export type TopicChoice =
  | { kind: 'topics'; topics: string[] }
  | { kind: 'unknown'; unknown: string[] }

/** Checks ids against the publication's; all of them together become the empty choice. */
export function chooseTopics(publication: Publication, ids: readonly string[]): TopicChoice {
  const known = publication.topics.map(({ id }) => id)
  const unknown = ids.filter((id) => !known.includes(id))
  if (unknown.length > 0) return { kind: 'unknown', unknown }
  const chosen = known.filter((id) => ids.includes(id))
  return { kind: 'topics', topics: chosen.length === known.length ? [] : chosen }
}

/** The topics this reader gets, as ids of the publication: what a form shows as ticked. */
export function topicsOf(publication: Publication, reader: Pick<Reader, 'topics'>): string[] {
  const known = publication.topics.map(({ id }) => id)
  return reader.topics.length === 0 ? known : known.filter((id) => reader.topics.includes(id))
}

/** Whether a mailing with these topics (none: for everyone) is for this reader. */
export function wantsTopics(
  reader: Pick<Reader, 'topics'>,
  mailingTopics: readonly string[],
): boolean {
  if (mailingTopics.length === 0 || reader.topics.length === 0) return true
  return reader.topics.some((id) => mailingTopics.includes(id))
}
