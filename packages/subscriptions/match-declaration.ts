// Which contract a declaration means. Only one that it names without doubt: everything else is a
// person's to decide, and nothing is ever refused for it. Pure.
import type { CustomerId, OrderId, SubscriptionId } from '#kernel/ids'
import type { Declaration, WaitingReason } from './declaration.ts'

/** A contract that may be meant. */
export type Candidate = {
  customerId: CustomerId
  orderId: OrderId
  subscriptionId: SubscriptionId
  /** What it is called by: order, subscription, invoice. */
  references: readonly string[]
  /** Names that it was made under: person and company. */
  names: readonly string[]
  /** The address that was typed is its customer's. */
  hasAddress: boolean
  hasEnded: boolean
}

export type Match =
  | { kind: 'found'; candidate: Candidate; foundBy: 'link' | 'reference' | 'address' }
  | { kind: 'doubt'; because: Extract<WaitingReason, 'unknown' | 'several' | 'other'> }

/**
 * Without doubt is: made with the order's own link; or a reference of ours with the name or the
 * address of that contract; or the address and the name of one contract alone. A reference that fits
 * nothing raises a doubt, whatever else fits.
 */
export function matchDeclaration(
  declaration: Pick<Declaration, 'linked'> & {
    typed: Pick<Declaration['typed'], 'name' | 'reference'>
  },
  candidates: readonly Candidate[],
): Match {
  const { linked, typed } = declaration
  const given = referencesIn(typed.reference ?? '')
  const hasName = ({ names }: Candidate) => names.some((name) => isSameName(name, typed.name))
  if (given.length === 0) {
    const byLink = candidates.find(({ orderId }) => orderId === linked)
    if (byLink) return { kind: 'found', candidate: byLink, foundBy: 'link' }
    return theOne(candidates.filter((one) => one.hasAddress && hasName(one)))
  }
  const named = candidates.filter(({ references }) =>
    references.some((one) => given.includes(bare(one))),
  )
  const [one, another] = named
  if (!one) return { kind: 'doubt', because: 'unknown' }
  if (another) return { kind: 'doubt', because: 'several' }
  if (one.orderId === linked) return { kind: 'found', candidate: one, foundBy: 'link' }
  if (!one.hasAddress && !hasName(one)) return { kind: 'doubt', because: 'other' }
  return { kind: 'found', candidate: one, foundBy: 'reference' }
}

/** Of several the one that still runs; of none that runs, the only one there is. */
function theOne(fitting: readonly Candidate[]): Match {
  const running = fitting.filter(({ hasEnded }) => !hasEnded)
  const [one, another] = running.length > 0 ? running : fitting
  if (!one) return { kind: 'doubt', because: 'unknown' }
  if (another) return { kind: 'doubt', because: 'several' }
  return { kind: 'found', candidate: one, foundBy: 'address' }
}

/**
 * What in a text may be a reference of ours, without blanks, dashes and case: long, with digits. A
 * description (`abonnement papier, 1 an`) and a date hold none.
 */
export function referencesIn(text: string): string[] {
  return text
    .split(/[\s,;()]+/)
    .filter((word) => !/^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}$/.test(word))
    .map(bare)
    .filter((word) => word.length >= 6 && word.replace(/\D/g, '').length >= 2)
}

function bare(reference: string): string {
  return reference
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** The same words in any order, whatever the accents, case and courtesy titles. */
export function isSameName(a: string, b: string): boolean {
  const [first, second] = [wordsOf(a), wordsOf(b)]
  return first.length > 0 && first.join(' ') === second.join(' ')
}

const titles: ReadonlySet<string> = new Set([
  ...['m', 'mr', 'mme', 'mlle', 'monsieur', 'madame', 'mademoiselle', 'me', 'dr', 'mrs', 'ms'],
])

function wordsOf(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !titles.has(word))
    .sort()
}
