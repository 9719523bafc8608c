// Differences in shape between two JSON values: keys that one has and the other lacks, types that
// differ. Values don't matter, and nothing is said about what is null on either side.

export type Difference = `${'+' | '-'} ${string}` | `≠ ${string}`

/** `ours` are several objects of one kind; `+` only ours, `-` only theirs, `≠` of another type. */
export function shapeDifferences(ours: readonly unknown[], theirs: unknown): Difference[] {
  return compare(ours, theirs, '').toSorted()
}

type Json = Record<string, unknown>

function compare(ours: readonly unknown[], theirs: unknown, path: string): Difference[] {
  const known = ours.filter((one) => one !== null && one !== undefined)
  if (known.length === 0 || theirs === null || theirs === undefined) return []
  const wanted = typeOf(theirs)
  const fitting = known.filter((one) => typeOf(one) === wanted)
  if (fitting.length === 0)
    return [`≠ ${path}: ${[...new Set(known.map(typeOf))].join(' or ')}, not ${wanted}`]
  if (wanted === 'list')
    return compare(fitting.flat(), mergedList(theirs as unknown[]), `${path}[]`)
  if (wanted !== 'object') return []
  const objects = fitting as Json[]
  const keys = new Set(objects.flatMap((one) => Object.keys(one)))
  const reference = theirs as Json
  // Free keys: metadata and the like have no shape.
  if (Object.keys(reference).length === 0 || path.endsWith('metadata')) return []
  const own = [...keys].filter((key) => !(key in reference))
  const missing = Object.keys(reference).filter((key) => !keys.has(key))
  const shared = [...keys].filter((key) => key in reference)
  const at = (key: string) => (path === '' ? key : `${path}.${key}`)
  return [
    ...own.map((key): Difference => `+ ${at(key)}`),
    ...missing.map((key): Difference => `- ${at(key)}`),
    ...shared.flatMap((key) =>
      compare(
        objects.map((one) => one[key]),
        reference[key],
        at(key),
      ),
    ),
  ]
}

/** The objects of a list as one that has all their keys; undefined when it is empty. */
function mergedList(list: readonly unknown[]): unknown {
  const objects = list.filter((one) => typeOf(one) === 'object')
  return objects.length === 0 ? list[0] : Object.assign({}, ...objects)
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}
