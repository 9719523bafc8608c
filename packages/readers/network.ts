// The network a request came from, as far as it is one party: an IPv4 address, an IPv6 /64.
import { isIPv4, isIPv6 } from 'node:net'

/** For counting: who holds one IPv6 address usually holds its whole /64. */
export function networkOf(ip: string): string {
  const bare = withoutMapping(ip)
  return isIPv6(bare) ? `${ipv6Groups(bare).slice(0, 4).join(':')}::/64` : bare
}

/** For proofs that must no longer name a device: IPv4 to /24, IPv6 to /48. */
export function coarseNetwork(ip: string): string {
  const bare = withoutMapping(ip)
  if (isIPv4(bare)) return `${bare.split('.').slice(0, 3).join('.')}.0/24`
  if (isIPv6(bare)) return `${ipv6Groups(bare).slice(0, 3).join(':')}::/48`
  return ''
}

function withoutMapping(ip: string): string {
  const trimmed = ip.trim().toLowerCase().split('%')[0] ?? ''
  return trimmed.startsWith('::ffff:') && isIPv4(trimmed.slice(7)) ? trimmed.slice(7) : trimmed
}

function ipv6Groups(ip: string): string[] {
  const [head = '', tail] = ip.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const missing = Math.max(0, 8 - before.length - after.length)
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  return all.map((group) => group.replace(/^0+(?=.)/, ''))
}
