// Slugs and names as they are compared: lower case, no accents, words joined by hyphens.

/** `Béryl & Fils, Conseil` → `beryl-fils-conseil`; at most `max` characters, cut at a word. */
export function slugOf(text: string, max = 120): string {
  const slug = text
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’'ʼ]/g, '-')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (slug.length <= max) return slug
  const cut = slug.slice(0, max)
  const at = cut.lastIndexOf('-')
  return (at > max / 2 ? cut.slice(0, at) : cut).replace(/-+$/, '')
}
