// The CPPAP number of a title: without a valid one its press rates are gone. Pure.

/**
 * Whether the title's certificate holds on a date (`2026-12-31`). `0127 T 81234` is valid until the
 * end of the month before January 2027 (domain-rules §8.1).
 */
export function isCppapValidOn(number: string, date: string): boolean {
  const [, month, year] = /^(0[1-9]|1[0-2])(\d{2})/.exec(number.trim()) ?? []
  if (month === undefined || year === undefined) return false
  return date < `20${year}-${month}-01`
}
