// A stored value changed in one place, the least that can be: to see that nothing of it goes unnoticed.

export type Path = readonly (string | number)[]

/** Where each text and number stands in a value, as far as `isField` takes its path. */
export function leavesOf(
  value: unknown,
  isField: (path: Path) => boolean = () => true,
  path: Path = [],
): Path[] {
  if (typeof value !== 'object' || value === null) return isField(path) ? [path] : []
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf(inner, isField, [...path, Array.isArray(value) ? Number(name) : name]),
  )
}

/** Changes one character there, or a number by one. */
export function changeAt(value: unknown, path: Path): void {
  const name = path.at(-1) ?? ''
  let holder = value as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) holder = holder[step] as typeof holder
  const was = holder[name]
  holder[name] =
    typeof was === 'string' ? was.slice(0, -1) + (was.endsWith('1') ? '2' : '1') : Number(was) + 1
}
