// What becomes of a recipient whose address says nothing about it: delivered, or, on request, by
// chance bounced, deferred or complained of; everywhere, or at one address or domain alone. Pure.
import type { Fate } from './ses-events.ts'

/** Shares are between 0 and 1, of the recipients at `fateAt`. */
export type FateFaults = {
  /** Refused for good by the receiving server. */
  bounceShare: number
  /** Given up after a while: mailbox full. */
  softBounceShare: number
  /** Delivered, and reported as spam 20 seconds later. */
  complaintShare: number
  /** Delayed, and delivered 40 seconds later. */
  deferShare: number
  /** An address or a domain; everybody when it is empty. */
  fateAt: string
}

export const noFateFaults: FateFaults = {
  bounceShare: 0,
  softBounceShare: 0,
  complaintShare: 0,
  deferShare: 0,
  fateAt: '',
}

/** Chance is asked only where something could come of it, so that other runs stay as they were. */
export function drawFate(address: string, faults: FateFaults, random: () => number): Fate {
  const { bounceShare, softBounceShare, complaintShare, deferShare } = faults
  const ways: [Fate, number][] = [
    ['bounced', bounceShare],
    ['soft', softBounceShare],
    ['complaint', complaintShare],
    ['delayed', deferShare],
  ]
  if (!isAt(address, faults.fateAt) || ways.every(([, share]) => share === 0)) return 'delivered'
  let left = random()
  for (const [fate, share] of ways) {
    left -= share
    if (left < 0) return fate
  }
  return 'delivered'
}

function isAt(address: string, place: string): boolean {
  const wanted = place.trim().toLowerCase()
  const lower = address.toLowerCase()
  if (wanted === '') return true
  return wanted.includes('@') && !wanted.startsWith('@')
    ? lower === wanted
    : lower.endsWith(`@${wanted.replace(/^@/, '')}`)
}
