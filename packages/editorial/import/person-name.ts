// Tells a person's name from other words by capitals, particles and articles.

const particles = new Set(
  'de du des d da di do del della dos von van der den la le les l af av bin ibn al el ter zu of'.split(
    ' ',
  ),
)
const honorifics =
  /^(?:madame|mme|monsieur|m\.|mr\.?|mrs\.?|miss|lady|lord|sir|père|mère|saint|sainte|docteur|dr\.?)$/i

/**
 * How much a text looks like a person's name, 0 to 1. Capitals and particles only; an article in
 * front makes it doubtful (La Fontaine, La Curée), a plural one or a conjunction rules it out.
 */
export function nameScore(text: string): number {
  const words = text.split(/[\s\u00a0\u202f]+/).filter((word) => word !== '')
  const [first = ''] = words
  if (words.length === 0 || words.length > 7 || /[\d?!:…]/.test(text)) return 0
  if (/^(?:les|des|un|une|the|an?|sur|à|au|aux|pour|on|to|of|du|de)$/iu.test(first)) return 0
  const proper = words.filter(isCapitalised)
  const isJoined = words.some((word) => /^(?:et|and|&|ou|or|y|e)$/i.test(word))
  const isName = words.every((word) => isCapitalised(word) || particles.has(foldParticle(word)))
  if (isJoined) return 0.2
  if (!isName || proper.length === 0) return 0
  if (/^(?:le|la)$/i.test(first) || /^l[’']/i.test(first)) return 0.35
  if (honorifics.test(first)) return 0.5
  return proper.length === 1 && words.length === 1 ? 0.4 : 1
}

function isCapitalised(word: string): boolean {
  return /^(?:[dDlL][’'])?\p{Lu}/u.test(word)
}

function foldParticle(word: string): string {
  return word.toLowerCase().replace(/[’'.]$/, '')
}

/** A name that is the text, or that closes a short lead such as `Comme l’écrivait Victor Hugo`. */
export function nameInside(text: string): string | undefined {
  if (nameScore(text) >= 0.35) return text
  const words = text.split(/\s+/)
  if (words.length > 12) return undefined
  for (let from = 1; from <= words.length - 2; from += 1) {
    const tail = words.slice(from).join(' ')
    if (isCapitalised(words[from] ?? '') && nameScore(tail) >= 1) return tail
  }
  return undefined
}

/** A name of two words or more that opens a text: `Victor Hugo l’écrivait déjà`. */
export function nameAtHead(text: string): string | undefined {
  const words = text.split(/\s+/)
  let to = 0
  while (to < words.length && to < 7) {
    const word = words[to] ?? ''
    if (!isCapitalised(word) && !particles.has(foldParticle(word))) break
    to += 1
  }
  while (to > 0 && !isCapitalised(words[to - 1] ?? '')) to -= 1
  const name = words.slice(0, to).join(' ')
  return nameScore(name) >= 1 ? name : undefined
}
